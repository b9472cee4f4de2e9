/*
 * libsystemd, with names for the stored descriptors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-service.h"

#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "core/fotad-error.h"

struct _FotadService {
  GObject parent;
  GHashTable *fds; /* key: name, value: the descriptor; not yet taken */
  FotadServiceAlive alive;
  gpointer alive_data;
  guint watchdog;
};

G_DEFINE_FINAL_TYPE (FotadService, fotad_service, G_TYPE_OBJECT)

static gboolean
is_good_name (const char *name)
{
  gsize n = strlen (name);

  for (gsize i = 0; i < n; i++)
    if (!g_ascii_isprint (name[i]) || name[i] == ':')
      return FALSE;
  return n > 0 && n <= 255;
}

static gboolean
notify (const char *state, const int *fd)
{
  int sent = fd != NULL ? sd_pid_notify_with_fds (0, 0, state, fd, 1) : sd_notify (0, state);

  if (sent < 0)
    g_warning ("systemd could not be told \"%s\": %s", state, g_strerror (-sent));
  return sent > 0;
}

/* A status is one line of systemd's protocol. */
static gboolean
notify_status (const char *prefix, const char *status)
{
  g_autofree char *line = g_strdup (status != NULL ? status : "");
  g_autofree char *state = NULL;

  state = g_strconcat (prefix, "STATUS=", g_strdelimit (line, "\r\n", ' '), NULL);
  return notify (state, NULL);
}

gboolean
fotad_service_ready (FotadService *self, const char *status)
{
  return notify_status ("READY=1\n", status);
}

gboolean
fotad_service_status (FotadService *self, const char *status)
{
  return notify_status ("", status);
}

gboolean
fotad_service_stopping (FotadService *self, const char *status)
{
  return notify_status ("STOPPING=1\n", status);
}

gboolean
fotad_service_extend (FotadService *self, guint seconds)
{
  g_autofree char *state = NULL;

  state = g_strdup_printf ("EXTEND_TIMEOUT_USEC=%" G_GUINT64_FORMAT,
                           (guint64) seconds * G_USEC_PER_SEC);
  return notify (state, NULL);
}

gboolean
fotad_service_remove_fd (FotadService *self, const char *name)
{
  g_autofree char *state = g_strconcat ("FDSTOREREMOVE=1\nFDNAME=", name, NULL);

  return is_good_name (name) && notify (state, NULL);
}

gboolean
fotad_service_store_fd (FotadService *self, const char *name, int fd, GError **error)
{
  g_autofree char *state = g_strconcat ("FDSTORE=1\nFDNAME=", name, NULL);

  if (!is_good_name (name)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "\"%s\" cannot be the name of a stored descriptor", name);
    return FALSE;
  }
  if (g_getenv ("NOTIFY_SOCKET") == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED,
                 "no systemd to keep the descriptor \"%s\"", name);
    return FALSE;
  }
  fotad_service_remove_fd (self, name);
  if (!notify (state, &fd)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL,
                 "systemd could not be given the descriptor \"%s\"", name);
    return FALSE;
  }
  return TRUE;
}

GStrv
fotad_service_list_fds (FotadService *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, self->fds);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_strv_builder_add (builder, name);
  return g_strv_builder_end (builder);
}

int
fotad_service_take_fd (FotadService *self, const char *name)
{
  gpointer fd;

  if (!g_hash_table_lookup_extended (self->fds, name, NULL, &fd))
    return -1;
  g_hash_table_remove (self->fds, name);
  return GPOINTER_TO_INT (fd);
}

void
fotad_service_drop_fds (FotadService *self)
{
  g_auto (GStrv) names = fotad_service_list_fds (self);

  for (guint i = 0; names[i] != NULL; i++) {
    g_message ("the stored descriptor \"%s\" belongs to nothing, closed", names[i]);
    close (fotad_service_take_fd (self, names[i]));
    fotad_service_remove_fd (self, names[i]);
  }
}

static void
take_inherited (FotadService *self)
{
  g_auto (GStrv) names = NULL;
  int n = sd_listen_fds_with_names (TRUE, &names);

  if (n < 0)
    g_warning ("systemd's stored descriptors cannot be had: %s", g_strerror (-n));
  for (int i = 0; i < n; i++) {
    int fd = SD_LISTEN_FDS_START + i;

    if (g_hash_table_contains (self->fds, names[i]))
      close (fd);
    else
      g_hash_table_insert (self->fds, g_strdup (names[i]), GINT_TO_POINTER (fd));
  }
}

static gboolean
on_watchdog (gpointer data)
{
  FotadService *self = data;

  if (self->alive == NULL || self->alive (self->alive_data))
    notify ("WATCHDOG=1", NULL);
  else
    g_warning ("something does not move any more, the watchdog is not fed");
  return G_SOURCE_CONTINUE;
}

static void
start_watchdog (FotadService *self)
{
  guint64 usec;

  /* Three times in its time, so that one late turn of the main loop is no death. */
  if (sd_watchdog_enabled (TRUE, &usec) > 0)
    self->watchdog = g_timeout_add ((guint) MAX (usec / 3000, 1), on_watchdog, self);
}

void
fotad_service_set_alive (FotadService *self, FotadServiceAlive alive, gpointer data)
{
  self->alive = alive;
  self->alive_data = data;
}

FotadService *
fotad_service_new (void)
{
  FotadService *self = g_object_new (FOTAD_TYPE_SERVICE, NULL);

  take_inherited (self);
  start_watchdog (self);
  return self;
}

static void
fotad_service_finalize (GObject *object)
{
  FotadService *self = FOTAD_SERVICE (object);
  GHashTableIter iter;
  gpointer fd;

  g_clear_handle_id (&self->watchdog, g_source_remove);
  g_hash_table_iter_init (&iter, self->fds);
  while (g_hash_table_iter_next (&iter, NULL, &fd))
    close (GPOINTER_TO_INT (fd));
  g_hash_table_unref (self->fds);
  G_OBJECT_CLASS (fotad_service_parent_class)->finalize (object);
}

static void
fotad_service_class_init (FotadServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_service_finalize;
}

static void
fotad_service_init (FotadService *self)
{
  self->fds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
