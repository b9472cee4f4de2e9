/*
 * Rows out of real replies, and where the secrets go.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-readout.h"

#include <string.h>

#include "core/fotad-log.h"

static FotadSetting *
setting_of (const char *text)
{
  g_autoptr (FotadIni) ini = fotad_ini_parse ("x", text, strlen (text), NULL);
  g_autoptr (GError) error = NULL;
  FotadSetting *setting = fotad_setting_parse (ini->pdata[0], &error);

  g_assert_no_error (error);
  return setting;
}

static FotadReading *
read_text (FotadReadout *readout, const FotadSetting *setting, const char *text)
{
  FotadReading *reading =
      fotad_readout_add (readout, setting->name, "", "AT", FOTAD_READING_SAVED, NULL);

  fotad_reading_parse (reading, setting, text);
  return reading;
}

#define PDP                                                                                        \
  "[pdp]\nRead=AT+CGDCONT?\nKey=cid\nNever=address\nCompare.apn=apn\n"                             \
  "Row=^\\+CGDCONT: *(?<cid>\\d+),\"?(?<type>[^\",]*)\"?,\"?(?<apn>[^\",]*)\"?"                    \
  "(?:,\"?(?<address>[^\",]*)\"?)?\n"

/* Each vendor's own way of printing a context. */
static void
test_contexts (void)
{
  static const struct {
    const char *line, *key, *type, *apn;
  } cases[] = {
    { "+CGDCONT: 1,\"IP\",\"internet\",\"0.0.0.0\",0,0,0,0,0,0", "1", "IP", "internet" },
    { "+CGDCONT: 1,\"IP\",,,0,0,0,0,0,,0,,,,", "1", "IP", "" },
    { "+CGDCONT: 2,\"IP\",\"iotinternet\",\"0.0.0.0\",0,0,0,0", "2", "IP", "iotinternet" },
    { "+CGDCONT: 11,\"IPV4V6\",\"A.b\",\"0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0\",0,0", "11", "IPV4V6",
      "A.b" },
    { "+CGDCONT: 1,\"IP\",\"apn\",,,0,0,0,0,0,0,1,,0", "1", "IP", "apn" },
  };
  g_autoptr (FotadSetting) setting = setting_of (PDP);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (FotadReadout) readout = fotad_readout_new ();
    FotadReading *reading = read_text (readout, setting, cases[i].line);
    FotadSettingRow *row;

    g_assert_cmpuint (reading->rows->len, ==, 1);
    row = fotad_readout_row (readout, "pdp", cases[i].key);
    g_assert_cmpstr (row->raw, ==, cases[i].line);
    g_assert_cmpstr (g_hash_table_lookup (row->values, "type"), ==, cases[i].type);
    g_assert_cmpstr (g_hash_table_lookup (row->values, "apn"), ==, cases[i].apn);
  }
}

static void
test_many (void)
{
  g_autoptr (FotadSetting) setting = setting_of (PDP);
  g_autoptr (FotadReadout) readout = fotad_readout_new ();
  FotadReading *reading = read_text (readout, setting,
                                     "+CGDCONT: 1,\"IP\",\"one\"\nsomething else\n"
                                     "+CGDCONT: 3,\"IP\",\"three\"\n+CGDCONT: 1,\"IP\",\"again\"");
  g_autofree char *words = NULL;

  g_assert_cmpuint (reading->rows->len, ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (fotad_readout_row (readout, "pdp", "1")->values, "apn"), ==,
                   "one");
  g_assert_null (fotad_readout_row (readout, "pdp", "2"));
  words = fotad_setting_row_describe (fotad_readout_row (readout, "pdp", "3"), setting);
  g_assert_cmpstr (words, ==, "IP,three");
}

static void
test_optional (void)
{
  g_autoptr (FotadSetting) setting =
      setting_of ("[m]\nRead=AT\nRow=^M: (?<a>[^,]*)(?:,(?<b>.*))?$\n");
  g_autoptr (FotadReadout) readout = fotad_readout_new ();
  FotadReading *reading = read_text (readout, setting, "M: 1");
  FotadSettingRow *row = reading->rows->pdata[0];

  g_assert_true (g_hash_table_contains (row->values, "a"));
  g_assert_false (g_hash_table_contains (row->values, "b"));
}

#define AUTH                                                                                       \
  "[auth]\nRead=AT+WPPP?\nKey=cid\nSecret=password\n"                                              \
  "Row=^\\+WPPP: (?<auth>\\d),(?<cid>\\d),\"(?<user>[^\"]*)\",\"(?<password>[^\"]*)\"\n"

