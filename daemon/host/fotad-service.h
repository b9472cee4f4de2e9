/*
 * systemd: readiness, status, watchdog and the file descriptor store.
 *
 * Without $NOTIFY_SOCKET every call does nothing and says so by FALSE.  There is no timer
 * unless systemd wants a watchdog fed.  systemd's times are real seconds, not scaled ones.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_TYPE_SERVICE (fotad_service_get_type ())
G_DECLARE_FINAL_TYPE (FotadService, fotad_service, FOTAD, SERVICE, GObject)

/* Whether everything moves; FALSE starves the watchdog. */
typedef gboolean (*FotadServiceAlive) (gpointer data);

/* Takes the stored descriptors from the environment (and clears it, for children's sake) and
 * starts feeding the watchdog if there is one.  To be made once, before any thread. */
FotadService *fotad_service_new (void);

/* Asked before each feeding; NULL (and no call at all): a moving main loop is enough. */
void fotad_service_set_alive (FotadService *service, FotadServiceAlive alive, gpointer data);

gboolean fotad_service_ready (FotadService *service, const char *status);
gboolean fotad_service_status (FotadService *service, const char *status);
gboolean fotad_service_stopping (FotadService *service, const char *status);

/* Starting or stopping may take @seconds more from now on. */
gboolean fotad_service_extend (FotadService *service, guint seconds);

/* Puts a copy of @fd into the store as @name: printable ASCII without ':', at most 255 bytes.
 * One fd per name: an older one of that name is removed first.  Errors: INVALID_ARGUMENT for
 * the name, NOT_SUPPORTED without systemd, INTERNAL when systemd could not be told.  A unit
 * without FileDescriptorStoreMax= drops the fd silently. */
gboolean fotad_service_store_fd (FotadService *service, const char *name, int fd, GError **error);
gboolean fotad_service_remove_fd (FotadService *service, const char *name);

/* What an earlier process left in the store: names not yet taken, NULL-terminated. */
GStrv fotad_service_list_fds (FotadService *service);

/* Takes one over, close-on-exec, the caller's from now on; -1 when there is none.  It stays in
 * the store too until removed. */
int fotad_service_take_fd (FotadService *service, const char *name);

/* Closes what nobody took and removes it from the store. */
void fotad_service_drop_fds (FotadService *service);

G_END_DECLS
