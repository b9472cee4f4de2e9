/*
 * *.modems files, good and bad, and which modem is of which family.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"
#include "vendor/fotad-modems-file.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
write_file (const char *name, const char *content)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *directory = g_dir_make_tmp ("fotad-modems-XXXXXX", &error);
  char *path = g_build_filename (directory, name, NULL);

  g_assert_no_error (error);
  g_file_set_contents (path, content, -1, &error);
  g_assert_no_error (error);
  return path;
}

static void
remove_file (const char *path)
{
  g_autofree char *directory = g_path_get_dirname (path);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

static GPtrArray *
load (const char *name, const char *content, GError **error)
{
  g_autofree char *path = write_file (name, content);
  GPtrArray *families = fotad_modems_file_load (path, error);

  remove_file (path);
  return families;
}

static const char full[] = "# comment\n"
                           "[X1-A]\n"
                           "Usb=1A2B:0700; 1a2b:0701\n"
                           "Manufacturer=^Maker\n"
                           "Model=^X1-A\\b\n"
                           "Revision=^X1A\n"
                           "Settings=x1.settings\n"
                           "AtInterface=2\n"
                           "Baud=115200\n"
                           "Storage=7471104\n"
                           "MaxUrl=700 \n"
                           "\n"
                           "[X1]\n"
                           "Vendor=other\n"
                           "Model=^X1\n";

static void
test_full (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = load ("maker.modems", full, &error);
  FotadFamily *first, *second;

  g_assert_no_error (error);
  g_assert_cmpuint (families->len, ==, 2);
  first = families->pdata[0];
  second = families->pdata[1];
  g_assert_cmpstr (first->name, ==, "X1-A");
  g_assert_cmpstr (first->vendor, ==, "maker");
  g_assert_cmpstr (first->settings, ==, "x1.settings");
  g_assert_cmpint (first->at_interface, ==, 2);
  g_assert_cmpuint (first->baud, ==, 115200);
  g_assert_cmpuint (first->storage, ==, 7471104);
  g_assert_cmpuint (first->max_url, ==, 700);
  g_assert_true (fotad_family_has_usb (first, "1a2b:0701"));
  g_assert_true (fotad_family_has_usb (first, "1A2B:0700"));
  g_assert_false (fotad_family_has_usb (first, "1a2b:0702"));
  g_assert_false (fotad_family_has_usb (first, NULL));
  g_assert_cmpstr (second->vendor, ==, "other");
  g_assert_cmpint (second->at_interface, ==, -1);
  g_assert_null (second->settings);
  g_assert_false (fotad_family_has_usb (second, "1a2b:0700"));
}

static const struct {
  const char *content;
  const char *message; /* what the error must contain */
} bad[] = {
  { "Model=^X\n", "x.modems: " },
  { "[X]\nModel\n", "Model" },
  { "[X]\nModel=\n", "[X] Model is empty" },
  { "[X]\nModel=(\n", "[X] Model " },
  { "[X]\nBaud=9600\n", "[X] needs Model, Revision or Usb" },
  { "[X]\nModell=^X\n", "[X] Modell is no key" },
  { "[X]\nModel=^X\nModel[de]=^X\n", "[X] Model[de] is no key" },
  { "[X]\nUsb=2c7c\n", "[X] Usb '2c7c' is not like" },
  { "[X]\nUsb=\n", "[X] Usb is empty" },
  { "[X]\nUsb=2c7c:07000\n", "[X] Usb '2c7c:07000'" },
  { "[X]\nModel=X\nBaud=fast\n", "[X] Baud 'fast' is no number" },
  { "[X]\nModel=X\nBaud=-1\n", "[X] Baud '-1' is no number" },
  { "[X]\nModel=X\nBaud=99999999999\n", "[X] Baud '99999999999'" },
  { "[X]\nModel=X\nStorage=7 MB\n", "[X] Storage '7 MB'" },
  { "[X]\nModel=X\nMaxUrl=70000\n", "[X] MaxUrl '70000'" },
  { "[X]\nModel=X\nAtInterface=256\n", "[X] AtInterface '256'" },
  { "[X]\nModel=X\nSettings=../x.settings\n", "[X] Settings '../x.settings'" },
  { "[X]\nModel=X\nSettings=x.conf\n", "[X] Settings 'x.conf'" },
  { "[X]\nModel=X\nVendor=../../evil\n", "[X] Vendor '../../evil'" },
  { "[A]\nModel=^A\n[B]\nNonsense=1\n", "[B] Nonsense" },
  { "[X]\nModel=\xff\n", "x.modems: " },
  { "\x01\x02", "x.modems: " },
};

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (load ("x.modems", bad[i].content, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, "x.modems: "));
    g_assert_nonnull (strstr (error->message, bad[i].message));
  }
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_modems_file_load ("/nonexistent/x.modems", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
}

