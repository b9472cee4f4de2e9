/*
 * The first words: echo, errors in numbers, and whether it is that modem.  Until somebody answers
 * at all, fotad-hello-knock.c knocks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-hello-private.h"

#include <string.h>

#include "at/fotad-at-text.h"
#include "core/fotad-cancel.h"
#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "core/fotad-imei.h"
#include "modem/fotad-modem.h"

#define ANSWER_S 5.0
/* A modem that has just booted cannot tell its IMEI yet. */
#define ASK_AGAIN_S 1.0

static void
stop (Hello *hello)
{
  g_signal_handlers_disconnect_by_data (hello->channel, hello);
  g_signal_handlers_disconnect_by_data (fotad_at_channel_get_port (hello->channel), hello);
  g_clear_handle_id (&hello->timer, g_source_remove);
  g_clear_handle_id (&hello->limit, g_source_remove);
  g_clear_handle_id (&hello->cancel, g_source_remove);
  g_cancellable_cancel (hello->sending);
}

static void
free_hello (Hello *hello)
{
  stop (hello);
  g_object_unref (hello->channel);
  g_object_unref (hello->sending);
  g_array_unref (hello->bauds);
  g_string_free (hello->heard, TRUE);
  g_free (hello->imei);
  g_free (hello);
}

/* The owner of the memory is the task: nothing may follow this. */
static void
end (Hello *hello, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&hello->task);

  stop (hello);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

const char *
hello_device (Hello *hello)
{
  return fotad_port_get_device (fotad_at_channel_get_port (hello->channel));
}

static void
end_in_silence (Hello *hello)
{
  if (hello->answered)
    end (hello, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_REFUSED,
                             "%s: a modem answers, but does not tell its IMEI (expected %s)",
                             hello_device (hello), hello->imei));
  else
    end (hello, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT,
                             "%s: the modem %s gives no sensible answer", hello_device (hello),
                             hello->imei));
}

/* The number, if it is one of the three there are.  Manners are taken the first time only: after
 * a fresh start of this dialogue they are ours. */
static gboolean
take_cmee (Hello *hello, FotadAtReply *reply)
{
  for (guint i = 0; reply->lines[i] != NULL; i++) {
    const char *value = fotad_at_answer_of (reply->lines[i], "+CMEE");

    if (value != NULL && *value >= '0' && *value <= '2' && hello->manners.cmee < 0)
      hello->manners.cmee = *value - '0';
  }
  return TRUE;
}

/* One step late, because the channel hears a reply before we hear its bytes. */
static gboolean
take_echo (Hello *hello, FotadAtReply *reply)
{
  if (hello->manners.echo < 0)
    hello->manners.echo = strstr (hello->heard->str, "AT+CMEE?") != NULL;
  return TRUE;
}

/* A bare number, or +CGSN: "number". */
static char *
find_imei (FotadAtReply *reply)
{
  for (guint i = 0; reply->lines[i] != NULL; i++) {
    const char *value = fotad_at_answer_of (reply->lines[i], "+CGSN");
    g_auto (GStrv) fields = fotad_at_split (value != NULL ? value : reply->lines[i]);

    if (fields[0] != NULL && fotad_imei_is_valid (fields[0]))
      return g_strdup (fields[0]);
  }
  return NULL;
}

static gboolean
on_ask_again (gpointer data)
{
  Hello *hello = data;

  hello->timer = 0;
  hello_say (hello);
  return G_SOURCE_REMOVE;
}

static gboolean
take_imei (Hello *hello, FotadAtReply *reply)
{
  g_autofree char *imei = find_imei (reply);

  if (imei == NULL) {
    hello->answered = TRUE;
    hello->timer = fotad_clock_after (ASK_AGAIN_S, on_ask_again, hello);
    return FALSE;
  }
  if (fotad_imei_is_same (imei, hello->imei))
    return TRUE;
  end (hello, g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                           "%s: another modem is on the port, %s instead of %s",
                           hello_device (hello), imei, hello->imei));
  return FALSE;
}

/* Refusals of all but the IMEI are not worth stopping for. */
static const struct {
  const char *command;
  gboolean (*take) (Hello *hello, FotadAtReply *reply); /* FALSE: do not go on */
} steps[] = {
  { "AT+CMEE?", take_cmee },
  { "ATE0", take_echo },
  { "AT+CMEE=1", NULL },
  { "AT+CGSN", take_imei },
};

static void
on_reply (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Hello *hello = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply = NULL;

  reply = fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (source), result, &error);
  if (hello->task == NULL)
    return;
  if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE))
    return; /* "closed" follows, and others are told before us */
  if (reply == NULL) {
    hello_knock (hello);
    return;
  }
  if (steps[hello->step].take != NULL && !steps[hello->step].take (hello, reply))
    return;
  if (++hello->step < G_N_ELEMENTS (steps))
    hello_say (hello);
  else
    end (hello, NULL);
}

void
hello_say (Hello *hello)
{
  fotad_at_channel_send (hello->channel, steps[hello->step].command, ANSWER_S, hello->sending,
                         on_reply, g_object_ref (hello->task));
}

static void
on_closed (FotadAtChannel *channel, GError *error, gpointer data)
{
  end (data, g_error_copy (error));
}

static gboolean
on_limit (gpointer data)
{
  Hello *hello = data;

  hello->limit = 0;
  end_in_silence (hello);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Hello *hello = data;

  hello->cancel = 0;
  end (hello, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                           "talking to the modem %s was cancelled", hello->imei));
  return G_SOURCE_REMOVE;
}

static Hello *
new_hello (FotadAtChannel *channel, const char *imei, const guint *bauds)
{
  Hello *hello = g_new0 (Hello, 1);

  hello->channel = g_object_ref (channel);
  hello->imei = g_strdup (imei);
  hello->bauds = g_array_new (FALSE, FALSE, sizeof (guint));
  for (; bauds != NULL && *bauds != 0; bauds++)
    g_array_append_val (hello->bauds, *bauds);
  hello->flows =
      hello->bauds->len > 0 &&
      fotad_port_get_flow_control (fotad_at_channel_get_port (channel), &hello->rts_cts, NULL);
  hello->manners = (FotadLinkManners){ -1, -1, -1, -1 };
  hello->heard = g_string_new (NULL);
  hello->sending = g_cancellable_new ();
  return hello;
}

void
fotad_hello_async (FotadAtChannel *channel,
                   const char *imei,
                   const guint *bauds,
                   double limit,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  Hello *hello = new_hello (channel, imei, bauds);

  hello->task = g_task_new (channel, NULL, callback, data);
  g_task_set_task_data (hello->task, hello, (GDestroyNotify) free_hello);
  g_signal_connect (channel, "closed", G_CALLBACK (on_closed), hello);
  g_signal_connect (fotad_at_channel_get_port (channel), "data", G_CALLBACK (hello_on_data), hello);
  hello->cancel = fotad_cancel_watch (cancellable, on_cancelled, hello);
  hello->limit = fotad_clock_after (limit, on_limit, hello);
  hello_knock (hello);
}

gboolean
fotad_hello_finish (FotadAtChannel *channel,
                    GAsyncResult *result,
                    FotadLinkManners *manners,
                    GError **error)
{
  Hello *hello = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (manners->echo < 0)
    manners->echo = hello->manners.echo;
  if (manners->cmee < 0)
    manners->cmee = hello->manners.cmee;
  if (hello->bauds->len > 0)
    manners->baud = (int) hello_baud (hello);
  if (hello->flows && manners->flow < 0)
    manners->flow = hello->rts_cts;
  return TRUE;
}
