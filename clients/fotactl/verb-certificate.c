/*
 * fotactl certificate: load a certificate or key the module needs, or take it out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bus.h"
#include "fotactl-error.h"
#include "fotactl-files.h"
#include "fotactl-follow.h"
#include "fotactl-pairs.h"
#include "fotactl-verbs.h"

static gboolean takes_out;

static const GOptionEntry entries[] = {
  { "delete", 0, 0, G_OPTION_ARG_NONE, &takes_out, "Take it out of the module, without FILE",
    NULL },
  { NULL },
};

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

static char *
take_out (FotadDBusModem *modem, char **arguments, GError **error)
{
  g_autoptr (GVariant) known = fotactl_bus_parameters (modem);
  GVariant *options = fotactl_pairs_build (arguments + 2, known, "delete-certificate", error);
  char *job = NULL;

  if (options != NULL)
    fotad_dbus_modem_call_delete_certificate_sync (modem, arguments[1], options, FOTACTL_CALL,
                                                   FOTACTL_NO_TIMEOUT, &job, NULL, error);
  return job;
}

static char *
start (FotadDBusModem *modem, char **arguments, GError **error)
{
  if (takes_out)
    return take_out (modem, arguments, error);
  if (arguments[2] != NULL)
    return install (modem, arguments, error);
  fotactl_usage_error (error, "which file? (or --delete)");
  return NULL;
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (FotadDBusModem) modem = fotactl_bus_modem (self, arguments[0], error);
  g_autofree char *job = modem != NULL ? start (modem, arguments, error) : NULL;

  return job != NULL ? fotactl_follow_job (self, job, FOTACTL_FOLLOW_NONE, error) : FOTACTL_FAILED;
}

const FotactlVerb fotactl_verb_certificate = {
  .name = "certificate",
  .arguments = "MODEM KIND FILE [KEY=VALUE|KEY=@FILE…]",
  .summary = "Load a certificate or key into the module, or take one out",
  .min = 2,
  .max = G_MAXUINT,
  .changes = TRUE,
  .entries = entries,
  .run = run,
};
