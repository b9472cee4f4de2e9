/*
 * Inside the QMI module: one request is one GTask, and each service turns its answers into lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gmodule.h>
#include <libqmi-glib.h>

#include "fotad-control.h"

/* Of a GTask that is a request; its task data. */
typedef struct {
  QmiClient *client;
  GHashTable *fields; /* of the command; key and value: char * */
  guint timeout;
  GString *lines;   /* the answer so far */
  GArray *profiles; /* indices (guint8) yet to be read */
  guint next;
} QmiRequest;

/* Ends the request well. */
void qmi_request_done (GTask *task);

/* Ends it with @error (consumed), as fotad-control.h has it. */
void qmi_request_fail (GTask *task, GError *error);

/* Adds ` key="value"` unless the value cannot stand between quotes. */
void qmi_request_add_text (GString *lines, const char *key, const char *value);

/* A number of the command; FALSE, and the request has ended, when it is none below @limit.  A
 * field that is not there: *@value stays as it is. */
gboolean qmi_request_number (
    GTask *task, const char *key, guint base, guint64 limit, guint64 *value);

/* Each starts a request. */
void qmi_get_identity (GTask *task);
void qmi_get_mode (GTask *task);
void qmi_set_mode (GTask *task);
void qmi_get_selection (GTask *task);
void qmi_set_selection (GTask *task);
void qmi_get_profiles (GTask *task);
void qmi_set_profile (GTask *task);
