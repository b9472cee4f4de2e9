/*
 * A row as it should be beside the row as it is: what counts as equal, and the command that makes
 * it so, with secrets from before or from a file and never without one that is needed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-row-pair.h"

#include <glib/gstdio.h>
#include <string.h>

static const char file[] =
    "[auth]\nRead=AT+A?\n"
    "Row=^A: (?<cid>\\d),(?<auth>\\w*),(?<mask>\\w*),(?<ip>.*),(?<apn>.*?)(?:,(?<password>.*))?$\n"
    "Key=cid\nNever=ip\nSecret=password\nSecretWhen=auth\nCompare.mask=hex\nCompare.apn=apn\n"
    "Write=AT+A=${cid:number}[,${apn}][,${password}]\nWriteElse=AT+A=${apn}\n"
    "Remove=AT+A=${cid:number}\n"
    "[pin]\nRead=AT+P?\nRow=^P: (?<pin>\\d+)$\nSecret=yes\nWrite=AT+P=${pin}\n";

typedef struct {
  FotadIni *ini;
  FotadSetting *auth;
  FotadSetting *pin;
  FotadSecrets *secrets; /* knows the password of cid 2 */
  FotadReadout *readout; /* holds the rows */
  FotadPlanInput input;
} World;

static FotadSecrets *
plant_secrets (void)
{
  g_autofree char *place = g_dir_make_tmp ("fotad-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (place, "my.secrets", NULL);
  FotadSecrets *secrets;

  g_assert_true (g_file_set_contents_full (path, "[auth]\n2.password=planted\n", -1,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  secrets = fotad_secrets_load (place, NULL);
  g_assert_cmpint (g_unlink (path) + g_rmdir (place), ==, 0);
  return secrets;
}

static void
set_up (World *w, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  w->ini = fotad_ini_parse ("x", file, strlen (file), &error);
  g_assert_no_error (error);
  w->auth = fotad_setting_parse (w->ini->pdata[0], &error);
  g_assert_no_error (error);
  w->pin = fotad_setting_parse (w->ini->pdata[1], &error);
  g_assert_no_error (error);
  w->secrets = plant_secrets ();
  w->readout = fotad_readout_new ();
  w->input = (FotadPlanInput){ .imei = "867648049999994", .secrets = w->secrets };
}

static void
tear_down (World *w, gconstpointer unused)
{
  fotad_setting_free (w->auth);
  fotad_setting_free (w->pin);
  fotad_ini_free (w->ini);
  fotad_secrets_free (w->secrets);
  fotad_readout_free (w->readout);
}

/* Of "group=value" words; what the setting calls secret is one. */
static FotadSettingRow *
row_of (World *w, const FotadSetting *setting, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  FotadSettingRow *row = fotad_setting_row_new (strstr (text, "cid=2") != NULL ? "2" : "1");
  FotadReading *reading =
      fotad_readout_add (w->readout, setting->name, "", "AT", FOTAD_READING_SAVED, NULL);

  g_ptr_array_add (reading->rows, row);
  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], "=", 2);
    gboolean secret = fotad_setting_is_secret (setting, parts[0]);

    g_hash_table_insert (secret ? row->secrets : row->values, g_strdup (parts[0]),
                         g_strdup (parts[1]));
  }
  return row;
}

static const struct {
  const char *wanted, *found;
  gboolean equal;
} pairs[] = {
  { "cid=1 auth=1 mask=4 apn=net", "cid=1 auth=1 mask=4 apn=net", TRUE },
  { "cid=1 auth=1 mask=4 apn=net", "cid=1 auth=1 mask=0x0004 apn=NET", TRUE },
  { "cid=1 auth=1", "cid=1 auth=2", FALSE },
  { "cid=1 mask=4", "cid=1 mask=5", FALSE },
  { "cid=1 apn=net", "cid=1 apn=nets", FALSE },
  { "cid=1 apn=net", "cid=1", FALSE },
  { "cid=1", "cid=1 apn=net", TRUE }, /* the old firmware did not have it yet */
  { "cid=1", "cid=1 mask=0", TRUE },
  { "cid=1", "cid=1 mask=4", FALSE },
  { "cid=1 mask=0", "cid=1", TRUE },
  { "cid=1 mask=4", "cid=1", FALSE },
  { "cid=1 ip=10.0.0.1", "cid=1 ip=10.0.0.2", TRUE },
  { "cid=1 password=a", "cid=1 password=a", TRUE },
  { "cid=1 password=a", "cid=1 password=A", FALSE },
  { "cid=1 password=a", "cid=1", TRUE },
  { "cid=1", "cid=1 password=a", TRUE },
  { "cid=2", "cid=2 password=planted", TRUE },
  { "cid=2", "cid=2 password=other", FALSE },
  { "cid=2 password=other", "cid=2 password=other", TRUE },
};

static void
test_is_equal (World *w, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
    const FotadRowPair pair = { &w->input, w->auth, row_of (w, w->auth, pairs[i].wanted),
                                row_of (w, w->auth, pairs[i].found) };

    g_test_message ("%s, %s", pairs[i].wanted, pairs[i].found);
    g_assert_cmpint (fotad_row_pair_is_equal (&pair), ==, pairs[i].equal);
  }
}

