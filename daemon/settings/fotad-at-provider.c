/*
 * Replies of an AT channel as answers.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-at-provider.h"

#include <string.h>

#include "core/fotad-error.h"

typedef struct {
  FotadProvider base;
  FotadAtChannel *channel;
} AtProvider;

/* TS 27.007, 9.2.1: what a modem says of a command or an item it does not have … */
static const int unknown_codes[] = { 4, 21, 50, 100 };
static const char *const unknown_words[] = { "not supported", "invalid index", "unknown",
                                             "incorrect parameters" };

/* … and while it is still starting up. */
static const int busy_codes[] = { 14, 256 };
static const char *const busy_words[] = { "SIM busy", "temporar" };

static gboolean
is_among (const FotadAtReply *reply, const int *codes, const char *const *words, gsize count)
{
  g_autofree char *text = g_ascii_strdown (reply->text, -1);

  for (gsize i = 0; i < count; i++) {
    g_autofree char *word = g_ascii_strdown (words[i], -1);

    if (reply->code == codes[i] || (reply->code < 0 && strstr (text, word) != NULL))
      return TRUE;
  }
  return FALSE;
}

static char *
word_reply (const FotadAtReply *reply)
{
  const char *name = reply->status == FOTAD_AT_CME   ? "+CME "
                     : reply->status == FOTAD_AT_CMS ? "+CMS "
                                                     : "";

  if (reply->code >= 0)
    return g_strdup_printf ("%sERROR: %d", name, reply->code);
  if (*reply->text != '\0')
    return g_strdup_printf ("%sERROR: %s", name, reply->text);
  return g_strdup ("ERROR");
}

static FotadAnswerKind
kind_of (const FotadAtReply *reply)
{
  G_STATIC_ASSERT (G_N_ELEMENTS (unknown_codes) == G_N_ELEMENTS (unknown_words));
  G_STATIC_ASSERT (G_N_ELEMENTS (busy_codes) == G_N_ELEMENTS (busy_words));

  switch (reply->status) {
  case FOTAD_AT_OK:
    return FOTAD_ANSWER_OK;
  case FOTAD_AT_ERROR:
    return FOTAD_ANSWER_UNKNOWN;
  case FOTAD_AT_CME:
  case FOTAD_AT_CMS:
    if (is_among (reply, busy_codes, busy_words, G_N_ELEMENTS (busy_codes)))
      return FOTAD_ANSWER_BUSY;
    if (is_among (reply, unknown_codes, unknown_words, G_N_ELEMENTS (unknown_codes)))
      return FOTAD_ANSWER_UNKNOWN;
    return FOTAD_ANSWER_REFUSED;
  case FOTAD_AT_CONNECT:
  case FOTAD_AT_NO_CARRIER:
  case FOTAD_AT_PROMPT:
    return FOTAD_ANSWER_REFUSED;
  }
  return FOTAD_ANSWER_REFUSED;
}

FotadAnswer *
fotad_at_provider_judge (const FotadAtReply *reply)
{
  FotadAnswerKind kind = kind_of (reply);
  g_autofree char *text =
      kind == FOTAD_ANSWER_OK ? g_strjoinv ("\n", reply->lines) : word_reply (reply);

  return fotad_answer_new (kind, text);
}

static void
at_ask (FotadProvider *provider,
        const char *command,
        double timeout,
        GCancellable *cancellable,
        GAsyncReadyCallback callback,
        gpointer data)
{
  AtProvider *self = (AtProvider *) provider;

  fotad_at_channel_send (self->channel, command, timeout, cancellable, callback, data);
}

static FotadAnswer *
at_ask_finish (FotadProvider *provider, GAsyncResult *result, GError **error)
{
  AtProvider *self = (AtProvider *) provider;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (FotadAtReply) reply = fotad_at_channel_send_finish (self->channel, result, &trouble);

  if (reply != NULL)
    return fotad_at_provider_judge (reply);
  if (g_error_matches (trouble, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT))
    return fotad_answer_new (FOTAD_ANSWER_SILENT, "no answer");
  if (g_error_matches (trouble, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT))
    return fotad_answer_new (FOTAD_ANSWER_REFUSED, trouble->message);
  g_propagate_error (error, g_steal_pointer (&trouble));
  return NULL;
}

static void
at_free (FotadProvider *provider)
{
  AtProvider *self = (AtProvider *) provider;

  g_object_unref (self->channel);
  g_free (self);
}

FotadProvider *
fotad_at_provider_new (FotadAtChannel *channel)
{
  AtProvider *self = g_new0 (AtProvider, 1);

  self->base.name = "at";
  self->base.probe = "AT";
  self->base.ask = at_ask;
  self->base.ask_finish = at_ask_finish;
  self->base.free = at_free;
  self->channel = g_object_ref (channel);
  return &self->base;
}
