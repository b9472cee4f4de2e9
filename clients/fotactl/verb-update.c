/*
 * fotactl update: from a URL, or from a local file passed as a descriptor.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "fotactl-bus.h"
#include "fotactl-error.h"
#include "fotactl-files.h"
#include "fotactl-request.h"
#include "fotactl-verbs.h"

static char *
update_from_file (FotadDBusModem *modem, const char *file, GVariant *options, GError **error)
{
  g_autoptr (GUnixFDList) files = fotactl_files_open (file, error);
  g_autofree char *base = g_path_get_basename (file);
  g_autofree char *name = g_utf8_make_valid (base, -1);
  char *job = NULL;

  if (files == NULL)
    return NULL;
  fotad_dbus_modem_call_update_from_file_sync (modem, g_variant_new_handle (0), name, options,
                                               FOTACTL_CALL, FOTACTL_NO_TIMEOUT, files, &job, NULL,
                                               NULL, error);
  return job;
}

static char *
update (FotadDBusModem *modem, const char *source, GVariant *options, GError **error)
{
  char *job = NULL;

  if (strstr (source, ":/") == NULL)
    return update_from_file (modem, source, options, error);
  if (!g_utf8_validate (source, -1, NULL)) {
    fotactl_usage_error (error, "the URL is no UTF-8");
    return NULL;
  }
  fotad_dbus_modem_call_update_sync (modem, source, options, FOTACTL_CALL, FOTACTL_NO_TIMEOUT, &job,
                                     NULL, error);
  return job;
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (GVariant) options = fotactl_request_build (error);
  g_autoptr (FotadDBusModem) modem = NULL;
  g_autofree char *job = NULL;

  if (options == NULL)
    return FOTACTL_FAILED;
  g_variant_ref_sink (options);
  modem = fotactl_bus_modem (self, arguments[0], error);
  if (modem == NULL)
    return FOTACTL_FAILED;
  job = update (modem, arguments[1], options, error);
  return job != NULL ? fotactl_request_wait (self, job, error) : FOTACTL_FAILED;
}

const FotactlVerb fotactl_verb_update = {
  .name = "update",
  .arguments = "MODEM URL|FILE",
  .summary = "Update the firmware and wait for the verdict",
  .min = 2,
  .max = 2,
  .changes = TRUE,
  .entries = fotactl_request_entries,
  .run = run,
};
