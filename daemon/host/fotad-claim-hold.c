/*
 * Holding a claim: asking for it until ModemManager agrees, noticing that it is lost, and asking
 * again.  The sockets are fotad-inhibition.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-claim-private.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "core/fotad-names.h"

/* ModemManager initialises a modem within half a minute or so. */
#define TRIES 30
#define PAUSE 2.0

/* Whatever is under way comes to nothing from here on. */
void
claim_stop (FotadClaim *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->retry, g_source_remove);
}

FotadInhibition *
claim_steal_inhibition (FotadClaim *self)
{
  if (self->inhibition != NULL)
    g_signal_handlers_disconnect_by_data (self->inhibition, self);
  return g_steal_pointer (&self->inhibition);
}

/* The bus drops what the connection asked for, also what ModemManager is still doing for it. */
void
claim_drop_inhibition (FotadClaim *self)
{
  g_autoptr (FotadInhibition) inhibition = claim_steal_inhibition (self);

  if (inhibition != NULL)
    fotad_inhibition_shut (inhibition);
}

GTask *
claim_steal_task (FotadClaim *self)
{
  g_clear_handle_id (&self->cancel_watch, g_source_remove);
  return g_steal_pointer (&self->task);
}

static void
become_held (FotadClaim *self)
{
  g_autoptr (GTask) task = claim_steal_task (self);

  self->state = CLAIM_HELD;
  g_debug ("ModemManager leaves %s alone", self->uid);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_signal_emit (self, claim_signals[CLAIM_REGAINED], 0);
}

void
claim_give_up (FotadClaim *self, GError *error)
{
  g_autoptr (GTask) task = claim_steal_task (self);
  g_autoptr (GError) why = error;

  claim_stop (self);
  claim_drop_inhibition (self);
  self->state = CLAIM_FREE;
  if (task != NULL)
    g_task_return_error (task, g_steal_pointer (&why));
  else
    g_signal_emit (self, claim_signals[CLAIM_BROKEN], 0, why);
}

static gboolean
on_retry (gpointer data)
{
  FotadClaim *self = data;

  self->retry = 0;
  claim_ask (self);
  return G_SOURCE_REMOVE;
}

/* A modem that is not there: who asks for it wants to know at once, but a claim that was lost
 * waits for it as long as it takes.  One that was exported while ModemManager was answering is
 * there after all, and its "exported" will not come again. */
static void
try_later (FotadClaim *self, GError *error)
{
  gboolean absent = g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE) &&
                    !fotad_modem_manager_is_exported (self->manager, self->uid);

  self->tries++;
  if (self->task != NULL && (absent || self->tries >= TRIES)) {
    claim_give_up (self, error);
    return;
  }
  g_debug ("%s (try %u)", error->message, self->tries);
  g_error_free (error);
  self->state = CLAIM_WAITING;
  /* ModemManager's own time does not shrink with ours, hence at least a tenth of a second. */
  if (!absent && self->tries < TRIES)
    self->retry = fotad_clock_after (MAX (PAUSE, 0.1 / fotad_clock_scale ()), on_retry, self);
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  gboolean ok = fotad_inhibition_ask_finish (FOTAD_INHIBITION (source), result, &error);
  FotadClaim *self;

  if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_error_free (error);
    return;
  }
  self = data;
  if (ok)
    become_held (self);
  else if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE) ||
           g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE))
    try_later (self, error);
  else
    claim_give_up (self, error);
}

static void lose (FotadClaim *self, const char *why);

static void
on_closed (FotadInhibition *inhibition, FotadClaim *self)
{
  if (self->state == CLAIM_HELD)
    lose (self, "its bus connection was closed");
}

void
claim_hold (FotadClaim *self, FotadInhibition *inhibition)
{
  self->inhibition = inhibition;
  g_signal_connect_object (inhibition, "closed", G_CALLBACK (on_closed), self, 0);
}

void
claim_ask (FotadClaim *self)
{
  if (self->inhibition == NULL)
    claim_hold (self, fotad_inhibition_new (self->address, self->uid));
  self->state = CLAIM_ASKING;
  fotad_inhibition_ask_async (self->inhibition, self->cancellable, on_asked, self);
}

static void
lose (FotadClaim *self, const char *why)
{
  g_autoptr (FotadClaim) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;

  error = g_error_new (FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED,
                       "the claim on the modem %s is lost: %s", self->uid, why);
  claim_stop (self);
  claim_drop_inhibition (self);
  self->state = CLAIM_WAITING;
  self->tries = 0;
  g_signal_emit (self, claim_signals[CLAIM_LOST], 0, error);
  if (self->state == CLAIM_WAITING && fotad_modem_manager_is_exported (self->manager, self->uid))
    claim_ask (self);
}

static void
on_looked_twice (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  FotadClaim *self;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self = data;
  if (self->state == CLAIM_HELD && fotad_modem_manager_is_exported (self->manager, self->uid))
    lose (self, "ModemManager has taken the modem up again");
}

/* That a modem was exported just before it was claimed may reach us after the claim: claim_signals
 * and replies come by two connections.  After a round trip on the claim_signals' one, all is told.
 */
void
claim_look_twice (FotadClaim *self)
{
  g_dbus_connection_call (fotad_modem_manager_get_bus (self->manager), FOTAD_MM_SERVICE,
                          FOTAD_MM_PATH, "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_looked_twice,
                          self);
}

void
claim_on_exported (FotadModemManager *manager, const char *uid, FotadClaim *self)
{
  if (!g_str_equal (uid, self->uid))
    return;
  if (self->state == CLAIM_HELD) {
    claim_look_twice (self);
  } else if (self->state == CLAIM_WAITING) {
    g_clear_handle_id (&self->retry, g_source_remove);
    claim_ask (self);
  }
}

void
claim_on_running (FotadModemManager *manager, GParamSpec *spec, FotadClaim *self)
{
  if (self->state == CLAIM_HELD && !fotad_modem_manager_is_running (manager))
    lose (self, "ModemManager has gone");
}
