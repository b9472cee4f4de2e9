/*
 * The vendor's file and the integrator's over it: added, changed, taken out, left out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-catalogue.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/fotad-error.h"
#include "core/fotad-log.h"

#define BASE                                                                                       \
  "[Catalogue]\nReboot=AT+BOOT\nProfile=AT+KEEP\n"                                                 \
  "[mode]\nRead=AT+MODE?\nRow=^\\+MODE: (?<mode>\\d)\nWrite=AT+MODE=${mode:number}\nOrder=10\n"    \
  "[auth]\nRead=AT+XLOGIN?\nRow=^\\+XLOGIN: (?<user>.*)\nSecret=password\n"                        \
  "Write=AT+XLOGIN=${user},${password};+XMORE\n"

typedef struct {
  char *place;
  char *base;
  char *overlays;
} Files;

static void
set_up (Files *files, gconstpointer unused)
{
  files->place = g_dir_make_tmp ("fotad-XXXXXX", NULL);
  files->base = g_build_filename (files->place, "fam1.settings", NULL);
  files->overlays = g_build_filename (files->place, "settings.d", NULL);
  g_assert_true (g_file_set_contents (files->base, BASE, -1, NULL));
  g_assert_cmpint (g_mkdir (files->overlays, 0700), ==, 0);
}

static void
tear_down (Files *files, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -r %s", files->place);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (files->place);
  g_free (files->base);
  g_free (files->overlays);
}

static void
add (Files *files, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (files->overlays, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static FotadCatalogue *
load (Files *files)
{
  g_autoptr (GError) error = NULL;
  FotadCatalogue *catalogue = fotad_catalogue_load (files->base, files->overlays, &error);

  g_assert_no_error (error);
  return catalogue;
}

static void
test_base (Files *files, gconstpointer unused)
{
  g_autoptr (FotadCatalogue) catalogue = load (files);

  g_assert_cmpstr (fotad_catalogue_family (catalogue), ==, "fam1");
  g_assert_cmpstr (fotad_catalogue_reboot (catalogue), ==, "AT+BOOT");
  g_assert_cmpstr (fotad_catalogue_profile (catalogue), ==, "AT+KEEP");
  g_assert_cmpuint (fotad_catalogue_settings (catalogue)->len, ==, 2);
  g_assert_null (fotad_catalogue_complaints (catalogue)[0]);
}

static void
test_overlay (Files *files, gconstpointer unused)
{
  g_autoptr (FotadCatalogue) catalogue = NULL;
  const FotadSetting *mode, *mine;

  add (files, "my.settings",
       "[mode]\nOrder=20\n[mine]\nRead=AT+MINE?\nRow=^\\+MINE: (?<x>.*)\nWrite=AT+MINE=${x}\n");
  add (files, "other.settings",
       "[Catalogue]\nFamilies=fam2, fam3\n[foreign]\nRead=AT\nRow=^(?<x>.*)\n");
  add (files, "mine-too.settings",
       "[Catalogue]\nFamilies=fam2 fam1\n[mode]\nTimeout=99\n[auth]\nIgnore=yes\n");
  add (files, "readme.txt", "nothing");
  catalogue = load (files);
  mode = fotad_catalogue_find (catalogue, "mode", NULL);
  mine = fotad_catalogue_find (catalogue, "mine", NULL);
  g_assert_cmpint (mode->order, ==, 20);
  g_assert_cmpuint (mode->timeout_s, ==, 99);
  g_assert_cmpstr (mode->write, ==, "AT+MODE=${mode:number}");
  g_assert_cmpstr (mine->read, ==, "AT+MINE?");
  g_assert_null (fotad_catalogue_find (catalogue, "foreign", NULL));
  g_assert_null (fotad_catalogue_find (catalogue, "auth", NULL));
  g_assert_null (fotad_catalogue_complaints (catalogue)[0]);
}

/* A bad file is named with its line and counts for nothing; the good ones beside it count. */
static void
test_bad_overlays (Files *files, gconstpointer unused)
{
  g_autoptr (FotadCatalogue) catalogue = NULL;
  const char *const *complaints;

  add (files, "1.settings", "[mode]\nOrder=33\nWrite=AT+MODE=${nome}\n");
  add (files, "2.settings", "[mode]\nTimeout=44\n");
  add (files, "3.settings", "[new]\nRead=AT\n");
  add (files, "4.settings", "what is this\n");
  for (guint i = 0; i < 3; i++)
    g_test_expect_message ("fotad-settings", G_LOG_LEVEL_WARNING, "*is left out*");
  catalogue = load (files);
  g_test_assert_expected_messages ();
  complaints = fotad_catalogue_complaints (catalogue);
  g_assert_cmpuint (g_strv_length ((GStrv) complaints), ==, 3);
  g_assert_nonnull (strstr (complaints[0], "1.settings:3: [mode] Write: 'nome'"));
  g_assert_nonnull (strstr (complaints[1], "3.settings:1: [new]: needs Row"));
  g_assert_nonnull (strstr (complaints[2], "4.settings:1: "));
  g_assert_cmpint (fotad_catalogue_find (catalogue, "mode", NULL)->order, ==, 10);
  g_assert_cmpuint (fotad_catalogue_find (catalogue, "mode", NULL)->timeout_s, ==, 44);
}

