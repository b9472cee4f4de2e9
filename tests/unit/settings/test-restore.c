/*
 * What can go wrong while settings are restored, and what comes of it: the rest is restored, a
 * warning names the culprit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "nv-world.h"

#include <string.h>

#include "core/fotad-error.h"
#include "store/fotad-store-snapshots.h"

/* A customer's EXS82 that is saved, and then updated. */
static NvWorld *
updated (FotadReadout **before)
{
  NvWorld *world = nv_world_new ("cinterion", "cinterion/exs82.settings", "EXS82-W");

  nv_world_add (world, "auth.secrets", "[SGAUTH]\n1.password=planted-secret-a\n", 0600);
  *before = nv_world_save (world);
  g_free (nv_world_say (world, "AT*UPDATE"));
  g_free (nv_world_say (world, "ATE0+CMEE=1"));
  g_free (nv_world_log (world));
  return world;
}

static guint
count_lines (const char *text, const char *start)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint count = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    count += g_str_has_prefix (lines[i], start);
  return count;
}

static void
assert_one_warning (FotadRestore *restore, const char *start, const char *part)
{
  g_autofree char *all = nv_world_warnings (restore);

  g_test_message ("%s", all);
  g_assert_true (nv_world_warns (restore, start, part));
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 1);
}

static void
on_writing (
    FotadSettings *settings, const char *name, const char *wanted, const char *found, GString *log)
{
  g_string_append_printf (log, "%s|%s|%s\n", name, wanted, found);
}

/* The job hears of each row before it is written, and of no secret. */
static void
test_announced (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (FotadRestore) restore = NULL;

  g_signal_connect (world->settings, "writing", G_CALLBACK (on_writing), log);
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  g_assert_cmpuint (count_lines (log->str, ""), ==, restore->written->len + 1);
  g_assert_nonnull (strstr (log->str, "SGAUTH 1|1,acme-user|0\n"));
  g_assert_nonnull (strstr (log->str, "CEDRXS 4|0101|\n"));
  g_assert_null (strstr (log->str, "planted"));
}

/* The bands of AN17 chapter 7, read back from the modem itself. */
static void
test_bands (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autofree char *lost = nv_world_say (world, "AT^SCFG=\"Radio/Band/CatM\"");
  g_autoptr (FotadRestore) restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  g_autofree char *back = nv_world_say (world, "AT^SCFG=\"Radio/Band/CatM\"");

  g_assert_cmpstr (lost, ==, "^SCFG: \"Radio/Band/CatM\",\"0f0e189f\",\"0010000200000000\"");
  g_assert_cmpstr (back, ==, "^SCFG: \"Radio/Band/CatM\",\"00080004\"");
  g_assert_cmpint (restore->state, ==, FOTAD_RESTORE_DONE);
}

static void
test_compare_only (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = nv_world_restore (world, before, 0);
  g_autofree char *log = nv_world_log (world);

  g_assert_cmpstr (log, ==, "");
  g_assert_cmpuint (restore->written->len, ==, 0);
  g_assert_cmpuint (restore->differing->len, ==, 25);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 25);
  g_assert_true (nv_world_warns (restore, "Radio/Band/CatM: wanted 00080004, found 0f0e189f", ""));
}

static void
test_refused (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*REFUSE=\"^SGCONF\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  assert_one_warning (restore, "SGCONF: wanted 0,0,10,10,0, found 0,0,12,12,0",
                      "the modem refused it (ERROR)");
  g_assert_cmpuint (restore->written->len, ==, 24);
  g_assert_cmpuint (count_lines (log, "AT^SGCONF"), <=, 2);
}

static void
test_sticks (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  g_free (nv_world_say (world, "AT*STICK=\"+CEMODE\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  assert_one_warning (restore, "CEMODE: wanted 0, found 2", "it was written, and reads otherwise");
  g_assert_cmpuint (restore->left->len, ==, 1);
}

static void
test_vanished (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*FORGET=\"^SSDA\""));
  g_free (nv_world_say (world, "AT*FORGET=\"^SCFG 'MEopMode/SRPOM'\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  g_assert_true (nv_world_warns (restore, "SSDA: wanted 1, is not there now",
                                 "the modem no longer knows it (ERROR)"));
  g_assert_true (nv_world_warns (restore, "MEopMode/SRPOM: wanted 1", "no longer knows it"));
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 2);
  g_assert_cmpuint (count_lines (log, "AT^SSDA"), ==, 0);
}

/* A modem that reboots under a write on a serial line: silence, then it is there again. */
static void
test_reboots_within (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*MUTE=\"+CGSMS\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  assert_one_warning (restore, "CGSMS: wanted 3, found 1",
                      "the modem did not answer when it was written");
  g_assert_cmpuint (restore->written->len, ==, 24);
  g_assert_cmpuint (count_lines (log, "AT+CGSMS"), ==, 1);
}

