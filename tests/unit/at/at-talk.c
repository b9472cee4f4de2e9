/*
 * The script player.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at-talk.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

/* Real seconds after which something expected is taken not to come. */
#define PATIENCE_S 20

void
at_talk_note (AtTalk *talk, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_queue_push_tail (talk->log, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

gboolean
at_talk_is_news (const char *line, gpointer data)
{
  static const char *const prefixes[] = { "+QIND", "+CEREG", "^SNFOTA",   "+WDSI",
                                          "RDY",   "#OTAEV", "^SYSSTART", NULL };

  for (gsize i = 0; prefixes[i] != NULL; i++)
    if (g_str_has_prefix (line, prefixes[i]))
      return TRUE;
  return strstr (line, "PHASE 1 OK!") != NULL;
}

void
at_talk_on_reply (GObject *object, GAsyncResult *result, gpointer data)
{
  AtTalk *talk = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (object), result, &error);
  g_autoptr (GString) text = g_string_new ("reply ");

  if (reply == NULL) {
    g_assert_true (error->domain == FOTAD_ERROR);
    at_talk_note (talk, "error %s", fotad_error_name (error->code));
    return;
  }
  g_string_append (text, fotad_at_status_name (reply->status));
  if (reply->code >= 0)
    g_string_append_printf (text, " %d", reply->code);
  if (*reply->text != '\0')
    g_string_append_printf (text, " %s", reply->text);
  for (char **line = reply->lines; *line != NULL; line++)
    g_string_append_printf (text, "|%s", *line);
  at_talk_note (talk, "%s", text->str);
}

static void
on_line (FotadAtChannel *channel, const char *line, AtTalk *talk)
{
  g_assert_true (g_utf8_validate (line, -1, NULL));
  at_talk_note (talk, "news %s", line);
}

static void
on_closed (FotadAtChannel *channel, GError *error, AtTalk *talk)
{
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  at_talk_note (talk, "closed");
}

static void
on_ready (FotadAtChannel *channel, FotadAtReady ready, gpointer data)
{
  static const char *const names[] = { "sent", "connect", "prompt" };

  at_talk_note (data, "ready %s", names[ready]);
}

AtTalk *
at_talk_new (void)
{
  AtTalk *talk = g_new0 (AtTalk, 1);
  g_autoptr (FotadPort) port = NULL;
  int ends[2];

  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends));
  port = fotad_port_new_for_fd (ends[0], "modem");
  talk->modem = ends[1];
  talk->channel = fotad_at_channel_new (port);
  talk->heard = g_string_new (NULL);
  talk->log = g_queue_new ();
  talk->cancellables = g_ptr_array_new_with_free_func (g_object_unref);
  fotad_at_channel_set_news_filter (talk->channel, at_talk_is_news, NULL, NULL);
  g_signal_connect (talk->channel, "line", G_CALLBACK (on_line), talk);
  g_signal_connect (talk->channel, "closed", G_CALLBACK (on_closed), talk);
  return talk;
}

void
at_talk_free (AtTalk *talk)
{
  if (talk->channel != NULL) {
    fotad_at_channel_close (talk->channel);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_assert_finalize_object (talk->channel);
  }
  if (talk->modem >= 0)
    close (talk->modem);
  g_string_free (talk->heard, TRUE);
  g_queue_free_full (talk->log, g_free);
  g_ptr_array_unref (talk->cancellables);
  g_free (talk);
}

static void
listen_to_host (AtTalk *talk)
{
  char buffer[1024];
  ssize_t size = talk->modem >= 0 ? read (talk->modem, buffer, sizeof buffer) : 0;

  if (size > 0)
    g_string_append_len (talk->heard, buffer, size);
}

