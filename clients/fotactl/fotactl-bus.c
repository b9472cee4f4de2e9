/*
 * The client's side of org.fotad1.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"

#include "fotactl-error.h"

#define JOBS FOTACTL_ROOT "/job/"
#define NO_PROPERTIES                                                                              \
  (G_DBUS_PROXY_FLAGS_DO_NOT_LOAD_PROPERTIES | G_DBUS_PROXY_FLAGS_DO_NOT_CONNECT_SIGNALS)

gboolean
fotactl_bus_connect (Fotactl *self, GError **error)
{
  if (self->bus == NULL)
    self->bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, error);
  if (self->bus == NULL)
    return FALSE;
  g_dbus_connection_set_exit_on_close (self->bus, FALSE);
  return TRUE;
}

static FotadDBusManager *
open_manager (Fotactl *self, GError **error)
{
  if (!fotactl_bus_connect (self, error))
    return NULL;
  return fotad_dbus_manager_proxy_new_sync (self->bus, NO_PROPERTIES, FOTACTL_BUS_NAME,
                                            FOTACTL_ROOT, NULL, error);
}

FotadDBusModem *
fotactl_bus_modem (Fotactl *self, const char *id, GError **error)
{
  g_autoptr (FotadDBusManager) manager = open_manager (self, error);
  g_autofree char *path = NULL;

  if (manager == NULL || !fotad_dbus_manager_call_find_modem_sync (
                             manager, id, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &path, NULL, error))
    return NULL;
  return fotad_dbus_modem_proxy_new_sync (self->bus, G_DBUS_PROXY_FLAGS_NONE, FOTACTL_BUS_NAME,
                                          path, NULL, error);
}

char *
fotactl_bus_job_path (const char *id, GError **error)
{
  const char *number = g_str_has_prefix (id, JOBS) ? id + strlen (JOBS) : id;
  guint64 value;

  if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXINT64, &value, NULL)) {
    fotactl_usage_error (error, "“%s” is no job: a number is wanted, as in fotactl jobs", id);
    return NULL;
  }
  return g_strdup_printf (JOBS "%" G_GUINT64_FORMAT, value);
}

FotadDBusJob *
fotactl_bus_job (Fotactl *self, const char *id, GError **error)
{
  g_autofree char *path = fotactl_bus_job_path (id, error);

  if (path == NULL || !fotactl_bus_connect (self, error))
    return NULL;
  return fotad_dbus_job_proxy_new_sync (self->bus, NO_PROPERTIES, FOTACTL_BUS_NAME, path, NULL,
                                        error);
}

GVariant *
fotactl_bus_with_path (const char *path, GVariant *properties)
{
  GVariantDict dict;
  GVariant *all;

  g_variant_dict_init (&dict, properties);
  g_variant_dict_insert (&dict, "Path", "o", path);
  all = g_variant_ref_sink (g_variant_dict_end (&dict));
  /* Serialized once, so that texts looked up in it live as long as it does. */
  g_variant_get_data (all);
  return all;
}

GVariant *
fotactl_bus_list_jobs (Fotactl *self, GVariant *filter, GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (filter);
  g_autoptr (FotadDBusManager) manager = open_manager (self, error);
  GVariant *jobs = NULL;

  if (manager == NULL || !fotad_dbus_manager_call_list_jobs_sync (
                             manager, owned, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &jobs, NULL, error))
    return NULL;
  return jobs;
}

static GVariant *
find_in_history (Fotactl *self, const char *path, GError **error)
{
  guint64 number = g_ascii_strtoull (path + strlen (JOBS), NULL, 10);
  g_autofree char *next = g_strdup_printf ("%" G_GUINT64_FORMAT, number + 1);
  g_autoptr (GVariant) jobs = NULL;
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "before", "s", next);
  g_variant_dict_insert (&filter, "limit", "u", 1u);
  jobs = fotactl_bus_list_jobs (self, g_variant_dict_end (&filter), error);
  if (jobs == NULL)
    return NULL;
  if (g_variant_n_children (jobs) == 1) {
    const char *found;
    g_autoptr (GVariant) properties = NULL;

    g_variant_get_child (jobs, 0, "(&o@a{sv})", &found, &properties);
    if (g_str_equal (found, path))
      return fotactl_bus_with_path (path, properties);
  }
  g_set_error (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT, "there is no job %s",
               path + strlen (JOBS));
  return NULL;
}

