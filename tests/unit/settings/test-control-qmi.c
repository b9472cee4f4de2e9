/*
 * The control module for QMI, as the daemon loads it, against a device that speaks the protocol:
 * what is told becomes lines, what is set arrives there byte for byte, and the port is given back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-control-provider.h"

#include <string.h>

typedef struct {
  GSubprocess *modem;
  GDataInputStream *heard; /* what the modem says of itself */
  FotadProvider *provider;
  char *path;
} World;

static char *
hear (World *world)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (world->heard, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);
  return line;
}

static void
expect (World *world, const char *expected)
{
  g_autofree char *line = hear (world);

  g_assert_cmpstr (line, ==, expected);
}

static char *
find (gpointer data)
{
  return g_strdup (((World *) data)->path);
}

static void
world_set_up (World *world, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const FotadControl *control = fotad_control_load (g_getenv ("CONTROL_QMI"), "qmi", TRUE, &error);

  g_assert_no_error (error);
  world->modem = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE,
                                   &error, g_getenv ("QMI_MODEM"), NULL);
  g_assert_no_error (error);
  world->heard = g_data_input_stream_new (g_subprocess_get_stdout_pipe (world->modem));
  world->path = hear (world);
  world->provider = fotad_control_provider_new (control, find, NULL, world, NULL);
}

static void
world_tear_down (World *world, gconstpointer data)
{
  fotad_provider_free (world->provider);
  g_output_stream_close (g_subprocess_get_stdin_pipe (world->modem), NULL, NULL);
  g_assert_true (g_subprocess_wait_check (world->modem, NULL, NULL));
  g_object_unref (world->modem);
  g_object_unref (world->heard);
  g_free (world->path);
}

static void
change (World *world, const char *python)
{
  g_autofree char *line = g_strconcat (python, "\n", NULL);

  g_assert_true (g_output_stream_write_all (g_subprocess_get_stdin_pipe (world->modem), line,
                                            strlen (line), NULL, NULL, NULL));
  expect (world, "done");
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
ask (World *world, const char *command, FotadAnswerKind kind, const char *text)
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
test_reads (World *world, gconstpointer data)
{
  ask (world, "get identity", FOTAD_ANSWER_OK,
       "identity imei=\"490154203237518\"\nidentity revision=\"EC25EFAR06A01\"");
  ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
  ask (world, "get selection", FOTAD_ANSWER_OK,
       "mode=1c\nband=380\nlte=80084\nroaming=ff\ndomain=2\nusage=1\nnetwork=auto");
  ask (world, "get profiles", FOTAD_ANSWER_OK,
       "profile index=1 type=0 auth=2 apn=\"iot.example\" user=\"acme\" password=\"planted-qmi\"\n"
       "profile index=2 type=3 apn=\"second\"");
}

static void
test_writes (World *world, gconstpointer data)
{
  ask (world, "set selection lte=8000000000000001", FOTAD_ANSWER_OK, "");
  expect (world, "nas 15 0100000000000080");
  ask (world, "set selection network=manual mcc=262 mnc=2", FOTAD_ANSWER_OK, "");
  expect (world, "nas 16 0106010200");
  ask (world, "set profile index=1 type=3 auth=1 apn=\"a b\" user=\"u\" password=\"p=q\"",
       FOTAD_ANSWER_OK, "");
  expect (world, "wds 1 11=03 14=612062 1b=75 1c=703d71 1d=01");
  ask (world, "set operating-mode mode=1", FOTAD_ANSWER_OK, "");
  expect (world, "dms mode 1");
  ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=1");
}

/* Nothing of these may reach the modem: the next thing heard is "done". */
static void
test_refuses (World *world, gconstpointer data)
{
  ask (world, "set operating-mode mode=4", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "set operating-mode", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "set selection mode=10000", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "set selection mode=zz", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "set profile index=256", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "set profile index=1 apn=\"open", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "set profile index=9", FOTAD_ANSWER_REFUSED, NULL);
  ask (world, "reset everything", FOTAD_ANSWER_UNKNOWN, NULL);
  change (world, "state['refuse'] = {(3, 0x34): 94, (2, 0x2d): 52, (1, 0x2a): 'silent'}");
  ask (world, "get selection", FOTAD_ANSWER_UNKNOWN, NULL);
  ask (world, "get operating-mode", FOTAD_ANSWER_BUSY, NULL);
  ask (world, "get profiles", FOTAD_ANSWER_SILENT, NULL);
}

/* A modem's text that could end the quotes is left out, not passed on. */
static void
test_hostile (World *world, gconstpointer data)
{
  change (world, "profiles[2][0x14] = b'x\" user=\"y'");
  change (world, "profiles[1][0x14] = b'x\\nprofile index=3'");
  ask (world, "get profiles", FOTAD_ANSWER_OK,
       "profile index=1 type=0 auth=2 user=\"acme\" password=\"planted-qmi\"\n"
       "profile index=2 type=3");
}

static gboolean
on_heard (gpointer stream, gpointer data)
{
  return *(gboolean *) data = TRUE;
}

static void
test_given_back (World *world, gconstpointer data)
{
  g_autoptr (GSource) source = NULL;
  gboolean heard = FALSE;

  ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
  world->provider->rest (world->provider);
  source = g_pollable_input_stream_create_source (
      G_POLLABLE_INPUT_STREAM (g_subprocess_get_stdout_pipe (world->modem)), NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (on_heard), &heard, NULL);
  g_source_attach (source, NULL);
  while (!heard)
    g_main_context_iteration (NULL, TRUE);
  g_source_destroy (source);
  expect (world, "released 2; 0 left");
  ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
}

static void
test_away (World *world, gconstpointer data)
{
  g_autofree char *path = g_steal_pointer (&world->path);

  ask (world, "get selection", FOTAD_ANSWER_REFUSED, "its port for qmi is not there");
  world->path = g_strdup ("/dev/null/nothing");
  ask (world, "get selection", FOTAD_ANSWER_REFUSED, "its port for qmi is not there");
  world->provider->rest (world->provider);
  ask (world, "get selection", FOTAD_ANSWER_REFUSED, NULL); /* and no crash */
  world->provider->rest (world->provider);
  g_free (world->path);
  world->path = g_steal_pointer (&path);
  ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/settings/control-qmi/" name, World, NULL, world_set_up, test, world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The library warns of a device file that no USB driver made. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  ADD ("reads", test_reads);
  ADD ("writes", test_writes);
  ADD ("refuses", test_refuses);
  ADD ("hostile", test_hostile);
  ADD ("given-back", test_given_back);
  ADD ("away", test_away);
  return g_test_run ();
}
