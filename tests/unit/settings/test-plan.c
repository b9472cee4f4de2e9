/*
 * What is to be written, in which order, and why not: a row of the table per situation.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-plan.h"

#include <glib/gstdio.h>
#include <string.h>

static const char file[] =
    "[Catalogue]\nProfile=AT+KEEP\nReboot=AT+BOOT\n"
    "[late]\nRead=AT+L?\nRow=^L: (?<v>.*)$\nWrite=AT+L=${v}\nOrder=900\n"
    "[band]\nRead=AT+B?\nRow=^B: (?<m>\\w+)(?:,(?<m2>\\w+))?$\nWrite=AT+B=${m}[,${m2}]\n"
    "Compare=hex\nOrder=100\nReboot=yes\n"
    "[pdp]\nRead=AT+P?\nRow=^P: (?<cid>\\d+),(?<apn>\\w*)(?:,(?<ip>.*?))?(?:,(?<x>\\d))?$\n"
    "Key=cid\nNever=ip\nWrite=AT+P=${cid:number},${apn}[,${x}]\n"
    "WriteElse=AT+P=${cid:number},${apn}\nCompare.apn=apn\nOrder=200\n"
    "[kept]\nRead=AT+K?\nRow=^K: (?<v>.*)$\nWrite=AT+K=${v}\nKept=yes\n"
    "[ident]\nRead=AT+I?\nRow=^I: (?<v>.*)$\nWrite=AT+I=${v}\nIdentity=yes\n"
    "[auth]\nRead=AT+A?\nRow=^A: "
    "(?<cid>\\d),(?<auth>\\d)(?:,(?<user>\\w+))?(?:,(?<password>\\w+))?$\n"
    "Key=cid\nSecret=password\nSecretWhen=auth\n"
    "Write=AT+A=${cid:number},${auth:number}[,${password},${user}]\nOrder=300\n"
    "[edrx]\nRead=AT+E?\nRow=^E: (?<act>\\d),(?<v>\\d+)$\nKey=act\n"
    "Write=AT+E=1,${act:number},${v}\nRemove=AT+E=0,${act:number}\nOrder=400\n"
    "[show]\nRead=AT+S?\nRow=^S: (?<v>.*)$\n"
    "[record]\nRead=AT+R?\nRow=^R: (?<v>.*)$\nCompare=none\n"
    "[oper]\nRead=AT+O?\nRow=^O: (?<mode>\\w+)$\nWrite=AT+O=${mode}\nOrder=10\n"
    "[list]\nRead=AT+U?\nRow=^U: (?<op>\\w+),(?<v>.*)$\nKey=op\nOnly=op=oper.mode\n"
    "Write=AT+U=${op},${v}\n"
    "[echo]\nLink=echo\nRow=^(?<echo>[01])$\nWrite=ATE${echo:number}\nProfile=yes\n";

typedef struct {
  FotadCatalogue *catalogue;
  FotadSecrets *secrets;
  char *place;
} World;

static void
write_file (const char *place, const char *name, const char *text, char **path)
{
  *path = g_build_filename (place, name, NULL);
  g_assert_true (g_file_set_contents_full (*path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
set_up (World *world, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *settings = NULL, *secrets = NULL;

  world->place = g_dir_make_tmp ("fotad-XXXXXX", NULL);
  write_file (world->place, "fam.settings", file, &settings);
  write_file (world->place, "my.secrets", "[auth]\n2.password=planted2\n", &secrets);
  world->catalogue = fotad_catalogue_load (settings, NULL, &error);
  g_assert_no_error (error);
  world->secrets = fotad_secrets_load (world->place, NULL);
  g_assert_cmpint (g_unlink (settings) + g_unlink (secrets) + g_rmdir (world->place), ==, 0);
}

static void
tear_down (World *world, gconstpointer unused)
{
  fotad_catalogue_unref (world->catalogue);
  fotad_secrets_free (world->secrets);
  g_free (world->place);
}

/* Lines of all settings, as if each had been asked; "!name" is one the modem does not know. */
static FotadReadout *
readout_of (World *world, const char *text)
{
  GPtrArray *settings = fotad_catalogue_settings (world->catalogue);
  FotadReadout *readout = fotad_readout_new ();

  for (guint i = 0; i < settings->len; i++) {
    const FotadSetting *setting = settings->pdata[i];
    g_autofree char *unknown = g_strconcat ("!", setting->name, NULL);
    g_autofree char *silent = g_strconcat ("?", setting->name, NULL);
    FotadReading *reading =
        fotad_readout_add (readout, setting->name, "", "AT", FOTAD_READING_SAVED, NULL);

    if (strstr (text, unknown) != NULL) {
      reading->status = FOTAD_READING_UNSUPPORTED;
      reading->note = g_strdup ("ERROR");
    } else if (strstr (text, silent) != NULL) {
      reading->status = FOTAD_READING_FAILED;
      reading->note = g_strdup ("no answer");
    } else {
      fotad_reading_parse (reading, setting, text);
    }
  }
  return readout;
}

