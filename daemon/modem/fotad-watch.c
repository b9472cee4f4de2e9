/*
 * Open, ask who is there, say what makes the offers come, listen; when the port closes, again.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-watch.h"

#include <string.h>

#include "at/fotad-at-channel.h"
#include "core/fotad-clock.h"
#include "core/fotad-imei.h"

/* Between two looks for a port that is not there, and for an answer. */
#define AGAIN_S 10.0
#define REPLY_S 5.0

/* What is said, one after the other, before it listens. */
typedef enum {
  WORD_WAKE,
  WORD_ECHO_OFF,
  WORD_WHO,
  WORD_LISTEN,
  WORD_NONE,
} Word;

struct _FotadWatch {
  GObject parent_instance;

  FotadModem *modem;
  FotadBook *book;
  char *device;
  FotadAtChannel *channel;
  GCancellable *cancellable; /* of what was said and is not answered yet */
  Word word;
  guint timer;
};

enum {
  OFFERED,
  WITHDRAWN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadWatch, fotad_watch, G_TYPE_OBJECT)

static void look (FotadWatch *self);
static void say (FotadWatch *self);

static const FotadListen *
listening_of (FotadWatch *self)
{
  return &fotad_book_get_vendor (self->book)->listen;
}

/* Whether @name is one of "a|b". */
static gboolean
is_one_of (const char *names, const char *name)
{
  g_auto (GStrv) words = g_strsplit (names != NULL ? names : "", "|", -1);

  return g_strv_contains ((const char *const *) words, name);
}

static gboolean
on_timer (gpointer data)
{
  FotadWatch *self = data;

  self->timer = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
look_later (FotadWatch *self)
{
  if (self->timer == 0)
    self->timer = fotad_clock_after (AGAIN_S, on_timer, self);
}

static void
let_go (FotadWatch *self)
{
  if (self->channel == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_signal_handlers_disconnect_by_data (self->channel, self);
  fotad_at_channel_close (self->channel);
  g_clear_object (&self->channel);
}

static void
on_closed (FotadAtChannel *channel, GError *why, gpointer data)
{
  let_go (data);
  look_later (data);
}

static void
on_line (FotadAtChannel *channel, const char *line, gpointer data)
{
  FotadWatch *self = data;
  const FotadListen *listen = listening_of (self);
  g_auto (FotadNewsHit) hit = { 0 };

  if (fotad_modem_is_busy (self->modem) ||
      !fotad_book_news (self->book, fotad_modem_get_model (self->modem), line, &hit))
    return;
  if (is_one_of (listen->offers, hit.news->name))
    g_signal_emit (self, signals[OFFERED], 0, hit.news->name);
  else if (is_one_of (listen->ends, hit.news->name))
    g_signal_emit (self, signals[WITHDRAWN], 0);
}

/* A cable that leads elsewhere is for people to put right. */
static gboolean
is_it (FotadWatch *self, FotadAtReply *reply)
{
  const char *imei = fotad_modem_get_imei (self->modem);

  for (guint i = 0; reply->lines != NULL && reply->lines[i] != NULL; i++) {
    g_autofree char *digits = g_strdup (reply->lines[i]);

    g_strcanon (digits, "0123456789", ' ');
    g_strstrip (digits);
    if (fotad_imei_is_valid (digits) && fotad_imei_is_same (digits, imei))
      return TRUE;
  }
  g_warning ("the modem on %s is not %s; its offers are not listened for", self->device, imei);
  return FALSE;
}

static void
on_said (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadWatch) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (source), result, &error);

  if (self->channel != (FotadAtChannel *) source)
    return;
  if (reply == NULL || (self->word == WORD_WHO && !is_it (self, reply))) {
    let_go (self);
    look_later (self);
    return;
  }
  self->word++;
  say (self);
}

static void
say (FotadWatch *self)
{
  const char *words[] = { "AT", "ATE0", "AT+CGSN", listening_of (self)->command };

  if (self->word == WORD_LISTEN && words[self->word] == NULL)
    self->word++;
  if (self->word == WORD_NONE)
    g_debug ("listening on %s for offers to %s", self->device, fotad_modem_get_imei (self->modem));
  else
    fotad_at_channel_send (self->channel, words[self->word], REPLY_S, self->cancellable, on_said,
                           g_object_ref (self));
}

static gboolean
is_news (const char *line, gpointer data)
{
  FotadWatch *self = data;
  g_auto (FotadNewsHit) hit = { 0 };

  return fotad_book_news (self->book, fotad_modem_get_model (self->modem), line, &hit);
}

static void
look (FotadWatch *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadPort) port = NULL;

  if (self->channel != NULL)
    return;
  if (!fotad_modem_is_busy (self->modem))
    port = fotad_port_open (self->device, 0, &error);
  if (port == NULL) {
    look_later (self);
    return;
  }
  self->channel = fotad_at_channel_new (port);
  self->cancellable = g_cancellable_new ();
  self->word = WORD_WAKE;
  fotad_at_channel_set_news_filter (self->channel, is_news, self, NULL);
  g_signal_connect (self->channel, "line", G_CALLBACK (on_line), self);
  g_signal_connect (self->channel, "closed", G_CALLBACK (on_closed), self);
  say (self);
}

/* A module that rebooted has forgotten what it was told. */
static void
on_state (FotadWatch *self)
{
  if (fotad_modem_is_busy (self->modem))
    let_go (self);
  else
    look (self);
}

gboolean
fotad_watch_is_listening (FotadWatch *self)
{
  return self->channel != NULL && self->word == WORD_NONE;
}

FotadWatch *
fotad_watch_new (FotadModem *modem, FotadBook *book, const char *device)
{
  FotadWatch *self = g_object_new (FOTAD_TYPE_WATCH, NULL);

  self->modem = g_object_ref (modem);
  self->book = fotad_book_ref (book);
  self->device = g_strdup (device);
  g_signal_connect_object (modem, "notify::state", G_CALLBACK (on_state), self, G_CONNECT_SWAPPED);
  look (self);
  return self;
}

static void
fotad_watch_dispose (GObject *object)
{
  FotadWatch *self = FOTAD_WATCH (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  let_go (self);
  g_clear_object (&self->modem);
  g_clear_pointer (&self->book, fotad_book_unref);
  g_clear_pointer (&self->device, g_free);
  G_OBJECT_CLASS (fotad_watch_parent_class)->dispose (object);
}

static void
fotad_watch_class_init (FotadWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = fotad_watch_dispose;
  signals[OFFERED] = g_signal_new ("offered", FOTAD_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[WITHDRAWN] = g_signal_new ("withdrawn", FOTAD_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
fotad_watch_init (FotadWatch *self)
{
}
