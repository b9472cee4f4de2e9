/*
 * A push under way.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at-pushing.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "at-payload.h"
#include "core/fotad-error.h"

static void
on_progress (FotadAtPush *push, guint64 done, gpointer data)
{
  AtPushing *pushing = data;

  g_assert_cmpuint (done, >=, pushing->progress);
  g_assert_cmpuint (done, <=, pushing->size);
  pushing->progress = done;
  pushing->reports++;
}

void
at_pushing_on_done (GObject *object, GAsyncResult *result, gpointer data)
{
  AtPushing *pushing = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_push_run_finish (FOTAD_AT_PUSH (object), result, &error);
  g_autofree char *lines = reply != NULL ? g_strjoinv ("|", reply->lines) : NULL;

  if (reply != NULL)
    at_talk_note (pushing->talk, "reply %s|%s", fotad_at_status_name (reply->status), lines);
  else
    at_talk_note (pushing->talk, "error %s: %s", fotad_error_name (error->code), error->message);
}

void
at_pushing_prepare (AtPushing *pushing, const FotadPush *how, gsize size)
{
  memset (pushing, 0, sizeof *pushing);
  pushing->talk = at_talk_new ();
  pushing->bytes = at_payload (size);
  pushing->size = size;
  pushing->fd = memfd_create ("package", MFD_CLOEXEC);
  g_assert_cmpint (write (pushing->fd, pushing->bytes, size), ==, (gssize) size);
  pushing->cancellable = g_cancellable_new ();
  pushing->push = fotad_at_push_new (pushing->talk->channel, how, pushing->fd, size);
  fotad_at_push_set_progress (pushing->push, on_progress, pushing);
}

void
at_pushing_start (AtPushing *pushing, const FotadPush *how, gsize size)
{
  at_pushing_prepare (pushing, how, size);
  fotad_at_push_run (pushing->push, COMMAND, 5, pushing->cancellable, at_pushing_on_done, pushing);
}

void
at_pushing_stop (AtPushing *pushing)
{
  g_assert_null (g_queue_peek_head (pushing->talk->log));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (pushing->push);
  at_talk_free (pushing->talk);
  g_object_unref (pushing->cancellable);
  g_free (pushing->bytes);
  close (pushing->fd);
}

void
at_pushing_play (AtPushing *pushing, const char *script)
{
  at_talk_play (pushing->talk, COMMAND, script);
}

void
at_pushing_hear (AtPushing *pushing, const void *bytes, gsize size)
{
  g_autoptr (GBytes) heard = at_talk_hear (pushing->talk, size);

  g_assert_cmpmem (g_bytes_get_data (heard, NULL), g_bytes_get_size (heard), bytes, size);
}

void
at_pushing_starve (AtPushing *pushing, const char *bytes)
{
  FotadPort *port = fotad_at_channel_get_port (pushing->talk->channel);

  while (g_queue_is_empty (pushing->talk->log)) {
    if (bytes != NULL && fotad_port_pending (port) == 0)
      at_talk_say (pushing->talk, bytes, -1);
    g_main_context_iteration (NULL, bytes == NULL || fotad_port_pending (port) > 0);
  }
}

void
at_pushing_expect_error (AtPushing *pushing, const char *name)
{
  g_autofree char *entry = at_talk_next (pushing->talk);
  g_autofree char *prefix = g_strdup_printf ("error %s", name);

  g_assert_true (g_str_has_prefix (entry, prefix));
}
