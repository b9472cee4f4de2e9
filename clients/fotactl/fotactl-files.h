/*
 * Files passed to the service as open descriptors.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* A list with @file opened for reading as its only member; @error is one of usage. */
GUnixFDList *fotactl_files_open (const char *file, GError **error);

G_END_DECLS
