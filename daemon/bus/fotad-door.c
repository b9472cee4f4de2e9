/*
 * Who may come in: the bus says which user calls, polkit whether that one may.
 *
 * polkit is asked by its D-Bus method and not through its library, which would make its proxy in a
 * thread of its own and on a connection of its own choice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-door.h"

#include "core/fotad-error.h"

#define ALLOW_INTERACTION 1u
/* People take their time; polkit gives up by itself when the caller has gone. */
#define NO_TIMEOUT G_MAXINT
#define BUS_TIMEOUT_MS 25000
/* Open questions of one user: each may keep a descriptor of ours open. */
#define MAX_QUESTIONS 64

/* key: uid, value: how many questions about this user polkit has not answered yet. */
static GHashTable *questions;

typedef struct {
  GDBusMethodInvocation *invocation;
  const char *action;
  FotadDoorFunc function;
  GObject *object;
  guint uid;
} Visit;

static void
visit_free (Visit *visit)
{
  g_object_unref (visit->object);
  g_free (visit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

void
fotad_door_refuse (GDBusMethodInvocation *invocation, GError *error)
{
  g_autoptr (GError) foreign = error;
  g_autoptr (GError) ours = fotad_error_convert (foreign);

  g_dbus_method_invocation_return_gerror (invocation, ours);
}

static void
refuse_visit (Visit *visit, const char *reason)
{
  g_debug ("%s was refused %s: %s", g_dbus_method_invocation_get_sender (visit->invocation),
           visit->action, reason);
  fotad_door_refuse (visit->invocation,
                     g_error_new (FOTAD_ERROR, FOTAD_ERROR_NOT_AUTHORIZED, "%s needs %s: %s",
                                  g_dbus_method_invocation_get_method_name (visit->invocation),
                                  visit->action, reason));
}

static void
refuse_crowd (Visit *visit)
{
  fotad_door_refuse (visit->invocation, g_error_new (FOTAD_ERROR, FOTAD_ERROR_BUSY,
                                                     "user %u already waits for %d authorizations",
                                                     visit->uid, MAX_QUESTIONS));
}

static void
let_in (Visit *visit)
{
  visit->function (visit->object, visit->invocation, visit->uid);
}

static guint
count_questions (guint uid)
{
  if (questions == NULL)
    questions = g_hash_table_new (NULL, NULL);
  return GPOINTER_TO_UINT (g_hash_table_lookup (questions, GUINT_TO_POINTER (uid)));
}

static void
set_questions (guint uid, guint count)
{
  if (count > 0)
    g_hash_table_insert (questions, GUINT_TO_POINTER (uid), GUINT_TO_POINTER (count));
  else
    g_hash_table_remove (questions, GUINT_TO_POINTER (uid));
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY);
}

static void
on_polkit_failed (Visit *visit, const GError *error)
{
  if (is_absent (error)) {
    refuse_visit (visit, "polkit is not there, so only root may");
    return;
  }
  g_warning ("polkit could not decide about %s: %s", visit->action, error->message);
  refuse_visit (visit, "polkit could not decide");
}

static void
on_polkit (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Visit) visit = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  gboolean authorized, challenge;

  set_questions (visit->uid, count_questions (visit->uid) - 1);
  if (reply == NULL) {
    on_polkit_failed (visit, error);
    return;
  }
  g_variant_get (reply, "((bb@a{ss}))", &authorized, &challenge, NULL);
  if (authorized)
    let_in (visit);
  else
    refuse_visit (visit, challenge ? "somebody would have to authenticate" : "polkit refuses it");
}

static void
ask_polkit (GDBusConnection *bus, Visit *visit)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (visit->invocation);
  gboolean interactive = (g_dbus_message_get_flags (message) &
                          G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0;
  GVariantBuilder subject, details;

  set_questions (visit->uid, count_questions (visit->uid) + 1);
  g_variant_builder_init (&subject, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&subject, "{sv}", "name",
                         g_variant_new_string (g_dbus_message_get_sender (message)));
  g_variant_builder_init (&details, G_VARIANT_TYPE ("a{ss}"));
  g_dbus_connection_call (
      bus, FOTAD_POLKIT_SERVICE, FOTAD_POLKIT_PATH, FOTAD_POLKIT_AUTHORITY, "CheckAuthorization",
      g_variant_new ("((sa{sv})sa{ss}us)", "system-bus-name", &subject, visit->action, &details,
                     interactive ? ALLOW_INTERACTION : 0u, ""),
      G_VARIANT_TYPE ("((bba{ss}))"), G_DBUS_CALL_FLAGS_NONE, NO_TIMEOUT, NULL, on_polkit, visit);
}

static void
on_uid (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Visit) visit = data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  if (reply == NULL) {
    refuse_visit (visit, "the bus does not know the caller any more");
    return;
  }
  g_variant_get (reply, "(u)", &visit->uid);
  if (visit->uid == 0)
    let_in (visit);
  else if (count_questions (visit->uid) >= MAX_QUESTIONS)
    refuse_crowd (visit);
  else
    ask_polkit (G_DBUS_CONNECTION (source), g_steal_pointer (&visit));
}

void
fotad_door_pass (GDBusMethodInvocation *invocation,
                 const char *action,
                 FotadDoorFunc function,
                 gpointer object)
{
  GDBusConnection *bus = g_dbus_method_invocation_get_connection (invocation);
  Visit *visit = g_new0 (Visit, 1);

  visit->invocation = invocation;
  visit->action = action;
  visit->function = function;
  visit->object = g_object_ref (object);
  g_dbus_connection_call (
      bus, FOTAD_DBUS_SERVICE, "/org/freedesktop/DBus", FOTAD_DBUS_SERVICE, "GetConnectionUnixUser",
      g_variant_new ("(s)", g_dbus_method_invocation_get_sender (invocation)),
      G_VARIANT_TYPE ("(u)"), G_DBUS_CALL_FLAGS_NONE, BUS_TIMEOUT_MS, NULL, on_uid, visit);
}
