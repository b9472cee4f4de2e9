/*
 * A claim taken, lost, taken again, released.  The sockets are fotad-inhibition.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-claim.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "core/fotad-names.h"
#include "host/fotad-inhibition.h"

#define SYSTEM_BUS "unix:path=/run/dbus/system_bus_socket"

/* ModemManager initialises a modem within half a minute or so. */
#define TRIES 30
#define PAUSE 2.0

typedef enum {
  FREE,
  ASKING,
  HELD,
  WAITING, /* for ModemManager to be done with the modem, or to have it again */
} State;

struct _FotadClaim {
  GObject parent;
  FotadModemManager *manager;
  char *uid;
  char *address;
  State state;
  FotadInhibition *inhibition;
  GCancellable *cancellable; /* of asking and of looking twice */
  GTask *task;               /* of the one who takes it; NULL when it is taken again */
  guint cancel_watch;
  guint retry;
  guint tries;
};

G_DEFINE_FINAL_TYPE (FotadClaim, fotad_claim, G_TYPE_OBJECT)

enum { LOST, REGAINED, BROKEN, N_SIGNALS };
static guint signals[N_SIGNALS];

/* Whatever is under way comes to nothing from here on. */
static void
stop (FotadClaim *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->retry, g_source_remove);
}

static FotadInhibition *
steal_inhibition (FotadClaim *self)
{
  if (self->inhibition != NULL)
    g_signal_handlers_disconnect_by_data (self->inhibition, self);
  return g_steal_pointer (&self->inhibition);
}

/* The bus drops what the connection asked for, also what ModemManager is still doing for it. */
static void
drop_inhibition (FotadClaim *self)
{
  g_autoptr (FotadInhibition) inhibition = steal_inhibition (self);

  if (inhibition != NULL)
    fotad_inhibition_shut (inhibition);
}

static GTask *
steal_task (FotadClaim *self)
{
  g_clear_handle_id (&self->cancel_watch, g_source_remove);
  return g_steal_pointer (&self->task);
}

static void
become_held (FotadClaim *self)
{
  g_autoptr (GTask) task = steal_task (self);

  self->state = HELD;
  g_debug ("ModemManager leaves %s alone", self->uid);
  if (task != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_signal_emit (self, signals[REGAINED], 0);
}

static void
give_up (FotadClaim *self, GError *error)
{
  g_autoptr (GTask) task = steal_task (self);
  g_autoptr (GError) why = error;

  stop (self);
  drop_inhibition (self);
  self->state = FREE;
  if (task != NULL)
    g_task_return_error (task, g_steal_pointer (&why));
  else
    g_signal_emit (self, signals[BROKEN], 0, why);
}

static void ask (FotadClaim *self);

static gboolean
on_retry (gpointer data)
{
  FotadClaim *self = data;

  self->retry = 0;
  ask (self);
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
    give_up (self, error);
    return;
  }
  g_debug ("%s (try %u)", error->message, self->tries);
  g_error_free (error);
  self->state = WAITING;
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
    give_up (self, error);
}

static void lose (FotadClaim *self, const char *why);

static void
on_closed (FotadInhibition *inhibition, FotadClaim *self)
{
  if (self->state == HELD)
    lose (self, "its bus connection was closed");
}

static void
set_inhibition (FotadClaim *self, FotadInhibition *inhibition)
{
  self->inhibition = inhibition;
  g_signal_connect_object (inhibition, "closed", G_CALLBACK (on_closed), self, 0);
}

static void
ask (FotadClaim *self)
{
  if (self->inhibition == NULL)
    set_inhibition (self, fotad_inhibition_new (self->address, self->uid));
  self->state = ASKING;
  fotad_inhibition_ask_async (self->inhibition, self->cancellable, on_asked, self);
}

static void
lose (FotadClaim *self, const char *why)
{
  g_autoptr (FotadClaim) alive = g_object_ref (self);
  g_autoptr (GError) error = NULL;

  error = g_error_new (FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED,
                       "the claim on the modem %s is lost: %s", self->uid, why);
  stop (self);
  drop_inhibition (self);
  self->state = WAITING;
  self->tries = 0;
  g_signal_emit (self, signals[LOST], 0, error);
  if (self->state == WAITING && fotad_modem_manager_is_exported (self->manager, self->uid))
    ask (self);
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
  if (self->state == HELD && fotad_modem_manager_is_exported (self->manager, self->uid))
    lose (self, "ModemManager has taken the modem up again");
}

/* That a modem was exported just before it was claimed may reach us after the claim: signals
 * and replies come by two connections.  After a round trip on the signals' one, all is told. */
static void
look_twice (FotadClaim *self)
{
  g_dbus_connection_call (fotad_modem_manager_get_bus (self->manager), FOTAD_MM_SERVICE,
                          FOTAD_MM_PATH, "org.freedesktop.DBus.Peer", "Ping", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, on_looked_twice,
                          self);
}

