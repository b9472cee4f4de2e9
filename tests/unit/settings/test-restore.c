/*
 * What can go wrong while settings are restored, and what comes of it: the rest is restored, a
 * warning names the culprit.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "nv-world.h"

#include <string.h>

#include "core/fotad-error.h"

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
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (FotadRestore) restore = NULL;

  g_signal_connect (world->settings, "writing", G_CALLBACK (on_writing), log);
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  g_assert_cmpuint (nv_world_count_lines (log->str, ""), ==, restore->written->len + 1);
  g_assert_nonnull (strstr (log->str, "SGAUTH 1|1,acme-user|0\n"));
  g_assert_nonnull (strstr (log->str, "CEDRXS 4|0101|\n"));
  g_assert_null (strstr (log->str, "planted"));
}

/* The bands of AN17 chapter 7, read back from the modem itself. */
static void
test_bands (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autofree char *lost = nv_world_say (world, "AT^SCFG=\"Radio/Band/CatM\"");
  g_autoptr (FotadRestore) restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  g_autofree char *back = nv_world_say (world, "AT^SCFG=\"Radio/Band/CatM\"");

  g_assert_cmpstr (lost, ==, "^SCFG: \"Radio/Band/CatM\",\"0f0e189f\",\"0010000200000000\"");
  g_assert_cmpstr (back, ==, "^SCFG: \"Radio/Band/CatM\",\"00080004\"");
  g_assert_cmpint (restore->state, ==, FOTAD_RESTORE_DONE);
}

static void
test_refused (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*REFUSE=\"^SGCONF\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  nv_world_assert_one_warning (restore, "SGCONF: wanted 0,0,10,10,0, found 0,0,12,12,0",
                               "the modem refused it (ERROR)");
  g_assert_cmpuint (restore->written->len, ==, 24);
  g_assert_cmpuint (nv_world_count_lines (log, "AT^SGCONF"), <=, 2);
}

static void
test_sticks (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  g_free (nv_world_say (world, "AT*STICK=\"+CEMODE\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  nv_world_assert_one_warning (restore, "CEMODE: wanted 0, found 2",
                               "it was written, and reads otherwise");
  g_assert_cmpuint (restore->left->len, ==, 1);
}

static void
test_vanished (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
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
  g_assert_cmpuint (nv_world_count_lines (log, "AT^SSDA"), ==, 0);
}

/* A modem that reboots under a write on a serial line: silence, then it is there again. */
static void
test_reboots_within (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*MUTE=\"+CGSMS\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  nv_world_assert_one_warning (restore, "CGSMS: wanted 3, found 1",
                               "the modem did not answer when it was written");
  g_assert_cmpuint (restore->written->len, ==, 24);
  g_assert_cmpuint (nv_world_count_lines (log, "AT+CGSMS"), ==, 1);
}

/* The same on USB: the port goes away, the job finds the modem again. */
static void
test_port_lost (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  g_free (nv_world_say (world, "AT*VANISH=\"+CEMODE\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  nv_world_assert_one_warning (restore, "CEMODE: wanted 0, found 2",
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
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;

  g_free (nv_world_say (world, "AT*BUSY=4"));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 0);
  g_assert_cmpuint (restore->written->len, ==, 25);
}

/* A band that will not take: one reboot for all, and no second one for it. */
static void
test_one_reboot (void)
{
  g_autoptr (FotadReadout) before = NULL;
  g_autoptr (NvWorld) world = nv_world_updated (&before);
  g_autoptr (FotadRestore) restore = NULL;
  g_autofree char *log = NULL;

  g_free (nv_world_say (world, "AT*STICK=\"^SCFG='Radio/Band/CatM'\""));
  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  log = nv_world_log (world);
  g_assert_true (nv_world_warns (restore, "Radio/Band/CatM: wanted 00080004, found 0f0e189f",
                                 "it was written, and reads otherwise"));
  g_assert_cmpuint (world->reboots, ==, 1);
  g_assert_cmpuint (nv_world_count_lines (log, "AT+CFUN=1,1"), ==, 1);
  g_assert_cmpuint (nv_world_count_lines (log, "AT^SCFG=\"Radio/Band/CatM\""), ==, 2);
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
  g_assert_cmpuint (nv_world_count_lines (log, "AT&W"), ==, 1);
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
  /* Before what the modem answers, however fast that is. */
  g_idle_add_full (G_PRIORITY_HIGH, cancel, cancellable, NULL);
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
  g_test_add_func ("/settings/restore/refused", test_refused);
  g_test_add_func ("/settings/restore/sticks", test_sticks);
  g_test_add_func ("/settings/restore/vanished", test_vanished);
  g_test_add_func ("/settings/restore/reboots-within", test_reboots_within);
  g_test_add_func ("/settings/restore/port-lost", test_port_lost);
  g_test_add_func ("/settings/restore/busy", test_busy);
  g_test_add_func ("/settings/restore/one-reboot", test_one_reboot);
  g_test_add_func ("/settings/restore/speed", test_speed);
  g_test_add_func ("/settings/restore/speed-after-reboot", test_speed_after_reboot);
  g_test_add_func ("/settings/restore/cancelled", test_cancelled);
  return g_test_run ();
}
