/*
 * What the verbs that steer a job say when it listened.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-answer.h"

#include <stdio.h>
#include <string.h>

#include "fotactl-json.h"

FotactlExit
fotactl_answer (Fotactl *self, FotadDBusJob *job, const char *word, GError **error)
{
  const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (job));
  g_autoptr (GVariant) properties = NULL;

  if (!self->json) {
    printf ("Job %s %s.\n", strrchr (path, '/') + 1, word);
    return FOTACTL_SUCCEEDED;
  }
  properties = fotactl_bus_job_properties (self, path, error);
  if (properties == NULL)
    return FOTACTL_FAILED;
  fotactl_json_print (properties);
  return FOTACTL_SUCCEEDED;
}
