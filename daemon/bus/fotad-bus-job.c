/*
 * A job's face on the bus.  The skeleton holds copies of the job's properties, which have the same
 * names, and sends what changed in one go; the methods pass the door first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-job.h"

#include "bus/fotad-bus-paths.h"
#include "bus/fotad-door.h"
#include "job/fotad-key.h"

#define MAX_MINUTES 10080 /* a week */

struct _FotadBusJob {
  FotadDBusJobSkeleton parent_instance;

  FotadJob *job;
};

static void implement_job (FotadDBusJobIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FotadBusJob,
                               fotad_bus_job,
                               FOTAD_DBUS_TYPE_JOB_SKELETON,
                               G_IMPLEMENT_INTERFACE (FOTAD_DBUS_TYPE_JOB, implement_job))

/* Those that have name and type in common. */
static const char *const shared[] = {
  "kind",    "imei",         "label",        "state",          "phase",       "step",
  "message", "progress",     "irreversible", "phase-progress", "approval",    "route",
  "source",  "from-version", "to-version",   "changed",        "vendor-code", "warnings",
  "created", "started",      "finished",     "requester",      NULL,
};

static void
copy_property (FotadBusJob *self, const char *name)
{
  GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), name);
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, spec->value_type);
  g_object_get_property (G_OBJECT (self->job), name, &value);
  g_object_set_property (G_OBJECT (self), name, &value);
}

static void
copy_error (FotadBusJob *self)
{
  g_autofree char *name = NULL, *text = NULL;

  g_object_get (self->job, "error-name", &name, "error-text", &text, NULL);
  fotad_dbus_job_set_error (FOTAD_DBUS_JOB (self), g_variant_new ("(ss)", name != NULL ? name : "",
                                                                  text != NULL ? text : ""));
}

static void
on_notify (FotadBusJob *self, GParamSpec *spec)
{
  if (g_str_has_prefix (spec->name, "error-"))
    copy_error (self);
  else if (g_strv_contains (shared, spec->name))
    copy_property (self, spec->name);
}

static void
on_finished (FotadBusJob *self)
{
  FotadDBusJob *skeleton = FOTAD_DBUS_JOB (self);
  g_autoptr (GVariant) error = fotad_dbus_job_dup_error (skeleton);
  const char *name;

  g_variant_get (error, "(&s&s)", &name, NULL);
  g_dbus_interface_skeleton_flush (G_DBUS_INTERFACE_SKELETON (self));
  fotad_dbus_job_emit_finished (skeleton, fotad_dbus_job_get_state (skeleton), name,
                                fotad_dbus_job_get_message (skeleton));
}

typedef gboolean (*Wish) (FotadJob *job, GError **error);
typedef void (*Answer) (FotadDBusJob *skeleton, GDBusMethodInvocation *invocation);

static void
fulfil (FotadBusJob *self, GDBusMethodInvocation *invocation, Wish wish, Answer answer)
{
  GError *error = NULL;

  if (wish (self->job, &error))
    answer (FOTAD_DBUS_JOB (self), invocation);
  else
    fotad_door_refuse (invocation, error);
}

static void
cancel (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  fulfil (self, invocation, fotad_job_cancel, fotad_dbus_job_complete_cancel);
}

static void
pause_job (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  fulfil (self, invocation, fotad_job_pause, fotad_dbus_job_complete_pause);
}

static void
resume (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  fulfil (self, invocation, fotad_job_resume, fotad_dbus_job_complete_resume);
}

static void
approve (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  fulfil (self, invocation, fotad_job_approve, fotad_dbus_job_complete_approve);
}

static gboolean
defer_by (FotadJob *job, guint minutes, GError **error)
{
  if (minutes >= 1 && minutes <= MAX_MINUTES)
    return fotad_job_defer (job, minutes, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "minutes: %u is not in 1 to %d",
               minutes, MAX_MINUTES);
  return FALSE;
}

