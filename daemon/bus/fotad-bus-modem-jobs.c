/*
 * A modem's methods that start a job: they pass the door, read their arguments from the invocation,
 * make a request of them and submit it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <gio/gunixfdlist.h>

#include "bus/fotad-bus-modem.h"
#include "bus/fotad-door.h"
#include "core/fotad-fd.h"

/* The answer of all methods that start a job.  Takes @request, which may be NULL, and @error. */
static void
submit (gpointer object, GDBusMethodInvocation *invocation, FotadRequest *request, GError *error)
{
  FotadBusModem *self = FOTAD_BUS_MODEM (object);
  g_autoptr (FotadRequest) owned = request;
  FotadJob *job = NULL;

  if (request != NULL)
    job = fotad_jobs_submit (fotad_bus_modem_get_house (self)->jobs,
                             fotad_bus_modem_get_modem (self), request, &error);
  if (job == NULL)
    fotad_door_refuse (invocation, error);
  else
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(o)", fotad_job_get_path (job)));
}

/* The descriptor that @handle means; the caller's to close. */
static int
take_fd (GDBusMethodInvocation *invocation, gint32 handle, GError **error)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);
  GUnixFDList *list = g_dbus_message_get_unix_fd_list (message);

  if (list != NULL && handle >= 0 && handle < g_unix_fd_list_get_length (list))
    return g_unix_fd_list_get (list, handle, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
               "descriptor %d did not come with the message", handle);
  return -1;
}

static GVariant *
no_options (void)
{
  return g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
}

/* A request of which @argument and @options are all; takes @options. */
static void
submit_plain (gpointer self,
              GDBusMethodInvocation *invocation,
              guint uid,
              FotadJobKind kind,
              const char *argument,
              GVariant *options)
{
  g_autoptr (GVariant) owned = options;
  GError *error = NULL;
  FotadRequest *request = fotad_request_new (kind, argument, owned, uid, &error);

  submit (self, invocation, request, error);
}

static void
submit_options (gpointer self, GDBusMethodInvocation *invocation, guint uid, FotadJobKind kind)
{
  GVariant *options;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(@a{sv})", &options);
  submit_plain (self, invocation, uid, kind, NULL, options);
}

static void
submit_argument (gpointer self, GDBusMethodInvocation *invocation, guint uid, FotadJobKind kind)
{
  const char *argument;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s)", &argument);
  submit_plain (self, invocation, uid, kind, argument, no_options ());
}

static void
update (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  g_autoptr (GVariant) options = NULL;
  GError *error = NULL;
  FotadRequest *request;
  const char *url;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s@a{sv})", &url,
                 &options);
  request = fotad_request_new_update (url, options, uid, &error);
  submit (self, invocation, request, error);
}

static void
update_from_file (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  g_autoptr (GVariant) options = NULL;
  GError *error = NULL;
  FotadRequest *request = NULL;
  fotad_autofd int fd = -1;
  const char *name;
  gint32 handle;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(h&s@a{sv})", &handle,
                 &name, &options);
  fd = take_fd (invocation, handle, &error);
  if (fd >= 0)
    request = fotad_request_new_update_from_file (fd, name, options, uid, &error);
  submit (self, invocation, request, error);
}

static void
check_server (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  submit_options (self, invocation, uid, FOTAD_JOB_KIND_SERVER);
}

static void
enrol (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  submit_options (self, invocation, uid, FOTAD_JOB_KIND_ENROL);
}

static void
install_certificate (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  g_autoptr (GVariant) options = NULL;
  GError *error = NULL;
  FotadRequest *request = NULL;
  fotad_autofd int fd = -1;
  const char *kind;
  gint32 handle;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&sh@a{sv})", &kind,
                 &handle, &options);
  fd = take_fd (invocation, handle, &error);
  if (fd >= 0)
    request = fotad_request_new (FOTAD_JOB_KIND_CERTIFICATE, kind, options, uid, &error);
  if (request != NULL)
    request->fd = fotad_steal_fd (&fd);
  submit (self, invocation, request, error);
}

static void
delete_certificate (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  g_autoptr (GVariant) options = NULL;
  GError *error = NULL;
  FotadRequest *request;
  const char *kind;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s@a{sv})", &kind,
                 &options);
  request = fotad_request_new (FOTAD_JOB_KIND_CERTIFICATE, kind, options, uid, &error);
  if (request != NULL)
    request->removes = TRUE;
  submit (self, invocation, request, error);
}

static void
save_settings (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  submit_argument (self, invocation, uid, FOTAD_JOB_KIND_SAVE);
}

static void
restore_settings (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  GVariant *options;
  const char *snapshot;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(&s@a{sv})", &snapshot,
                 &options);
  submit_plain (self, invocation, uid, FOTAD_JOB_KIND_RESTORE, snapshot, options);
}

static void
compare_settings (gpointer self, GDBusMethodInvocation *invocation, guint uid)
{
  submit_argument (self, invocation, uid, FOTAD_JOB_KIND_COMPARE);
}

static gboolean
handle_update (FotadDBusModem *self,
               GDBusMethodInvocation *invocation,
               const char *url,
               GVariant *options)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, update, self);
  return TRUE;
}

static gboolean
handle_update_from_file (FotadDBusModem *self,
                         GDBusMethodInvocation *invocation,
                         GUnixFDList *files,
                         GVariant *package,
                         const char *name,
                         GVariant *options)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, update_from_file, self);
  return TRUE;
}

static gboolean
handle_check_server (FotadDBusModem *self, GDBusMethodInvocation *invocation, GVariant *options)
{
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, check_server, self);
  return TRUE;
}

static gboolean
handle_enrol (FotadDBusModem *self, GDBusMethodInvocation *invocation, GVariant *parameters)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, enrol, self);
  return TRUE;
}

static gboolean
handle_install_certificate (FotadDBusModem *self,
                            GDBusMethodInvocation *invocation,
                            GUnixFDList *files,
                            const char *kind,
                            GVariant *file,
                            GVariant *options)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, install_certificate, self);
  return TRUE;
}

static gboolean
handle_delete_certificate (FotadDBusModem *self,
                           GDBusMethodInvocation *invocation,
                           const char *kind,
                           GVariant *options)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, delete_certificate, self);
  return TRUE;
}

static gboolean
handle_save_settings (FotadDBusModem *self, GDBusMethodInvocation *invocation, const char *label)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, save_settings, self);
  return TRUE;
}

static gboolean
handle_restore_settings (FotadDBusModem *self,
                         GDBusMethodInvocation *invocation,
                         const char *snapshot,
                         GVariant *options)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, restore_settings, self);
  return TRUE;
}

static gboolean
handle_compare_settings (FotadDBusModem *self,
                         GDBusMethodInvocation *invocation,
                         const char *snapshot)
{
  fotad_door_pass (invocation, FOTAD_ACTION_CONFIGURE, compare_settings, self);
  return TRUE;
}

void
fotad_bus_modem_implement_jobs (FotadDBusModemIface *iface)
{
  iface->handle_update = handle_update;
  iface->handle_update_from_file = handle_update_from_file;
  iface->handle_check_server = handle_check_server;
  iface->handle_enrol = handle_enrol;
  iface->handle_install_certificate = handle_install_certificate;
  iface->handle_delete_certificate = handle_delete_certificate;
  iface->handle_save_settings = handle_save_settings;
  iface->handle_restore_settings = handle_restore_settings;
  iface->handle_compare_settings = handle_compare_settings;
}
