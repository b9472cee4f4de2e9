/*
 * Handlers that do what they like in the middle of everything: send, close, drop the last
 * reference, replace the filter.  Worth most under AddressSanitizer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>
#include <unistd.h>

#include "at-talk.h"
#include "core/fotad-error.h"

typedef struct {
  AtTalk *talk;
  const char *occasion;
  void (*deed) (AtTalk *talk);
  guint done;
} Storm;

static void
send_one (AtTalk *talk)
{
  fotad_at_channel_send (talk->channel, "AT+NEXT", 5, NULL, at_talk_on_reply, talk);
}

static void
close_it (AtTalk *talk)
{
  fotad_at_channel_close (talk->channel);
}

static void
drop (AtTalk *talk)
{
  g_clear_object (&talk->channel);
}

static void
close_and_drop (AtTalk *talk)
{
  close_it (talk);
  drop (talk);
}

static gboolean
never_news (const char *line, gpointer data)
{
  return FALSE;
}

static void
change_filter (AtTalk *talk)
{
  fotad_at_channel_set_news_filter (talk->channel, never_news, NULL, NULL);
}

static void
resync (AtTalk *talk)
{
  fotad_at_channel_resync (talk->channel);
}

static const struct {
  const char *name;
  void (*deed) (AtTalk *talk);
} deeds[] = {
  { "send", send_one },
  { "close", close_it },
  { "drop", drop },
  { "close and drop", close_and_drop },
  { "change the filter", change_filter },
  { "resync", resync },
};

static const char *const occasions[] = { "line", "bytes", "closed", "reply", "filter", "destroy" };

/* Once is enough for most, and sending in every handler would never end. */
static void
come (Storm *storm, const char *occasion)
{
  if (strcmp (storm->occasion, occasion) != 0 || storm->talk->channel == NULL || storm->done > 3)
    return;
  storm->done++;
  storm->deed (storm->talk);
}

static void
on_line (FotadAtChannel *channel, const char *line, Storm *storm)
{
  come (storm, "line");
}

static void
on_bytes (FotadAtChannel *channel, guint count, Storm *storm)
{
  come (storm, "bytes");
}

static void
on_closed (FotadAtChannel *channel, GError *error, Storm *storm)
{
  come (storm, "closed");
}

static void
on_reply (GObject *object, GAsyncResult *result, gpointer data)
{
  Storm *storm = data;

  at_talk_on_reply (object, result, storm->talk);
  come (storm, "reply");
}

static gboolean
on_filter (const char *line, gpointer data)
{
  come (data, "filter");
  return at_talk_is_news (line, NULL);
}

static void
on_filter_destroyed (gpointer data)
{
  come (data, "destroy");
}

static void
pump_loop (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* News, replies, stray finals, a cancelled command and the hang-up, as close together as can be. */
static void
play (Storm *storm)
{
  AtTalk *talk = storm->talk;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_signal_connect (talk->channel, "line", G_CALLBACK (on_line), storm);
  g_signal_connect (talk->channel, "bytes", G_CALLBACK (on_bytes), storm);
  g_signal_connect (talk->channel, "closed", G_CALLBACK (on_closed), storm);
  fotad_at_channel_set_news_filter (talk->channel, on_filter, storm, on_filter_destroyed);
  fotad_at_channel_send (talk->channel, "AT+A?", 5, NULL, on_reply, storm);
  fotad_at_channel_send (talk->channel, "AT+B", 5, cancellable, on_reply, storm);
  fotad_at_channel_send (talk->channel, "AT+C", 5, NULL, on_reply, storm);
  at_talk_say (talk, "RDY\r\n+QIND: 1\r\n1.0\r\nOK\r\n+QIND: 2\r\n2.0\r\n", -1);
  pump_loop ();
  g_cancellable_cancel (cancellable);
  pump_loop ();
  if (talk->channel != NULL)
    fotad_at_channel_set_news_filter (talk->channel, at_talk_is_news, NULL, NULL);
  at_talk_say (talk, "OK\r\nERROR\r\nOK\r\n+QIND: 3\r\n>", -1);
  close (g_steal_fd (&talk->modem));
  pump_loop ();
}

static void
check (const char *occasion, void (*deed) (AtTalk *talk))
{
  AtTalk *talk = at_talk_new ();
  Storm storm = { talk, occasion, deed, 0 };
  FotadAtChannel *weak = talk->channel;

  g_object_add_weak_pointer (G_OBJECT (weak), (gpointer *) &weak);
  play (&storm);
  g_assert_cmpuint (storm.done, >, 0);
  if (talk->channel == NULL)
    g_assert_null (weak);
  at_talk_free (talk);
  g_assert_null (weak);
}

static void
test_storm (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (occasions); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (deeds); k++) {
      g_test_message ("%s in %s", deeds[k].name, occasions[i]);
      check (occasions[i], deeds[k].deed);
    }
}

/* The filter that is being asked goes away with its data. */
static gboolean
replace_filter (const char *line, gpointer data)
{
  FotadAtChannel *channel = data;

  fotad_at_channel_set_news_filter (channel, never_news, NULL, NULL);
  return g_str_has_prefix (line, "RDY");
}

static void
test_filter_replaces_itself (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();
  FotadAtChannel *channel = g_object_ref (talk->channel);

  fotad_at_channel_set_news_filter (channel, replace_filter, channel, g_object_unref);
  at_talk_play (talk, "replace",
                "send 5 AT\nhear AT\nsay RDY\\r\\nRDY\\r\\nOK\\r\\n\nnews RDY\nreply ok|RDY\n");
}

/* A handler that runs the loop (it should not) reads on in order. */
static void
run_loop (FotadAtChannel *channel, const char *line, AtTalk *talk)
{
  if (g_str_has_suffix (line, "1"))
    at_talk_say (talk, "+QIND: 3\r\n", -1);
  pump_loop ();
}

static void
test_nested_loop (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();

  g_signal_connect (talk->channel, "line", G_CALLBACK (run_loop), talk);
  at_talk_play (talk, "nested",
                "say +QIND: 1\\r\\n+QIND: 2\\r\\n\nnews +QIND: 1\nnews +QIND: 2\nnews +QIND: 3\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/reentry/storm", test_storm);
  g_test_add_func ("/at/reentry/filter-replaces-itself", test_filter_replaces_itself);
  g_test_add_func ("/at/reentry/nested-loop", test_nested_loop);
  return g_test_run ();
}
