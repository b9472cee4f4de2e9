/*
 * Knocking is done with raw bytes, beside the channel: it waits for each answer as long as a
 * working modem may need, but to a modem that boots, or is at another speed, one says AT often.
 * What then comes late is taken care of by fotad_at_channel_resync ().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-hello-private.h"

#include <string.h>

#include "core/fotad-clock.h"

#define KNOCK_EVERY_S 0.5
#define KNOCKS_PER_LINE 3
#define HEARD_MAX 1024

static gboolean
is_line_end (char c)
{
  return c == '\r' || c == '\n';
}

static gboolean
heard_ok (const char *heard)
{
  for (const char *ok = strstr (heard, "OK"); ok != NULL; ok = strstr (ok + 1, "OK"))
    if ((ok == heard || is_line_end (ok[-1])) && is_line_end (ok[2]))
      return TRUE;
  return FALSE;
}

static void
hear (Hello *hello, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    if (data[i] != '\0')
      g_string_append_c (hello->heard, data[i]);
  if (hello->heard->len > HEARD_MAX)
    g_string_erase (hello->heard, 0, (gssize) (hello->heard->len - HEARD_MAX));
}

void
hello_on_data (FotadPort *port, GBytes *bytes, gpointer data)
{
  Hello *hello = data;

  hear (hello, bytes);
  if (hello->knocks == 0 || !heard_ok (hello->heard->str))
    return;
  hello->knocks = 0;
  hello->step = 0;
  g_clear_handle_id (&hello->timer, g_source_remove);
  fotad_at_channel_resync (hello->channel);
  hello_say (hello);
}

static gboolean
on_knock (gpointer data)
{
  Hello *hello = data;

  hello->timer = 0;
  hello_knock (hello);
  return G_SOURCE_REMOVE;
}

static guint
count_lines (Hello *hello)
{
  return hello->bauds->len * (hello->flows ? 2 : 1);
}

guint
hello_baud (Hello *hello)
{
  return g_array_index (hello->bauds, guint, hello->line / (hello->flows ? 2 : 1));
}

/* What cannot be set (a USB modem's port may refuse) is as good as it is. */
static void
next_line (Hello *hello)
{
  FotadPort *port = fotad_at_channel_get_port (hello->channel);
  g_autoptr (GError) error = NULL;
  gboolean rts_cts;

  hello->line = (hello->line + 1) % count_lines (hello);
  rts_cts = hello->rts_cts == (hello->line % 2 == 0);
  if (fotad_port_set_baud (port, hello_baud (hello), &error) &&
      (!hello->flows || fotad_port_set_flow_control (port, rts_cts, &error)))
    g_debug ("%s: trying %u baud%s", hello_device (hello), hello_baud (hello),
             !hello->flows ? ""
             : rts_cts     ? " with RTS/CTS"
                           : " without RTS/CTS");
  else
    g_debug ("%s", error->message);
}

void
hello_knock (Hello *hello)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("AT\r", 3);

  if (hello->knocks == KNOCKS_PER_LINE) {
    hello->knocks = 0;
    if (count_lines (hello) > 1)
      next_line (hello);
  }
  hello->knocks++;
  g_string_truncate (hello->heard, 0);
  /* A line that takes nothing is as silent as one that says nothing; the limit ends both. */
  (void) !fotad_port_write (fotad_at_channel_get_port (hello->channel), bytes, NULL);
  hello->timer = fotad_clock_after (KNOCK_EVERY_S, on_knock, hello);
}
