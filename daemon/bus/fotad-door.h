/*
 * The door of the bus room: who may come in, and what may go out.
 *
 * In: reading is free; what changes something needs a polkit action, of which root has all. Without
 * polkit on the bus only root has any.  Out: only errors of org.fotad1.Error leave.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "core/fotad-names.h"

G_BEGIN_DECLS

/* The caller, whose user id is @uid, was let in: does what was asked and answers @invocation. */
typedef void (*FotadDoorFunc) (gpointer object, GDBusMethodInvocation *invocation, guint uid);

/* Finds out who called and whether that one may do @action (FOTAD_ACTION_*), asking people when the
 * caller allows it (flag ALLOW_INTERACTIVE_AUTHORIZATION of the message).  Then calls @function
 * with @object (a GObject, kept until then) or answers NotAuthorized itself,
 * or Busy to a user who waits for too many answers already.  Takes @invocation. */
void fotad_door_pass (GDBusMethodInvocation *invocation,
                      const char *action,
                      FotadDoorFunc function,
                      gpointer object);

/* Answers with @error, which is consumed, as an error of org.fotad1. */
void fotad_door_refuse (GDBusMethodInvocation *invocation, GError *error);

G_END_DECLS