static void
test_odd_stem (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = load ("50-My.modems", "[X]\nModel=X\nVendor=maker\n", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (((FotadFamily *) families->pdata[0])->vendor, ==, "maker");
  g_assert_null (load ("50-My.modems", "[X]\nModel=X\n", &error));
  g_assert_nonnull (strstr (error->message, "[X] needs Vendor"));
}

static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = load ("x.modems", "# nothing yet\n", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (families->len, ==, 0);
}

static FotadFamily *
family_with (const char *key, const char *value, const char *key2, const char *value2)
{
  FotadFamily *family = fotad_family_new ("X");

  g_assert_true (fotad_family_set (family, key, value, NULL));
  if (key2 != NULL)
    g_assert_true (fotad_family_set (family, key2, value2, NULL));
  return family;
}

static void
test_matches_names (void)
{
  g_autoptr (FotadFamily) family = family_with ("Manufacturer", "^Maker", "Model", "^X1$");

  g_assert_true (fotad_family_matches (family, "Maker Ltd", "X1", NULL, NULL));
  g_assert_true (fotad_family_matches (family, "MAKER", "x1", "any", "0403:6001"));
  g_assert_false (fotad_family_matches (family, "Other", "X1", NULL, NULL));
  g_assert_false (fotad_family_matches (family, NULL, "X1", NULL, NULL));
  g_assert_false (fotad_family_matches (family, "Maker", "X11", NULL, NULL));
  g_assert_false (fotad_family_matches (family, "Maker", NULL, NULL, NULL));
}

static void
test_matches_revision (void)
{
  g_autoptr (FotadFamily) family = family_with ("Revision", "^X1", NULL, NULL);

  g_assert_true (fotad_family_matches (family, NULL, "generic", "X1R2", NULL));
  g_assert_false (fotad_family_matches (family, NULL, "X1", "generic", NULL));
  g_assert_false (fotad_family_matches (family, NULL, "X1", NULL, NULL));
}

static void
test_matches_usb (void)
{
  g_autoptr (FotadFamily) both = family_with ("Model", "^X1", "Usb", "1a2b:0700");
  g_autoptr (FotadFamily) only = family_with ("Usb", "1a2b:0700", NULL, NULL);

  g_assert_true (fotad_family_matches (both, NULL, "X1", NULL, "0403:6001"));
  g_assert_false (fotad_family_matches (both, NULL, NULL, NULL, "1a2b:0700"));
  g_assert_true (fotad_family_matches (only, NULL, NULL, NULL, "1a2b:0700"));
  g_assert_false (fotad_family_matches (only, NULL, NULL, NULL, "0403:6001"));
  g_assert_false (fotad_family_matches (only, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/family/full", test_full);
  g_test_add_func ("/vendor/family/bad", test_bad);
  g_test_add_func ("/vendor/family/missing", test_missing);
  g_test_add_func ("/vendor/family/odd-stem", test_odd_stem);
  g_test_add_func ("/vendor/family/empty", test_empty);
  g_test_add_func ("/vendor/family/matches/names", test_matches_names);
  g_test_add_func ("/vendor/family/matches/revision", test_matches_revision);
  g_test_add_func ("/vendor/family/matches/usb", test_matches_usb);
  return g_test_run ();
}