/* The same on USB: the port goes away, the job finds the modem again. */
static void
test_port_lost (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  g_free (nv_world_say (world, "AT*VANISH=\"+CEMODE\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  assert_one_warning (restore, "CEMODE: wanted 0, found 2",
                      "the modem went away when it was written");
  g_assert_cmpuint (world->losses, ==, 1);
  g_assert_cmpuint (world->reboots, ==, 1);
  g_assert_cmpuint (restore->written->len, ==, 24);
}

/* A SIM that is not ready yet after a boot is asked again. */
static void
test_busy (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  g_free (nv_world_say (world, "AT*BUSY=4"));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
  g_assert_cmpuint (restore->written->len, ==, 25);
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
  assert_one_warning (restore, "SGAUTH 1: wanted 1,acme-user",
                      "its password is neither known nor in a .secrets file");
  g_assert_cmpuint (count_lines (log, "AT^SGAUTH"), ==, 0);
}

/* From the store, all else is as from memory. */
static void
test_from_store (void)
{
  g_autoptr (FotadReadout) before = NULL, stored = NULL;
  g_autoptr (NvWorld) world = updated (&before);
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
  g_assert_cmpuint (count_lines (log, "AT^SCFG=\"Serial/USB/DDD\",\"0\",\"0\",\"1e2d\",\"0065\""),
                    ==, 1);
  g_assert_cmpuint (restore->written->len, ==, 1);
  g_assert_true (nv_world_warns (restore, world->place, "bad.settings:2: [mine] Raed"));
}

/* A replacement gets all but what makes it that very modem. */
static void
test_other_modem (void)
{
  g_autoptr (FotadReadout) before = NULL, stored = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  stored = nv_world_store (world, before);
  restore = nv_world_restore (world, stored, FOTAD_RESTORE_WRITE | FOTAD_RESTORE_OTHER_MODEM);
  log = nv_world_log (world);
  g_assert_cmpuint (restore->written->len, ==, 23);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
  g_assert_cmpuint (count_lines (log, "AT^SCFG=\"Ident/"), ==, 0);
}

/* A band that will not take: one reboot for all, and no second one for it. */
static void
test_one_reboot (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*STICK=\"^SCFG='Radio/Band/CatM'\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  g_assert_true (nv_world_warns (restore, "Radio/Band/CatM: wanted 00080004, found 0f0e189f",
                                 "it was written, and reads otherwise"));
  g_assert_cmpuint (world->reboots, ==, 1);
  g_assert_cmpuint (count_lines (log, "AT+CFUN=1,1"), ==, 1);
  g_assert_cmpuint (count_lines (log, "AT^SCFG=\"Radio/Band/CatM\""), ==, 2);
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
  assert_one_warning (told, "BND: wanted 3,4, found 0,0", "an update should have kept it");
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
  g_autoptr (NvWorld) world = updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *context = NULL;

  g_free (nv_world_say (world, "AT*REFUSE=\"+CGDCONT=1,'IP','Internet.Acme',\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  context = nv_world_say (world, "AT+CGDCONT?");
  g_assert_nonnull (strstr (context, "+CGDCONT: 1,\"IP\",\"Internet.Acme\""));
  g_assert_cmpuint (g_strv_length (restore->warnings), <=, 1);
}

/* Another speed is the last thing said; the profile is kept once the modem is found there. */
static void
test_speed (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("sequans", "sequans/gm01q.settings", "GM01Q");
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT+IPR=921600"));
  before = nv_world_save (world);
  g_free (nv_world_say (world, "AT+IPR=115200"));
  g_free (nv_world_log (world));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  g_assert_cmpuint (world->losses, ==, 1);
  g_assert_cmpuint (world->reboots, ==, 0);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
  g_assert_true (g_str_has_prefix (log, "AT+IPR=921600\nATE0\nAT+CMEE=1\n"));
  g_assert_cmpuint (count_lines (log, "AT&W"), ==, 1);
}

/* With a reboot due, the speed waits until after it: the command for it must be heard. */
static void
test_speed_after_reboot (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("sequans", "sequans/gm01q.settings", "GM01Q");
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT+IPR=921600;&W"));
  before = nv_world_save (world);
  g_free (nv_world_say (world, "AT+IPR=115200;+SQNRICFG=0;&W"));
  g_free (nv_world_log (world));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  g_assert_cmpuint (world->reboots, ==, 1);
  g_assert_cmpuint (world->losses, ==, 1);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
  g_assert_true (g_str_has_prefix (log, "AT+SQNRICFG=1\nATE0\nAT+CMEE=1\nAT+IPR="));
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

static void
test_cancelled (void)
{
  g_autoptr (NvWorld) world = nv_world_new ("cinterion", "cinterion/exs82.settings", "EXS82-W");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FotadReadout) readout = NULL;
  g_autoptr (GError) error = NULL;

  fotad_settings_save_async (world->settings, world->channel, cancellable, on_result, &result);
  g_idle_add (cancel, cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  readout = fotad_settings_save_finish (world->settings, result, &error);
  g_assert_null (readout);
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/restore/bands", test_bands);
  g_test_add_func ("/settings/restore/announced", test_announced);
  g_test_add_func ("/settings/restore/compare-only", test_compare_only);
  g_test_add_func ("/settings/restore/refused", test_refused);
  g_test_add_func ("/settings/restore/sticks", test_sticks);
  g_test_add_func ("/settings/restore/vanished", test_vanished);
  g_test_add_func ("/settings/restore/reboots-within", test_reboots_within);
  g_test_add_func ("/settings/restore/port-lost", test_port_lost);
  g_test_add_func ("/settings/restore/busy", test_busy);
  g_test_add_func ("/settings/restore/secret-unknown", test_secret_unknown);
  g_test_add_func ("/settings/restore/from-store", test_from_store);
  g_test_add_func ("/settings/restore/no-secret-stored", test_no_secret_stored);
  g_test_add_func ("/settings/restore/integrators", test_integrators);
  g_test_add_func ("/settings/restore/other-modem", test_other_modem);
  g_test_add_func ("/settings/restore/one-reboot", test_one_reboot);
  g_test_add_func ("/settings/restore/kept", test_kept);
  g_test_add_func ("/settings/restore/else", test_else);
  g_test_add_func ("/settings/restore/speed", test_speed);
  g_test_add_func ("/settings/restore/speed-after-reboot", test_speed_after_reboot);
  g_test_add_func ("/settings/restore/cancelled", test_cancelled);
  return g_test_run ();
}
