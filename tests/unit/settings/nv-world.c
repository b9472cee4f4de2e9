/*
 * The process, the socket and the waiting.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "nv-world.h"

#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>

#include "settings/fotad-settings.h"
#include "store/fotad-store-snapshots.h"

static char *
source_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, name, NULL);
}

static void
connect_modem (NvWorld *world)
{
  g_autofree char *program = source_path ("nv-modem");
  g_autofree char *base = g_strconcat (world->family, ".setup", NULL);
  g_autofree char *setup = source_path (base);
  g_autofree char *state = g_build_filename (world->place, "state", NULL);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadPort) port = NULL;
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
  g_subprocess_launcher_take_stdin_fd (launcher, ends[1]);
  g_clear_object (&world->modem);
  world->modem =
      g_subprocess_launcher_spawn (launcher, &error, program, world->family, setup, state, NULL);
  g_assert_no_error (error);
  g_assert_true (g_unix_set_fd_nonblocking (ends[0], TRUE, NULL));
  port = fotad_port_new_for_fd (ends[0], "modem");
  if (world->channel != NULL)
    fotad_at_channel_close (world->channel);
  g_clear_object (&world->channel);
  world->channel = fotad_at_channel_new (port);
}

static void
load (NvWorld *world, const char *path)
{
  g_autofree char *overlays = g_build_filename (world->place, "settings.d", NULL);
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&world->catalogue, fotad_catalogue_unref);
  g_clear_object (&world->settings);
  world->catalogue = fotad_catalogue_load (path, overlays, &error);
  g_assert_no_error (error);
  world->settings = fotad_settings_new (world->catalogue, world->model, "490154203237518");
  fotad_settings_set_secrets (world->settings, fotad_secrets_load (overlays, NULL));
  fotad_settings_set_manners (world->settings, 1, 2);
}

/* What the link does when it finds a modem. */
static void
greet (NvWorld *world)
{
  g_free (nv_world_say (world, "ATE0"));
  g_free (nv_world_say (world, "AT+CMEE=1"));
  g_free (nv_world_log (world));
}

static char *catalogue_path;

NvWorld *
nv_world_new (const char *family, const char *file, const char *model)
{
  NvWorld *world = g_new0 (NvWorld, 1);
  g_autofree char *overlays = NULL;

  world->family = g_strdup (family);
  world->model = g_strdup (model);
  world->place = g_dir_make_tmp ("fotad-XXXXXX", NULL);
  overlays = g_build_filename (world->place, "settings.d", NULL);
  g_assert_no_errno (g_mkdir (overlays, 0700));
  g_free (catalogue_path);
  catalogue_path = g_build_filename (g_getenv ("FOTAD_DATA_DIR"), file, NULL);
  load (world, catalogue_path);
  connect_modem (world);
  greet (world);
  return world;
}

void
nv_world_free (NvWorld *world)
{
  g_autofree char *command = g_strdup_printf ("rm -r %s", world->place);

  fotad_at_channel_close (world->channel);
  g_clear_object (&world->channel);
  g_clear_object (&world->settings);
  g_clear_pointer (&world->catalogue, fotad_catalogue_unref);
  g_subprocess_wait (world->modem, NULL, NULL);
  g_clear_object (&world->modem);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (world->family);
  g_free (world->model);
  g_free (world->place);
  g_free (world);
}

void
nv_world_add (NvWorld *world, const char *name, const char *text, int mode)
{
  g_autofree char *path = g_build_filename (world->place, "settings.d", name, NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, mode, NULL));
  load (world, catalogue_path);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

char *
nv_world_say (NvWorld *world, const char *command)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FotadAtReply) reply = NULL;
  g_autoptr (GError) error = NULL;

  fotad_at_channel_send (world->channel, command, 60, NULL, on_result, &result);
  reply = fotad_at_channel_send_finish (world->channel, await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (reply->status, ==, FOTAD_AT_OK);
  return g_strjoinv ("\n", reply->lines);
}

