/*
 * The service, with all its modems and jobs: an object manager that makes proxies of the types
 * FotadManager, FotadModem and FotadJob, whose methods come async and sync.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <fotad/fotad-proxies.h>

G_BEGIN_DECLS

#define FOTAD_TYPE_CLIENT (fotad_client_get_type ())
G_DECLARE_FINAL_TYPE (FotadClient, fotad_client, FOTAD, CLIENT, FotadObjectManagerClient)

void fotad_client_new (GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
FotadClient *fotad_client_new_finish (GAsyncResult *result, GError **error);
FotadClient *fotad_client_new_sync (GCancellable *cancellable, GError **error);

FotadManager *fotad_client_get_manager (FotadClient *self);
GList *fotad_client_list_modems (FotadClient *self);
FotadModem *fotad_client_get_modem (FotadClient *self, const char *path);
FotadJob *fotad_client_get_job (FotadClient *self, const char *path);

void fotad_client_wait_for_job (FotadClient *self,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean fotad_client_wait_for_job_finish (FotadClient *self, GAsyncResult *result, GError **error);

G_END_DECLS
