/*
 * The errors of org.fotad1 and the one door by which they leave.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"

#include <string.h>

#include "core/fotad-names.h"

#define ROOT FOTAD_ERROR_PREFIX

static const GDBusErrorEntry entries[] = {
  { FOTAD_ERROR_INTERNAL, ROOT "Internal" },
  { FOTAD_ERROR_INVALID_ARGUMENT, ROOT "InvalidArgument" },
  { FOTAD_ERROR_NOT_FOUND, ROOT "NotFound" },
  { FOTAD_ERROR_AMBIGUOUS, ROOT "Ambiguous" },
  { FOTAD_ERROR_NOT_SUPPORTED, ROOT "NotSupported" },
  { FOTAD_ERROR_NOT_AUTHORIZED, ROOT "NotAuthorized" },
  { FOTAD_ERROR_BUSY, ROOT "Busy" },
  { FOTAD_ERROR_WRONG_STATE, ROOT "WrongState" },
  { FOTAD_ERROR_EXPIRED, ROOT "Expired" },
  { FOTAD_ERROR_MODEM_GONE, ROOT "ModemGone" },
  { FOTAD_ERROR_MODEM_SILENT, ROOT "ModemSilent" },
  { FOTAD_ERROR_MODEM_REFUSED, ROOT "ModemRefused" },
  { FOTAD_ERROR_SIM_LOCKED, ROOT "SimLocked" },
  { FOTAD_ERROR_NOT_REGISTERED, ROOT "NotRegistered" },
  { FOTAD_ERROR_NETWORK, ROOT "Network" },
  { FOTAD_ERROR_SERVER, ROOT "Server" },
  { FOTAD_ERROR_NOT_AVAILABLE, ROOT "NotAvailable" },
  { FOTAD_ERROR_PACKAGE_INVALID, ROOT "PackageInvalid" },
  { FOTAD_ERROR_PACKAGE_TOO_LARGE, ROOT "PackageTooLarge" },
  { FOTAD_ERROR_PACKAGE_MISMATCH, ROOT "PackageMismatch" },
  { FOTAD_ERROR_MODEM_STORAGE, ROOT "ModemStorage" },
  { FOTAD_ERROR_INSTALL_FAILED, ROOT "InstallFailed" },
  { FOTAD_ERROR_VERSION_UNEXPECTED, ROOT "VersionUnexpected" },
  { FOTAD_ERROR_TIMED_OUT, ROOT "TimedOut" },
  { FOTAD_ERROR_CANCELLED, ROOT "Cancelled" },
  { FOTAD_ERROR_INTERRUPTED, ROOT "Interrupted" },
  { FOTAD_ERROR_STORAGE, ROOT "Storage" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == FOTAD_N_ERRORS);

GQuark
fotad_error_quark (void)
{
  static gsize quark;

  g_dbus_error_register_error_domain ("fotad-error-quark", &quark, entries, G_N_ELEMENTS (entries));
  return (GQuark) quark;
}

const char *
fotad_error_name (FotadError code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (entries[i].error_code == (int) code)
      return entries[i].dbus_error_name + strlen (ROOT);
  return "Internal";
}

gboolean
fotad_error_from_name (const char *name, FotadError *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++) {
    if (g_strcmp0 (entries[i].dbus_error_name + strlen (ROOT), name) != 0)
      continue;
    *code = (FotadError) entries[i].error_code;
    return TRUE;
  }
  return FALSE;
}

static FotadError
code_of_io_error (int code)
{
  switch (code) {
  case G_IO_ERROR_CANCELLED:
    return FOTAD_ERROR_CANCELLED;
  case G_IO_ERROR_TIMED_OUT:
    return FOTAD_ERROR_TIMED_OUT;
  case G_IO_ERROR_NOT_FOUND:
    return FOTAD_ERROR_NOT_FOUND;
  case G_IO_ERROR_NO_SPACE:
  case G_IO_ERROR_READ_ONLY:
    return FOTAD_ERROR_STORAGE;
  case G_IO_ERROR_BUSY:
  case G_IO_ERROR_PENDING:
    return FOTAD_ERROR_BUSY;
  case G_IO_ERROR_NOT_SUPPORTED:
    return FOTAD_ERROR_NOT_SUPPORTED;
  case G_IO_ERROR_INVALID_ARGUMENT:
  case G_IO_ERROR_INVALID_DATA:
    return FOTAD_ERROR_INVALID_ARGUMENT;
  default: /* GIO's enum, not ours */
    return FOTAD_ERROR_INTERNAL;
  }
}

static FotadError
code_of (const GError *error)
{
  if (error->domain == FOTAD_ERROR)
    return (FotadError) error->code;
  return error->domain == G_IO_ERROR ? code_of_io_error (error->code) : FOTAD_ERROR_INTERNAL;
}

/* A file's name, or a text that was cut, need not be UTF-8; what D-Bus takes must be. */
GError *
fotad_error_convert (const GError *error)
{
  g_autofree char *message = g_utf8_make_valid (error->message, -1);

  return g_error_new_literal (FOTAD_ERROR, (int) code_of (error), message);
}
