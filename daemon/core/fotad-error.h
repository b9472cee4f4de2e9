/*
 * What can go wrong, once: one enum, one table to the D-Bus names org.fotad1.Error.*.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_ERROR (fotad_error_quark ())

typedef enum {
  FOTAD_ERROR_INTERNAL, /* a fault of ours; 0, so that a forgotten code shows as one */
  FOTAD_ERROR_INVALID_ARGUMENT,
  FOTAD_ERROR_NOT_FOUND,
  FOTAD_ERROR_AMBIGUOUS,
  FOTAD_ERROR_NOT_SUPPORTED,
  FOTAD_ERROR_NOT_AUTHORIZED,
  FOTAD_ERROR_BUSY,
  FOTAD_ERROR_WRONG_STATE,
  FOTAD_ERROR_EXPIRED,
  FOTAD_ERROR_MODEM_GONE,
  FOTAD_ERROR_MODEM_SILENT,
  FOTAD_ERROR_MODEM_REFUSED,
  FOTAD_ERROR_SIM_LOCKED,
  FOTAD_ERROR_NOT_REGISTERED,
  FOTAD_ERROR_NETWORK,
  FOTAD_ERROR_SERVER,
  FOTAD_ERROR_NOT_AVAILABLE,
  FOTAD_ERROR_PACKAGE_INVALID,
  FOTAD_ERROR_PACKAGE_TOO_LARGE,
  FOTAD_ERROR_PACKAGE_MISMATCH,
  FOTAD_ERROR_MODEM_STORAGE,
  FOTAD_ERROR_INSTALL_FAILED,
  FOTAD_ERROR_VERSION_UNEXPECTED,
  FOTAD_ERROR_TIMED_OUT,
  FOTAD_ERROR_CANCELLED,
  FOTAD_ERROR_INTERRUPTED,
  FOTAD_ERROR_STORAGE,
} FotadError;

#define FOTAD_N_ERRORS (FOTAD_ERROR_STORAGE + 1)

/* Registers the D-Bus names on first use. */
GQuark fotad_error_quark (void);

/* "InvalidArgument" and the like: the last part of the D-Bus name. */
const char *fotad_error_name (FotadError code);

/* The code of such a name; FALSE when there is none. */
gboolean fotad_error_from_name (const char *name, FotadError *code);

/* The one door out: whatever @error is (GIO, SQLite, a file), returns an error of FOTAD_ERROR
 * that says the same, in UTF-8.  Never NULL for a non-NULL @error. */
GError *fotad_error_convert (const GError *error);

G_END_DECLS