static gboolean
on_patience_over (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Polls the modem's end too, which no source watches. */
static gboolean
on_tick (gpointer data)
{
  listen_to_host (data);
  return G_SOURCE_CONTINUE;
}

static void
run_until (AtTalk *talk, gboolean (*done) (AtTalk *talk, gpointer data), gpointer data)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add_seconds (PATIENCE_S, on_patience_over, &over);
  guint tick = g_timeout_add (1, on_tick, talk);

  listen_to_host (talk);
  while (!over && !done (talk, data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  g_source_remove (tick);
}

static gboolean
has_log (AtTalk *talk, gpointer data)
{
  return !g_queue_is_empty (talk->log);
}

char *
at_talk_next (AtTalk *talk)
{
  run_until (talk, has_log, NULL);
  return g_queue_pop_head (talk->log);
}

void
at_talk_expect (AtTalk *talk, const char *entry)
{
  g_autofree char *got = at_talk_next (talk);

  g_assert_cmpstr (got, ==, entry);
}

static gboolean
has_heard (AtTalk *talk, gpointer data)
{
  return talk->heard->len >= *(gsize *) data;
}

GBytes *
at_talk_hear (AtTalk *talk, gsize size)
{
  GBytes *bytes;

  run_until (talk, has_heard, &size);
  size = MIN (size, talk->heard->len);
  bytes = g_bytes_new (talk->heard->str, size);
  g_string_erase (talk->heard, 0, (gssize) size);
  return bytes;
}

/* Nothing else may be heard meanwhile: the beginning must be exactly this. */
static void
hear (AtTalk *talk, const char *argument)
{
  g_autofree char *text = g_strcompress (argument);
  g_autofree char *expected =
      strcmp (text, "\x1b") == 0 ? g_strdup (text) : g_strconcat (text, "\r", NULL);
  g_autoptr (GBytes) got = at_talk_hear (talk, strlen (expected));

  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), expected,
                   strlen (expected));
}

void
at_talk_say (AtTalk *talk, const char *bytes, gssize size)
{
  if (size < 0)
    size = (gssize) strlen (bytes);
  /* The host may have closed by now; a modem does not notice. */
  if (send (talk->modem, bytes, (gsize) size, MSG_NOSIGNAL) != size)
    g_assert_cmpint (errno, ==, EPIPE);
}

static void
say (AtTalk *talk, const char *argument)
{
  g_autofree char *bytes = g_strcompress (argument);

  at_talk_say (talk, bytes, -1);
}

static void
send_command (AtTalk *talk, const char *argument, FotadAtReadyFunc ready)
{
  char *command;
  double timeout = g_ascii_strtod (argument, &command);
  GCancellable *cancellable = g_cancellable_new ();

  g_ptr_array_add (talk->cancellables, cancellable);
  fotad_at_channel_send_data (talk->channel, command + 1, timeout, ready, talk, cancellable,
                              at_talk_on_reply, talk);
}

static gboolean
is_past (AtTalk *talk, gpointer data)
{
  return fotad_clock_now () >= *(double *) data || talk->heard->len > 0 ||
         !g_queue_is_empty (talk->log);
}

static void
rest (AtTalk *talk, const char *argument)
{
  double end = fotad_clock_now () + g_ascii_strtod (argument, NULL);

  run_until (talk, is_past, &end);
  g_assert_cmpstr (talk->heard->str, ==, "");
  g_assert_null (g_queue_peek_head (talk->log));
}

static void
play_line (AtTalk *talk, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);
  const char *verb = words[0];
  const char *argument = words[1] != NULL ? words[1] : "";

  if (strcmp (verb, "send") == 0)
    send_command (talk, argument, NULL);
  else if (strcmp (verb, "data") == 0)
    send_command (talk, argument, on_ready);
  else if (strcmp (verb, "cancel") == 0)
    g_cancellable_cancel (talk->cancellables->pdata[atoi (argument)]);
  else if (strcmp (verb, "hear") == 0)
    hear (talk, argument);
  else if (strcmp (verb, "say") == 0)
    say (talk, argument);
  else if (strcmp (verb, "rest") == 0)
    rest (talk, argument);
  else if (strcmp (verb, "close") == 0)
    fotad_at_channel_close (talk->channel);
  else if (strcmp (verb, "resync") == 0)
    fotad_at_channel_resync (talk->channel);
  else if (strcmp (verb, "hangup") == 0)
    close (g_steal_fd (&talk->modem));
  else
    at_talk_expect (talk, line);
}

void
at_talk_play (AtTalk *talk, const char *name, const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);

  g_test_message ("%s", name);
  for (char **line = lines; *line != NULL; line++) {
    if (**line == '\0')
      continue;
    g_test_message ("  %s", *line);
    play_line (talk, *line);
  }
  g_assert_cmpstr (talk->heard->str, ==, "");
  g_assert_null (g_queue_peek_head (talk->log));
}
