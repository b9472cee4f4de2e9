/*
 * A claim taken and released.  What happens to it meanwhile is fotad-claim-hold.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-claim-private.h"

#include "core/fotad-cancel.h"
#include "core/fotad-error.h"

#define SYSTEM_BUS "unix:path=/run/dbus/system_bus_socket"

G_DEFINE_FINAL_TYPE (FotadClaim, fotad_claim, G_TYPE_OBJECT)

guint claim_signals[N_CLAIM_SIGNALS];

FotadClaim *
fotad_claim_new (FotadModemManager *manager, const char *uid, const char *address)
{
  FotadClaim *self = g_object_new (FOTAD_TYPE_CLAIM, NULL);

  if (address == NULL)
    address = g_getenv ("DBUS_SYSTEM_BUS_ADDRESS");
  self->manager = g_object_ref (manager);
  self->uid = g_strdup (uid);
  self->address = g_strdup (address != NULL ? address : SYSTEM_BUS);
  g_signal_connect_object (manager, "exported", G_CALLBACK (claim_on_exported), self, 0);
  g_signal_connect_object (manager, "notify::running", G_CALLBACK (claim_on_running), self, 0);
  return self;
}

FotadClaim *
fotad_claim_new_from_fd (FotadModemManager *manager, const char *uid, const char *address, int fd)
{
  FotadClaim *self = fotad_claim_new (manager, uid, address);

  self->state = CLAIM_HELD;
  claim_hold (self, fotad_inhibition_new_from_fd (uid, fd));
  if (fotad_modem_manager_is_exported (manager, uid))
    claim_look_twice (self);
  return self;
}

static gboolean
on_take_cancelled (GCancellable *cancellable, gpointer data)
{
  FotadClaim *self = data;

  self->cancel_watch = 0;
  claim_give_up (self, g_error_new (FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                                    "claiming the modem %s was cancelled", self->uid));
  return G_SOURCE_REMOVE;
}

void
fotad_claim_take_async (FotadClaim *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  if (self->state == CLAIM_HELD) {
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
  self->cancel_watch = fotad_cancel_watch (cancellable, on_take_cancelled, self);
  g_clear_handle_id (&self->retry, g_source_remove);
  if (self->state != CLAIM_ASKING)
    claim_ask (self);
}

gboolean
fotad_claim_take_finish (FotadClaim *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
cancel_take (FotadClaim *self)
{
  g_autoptr (GTask) task = claim_steal_task (self);

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
  gboolean held = self->state == CLAIM_HELD;

  self->state = CLAIM_FREE;
  cancel_take (self);
  claim_stop (self);
  if (held) {
    g_autoptr (FotadInhibition) inhibition = claim_steal_inhibition (self);

    fotad_inhibition_release_async (inhibition, on_released, g_steal_pointer (&task));
    return;
  }
  claim_drop_inhibition (self);
  g_task_return_boolean (task, TRUE);
}

void
fotad_claim_release_finish (FotadClaim *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
fotad_claim_is_held (FotadClaim *self)
{
  return self->state == CLAIM_HELD;
}

int
fotad_claim_get_fd (FotadClaim *self)
{
  return self->state == CLAIM_HELD ? fotad_inhibition_get_fd (self->inhibition) : -1;
}

static void
fotad_claim_finalize (GObject *object)
{
  FotadClaim *self = FOTAD_CLAIM (object);
  g_autoptr (FotadInhibition) inhibition = claim_steal_inhibition (self);

  claim_stop (self);
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
  claim_signals[CLAIM_LOST] = g_signal_new ("lost", FOTAD_TYPE_CLAIM, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  claim_signals[CLAIM_REGAINED] = g_signal_new ("regained", FOTAD_TYPE_CLAIM, G_SIGNAL_RUN_LAST, 0,
                                                NULL, NULL, NULL, G_TYPE_NONE, 0);
  claim_signals[CLAIM_BROKEN] = g_signal_new ("broken", FOTAD_TYPE_CLAIM, G_SIGNAL_RUN_LAST, 0,
                                              NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
fotad_claim_init (FotadClaim *self)
{
  self->cancellable = g_cancellable_new ();
}