char *
nv_world_log (NvWorld *world)
{
  g_autofree char *text = nv_world_say (world, "AT*LOG");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_str_has_prefix (lines[i], "*LOG: "))
      memmove (lines[i], lines[i] + 6, strlen (lines[i]) - 5);
  return g_strjoinv ("\n", lines);
}

FotadReadout *
nv_world_save (NvWorld *world)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FotadReadout *readout;

  fotad_settings_save_async (world->settings, world->channel, NULL, on_result, &result);
  readout = fotad_settings_save_finish (world->settings, await (&result), &error);
  g_assert_no_error (error);
  return readout;
}

static FotadRestore *
restore_once (NvWorld *world, FotadReadout *wanted, FotadRestoreFlags flags, FotadRestore *earlier)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  FotadRestore *restore;

  fotad_settings_restore_async (world->settings, world->channel, wanted, flags, earlier, NULL,
                                on_result, &result);
  restore = fotad_settings_restore_finish (world->settings, await (&result), &error);
  g_assert_no_error (error);
  return restore;
}

FotadRestore *
nv_world_restore (NvWorld *world, FotadReadout *wanted, FotadRestoreFlags flags)
{
  g_autofree char *state = g_build_filename (world->place, "state", NULL);
  FotadRestore *restore = restore_once (world, wanted, flags, NULL);

  world->reboots = world->losses = 0;
  while (restore->state != FOTAD_RESTORE_DONE) {
    if (restore->state == FOTAD_RESTORE_REBOOTING)
      world->reboots++;
    else
      world->losses++;
    if (g_file_test (state, G_FILE_TEST_EXISTS))
      connect_modem (world);
    g_free (nv_world_say (world, "ATE0"));
    g_free (nv_world_say (world, "AT+CMEE=1"));
    g_unlink (state); /* it has been read */
    restore = restore_once (world, wanted, flags, restore);
  }
  return restore;
}

FotadReadout *
nv_world_store (NvWorld *world, FotadReadout *readout)
{
  g_autoptr (GPtrArray) rows = fotad_readout_to_rows (readout, world->catalogue, world->model);
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadStore) store = fotad_store_open (world->place, &error);
  FotadReadout *back;

  g_assert_no_error (error);
  snapshot->imei = g_strdup ("490154203237518");
  snapshot->family = g_strdup (fotad_catalogue_family (world->catalogue));
  snapshot->version = g_strdup ("1");
  snapshot->label = g_strdup ("");
  g_assert_true (fotad_store_add_snapshot (store, snapshot, rows, &error));
  stored = fotad_store_snapshot_rows (store, snapshot->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->len, ==, rows->len);
  back = fotad_readout_from_rows (stored, &error);
  g_assert_no_error (error);
  return back;
}

char *
nv_world_warnings (FotadRestore *restore)
{
  return g_strjoinv ("\n", restore->warnings);
}

gboolean
nv_world_warns (FotadRestore *restore, const char *start, const char *part)
{
  for (guint i = 0; restore->warnings[i] != NULL; i++)
    if (g_str_has_prefix (restore->warnings[i], start) &&
        strstr (restore->warnings[i], part) != NULL)
      return TRUE;
  return FALSE;
}

NvWorld *
nv_world_updated (FotadReadout **before)
{
  NvWorld *world = nv_world_new ("cinterion", "cinterion/exs82.settings", "EXS82-W");

  nv_world_add (world, "auth.secrets", "[SGAUTH]\n1.password=planted-secret-a\n", 0600);
  *before = nv_world_save (world);
  g_free (nv_world_say (world, "AT*UPDATE"));
  g_free (nv_world_say (world, "ATE0+CMEE=1"));
  g_free (nv_world_log (world));
  return world;
}

guint
nv_world_count_lines (const char *text, const char *start)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint count = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    count += g_str_has_prefix (lines[i], start);
  return count;
}

void
nv_world_assert_one_warning (FotadRestore *restore, const char *start, const char *part)
{
  g_autofree char *all = nv_world_warnings (restore);

  g_test_message ("%s", all);
  g_assert_true (nv_world_warns (restore, start, part));
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, 1);
}
