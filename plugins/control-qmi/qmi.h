/*
 * Inside the QMI module: each service starts requests (plugins/control/request.h) and turns its
 * answers into lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <libqmi-glib.h>

#include "../control/request.h"

/* Ends a request with @error (consumed), in the terms of fotad-control.h. */
void qmi_request_fail (GTask *task, GError *error);

/* Each starts a request; its peer is the service's QmiClient. */
void qmi_get_identity (GTask *task);
void qmi_get_mode (GTask *task);
void qmi_set_mode (GTask *task);
void qmi_get_selection (GTask *task);
void qmi_set_selection (GTask *task);
void qmi_get_profiles (GTask *task);
void qmi_set_profile (GTask *task);
