/*
 * The AT port, found and waited for.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-ports.h"

#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "modem/fotad-sysfs.h"

/* Not every port's coming is an event of udev's: looked for this often while waiting. */
#define LOOK_EVERY_S 0.5

struct _FotadPorts {
  GObject parent;
  FotadMmModem *modem;
  char *name;
  int interface;
  gboolean is_socket; /* or a path that is as it is */
  gboolean is_uart;
};

G_DEFINE_FINAL_TYPE (FotadPorts, fotad_ports, G_TYPE_OBJECT)

static const char *
choose_name (FotadMmModem *modem)
{
  if (fotad_mm_modem_port_type (modem, modem->primary_port) == FOTAD_MM_PORT_AT)
    return modem->primary_port;
  for (guint i = 0; i < modem->ports->len; i++) {
    FotadMmPort *port = &g_array_index (modem->ports, FotadMmPort, i);

    if (port->type == FOTAD_MM_PORT_AT)
      return port->name;
  }
  return NULL;
}

static gboolean
is_plain (const char *name)
{
  return *name != '\0' && *name != '.' && strchr (name, '/') == NULL;
}

static gboolean
is_socket_name (const char *name)
{
  return g_str_has_prefix (name, "abstract:") || g_str_has_prefix (name, "/");
}

FotadPorts *
fotad_ports_new (FotadMmModem *modem, int interface, GError **error)
{
  const char *name = choose_name (modem);
  gboolean is_socket = g_str_has_prefix (modem->uid, "/virtual/");
  FotadPorts *self;

  if (name == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "the modem %s has no AT port",
                 modem->uid);
    return NULL;
  }
  if (is_socket ? !is_socket_name (name) : !is_plain (name)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "the modem %s has an AT port with the strange name \"%s\"", modem->uid, name);
    return NULL;
  }
  self = g_object_new (FOTAD_TYPE_PORTS, NULL);
  self->modem = fotad_mm_modem_ref (modem);
  self->name = g_strdup (name);
  self->interface = interface;
  self->is_socket = is_socket;
  self->is_uart = !fotad_ports_is_hotplug (self) && !is_socket;
  return self;
}

FotadPorts *
fotad_ports_new_at (FotadMmModem *modem, const char *device)
{
  FotadPorts *self = g_object_new (FOTAD_TYPE_PORTS, NULL);
  const char *name = g_str_has_prefix (device, "/dev/") ? device + strlen ("/dev/") : NULL;
  g_autoptr (GUdevDevice) port = name != NULL && is_plain (name) ? fotad_sysfs_port (name) : NULL;
  gboolean ours = port != NULL && fotad_sysfs_belongs (port, modem);

  self->modem = fotad_mm_modem_ref (modem);
  self->name = g_strdup (ours ? name : device);
  self->interface = ours ? fotad_sysfs_interface (port) : -1;
  self->is_socket = !ours;
  self->is_uart = name != NULL && self->interface < 0;
  return self;
}

int
fotad_ports_choose_interface (FotadMmModem *modem, int wanted)
{
  const char *name = choose_name (modem);

  return name != NULL ? fotad_sysfs_choose_interface (modem, name, wanted) : -1;
}

/* The name may be another modem's by now, or another port's of the same. */
static gboolean
is_ours (FotadPorts *self, GUdevDevice *port)
{
  return fotad_sysfs_belongs (port, self->modem) &&
         (self->interface < 0 || fotad_sysfs_interface (port) == self->interface);
}

static char *
find_by_name (FotadPorts *self)
{
  g_autofree char *path = g_strconcat ("/dev/", self->name, NULL);
  g_autoptr (GUdevDevice) port = fotad_sysfs_port (self->name);

  if (port != NULL && !is_ours (self, port))
    return NULL;
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}

char *
fotad_ports_find (FotadPorts *self)
{
  char *path = NULL;

  if (self->is_socket)
    return *self->name != '/' || g_file_test (self->name, G_FILE_TEST_EXISTS)
               ? g_strdup (self->name)
               : NULL;
  if (self->interface >= 0)
    path = fotad_sysfs_find_interface (self->modem, self->interface);
  else
    path = fotad_sysfs_find_wwan (self->modem, self->name);
  return path != NULL ? path : find_by_name (self);
}

