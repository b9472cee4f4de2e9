/*
 * From a GError to an exit status and to words.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

/* A mistake on the command line: exit status 2. */
#define fotactl_usage_error(error, ...)                                                            \
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, __VA_ARGS__)

/* "NotFound" and the like for errors of the service, else a name of our own. */
char *fotactl_error_name (const GError *error);

FotactlExit fotactl_error_exit (const GError *error);

/* Tells the user: a line on stderr, and with @json a document on stdout. */
void fotactl_error_print (const GError *error, gboolean json);

G_END_DECLS