/* "command; command …" and what is not written as "(name: reason)". */
static char *
plan (World *world, const char *before, const char *after, FotadRestoreFlags flags)
{
  g_autoptr (FotadReadout) wanted = readout_of (world, before);
  g_autoptr (FotadReadout) present = readout_of (world, after);
  const FotadPlanInput input = { world->catalogue, NULL,    NULL, world->secrets,
                                 wanted,           present, flags };
  g_autoptr (GPtrArray) changes = fotad_plan_make (&input);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++) {
    const FotadChange *change = changes->pdata[i];

    g_string_append (text, i > 0 ? "; " : "");
    if (change->command != NULL)
      g_string_append (text, change->command);
    else
      g_string_append_printf (text, "(%s: %s)", change->name,
                              change->extra ? "extra" : change->reason);
  }
  return g_string_free (text, FALSE);
}

static const struct {
  const char *before, *after;
  FotadRestoreFlags flags;
  const char *expected;
} cases[] = {
  { "B: 80004", "B: 00080004", 0, "" },
  { "B: 80004", "B: 0f0e189f,0010000200000000", 0, "AT+B=\"80004\"" },
  { "B: 80004,0", "B: 00080004", 0, "" },
  { "B: 80004,1", "B: 80004", 0, "AT+B=\"80004\",\"1\"" },
  /* the address never, a field that is new in this firmware neither */
  { "P: 1,net,10.0.0.1", "P: 1,NET,0.0.0.0,1", 0, "" },
  { "P: 1,Net", "P: 1,other", 0, "AT+P=1,\"Net\"" },
  { "P: 1,net,x,1", "P: 1,net,x,0", 0, "AT+P=1,\"net\",\"1\"" },
  { "P: 1,a\nP: 2,b", "P: 1,a", 0, "AT+P=2,\"b\"" },
  { "P: 1,a", "P: 1,a\nP: 5,ims", 0, "(pdp 5: extra)" },
  /* by order, not as the file has them */
  { "L: 1\nB: 1\nP: 1,a", "L: 2\nB: 2\nP: 1,b", 0, "AT+B=\"1\"; AT+P=1,\"a\"; AT+L=\"1\"" },
  { "K: 1", "K: 2", 0, "(kept: an update should have kept it, so it is left for you to judge)" },
  { "K: 1", "K: 2", FOTAD_RESTORE_KEPT, "AT+K=\"1\"" },
  { "I: 1", "I: 2", 0, "AT+I=\"1\"" },
  { "I: 1", "I: 2", FOTAD_RESTORE_OTHER_MODEM, "" },
  { "E: 4,01", "", 0, "AT+E=1,4,\"01\"" },
  { "", "E: 4,01\nE: 5,10", 0, "AT+E=0,4; AT+E=0,5" },
  { "!edrx", "E: 4,01", 0, "" }, /* nobody knows what was there */
  { "B: 1", "!band", 0, "(band: the modem no longer knows it (ERROR))" },
  { "B: 1", "?band", 0, "(band: it could not be read (no answer))" },
  { "!band", "B: 1", 0, "" },
  { "S: 1", "S: 2", 0, "(show: there is no way to write it)" },
  { "R: 1", "R: 2", 0, "" },
  /* the password: known from before, from a file, not at all, not needed */
  { "A: 1,1,me,planted1", "A: 1,0", 0, "AT+A=1,1,\"planted1\",\"me\"" },
  { "A: 1,1,me,planted1", "A: 1,1,me,changed", 0, "AT+A=1,1,\"planted1\",\"me\"" },
  { "A: 1,1,me,planted1", "A: 1,1,me", 0, "" },
  { "A: 2,1,me", "A: 2,0", 0, "AT+A=2,1,\"planted2\",\"me\"" },
  { "A: 2,1,me", "A: 2,1,me,wrong", 0, "AT+A=2,1,\"planted2\",\"me\"" },
  { "A: 3,1,me", "A: 3,0", 0, "(auth 3: its password is neither known nor in a .secrets file)" },
  { "A: 3,1,me", "A: 3,1,me", 0, "" },
  { "A: 3,0", "A: 3,1,you", 0, "AT+A=3,0" },
  /* of a list per operator, the line of the one in force */
  { "O: std\nU: std,1\nU: vzw,2", "O: std\nU: std,9\nU: vzw,9", 0, "AT+U=\"std\",\"1\"" },
  /* what cannot be put into a command is said, not sent */
  { "L: a\"b", "L: c", 0, "(late: 'v': " },
};