static void
on_exported (FotadModemManager *manager, const char *uid, FotadClaim *self)
{
  if (!g_str_equal (uid, self->uid))
    return;
  if (self->state == HELD) {
    look_twice (self);
  } else if (self->state == WAITING) {
    g_clear_handle_id (&self->retry, g_source_remove);
    ask (self);
  }
}

static void
on_running (FotadModemManager *manager, GParamSpec *spec, FotadClaim *self)
{
  if (self->state == HELD && !fotad_modem_manager_is_running (manager))
    lose (self, "ModemManager has gone");
}

FotadClaim *
fotad_claim_new (FotadModemManager *manager, const char *uid, const char *address)
{
  FotadClaim *self = g_object_new (FOTAD_TYPE_CLAIM, NULL);

  if (address == NULL)
    address = g_getenv ("DBUS_SYSTEM_BUS_ADDRESS");
  self->manager = g_object_ref (manager);
  self->uid = g_strdup (uid);
  self->address = g_strdup (address != NULL ? address : SYSTEM_BUS);
  g_signal_connect_object (manager, "exported", G_CALLBACK (on_exported), self, 0);
  g_signal_connect_object (manager, "notify::running", G_CALLBACK (on_running), self, 0);
  return self;
}

FotadClaim *
fotad_claim_new_from_fd (FotadModemManager *manager, const char *uid, const char *address, int fd)
{
  FotadClaim *self = fotad_claim_new (manager, uid, address);

  self->state = HELD;
  set_inhibition (self, fotad_inhibition_new_from_fd (uid, fd));
  if (fotad_modem_manager_is_exported (manager, uid))
    look_twice (self);
  return self;
}

static gboolean
on_take_cancelled (GCancellable *cancellable, gpointer data)
{
  FotadClaim *self = data;

  self->cancel_watch = 0;
  give_up (self, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                              "claiming the modem %s was cancelled", self->uid));
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (FotadClaim *self, GCancellable *cancellable)
{
  g_autoptr (GSource) source = NULL;

  if (cancellable == NULL)
    return;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_take_cancelled), self, NULL);
  self->cancel_watch = g_source_attach (source, NULL);
}

void
fotad_claim_take_async (FotadClaim *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  if (self->state == HELD) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  if (self->task != NULL) {
    g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE,
                             "the modem %s is being claimed already", self->uid);
    return;
  }
  self->task = g_steal_pointer (&task);
  self->tries = 0;
  watch_cancellable (self, cancellable);
  g_clear_handle_id (&self->retry, g_source_remove);
  if (self->state != ASKING)
    ask (self);
}

gboolean
fotad_claim_take_finish (FotadClaim *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
cancel_take (FotadClaim *self)
{
  g_autoptr (GTask) task = steal_task (self);

  if (task != NULL)
    g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                             "the claim on the modem %s was released before it was taken",
                             self->uid);
}

static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;

  fotad_inhibition_release_finish (FOTAD_INHIBITION (source), result);
  g_task_return_boolean (task, TRUE);
}

void
fotad_claim_release_async (FotadClaim *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  gboolean held = self->state == HELD;

  self->state = FREE;
  cancel_take (self);
  stop (self);
  if (held) {
    g_autoptr (FotadInhibition) inhibition = steal_inhibition (self);

    fotad_inhibition_release_async (inhibition, on_released, g_steal_pointer (&task));
    return;
  }
  drop_inhibition (self);
  g_task_return_boolean (task, TRUE);
}

void
fotad_claim_release_finish (FotadClaim *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

const char *
fotad_claim_get_uid (FotadClaim *self)
{
  return self->uid;
}

gboolean
fotad_claim_is_held (FotadClaim *self)
{
  return self->state == HELD;
}

int
fotad_claim_get_fd (FotadClaim *self)
{
  return self->state == HELD ? fotad_inhibition_get_fd (self->inhibition) : -1;
}

static void
fotad_claim_finalize (GObject *object)
{
  FotadClaim *self = FOTAD_CLAIM (object);
  g_autoptr (FotadInhibition) inhibition = steal_inhibition (self);

  stop (self);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->cancel_watch, g_source_remove);
  g_clear_object (&self->manager);
  g_free (self->uid);
  g_free (self->address);
  G_OBJECT_CLASS (fotad_claim_parent_class)->finalize (object);
}

static void
fotad_claim_class_init (FotadClaimClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_claim_finalize;
  signals[LOST] = g_signal_new ("lost", FOTAD_TYPE_CLAIM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[REGAINED] = g_signal_new ("regained", FOTAD_TYPE_CLAIM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
  signals[BROKEN] = g_signal_new ("broken", FOTAD_TYPE_CLAIM, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
fotad_claim_init (FotadClaim *self)
{
  self->cancellable = g_cancellable_new ();
}