GVariant *
fotactl_bus_job_properties (Fotactl *self, const char *path, GError **error)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) properties = NULL;

  if (!fotactl_bus_connect (self, error))
    return NULL;
  reply = g_dbus_connection_call_sync (
      self->bus, FOTACTL_BUS_NAME, path, "org.freedesktop.DBus.Properties", "GetAll",
      g_variant_new ("(s)", FOTACTL_JOB_INTERFACE), G_VARIANT_TYPE ("(a{sv})"),
      G_DBUS_CALL_FLAGS_NONE, FOTACTL_NO_TIMEOUT, NULL, NULL);
  if (reply == NULL)
    return find_in_history (self, path, error);
  properties = g_variant_get_child_value (reply, 0);
  return fotactl_bus_with_path (path, properties);
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  const char *left = fotactl_bus_string (*(GVariant *const *) a, "Path");
  const char *right = fotactl_bus_string (*(GVariant *const *) b, "Path");
  gsize longer = strlen (left), shorter = strlen (right);

  /* job/9 comes before job/10 */
  return longer != shorter ? (longer < shorter ? -1 : 1) : strcmp (left, right);
}

GPtrArray *
fotactl_bus_objects (Fotactl *self, const char *interface, GError **error)
{
  g_autoptr (GPtrArray) objects = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariantIter) iter = NULL;
  const char *path;
  GVariant *interfaces;

  if (!fotactl_bus_connect (self, error))
    return NULL;
  reply = g_dbus_connection_call_sync (self->bus, FOTACTL_BUS_NAME, FOTACTL_ROOT,
                                       "org.freedesktop.DBus.ObjectManager", "GetManagedObjects",
                                       NULL, G_VARIANT_TYPE ("(a{oa{sa{sv}}})"),
                                       G_DBUS_CALL_FLAGS_NONE, FOTACTL_NO_TIMEOUT, NULL, error);
  if (reply == NULL)
    return NULL;
  g_variant_get (reply, "(a{oa{sa{sv}}})", &iter);
  while (g_variant_iter_loop (iter, "{&o@a{sa{sv}}}", &path, &interfaces)) {
    g_autoptr (GVariant) found = g_variant_lookup_value (interfaces, interface, NULL);

    if (found != NULL)
      g_ptr_array_add (objects, fotactl_bus_with_path (path, found));
  }
  g_ptr_array_sort (objects, compare_paths);
  return g_steal_pointer (&objects);
}

GVariant *
fotactl_bus_array (GPtrArray *objects)
{
  return g_variant_new_array (G_VARIANT_TYPE_VARDICT, (GVariant **) objects->pdata, objects->len);
}

const char *
fotactl_bus_string (GVariant *properties, const char *name)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (properties, name, NULL);

  /* The text lives in @properties, which outlives this reference. */
  if (value != NULL && (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ||
                        g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH)))
    return g_variant_get_string (value, NULL);
  return "";
}

GVariant *
fotactl_bus_cached (GDBusProxy *proxy)
{
  g_auto (GStrv) names = g_dbus_proxy_get_cached_property_names (proxy);
  g_autoptr (GVariant) properties = NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (gsize i = 0; names != NULL && names[i] != NULL; i++) {
    g_autoptr (GVariant) value = g_dbus_proxy_get_cached_property (proxy, names[i]);

    g_variant_dict_insert_value (&dict, names[i], value);
  }
  properties = g_variant_ref_sink (g_variant_dict_end (&dict));
  return fotactl_bus_with_path (g_dbus_proxy_get_object_path (proxy), properties);
}

GVariant *
fotactl_bus_parameters (FotadDBusModem *modem)
{
  GVariant *parameters = fotad_dbus_modem_get_parameters (modem);

  if (parameters != NULL)
    return g_variant_ref (parameters);
  return g_variant_ref_sink (g_variant_new ("a{ss}", NULL));
}
