/*
 * fotactl certificate: load a certificate or key the module needs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-files.h"
#include "fotactl-follow.h"
#include "fotactl-pairs.h"
#include "fotactl-verbs.h"

static char *
install (FotadDBusModem *modem, char **arguments, GError **error)
{
  g_autoptr (GUnixFDList) files = fotactl_files_open (arguments[2], error);
  g_autoptr (GVariant) known = fotactl_bus_parameters (modem);
  GVariant *options;
  char *job = NULL;

  if (files == NULL)
    return NULL;
  options = fotactl_pairs_build (arguments + 3, known, "certificate", error);
  if (options != NULL)
    fotad_dbus_modem_call_install_certificate_sync (modem, arguments[1], g_variant_new_handle (0),
                                                    options, FOTACTL_CALL, FOTACTL_NO_TIMEOUT,
                                                    files, &job, NULL, NULL, error);
  return job;
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autofree char *job = modem != NULL ? install (modem, arguments, error) : NULL;

  return job != NULL ? fotactl_follow_job (self, job, FOTACTL_FOLLOW_NONE, error) : FOTACTL_FAILED;
}

const FotactlVerb fotactl_verb_certificate = {
  .name = "certificate",
  .arguments = "MODEM KIND FILE [KEY=VALUE|KEY=@FILE…]",
  .summary = "Load a certificate or key into the module",
  .min = 3,
  .max = G_MAXUINT,
  .changes = TRUE,
  .run = run,
};
