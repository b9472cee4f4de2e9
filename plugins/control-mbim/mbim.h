/*
 * Inside the MBIM module: requests (plugins/control/request.h) whose peer is the MbimDevice.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libmbim-glib.h>

#include "../control/request.h"

/* Ends a request with @error (consumed), in the terms of fotad-control.h. */
void mbim_request_fail (GTask *task, GError *error);

/* Sends @message (consumed); NULL ends the request with @error (consumed). */
void
mbim_request_send (GTask *task, MbimMessage *message, GError *error, GAsyncReadyCallback callback);

/* What came for it; NULL, and the request has ended: no answer, or not a good one. */
MbimMessage *mbim_request_receive (GTask *task, GAsyncResult *result);

/* Adds user and password, APN and how they are used, as contexts and the attach have them. */
void mbim_request_add_access (GString *lines,
                              const char *apn,
                              const char *user,
                              const char *password,
                              guint compression,
                              guint auth);

/* Each starts a request. */
void mbim_get_identity (GTask *task);
void mbim_get_contexts (GTask *task);
void mbim_set_context (GTask *task);
void mbim_get_attach (GTask *task);
void mbim_set_attach (GTask *task);