/* What cannot be compared is not a difference. */
static void
test_no_secrets_file (World *w, gconstpointer unused)
{
  const FotadRowPair pair = { &w->input, w->auth, row_of (w, w->auth, "cid=2"),
                              row_of (w, w->auth, "cid=2 password=other") };

  g_assert_false (fotad_row_pair_is_equal (&pair));
  w->input.secrets = NULL;
  g_assert_true (fotad_row_pair_is_equal (&pair));
}

/* "command", or "(reason)"; what is sent when it is refused behind a bar. */
static char *
describe (const FotadChange *change)
{
  if (change->command == NULL) {
    g_assert_null (change->command_else);
    return g_strdup_printf ("(%s)", change->reason);
  }
  g_assert_null (change->reason);
  return g_strjoin (" | ", change->command, change->command_else, NULL);
}

static void
assert_write (World *w, const FotadSetting *setting, const char *wanted, const char *expected)
{
  const FotadRowPair pair = { &w->input, setting, row_of (w, setting, wanted), NULL };
  FotadChange *change = g_new0 (FotadChange, 1);
  g_autofree char *text = NULL;

  fotad_row_pair_write (&pair, change);
  text = describe (change);
  g_assert_cmpstr (text, ==, expected);
  fotad_change_free (change);
}

static void
test_write (World *w, gconstpointer unused)
{
  assert_write (w, w->auth, "cid=1 apn=net", "AT+A=1,\"net\" | AT+A=\"net\"");
  assert_write (w, w->auth, "cid=1", "AT+A=1");
  assert_write (w, w->auth, "cid=1 auth=1 apn=net password=pw",
                "AT+A=1,\"net\",\"pw\" | AT+A=\"net\"");
}

/* Only when it is needed; then from before, from a file, or not at all. */
static void
test_write_secret (World *w, gconstpointer unused)
{
  assert_write (w, w->auth, "cid=1 auth=0 password=pw", "AT+A=1");
  assert_write (w, w->auth, "cid=1 auth= password=pw", "AT+A=1");
  assert_write (w, w->auth, "cid=1 password=pw", "AT+A=1");
  assert_write (w, w->auth, "cid=2 auth=1", "AT+A=2,\"planted\"");
  assert_write (w, w->auth, "cid=2 auth=1 password=pw", "AT+A=2,\"pw\"");
  assert_write (w, w->auth, "cid=1 auth=1",
                "(its password is neither known nor in a .secrets file)");
  w->input.secrets = NULL;
  assert_write (w, w->auth, "cid=2 auth=1",
                "(its password is neither known nor in a .secrets file)");
}

static void
test_write_secret_row (World *w, gconstpointer unused)
{
  assert_write (w, w->pin, "pin=1234", "AT+P=\"1234\"");
  assert_write (w, w->pin, "", "(its pin is neither known nor in a .secrets file)");
}

static void
assert_not_written (World *w, const char *wanted, const char *named)
{
  const FotadRowPair pair = { &w->input, w->auth, row_of (w, w->auth, wanted), NULL };
  FotadChange *change = g_new0 (FotadChange, 1);

  fotad_row_pair_write (&pair, change);
  g_assert_null (change->command);
  g_assert_null (change->command_else);
  g_assert_nonnull (strstr (change->reason, named));
  fotad_change_free (change);
}

/* What would break out of a command never goes into one. */
static void
test_cannot_be_written (World *w, gconstpointer unused)
{
  assert_not_written (w, "cid=x", "cid");
  assert_not_written (w, "apn=net", "cid");
  assert_not_written (w, "cid=1 apn=a\"b", "apn");
  assert_not_written (w, "cid=1 apn=a\rAT", "apn");
}

static void
test_remove (World *w, gconstpointer unused)
{
  FotadRowPair pair = { &w->input, w->auth, NULL, row_of (w, w->auth, "cid=3 apn=net") };
  FotadChange *good = g_new0 (FotadChange, 1), *bad = g_new0 (FotadChange, 1);

  fotad_row_pair_remove (&pair, good);
  g_assert_cmpstr (good->command, ==, "AT+A=3");
  g_assert_null (good->reason);
  pair.found = row_of (w, w->auth, "cid=1;AT");
  fotad_row_pair_remove (&pair, bad);
  g_assert_null (bad->command);
  g_assert_nonnull (strstr (bad->reason, "cid"));
  fotad_change_free (good);
  fotad_change_free (bad);
}

#define WORLD_TEST(path, function) g_test_add (path, World, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  WORLD_TEST ("/settings/row-pair/is-equal", test_is_equal);
  WORLD_TEST ("/settings/row-pair/no-secrets-file", test_no_secrets_file);
  WORLD_TEST ("/settings/row-pair/write", test_write);
  WORLD_TEST ("/settings/row-pair/write-secret", test_write_secret);
  WORLD_TEST ("/settings/row-pair/write-secret-row", test_write_secret_row);
  WORLD_TEST ("/settings/row-pair/cannot-be-written", test_cannot_be_written);
  WORLD_TEST ("/settings/row-pair/remove", test_remove);
  return g_test_run ();
}
