/*
 * What is restored and what is not: secrets, another modem's own, what an update keeps, what an
 * integrator adds.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "nv-world.h"

#include <string.h>

#include "store/fotad-store-snapshots.h"

static void
test_compare_only (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = nv_world_restore (world, before, 0);
  g_autofree char *log = nv_world_log (world);

  g_assert_cmpstr (log, ==, "");
  g_assert_cmpuint (restore->written->len, ==, 0);
  g_assert_cmpuint (restore->differing->len, ==, 25);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 25);
  g_assert_true (nv_world_warns (restore, "Radio/Band/CatM: wanted 00080004, found 0f0e189f", ""));
}

/* After a crash of the daemon the passwords of before are gone, and there is no file. */
static void
test_secret_unknown (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("cinterion", "cinterion/exs82.settings", "EXS82-W");
  g_autoptr (FotadReadout) before = nv_world_save (world);
  g_autoptr (FotadReadout) stored = nv_world_store (world, before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*UPDATE"));
  g_free (nv_world_say (world, "ATE0+CMEE=1"));
  g_free (nv_world_log (world));
  restore = nv_world_restore (world, stored, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  nv_world_assert_one_warning (restore, "SGAUTH 1: wanted 1,acme-user",
                               "its password is neither known nor in a .secrets file");
  g_assert_cmpuint (nv_world_count_lines (log, "AT^SGAUTH"), ==, 0);
}

/* From the store, all else is as from memory. */
static void
test_from_store (void)
{
  g_autoptr (FotadReadout) before = NULL, stored = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  stored = nv_world_store (world, before);
  restore = nv_world_restore (world, stored, FOTAD_RESTORE_WRITE);
  g_assert_cmpuint (restore->written->len, ==, 25);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
}

static gboolean
file_contains (const char *place, const char *name, const char *needle)
{
  g_autofree char *path = g_build_filename (place, name, NULL);
  g_autofree char *bytes = NULL;
  gsize size = 0;

  return g_file_get_contents (path, &bytes, &size, NULL) &&
         memmem (bytes, size, needle, strlen (needle)) != NULL;
}

/* Passwords a modem shows come back from memory, and are nowhere in the database. */
static void
test_no_secret_stored (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("hl78", "hl78/hl78xx.settings", "HL7812");
  g_autoptr (FotadReadout) before = nv_world_save (world);
  g_autoptr (FotadReadout) stored = nv_world_store (world, before);
  g_autoptr (GPtrArray) rows = fotad_readout_to_rows (before, world->catalogue, world->model);
  FotadSettingRow *login = fotad_readout_row (before, "WPPP", "1");
  gboolean seen = FALSE;
  g_autoptr (GDir) dir = g_dir_open (world->place, 0, NULL);
  const char *name;

  g_assert_cmpstr (g_hash_table_lookup (login->secrets, "password"), ==, "planted-secret-a");
  g_assert_true (file_contains (world->place, "fotad.db", "acme-user") ||
                 file_contains (world->place, "fotad.db-wal", "acme-user"));
  while ((name = g_dir_read_name (dir)) != NULL)
    g_assert_false (file_contains (world->place, name, "planted-secret"));
  for (guint i = 0; i < rows->len; i++) {
    const FotadSnapshotRow *row = rows->pdata[i];

    seen |= g_str_equal (row->name, "WPPP 1") && g_str_equal (row->write_command, "");
    if (g_str_equal (row->name, "KSRAT"))
      g_assert_cmpstr (row->write_command, ==, "AT+KSRAT=1");
  }
  g_assert_true (seen);
  login = fotad_readout_row (stored, "WPPP", "1");
  g_assert_cmpuint (g_hash_table_size (login->secrets), ==, 0);
  g_assert_cmpstr (g_hash_table_lookup (login->values, "user"), ==, "acme-user");
  g_assert_cmpstr (login->raw, ==, "+WPPP: 1,1,\"acme-user\",\"***\"");
}

/* An integrator's own setting takes part, in his order; his mistake is named, and does no harm. */
static void
test_integrators (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("cinterion", "cinterion/exs82.settings", "EXS82-W");
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  nv_world_add (world, "my.settings",
                "[my-usb]\nRead=AT^SCFG=\"Serial/USB/DDD\"\n"
                "Row=^\\^SCFG: \"Serial/USB/DDD\",(?<values>.+)$\n"
                "Write=AT^SCFG=\"Serial/USB/DDD\",${values:raw}\nOrder=1\n",
                0644);
  g_test_expect_message ("fotad-settings", G_LOG_LEVEL_WARNING, "*bad.settings:2: [mine] Raed*");
  nv_world_add (world, "bad.settings", "[mine]\nRaed=AT\n", 0644);
  g_test_assert_expected_messages ();
  before = nv_world_save (world);
  g_free (nv_world_say (world, "AT^SCFG=\"Serial/USB/DDD\",\"1\",\"1\",\"ffff\",\"0001\""));
  g_free (nv_world_log (world));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  g_assert_cmpuint (
      nv_world_count_lines (log, "AT^SCFG=\"Serial/USB/DDD\",\"0\",\"0\",\"1e2d\",\"0065\""), ==,
      1);
  g_assert_cmpuint (restore->written->len, ==, 1);
  g_assert_true (nv_world_warns (restore, world->place, "bad.settings:2: [mine] Raed"));
}

/* A replacement gets all but what makes it that very modem. */
static void
test_other_modem (void)
{
  g_autoptr (FotadReadout) before = NULL, stored = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  stored = nv_world_store (world, before);
  restore = nv_world_restore (world, stored, FOTAD_RESTORE_WRITE | FOTAD_RESTORE_OTHER_MODEM);
  log = nv_world_log (world);
  g_assert_cmpuint (restore->written->len, ==, 23);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
  g_assert_cmpuint (nv_world_count_lines (log, "AT^SCFG=\"Ident/"), ==, 0);
}

/* What an update keeps by the vendor's word is reported when it did not, and written on demand. */
static void
test_kept (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("telit", "telit/xe910.settings", "HE910");
  g_autoptr (FotadReadout) before = nv_world_save (world);
  g_autoptr (FotadRestore) told = NULL, written = NULL;

  g_free (nv_world_say (world, "AT#BND=0,0"));
  told = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  nv_world_assert_one_warning (told, "BND: wanted 3,4, found 0,0", "an update should have kept it");
  g_assert_cmpuint (told->written->len, ==, 0);
  written = nv_world_restore (world, before, FOTAD_RESTORE_WRITE | FOTAD_RESTORE_KEPT);
  g_assert_cmpuint (written->written->len, ==, 1);
  g_assert_cmpuint (g_strv_length (written->warnings), ==, 0);
}

/* A context that is refused with all its fields is written with what matters. */
static void
test_else (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *context = NULL;

  g_free (nv_world_say (world, "AT*REFUSE=\"+CGDCONT=1,'IP','Internet.Acme',\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  context = nv_world_say (world, "AT+CGDCONT?");
  g_assert_nonnull (strstr (context, "+CGDCONT: 1,\"IP\",\"Internet.Acme\""));
  g_assert_cmpuint (g_strv_length (restore->warnings), <=, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/restore/compare-only", test_compare_only);
  g_test_add_func ("/settings/restore/secret-unknown", test_secret_unknown);
  g_test_add_func ("/settings/restore/from-store", test_from_store);
  g_test_add_func ("/settings/restore/no-secret-stored", test_no_secret_stored);
  g_test_add_func ("/settings/restore/integrators", test_integrators);
  g_test_add_func ("/settings/restore/other-modem", test_other_modem);
  g_test_add_func ("/settings/restore/kept", test_kept);
  g_test_add_func ("/settings/restore/else", test_else);
  return g_test_run ();
}
