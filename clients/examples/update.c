/*
 * Updates a modem and waits for the verdict.
 *
 *     update MODEM URL
 *     cc update.c $(pkg-config --cflags --libs libfotad-glib-1.0)
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fotad/fotad.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct {
  GMainLoop *loop;
  int status;
} Program;

static void
on_end (GObject *source, GAsyncResult *result, gpointer data)
{
  Program *program = data;
  g_autoptr (GError) error = NULL;

  if (fotad_client_wait_for_job_finish (FOTAD_CLIENT (source), result, &error)) {
    puts ("succeeded");
    program->status = EXIT_SUCCESS;
  } else {
    printf ("failed: %s%s\n", error->message,
            g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_NETWORK) ? " (try again later)" : "");
  }
  g_main_loop_quit (program->loop);
}

/* The path of the new job. */
static char *
start (FotadClient *client, const char *name, const char *url, GError **error)
{
  g_autoptr (FotadManager) manager = fotad_client_get_manager (client);
  g_autoptr (FotadModem) modem = NULL;
  g_autofree char *path = NULL;
  char *job = NULL;
  GVariantDict options;

  if (!fotad_manager_call_find_modem_sync (manager, name, G_DBUS_CALL_FLAGS_NONE, -1, &path, NULL,
                                           error))
    return NULL;
  modem = fotad_client_get_modem (client, path);
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "label", "s", "example");
  if (!fotad_modem_call_update_sync (modem, url, g_variant_dict_end (&options),
                                     G_DBUS_CALL_FLAGS_NONE, -1, &job, NULL, error))
    return NULL;
  return job;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadClient) client = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *job = NULL;
  Program program = { loop, EXIT_FAILURE };

  if (argc != 3) {
    fprintf (stderr, "usage: %s MODEM URL\n", argv[0]);
    return 2;
  }
  client = fotad_client_new_sync (NULL, &error);
  job = client != NULL ? start (client, argv[1], argv[2], &error) : NULL;
  if (job == NULL) {
    fprintf (stderr, "%s\n", error->message);
    return EXIT_FAILURE;
  }
  fotad_client_wait_for_job (client, job, NULL, on_end, &program);
  g_main_loop_run (loop);
  return program.status;
}
