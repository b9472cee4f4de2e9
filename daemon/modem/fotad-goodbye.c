/*
 * One command line and the end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-goodbye.h"

#define LIMIT_S 2.0

/* One line for both: a modem that is silent is waited for only once.  NULL when nothing is to be
 * put back. */
static char *
compose (const FotadLinkManners *manners)
{
  gboolean echo = manners->echo > 0;
  gboolean cmee = manners->cmee >= 0 && manners->cmee != 1;

  if (cmee)
    return g_strdup_printf ("AT%s+CMEE=%d", echo ? "E1" : "", manners->cmee);
  return echo ? g_strdup ("ATE1") : NULL;
}

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (FotadAtReply) reply = NULL;

  reply = fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (source), result, NULL);
  fotad_at_channel_close (FOTAD_AT_CHANNEL (source));
  g_task_return_boolean (task, TRUE);
}

void
fotad_goodbye_async (FotadAtChannel *channel,
                     const FotadLinkManners *manners,
                     GAsyncReadyCallback callback,
                     gpointer data)
{
  g_autoptr (GTask) task = g_task_new (channel, NULL, callback, data);
  g_autofree char *line = compose (manners);

  if (line != NULL) {
    fotad_at_channel_send (channel, line, LIMIT_S, NULL, on_reply, g_object_ref (task));
    return;
  }
  fotad_at_channel_close (channel);
  g_task_return_boolean (task, TRUE);
}

void
fotad_goodbye_finish (FotadAtChannel *channel, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}
