/*
 * From a GError to an exit status and to words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-error.h"

#include "fotactl-json.h"
#include "fotactl-text.h"

#define SERVICE_ERROR "org.fotad1.Error."

typedef struct {
  const char *remote; /* as on the bus */
  const char *name;
  FotactlExit status;
} Known;

/* What the bus itself says; everything else is a failure of the thing asked for. */
static const Known known[] = {
  { SERVICE_ERROR "NotAuthorized", "NotAuthorized", FOTACTL_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.AccessDenied", "NotAuthorized", FOTACTL_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", "NotAuthorized",
    FOTACTL_NOT_AUTHORIZED },
  { "org.freedesktop.DBus.Error.ServiceUnknown", "NoService", FOTACTL_NO_SERVICE },
  { "org.freedesktop.DBus.Error.NameHasNoOwner", "NoService", FOTACTL_NO_SERVICE },
  { "org.freedesktop.DBus.Error.NoReply", "NoService", FOTACTL_NO_SERVICE },
  { "org.freedesktop.DBus.Error.Disconnected", "NoService", FOTACTL_NO_SERVICE },
  { "org.freedesktop.DBus.Error.UnknownObject", "NotFound", FOTACTL_FAILED },
};

static const Known *
find_known (const char *remote)
{
  for (gsize i = 0; remote != NULL && i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].remote, remote))
      return &known[i];
  return NULL;
}

static gboolean
is_spawn_failure (const char *remote)
{
  return remote != NULL && g_str_has_prefix (remote, "org.freedesktop.DBus.Error.Spawn");
}

char *
fotactl_error_name (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  const Known *row = find_known (remote);

  if (row != NULL)
    return g_strdup (row->name);
  if (remote != NULL && g_str_has_prefix (remote, SERVICE_ERROR))
    return g_strdup (remote + strlen (SERVICE_ERROR));
  switch (fotactl_error_exit (error)) {
  case FOTACTL_USAGE:
    return g_strdup ("Usage");
  case FOTACTL_NO_SERVICE:
    return g_strdup ("NoService");
  case FOTACTL_SUCCEEDED:
  case FOTACTL_FAILED:
  case FOTACTL_NOT_AUTHORIZED:
  case FOTACTL_DETACHED:
    break;
  }
  return g_strdup ("Failed");
}

FotactlExit
fotactl_error_exit (const GError *error)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);
  const Known *row = find_known (remote);

  if (row != NULL)
    return row->status;
  if (is_spawn_failure (remote))
    return FOTACTL_NO_SERVICE;
  if (error->domain == G_OPTION_ERROR)
    return FOTACTL_USAGE;
  if (error->domain == G_IO_ERROR && remote == NULL)
    return FOTACTL_NO_SERVICE;
  return FOTACTL_FAILED;
}

static void
print_json (const char *name, const char *message)
{
  GVariantDict document;

  g_variant_dict_init (&document, NULL);
  g_variant_dict_insert (&document, "Error", "(ss)", name, message);
  fotactl_json_print (g_variant_dict_end (&document));
}

void
fotactl_error_print (const GError *error, gboolean json)
{
  g_autoptr (GError) plain = g_error_copy (error);
  g_autofree char *name = fotactl_error_name (error);
  g_autofree char *message = NULL;

  g_dbus_error_strip_remote_error (plain);
  message = fotactl_text_clean (plain->message);
  g_printerr ("fotactl: %s\n", message);
  if (fotactl_error_exit (error) == FOTACTL_NO_SERVICE)
    g_printerr ("fotactl: is the service there?  systemctl status fotad\n");
  if (json)
    print_json (name, plain->message);
}