static void
defer (gpointer object, GDBusMethodInvocation *invocation, guint uid)
{
  FotadBusJob *self = FOTAD_BUS_JOB (object);
  GError *error = NULL;
  guint minutes;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(u)", &minutes);
  if (defer_by (self->job, minutes, &error))
    fotad_dbus_job_complete_defer (FOTAD_DBUS_JOB (self), invocation);
  else
    fotad_door_refuse (invocation, error);
}

static void
take_key (gpointer object, GDBusMethodInvocation *invocation, guint uid)
{
  FotadBusJob *self = FOTAD_BUS_JOB (object);
  GError *error = NULL;
  char *key = fotad_job_take_key (self->job, uid, &error);

  if (key != NULL)
    fotad_dbus_job_complete_take_key (FOTAD_DBUS_JOB (self), invocation, key);
  else
    fotad_door_refuse (invocation, error);
  fotad_key_forget (key);
}

static gboolean
handle_cancel (FotadDBusJob *self, GDBusMethodInvocation *invocation)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, cancel, self);
  return TRUE;
}

static gboolean
handle_pause (FotadDBusJob *self, GDBusMethodInvocation *invocation)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, pause_job, self);
  return TRUE;
}

static gboolean
handle_resume (FotadDBusJob *self, GDBusMethodInvocation *invocation)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, resume, self);
  return TRUE;
}

static gboolean
handle_approve (FotadDBusJob *self, GDBusMethodInvocation *invocation)
{
  fotad_door_pass (invocation, FOTAD_ACTION_APPROVE, approve, self);
  return TRUE;
}

static gboolean
handle_defer (FotadDBusJob *self, GDBusMethodInvocation *invocation, guint minutes)
{
  fotad_door_pass (invocation, FOTAD_ACTION_APPROVE, defer, self);
  return TRUE;
}

static gboolean
handle_take_key (FotadDBusJob *self, GDBusMethodInvocation *invocation)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, take_key, self);
  return TRUE;
}

static gboolean
handle_get_log (FotadDBusJob *skeleton, GDBusMethodInvocation *invocation)
{
  GError *error = NULL;
  GVariant *entries = fotad_job_get_log (FOTAD_BUS_JOB (skeleton)->job, &error);

  if (entries != NULL)
    fotad_dbus_job_complete_get_log (skeleton, invocation, entries);
  else
    fotad_door_refuse (invocation, error);
  return TRUE;
}

static void
implement_job (FotadDBusJobIface *iface)
{
  iface->handle_cancel = handle_cancel;
  iface->handle_pause = handle_pause;
  iface->handle_resume = handle_resume;
  iface->handle_approve = handle_approve;
  iface->handle_defer = handle_defer;
  iface->handle_take_key = handle_take_key;
  iface->handle_get_log = handle_get_log;
}

static void
fotad_bus_job_finalize (GObject *object)
{
  g_object_unref (FOTAD_BUS_JOB (object)->job);
  G_OBJECT_CLASS (fotad_bus_job_parent_class)->finalize (object);
}

static void
fotad_bus_job_class_init (FotadBusJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_bus_job_finalize;
}

static void
fotad_bus_job_init (FotadBusJob *self)
{
}

static void
copy_all (FotadBusJob *self)
{
  FotadDBusJob *skeleton = FOTAD_DBUS_JOB (self);
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, fotad_job_get_id (self->job));
  g_autofree char *modem = NULL;

  for (gsize i = 0; shared[i] != NULL; i++)
    copy_property (self, shared[i]);
  copy_error (self);
  modem = fotad_bus_modem_path (fotad_dbus_job_get_imei (skeleton));
  fotad_dbus_job_set_id (skeleton, id);
  fotad_dbus_job_set_modem (skeleton, modem);
}

FotadBusJob *
fotad_bus_job_new (FotadJob *job)
{
  FotadBusJob *self = g_object_new (FOTAD_TYPE_BUS_JOB, NULL);

  self->job = g_object_ref (job);
  copy_all (self);
  g_signal_connect_object (job, "notify", G_CALLBACK (on_notify), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "finished", G_CALLBACK (on_finished), self, G_CONNECT_SWAPPED);
  return self;
}