/* The raw line is kept without the secret, the log does not show it while we know it. */
static void
test_secret_group (void)
{
  g_autoptr (FotadSetting) setting = setting_of (AUTH);
  g_autoptr (FotadReadout) readout = fotad_readout_new ();
  FotadReading *reading =
      read_text (readout, setting, "+WPPP: 1,1,\"me\",\"planted-one\"\n+WPPP: 2,2,\"x\",\"\"");
  FotadSettingRow *row = reading->rows->pdata[0];
  g_autofree char *words = fotad_setting_row_describe (row, setting);
  g_autofree char *log = fotad_log_mask_values ("planted-one");

  g_assert_cmpstr (row->raw, ==, "+WPPP: 1,1,\"me\",\"***\"");
  g_assert_cmpstr (words, ==, "1,me,(secret)");
  g_assert_cmpstr (g_hash_table_lookup (row->secrets, "password"), ==, "planted-one");
  g_assert_false (g_hash_table_contains (row->values, "password"));
  g_assert_null (strstr (log, "planted-one"));
}

static void
test_secret_row (void)
{
  g_autoptr (FotadSetting) setting =
      setting_of ("[s]\nRead=AT\nKey=n\nSecret=yes\nRow=^S: (?<n>\\d),(?<values>.*)$\n");
  g_autoptr (FotadReadout) readout = fotad_readout_new ();
  FotadReading *reading = read_text (readout, setting, "S: 4,\"planted-two\"");
  FotadSettingRow *row = reading->rows->pdata[0];

  g_assert_cmpstr (row->key, ==, "4");
  g_assert_cmpstr (row->raw, ==, "***");
  g_assert_cmpuint (g_hash_table_size (row->values), ==, 1);
}

/* Lines nobody numbered, instances found by name, and text over several lines. */
static void
test_given (void)
{
  g_autoptr (FotadSetting) pins =
      setting_of ("[pin]\nRead=AT\nKey=line\nRow=^P: (?<v>\\d)\nWrite=AT+P=${line:number},${v}\n");
  g_autoptr (FotadSetting) named =
      setting_of ("[q]\nDiscover=AT+Q=?\nNames=^Q: (?<name>\\w+)\nRead=AT+Q=${name}\n"
                  "Row=^Q: \\w+,(?<v>.*)$\nWrite=AT+Q=${name},${v:raw}\n");
  g_autoptr (FotadSetting) stored =
      setting_of ("[e]\nRead=AT&V\nRow=^STORED PROFILE 0:\\n(?:.* )?E(?<echo>[01])\n");
  g_autoptr (FotadReadout) readout = fotad_readout_new ();
  FotadReading *reading = fotad_readout_add (readout, "q", "abc", "AT", FOTAD_READING_SAVED, NULL);

  read_text (readout, pins, "P: 7\nP: 8");
  g_assert_cmpstr (g_hash_table_lookup (fotad_readout_row (readout, "pin", "2")->values, "v"), ==,
                   "8");
  fotad_reading_parse (reading, named, "Q: abc,1,2");
  g_assert_cmpstr (g_hash_table_lookup (fotad_readout_row (readout, "q", "abc")->values, "name"),
                   ==, "abc");
  read_text (readout, stored, "ACTIVE PROFILE:\nE0 Q0 V1\nSTORED PROFILE 0:\nE1 Q0 V1");
  g_assert_cmpstr (g_hash_table_lookup (fotad_readout_row (readout, "e", "")->values, "echo"), ==,
                   "1");
  g_assert_cmpstr (fotad_readout_row (readout, "e", "")->raw, ==, "STORED PROFILE 0:\nE1 Q0 V1");
}

/* Keys are one spelling of what the modem may print in several. */
static void
test_key_spelling (void)
{
  g_autoptr (FotadSetting) setting =
      setting_of ("[b]\nRead=AT\nKey=n\nCompare.n=number\nRow=^B: \"?(?<n>\\d+)\"?,(?<v>.*)$\n");
  g_autoptr (FotadReadout) readout = fotad_readout_new ();

  read_text (readout, setting, "B: \"01\",x");
  g_assert_nonnull (fotad_readout_row (readout, "b", "1"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/readout/contexts", test_contexts);
  g_test_add_func ("/settings/readout/many", test_many);
  g_test_add_func ("/settings/readout/optional", test_optional);
  g_test_add_func ("/settings/readout/secret-group", test_secret_group);
  g_test_add_func ("/settings/readout/secret-row", test_secret_row);
  g_test_add_func ("/settings/readout/given", test_given);
  g_test_add_func ("/settings/readout/key-spelling", test_key_spelling);
  return g_test_run ();
}