gboolean
fotad_ports_is_hotplug (FotadPorts *self)
{
  return !self->is_socket && (self->interface >= 0 || g_str_has_prefix (self->name, "wwan"));
}

gboolean
fotad_ports_is_uart (FotadPorts *self)
{
  return self->is_uart;
}

/* One waiting; freed with its task. */
typedef struct {
  GTask *task; /* NULL when it is over */
  GUdevClient *client;
  guint look;
  guint limit;
  guint cancel;
} Wait;

static void
stop_wait (Wait *wait)
{
  if (wait->client != NULL)
    g_signal_handlers_disconnect_by_data (wait->client, wait);
  g_clear_object (&wait->client);
  g_clear_handle_id (&wait->look, g_source_remove);
  g_clear_handle_id (&wait->limit, g_source_remove);
  g_clear_handle_id (&wait->cancel, g_source_remove);
}

static void
free_wait (Wait *wait)
{
  stop_wait (wait);
  g_free (wait);
}

static GTask *
end_wait (Wait *wait)
{
  stop_wait (wait);
  return g_steal_pointer (&wait->task);
}

static gboolean
look (Wait *wait)
{
  char *path = fotad_ports_find (g_task_get_source_object (wait->task));
  g_autoptr (GTask) task = NULL;

  if (path == NULL)
    return FALSE;
  task = end_wait (wait);
  g_task_return_pointer (task, path, g_free);
  return TRUE;
}

static gboolean
on_look (gpointer data)
{
  Wait *wait = data;
  guint source = wait->look;

  wait->look = 0;
  if (look (wait))
    return G_SOURCE_REMOVE;
  wait->look = source;
  return G_SOURCE_CONTINUE;
}

static void
on_uevent (GUdevClient *client, const char *action, GUdevDevice *device, gpointer data)
{
  g_autoptr (GUdevClient) alive = g_object_ref (client);

  if (!g_str_equal (action, "remove"))
    look (data);
}

static gboolean
on_limit (gpointer data)
{
  Wait *wait = data;
  FotadPorts *self = g_task_get_source_object (wait->task);
  g_autoptr (GTask) task = NULL;

  wait->limit = 0;
  task = end_wait (wait);
  g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                           "the port %s of the modem %s did not come back", self->name,
                           self->modem->uid);
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Wait *wait = data;
  g_autoptr (GTask) task = NULL;

  wait->cancel = 0;
  task = end_wait (wait);
  g_task_return_new_error (task, FOTAD_ERROR, FOTAD_ERROR_CANCELLED,
                           "waiting for the modem's port was cancelled");
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (Wait *wait, GCancellable *cancellable)
{
  g_autoptr (GSource) source = NULL;

  if (cancellable == NULL)
    return;
  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), wait, NULL);
  wait->cancel = g_source_attach (source, NULL);
}

void
fotad_ports_wait_async (FotadPorts *self,
                        double limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  Wait *wait = g_new0 (Wait, 1);

  wait->task = g_task_new (self, NULL, callback, data);
  g_task_set_task_data (wait->task, wait, (GDestroyNotify) free_wait);
  /* Listening before looking: nothing is missed in between. */
  if (!self->is_socket) {
    wait->client = g_udev_client_new (fotad_sysfs_subsystems);
    g_signal_connect (wait->client, "uevent", G_CALLBACK (on_uevent), wait);
  }
  if (look (wait))
    return;
  watch_cancellable (wait, cancellable);
  wait->look = fotad_clock_after (LOOK_EVERY_S, on_look, wait);
  wait->limit = fotad_clock_after (limit, on_limit, wait);
}

char *
fotad_ports_wait_finish (FotadPorts *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fotad_ports_finalize (GObject *object)
{
  FotadPorts *self = FOTAD_PORTS (object);

  fotad_mm_modem_unref (self->modem);
  g_free (self->name);
  G_OBJECT_CLASS (fotad_ports_parent_class)->finalize (object);
}

static void
fotad_ports_class_init (FotadPortsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_ports_finalize;
}

static void
fotad_ports_init (FotadPorts *self)
{
}