static void
test_bad_base (Files *files, gconstpointer unused)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
    { "[Catalogue]\nRebbot=x\n", "fam1.settings:2: [Catalogue] Rebbot: there is no such key" },
    { "[m]\nRead=AT\nRow=^(?<a>.)\nWrite=AT\nReboot=yes\n",
      "fam1.settings:5: [m] Reboot: needs Reboot= in [Catalogue]" },
    { "[m]\nRead=AT\nRow=^(?<a>.)\nWrite=AT\nProfile=yes\n",
      "fam1.settings:5: [m] Profile: needs Profile= in [Catalogue]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (files->base, cases[i].text, -1, NULL));
    g_assert_null (fotad_catalogue_load (files->base, NULL, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

static void
test_missing_base (Files *files, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_catalogue_load ("/nonexistent.settings", files->overlays, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND);
}

/* A modem without a vendor's file still has what the integrator says. */
static void
test_only_overlays (Files *files, gconstpointer unused)
{
  g_autoptr (FotadCatalogue) catalogue = NULL;

  add (files, "my.settings", "[mine]\nRead=AT+MINE?\nRow=^\\+MINE: (?<x>.*)\n");
  catalogue = fotad_catalogue_load (NULL, files->overlays, NULL);
  g_assert_cmpuint (fotad_catalogue_settings (catalogue)->len, ==, 1);
  g_assert_cmpstr (fotad_catalogue_family (catalogue), ==, "");
}

/* What a control module shows joins the family's, under the integrator's hand. */
static void
test_more (Files *files, gconstpointer unused)
{
  g_autofree char *good = g_build_filename (files->place, "proto.settings", NULL);
  const char *more[] = { good, "/nonexistent.settings", NULL };
  g_autoptr (FotadCatalogue) catalogue = NULL;

  g_assert_true (
      g_file_set_contents (good, "[p-mode]\nProvider=proto\nRead=get\nRow=^(?<x>.*)\n", -1, NULL));
  add (files, "my.settings", "[Catalogue]\nFamilies=proto\n[p-mode]\nOrder=7\n");
  add (files, "other.settings", "[Catalogue]\nFamilies=other\n[o-mode]\nOrder=7\n");
  g_setenv ("CONFIGURATION_DIRECTORY", files->place, TRUE);
  g_test_expect_message ("fotad-settings", G_LOG_LEVEL_WARNING, "/nonexistent.settings*");
  catalogue = fotad_catalogue_open (files->base, more, NULL);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (fotad_catalogue_family (catalogue), ==, "fam1");
  g_assert_cmpuint (fotad_catalogue_settings (catalogue)->len, ==, 3);
  g_assert_cmpint (fotad_catalogue_find (catalogue, "p-mode", NULL)->order, ==, 7);
  g_assert_nonnull (strstr (fotad_catalogue_complaints (catalogue)[0], "/nonexistent.settings"));
  g_assert_null (fotad_catalogue_complaints (catalogue)[1]);
}

static void
test_masks (Files *files, gconstpointer unused)
{
  g_autoptr (FotadCatalogue) catalogue = load (files);
  g_autofree char *first = fotad_log_mask ("AT+XLOGIN=\"u\",\"hunter2\"");
  g_autofree char *second = fotad_log_mask ("AT+XMORE=hunter2");
  g_autofree char *open = fotad_log_mask ("AT+MODE=3");

  g_assert_null (strstr (first, "hunter2"));
  g_assert_null (strstr (second, "hunter2"));
  g_assert_cmpstr (open, ==, "AT+MODE=3");
}

/* What parsing lets pass but nobody can mean; one planted mistake each, and all at once. */
static void
test_lint (Files *files, gconstpointer unused)
{
  static const char *const text =
      "[key]\nRead=AT+A?\nRow=^(?<cid>\\d),(?<x>.)\nKey=cid\nWrite=AT+A=${x}\n"
      "[secret]\nRead=AT+B?\nRow=^(?<x>.)\nSecret=mystery\n"
      "[command]\nRead=+C?\nRow=^(?<x>.)\n"
      "[anchor]\nRead=AT+D?\nRow=(?<x>.)\n"
      "[broken]\nRead=AT+E?\nRow=^(?<x>.\n"
      "[boot]\nRead=AT+F?\nRow=^(?<x>.)\nWrite=AT+F=${x}\nReboot=yes\n";
  static const char *const expected[] = {
    ":5: [key] Write: does not say which row",
    ":9: [secret] Secret: a secret is called",
    ":11: [command] Read: does not begin with AT",
    ":15: [anchor] Row: does not begin with ^",
    ":18: [broken] Row: ",
  };
  g_auto (GStrv) faults = NULL;
  g_auto (GStrv) none = NULL;

  none = fotad_catalogue_lint (files->base);
  g_assert_null (none[0]);
  g_assert_true (g_file_set_contents (files->base, text, -1, NULL));
  faults = fotad_catalogue_lint (files->base);
  g_assert_cmpuint (g_strv_length (faults), >=, G_N_ELEMENTS (expected));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_nonnull (strstr (faults[i], expected[i]));
}

static void
add_case (const char *path, void (*test) (Files *, gconstpointer))
{
  g_test_add (path, Files, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/settings/catalogue/base", test_base);
  add_case ("/settings/catalogue/overlay", test_overlay);
  add_case ("/settings/catalogue/bad-overlays", test_bad_overlays);
  add_case ("/settings/catalogue/bad-base", test_bad_base);
  add_case ("/settings/catalogue/missing-base", test_missing_base);
  add_case ("/settings/catalogue/only-overlays", test_only_overlays);
  add_case ("/settings/catalogue/more", test_more);
  add_case ("/settings/catalogue/masks", test_masks);
  add_case ("/settings/catalogue/lint", test_lint);
  return g_test_run ();
}
