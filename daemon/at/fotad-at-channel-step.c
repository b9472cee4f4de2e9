/*
 * The channel, in step: probes after a command was given up (fotad-at-sync.h says why), and the
 * lines of answers nobody waits for any more.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-channel-private.h"

#include <string.h>

#include "core/fotad-clock.h"

/* Only the youngest are remembered; a modem silent for longer answers none of them. */
#define STALE_LIMIT 32

#define PROBE "AT"

void
channel_lose (FotadAtChannel *channel, const char *command)
{
  fotad_at_sync_lost (&channel->sync);
  if (channel->stale->len == STALE_LIMIT)
    g_ptr_array_remove_index (channel->stale, 0);
  g_ptr_array_add (channel->stale, fotad_at_command_new (command, 0));
}

static void
end_round (FotadAtChannel *channel)
{
  channel->syncing = FALSE;
  g_clear_handle_id (&channel->timer, g_source_remove);
}

static void
end_round_in_step (FotadAtChannel *channel)
{
  end_round (channel);
  fotad_at_sync_done (&channel->sync);
  g_ptr_array_set_size (channel->stale, 0);
}

static void
end_round_in_silence (FotadAtChannel *channel)
{
  end_round (channel);
  fotad_at_sync_give_up (&channel->sync);
  channel_fail_head (channel);
}

static gboolean
on_rest_over (gpointer data)
{
  g_autoptr (FotadAtChannel) channel = g_object_ref (data);

  channel->timer = 0;
  end_round_in_step (channel);
  channel_pump (channel);
  return G_SOURCE_REMOVE;
}

static gboolean on_probe_unanswered (gpointer data);

static void
wait_in_round (FotadAtChannel *channel, double seconds, GSourceFunc then)
{
  g_clear_handle_id (&channel->timer, g_source_remove);
  if (fotad_clock_now () < channel->sync_end)
    channel->timer = fotad_clock_after (seconds, then, channel);
  else
    end_round_in_silence (channel);
}

static void
send_probe (FotadAtChannel *channel)
{
  if (fotad_at_sync_probe (&channel->sync) && channel_write_line (channel, PROBE, NULL))
    wait_in_round (channel, FOTAD_AT_SYNC_PROBE_S, on_probe_unanswered);
  else
    end_round_in_silence (channel);
}

static gboolean
on_probe_unanswered (gpointer data)
{
  g_autoptr (FotadAtChannel) channel = g_object_ref (data);

  channel->timer = 0;
  send_probe (channel);
  channel_pump (channel);
  return G_SOURCE_REMOVE;
}

void
channel_begin_round (FotadAtChannel *channel)
{
  channel->syncing = TRUE;
  channel->sync_end = fotad_clock_now () + FOTAD_AT_SYNC_LIMIT_S;
  fotad_at_sync_begin (&channel->sync);
  send_probe (channel);
}

/* A call that ended is not the answer to a probe. */
void
channel_round_final (FotadAtChannel *channel, FotadAtStatus status)
{
  if (status == FOTAD_AT_NO_CARRIER || status == FOTAD_AT_CONNECT)
    return;
  if (fotad_at_sync_final (&channel->sync))
    end_round_in_step (channel);
  else
    wait_in_round (channel, FOTAD_AT_SYNC_QUIET_S, on_rest_over);
}

/* Part of an answer owed: it is not over yet. */
void
channel_round_line (FotadAtChannel *channel)
{
  if (channel->sync.finals > 0)
    wait_in_round (channel, FOTAD_AT_SYNC_QUIET_S, on_rest_over);
}

gboolean
channel_is_stale_echo (FotadAtChannel *channel, const char *line)
{
  for (guint i = 0; i < channel->stale->len; i++) {
    FotadAtCommand *command = channel->stale->pdata[i];

    if (fotad_at_is_echo (command->text, line, FALSE))
      return TRUE;
  }
  return channel->syncing && fotad_at_is_echo (PROBE, line, TRUE);
}

static gboolean
is_named_stale (FotadAtChannel *channel, const char *line, gboolean reads)
{
  for (guint i = 0; i < channel->stale->len; i++) {
    FotadAtCommand *command = channel->stale->pdata[i];

    if (command->reads >= reads && fotad_at_command_owns (command, line))
      return TRUE;
  }
  return FALSE;
}

/* The same order as for a pending command: the lines of a read, then news; last what has the
 * name of a command owed, and bare text, which can only be such an answer. */
gboolean
channel_is_stale_line (FotadAtChannel *channel, const char *line)
{
  if (!fotad_at_sync_needed (&channel->sync))
    return FALSE;
  if (is_named_stale (channel, line, TRUE))
    return TRUE;
  if (channel_is_news (channel, line))
    return FALSE;
  return is_named_stale (channel, line, FALSE) || strchr ("+^#*%$&", *line) == NULL;
}