static void
test_situations (World *world, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = plan (world, cases[i].before, cases[i].after, cases[i].flags);

    g_test_message ("%s -> %s: %s", cases[i].before, cases[i].after, text);
    if (g_str_has_suffix (cases[i].expected, ": "))
      g_assert_true (g_str_has_prefix (text, cases[i].expected));
    else
      g_assert_cmpstr (text, ==, cases[i].expected);
  }
}

/* What people read names the setting and both values, and no secret. */
static void
test_describe (World *world, gconstpointer unused)
{
  g_autoptr (FotadReadout) wanted = readout_of (world, "A: 1,1,me,planted1\nB: 1");
  g_autoptr (FotadReadout) present = readout_of (world, "A: 1,1,me,planted9\n!band");
  const FotadPlanInput input = { world->catalogue, NULL, NULL, NULL, wanted, present, 0 };
  g_autoptr (GPtrArray) changes = fotad_plan_make (&input);
  g_autofree char *band = fotad_change_describe (changes->pdata[0]);
  g_autofree char *auth = fotad_change_describe (changes->pdata[1]);

  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_cmpstr (band, ==,
                   "band: wanted 1, is not there now: the modem no longer knows it (ERROR)");
  g_assert_cmpstr (auth, ==, "auth 1: wanted 1,me,(secret), found 1,me,(secret)");
}

static void
test_else (World *world, gconstpointer unused)
{
  g_autoptr (FotadReadout) wanted = readout_of (world, "P: 1,net,x,1");
  g_autoptr (FotadReadout) present = readout_of (world, "P: 1,,x,0");
  const FotadPlanInput input = { world->catalogue, NULL, NULL, NULL, wanted, present, 0 };
  g_autoptr (GPtrArray) changes = fotad_plan_make (&input);

  g_assert_cmpstr (((FotadChange *) changes->pdata[0])->command, ==, "AT+P=1,\"net\",\"1\"");
  g_assert_cmpstr (((FotadChange *) changes->pdata[0])->command_else, ==, "AT+P=1,\"net\"");
}

/* Of a setting that no file describes any more, what it was is said. */
static void
test_forgotten (World *world, gconstpointer unused)
{
  g_autoptr (FotadReadout) wanted = readout_of (world, "");
  g_autoptr (FotadReadout) present = readout_of (world, "");
  FotadReading *reading =
      fotad_readout_add (wanted, "gone", "", "AT+G?", FOTAD_READING_SAVED, NULL);
  FotadSettingRow *row = fotad_setting_row_new ("");
  const FotadPlanInput input = { world->catalogue, NULL, NULL, NULL, wanted, present, 0 };
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *text = NULL;

  row->raw = g_strdup ("G: 1");
  g_ptr_array_add (reading->rows, row);
  changes = fotad_plan_make (&input);
  g_assert_cmpuint (changes->len, ==, 1);
  text = fotad_change_describe (changes->pdata[0]);
  g_assert_nonnull (strstr (text, "wanted G: 1"));
  g_assert_nonnull (strstr (text, "no settings file describes it"));
}

static void
add_case (const char *path, void (*test) (World *, gconstpointer))
{
  g_test_add (path, World, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/settings/plan/situations", test_situations);
  add_case ("/settings/plan/describe", test_describe);
  add_case ("/settings/plan/else", test_else);
  add_case ("/settings/plan/forgotten", test_forgotten);
  return g_test_run ();
}
