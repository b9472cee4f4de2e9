/*
 * The world of the control modules' tests.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "control-world.h"

#include <string.h>

void
control_world_expect (ControlWorld *world, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line (world->heard, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, expected);
}

static char *
find (gpointer data)
{
  return g_strdup (((ControlWorld *) data)->path);
}

static void
on_trouble (const char *why, gpointer data)
{
  ControlWorld *world = data;

  g_free (world->trouble);
  world->trouble = g_strdup (why);
}

void
control_world_set_up (ControlWorld *world, gconstpointer name)
{
  g_autoptr (GError) error = NULL;
  const FotadControl *control =
      fotad_control_load (g_getenv ("CONTROL_MODULE"), name, TRUE, &error);

  g_assert_no_error (error);
  world->modem = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE,
                                   &error, g_getenv ("CONTROL_MODEM"), NULL);
  g_assert_no_error (error);
  world->heard = g_data_input_stream_new (g_subprocess_get_stdout_pipe (world->modem));
  world->path = g_data_input_stream_read_line (world->heard, NULL, NULL, NULL);
  world->provider = fotad_control_provider_new (control, find, on_trouble, world, NULL);
}

void
control_world_tear_down (ControlWorld *world, gconstpointer name)
{
  control_world_rest (world);
  fotad_provider_free (world->provider);
  g_output_stream_close (g_subprocess_get_stdin_pipe (world->modem), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (world->modem, NULL, NULL));
  g_object_unref (world->modem);
  g_object_unref (world->heard);
  g_free (world->path);
  g_free (world->trouble);
}

void
control_world_change (ControlWorld *world, const char *python)
{
  g_autofree char *line = g_strconcat (python, "\n", NULL);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (world->modem), line,
                                            strlen (line), NULL, NULL, NULL));
  control_world_expect (world, "done");
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

void
control_world_ask (ControlWorld *world, const char *command, FotadAnswerKind kind, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FotadAnswer) answer = NULL;
  g_autoptr (GError) error = NULL;

  world->provider->ask (world->provider, command, 20, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  answer = world->provider->ask_finish (world->provider, result, &error);
  g_assert_no_error (error);
  if (text != NULL)
    g_assert_cmpstr (answer->text, ==, text);
  g_assert_cmpint (answer->kind, ==, kind);
}

static void
on_rested (gpointer data)
{
  *(gboolean *) data = TRUE;
}

void
control_world_rest (ControlWorld *world)
{
  gboolean rested = FALSE;

  world->provider->rest (world->provider);
  if (!world->provider->await_rest (world->provider, on_rested, &rested))
    return;
  while (!rested)
    g_main_context_iteration (NULL, TRUE);
}
