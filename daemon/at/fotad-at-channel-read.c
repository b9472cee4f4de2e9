/*
 * The channel, listening side: bytes become tokens, and each token goes to whom it concerns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-channel-private.h"

#include <string.h>

#include "core/fotad-clock.h"

/* Text that has rested this long without a line end is shown as far as it came. */
#define FLUSH_S 0.2

/* In data mode it is noise by then, and stands in the way of the protocol's bytes. */
#define NOISE_S 1.0

/* What 27.005 gives to leave a prompt without giving it anything. */
#define ESCAPE "\x1b"

/* A line of news leaves; what is no news belongs to the pending command, if it still is. */
static void
sort_line (FotadAtChannel *channel, const FotadAtToken *token)
{
  FotadAtCommand *command = channel->pending;
  gboolean whole = token->kind == FOTAD_AT_TOKEN_LINE;

  if (command->reads && fotad_at_command_owns (command, token->line)) {
    if (whole)
      fotad_at_command_add_line (command, token->line, token->cut);
  } else if (channel_is_news (channel, token->line)) {
    channel_emit_line (channel, token->line);
  } else if (whole && command == channel->pending) {
    fotad_at_command_add_line (command, token->line, token->cut);
  }
}

static void
end_command (FotadAtChannel *channel, const FotadAtToken *token)
{
  channel_finish (channel, fotad_at_command_take_reply (channel->pending, token), NULL);
}

static void
tell_ready (FotadAtChannel *channel, FotadAtReady ready)
{
  FotadAtCommand *command = channel->pending;

  if (!channel->data_mode)
    command->ready (channel, ready, command->ready_data);
}

/* Nobody has an answer for this prompt, and until it is left the modem takes commands for one. */
static void
leave_prompt (FotadAtChannel *channel, const FotadAtToken *token)
{
  g_autoptr (GBytes) escape = g_bytes_new_static (ESCAPE, strlen (ESCAPE));

  fotad_port_write (channel->port, escape, NULL);
  if (channel->pending == NULL)
    return;
  channel_lose (channel, channel->pending->text);
  end_command (channel, token);
}

static void
handle_pending (FotadAtChannel *channel, const FotadAtToken *token)
{
  gboolean takes_data = channel->pending->ready != NULL;

  switch (token->kind) {
  case FOTAD_AT_TOKEN_LINE:
  case FOTAD_AT_TOKEN_PARTIAL:
    sort_line (channel, token);
    break;
  case FOTAD_AT_TOKEN_FINAL:
    if (takes_data && token->status == FOTAD_AT_CONNECT)
      tell_ready (channel, FOTAD_AT_READY_CONNECT);
    else
      end_command (channel, token);
    break;
  case FOTAD_AT_TOKEN_PROMPT:
    if (takes_data)
      tell_ready (channel, FOTAD_AT_READY_PROMPT);
    else
      leave_prompt (channel, token);
    break;
  }
}

static void
handle_round (FotadAtChannel *channel, const FotadAtToken *token)
{
  switch (token->kind) {
  case FOTAD_AT_TOKEN_LINE:
  case FOTAD_AT_TOKEN_PARTIAL:
    if (!channel_is_stale_line (channel, token->line))
      channel_emit_line (channel, token->line);
    else if (channel->syncing)
      channel_round_line (channel);
    break;
  case FOTAD_AT_TOKEN_FINAL:
    channel_round_final (channel, token->status);
    break;
  case FOTAD_AT_TOKEN_PROMPT:
    leave_prompt (channel, token);
    break;
  }
}

static void
handle_idle (FotadAtChannel *channel, const FotadAtToken *token)
{
  switch (token->kind) {
  case FOTAD_AT_TOKEN_LINE:
  case FOTAD_AT_TOKEN_PARTIAL:
    if (!channel_is_stale_line (channel, token->line))
      channel_emit_line (channel, token->line);
    break;
  case FOTAD_AT_TOKEN_FINAL:
    if (token->status == FOTAD_AT_NO_CARRIER)
      channel_emit_line (channel, token->line);
    else
      fotad_at_sync_idle_final (&channel->sync);
    break;
  case FOTAD_AT_TOKEN_PROMPT:
    break;
  }
}

