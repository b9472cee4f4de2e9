/*
 * For the store's own files: a job record as a row of the table of jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <sqlite3.h>

#include "store/fotad-job-record.h"

G_BEGIN_DECLS

/* Binds every field to the parameter of its name; the id is the caller's. */
void fotad_job_row_bind (sqlite3_stmt *statement, const FotadJobRecord *record);

/* A FotadJobRecord of the columns: the id, then the fields in their order.  NULL with an error
 * that names the column when it makes no sense. */
gpointer fotad_job_row_read (sqlite3_stmt *row, GError **error);

G_END_DECLS
