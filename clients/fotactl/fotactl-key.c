/*
 * Keys on the screen.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-key.h"

#include <stdio.h>

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-secret.h"

static gboolean
print_document (Fotactl *self, const char *path, const char *key, GError **error)
{
  g_autoptr (GVariant) job = fotactl_bus_job_properties (self, path, error);
  GVariantDict all;

  if (job == NULL)
    return FALSE;
  g_variant_dict_init (&all, job);
  g_variant_dict_insert (&all, "Key", "s", key);
  fotactl_json_print (g_variant_dict_end (&all));
  return TRUE;
}

/* Nobody can ask for it again, so a reader that cannot take the document gets the line. */
static FotactlExit
print_key (Fotactl *self, const char *path, const char *key, GError **error)
{
  if (self->json && print_document (self, path, key, error))
    return FOTACTL_SUCCEEDED;
  printf ("Key: %s\n", key);
  fflush (stdout);
  return self->json ? FOTACTL_FAILED : FOTACTL_SUCCEEDED;
}

FotactlExit
fotactl_key_tell (Fotactl *self, const char *path, GError **error)
{
  g_autoptr (FotadDBusJob) job = fotactl_bus_job (self, path, error);
  g_autofree char *key = NULL;
  FotactlExit status;

  if (job == NULL ||
      !fotad_dbus_job_call_take_key_sync (job, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &key, NULL, error))
    return FOTACTL_FAILED;
  status = print_key (self, path, key, error);
  fotactl_secret_wipe (key);
  return status;
}