static gboolean
is_echo (FotadAtChannel *channel, const FotadAtToken *token)
{
  FotadAtCommand *command = channel->pending;

  if (token->kind != FOTAD_AT_TOKEN_LINE && token->kind != FOTAD_AT_TOKEN_PARTIAL)
    return FALSE;
  if (command != NULL)
    return fotad_at_is_echo (command->text, token->line, command->lines->len == 0);
  return channel_is_stale_echo (channel, token->line);
}

/* A torn echo may show a secret that no mask knows by its half: no echo is ever logged, and no
 * line before it is whole. */
static void
handle_token (FotadAtChannel *channel, const FotadAtToken *token)
{
  gboolean echo = is_echo (channel, token);

  if (token->kind != FOTAD_AT_TOKEN_PARTIAL)
    channel_log (channel, "<", echo ? "(echo)" : token->line);
  if (echo)
    return;
  if (channel->syncing)
    handle_round (channel, token);
  else if (channel->pending != NULL)
    handle_pending (channel, token);
  else
    handle_idle (channel, token);
}

/* The input is taken away while somebody else looks at it, and what is left goes back in front of
 * what may have come meanwhile. */
static void
give_back (FotadAtChannel *channel, GByteArray *input, gsize taken)
{
  taken = MIN (taken, input->len);
  g_byte_array_prepend (channel->input, input->data + taken, input->len - (guint) taken);
}

static gboolean
offer_data (FotadAtChannel *channel)
{
  g_autoptr (GByteArray) input = g_steal_pointer (&channel->input);
  gsize taken;

  channel->input = g_byte_array_new ();
  taken = channel->take (channel, input->data, input->len, channel->take_data);
  give_back (channel, input, taken);
  return taken > 0;
}

/* In data mode text is read line by line, so that what follows a line is offered as data. */
static gsize
text_size (FotadAtChannel *channel)
{
  gsize size = 0;

  if (channel->take == NULL)
    return channel->input->len;
  while (size < channel->input->len && channel->input->data[size] != '\r' &&
         channel->input->data[size] != '\n')
    size++;
  return MIN (size + 1, channel->input->len);
}

static void
read_text (FotadAtChannel *channel)
{
  FotadAtToken token;
  gsize taken;
  gboolean found = fotad_at_parser_feed (channel->parser, channel->input->data, text_size (channel),
                                         &taken, &token);

  g_byte_array_remove_range (channel->input, 0, (guint) taken);
  if (!found)
    return;
  handle_token (channel, &token);
  fotad_at_token_clear (&token);
}

static void
read_input (FotadAtChannel *channel)
{
  while (!channel->closed && channel->input->len > 0) {
    if (channel->take != NULL && fotad_at_parser_at_line_start (channel->parser) &&
        offer_data (channel))
      continue;
    if (!channel->closed && channel->input->len > 0)
      read_text (channel);
  }
}

static gboolean
on_rested (gpointer data)
{
  g_autoptr (FotadAtChannel) channel = g_object_ref (data);
  FotadAtToken token;

  channel->flush_timer = 0;
  if (channel->take != NULL) {
    fotad_at_parser_reset (channel->parser);
  } else if (fotad_at_parser_flush (channel->parser, &token)) {
    handle_token (channel, &token);
    fotad_at_token_clear (&token);
    channel_pump (channel);
  }
  return G_SOURCE_REMOVE;
}

static void
watch_rest (FotadAtChannel *channel)
{
  g_clear_handle_id (&channel->flush_timer, g_source_remove);
  if (channel->closed || fotad_at_parser_at_line_start (channel->parser))
    return;
  channel->flush_timer =
      fotad_clock_after (channel->take != NULL ? NOISE_S : FLUSH_S, on_rested, channel);
}

void
channel_on_data (FotadPort *port, GBytes *bytes, FotadAtChannel *channel)
{
  g_autoptr (FotadAtChannel) keep = g_object_ref (channel);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  g_byte_array_append (channel->input, data, (guint) size);
  channel_emit_bytes (channel, (guint) size);
  if (keep->reading)
    return;
  keep->reading = TRUE;
  read_input (keep);
  keep->reading = FALSE;
  channel_pump (keep);
  watch_rest (keep);
}
