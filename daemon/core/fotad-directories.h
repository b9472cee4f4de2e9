/*
 * Where our files are: the directories systemd gives us, or the usual ones.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FOTAD_DIRECTORY_STATE,         /* $STATE_DIRECTORY, /var/lib/fotad */
  FOTAD_DIRECTORY_RUNTIME,       /* $RUNTIME_DIRECTORY, /run/fotad */
  FOTAD_DIRECTORY_CACHE,         /* $CACHE_DIRECTORY, /var/cache/fotad */
  FOTAD_DIRECTORY_CONFIGURATION, /* $CONFIGURATION_DIRECTORY, /etc/fotad */
} FotadDirectory;

/* The absolute path, whether it exists or not; the first of systemd's list. */
char *fotad_directory_get (FotadDirectory directory);

/* The same, made with mode 0700 if it is missing; NULL with FOTAD_ERROR_STORAGE if that fails.
 * The configuration's is never made: it is the administrator's. */
char *fotad_directory_ensure (FotadDirectory directory, GError **error);

G_END_DECLS
