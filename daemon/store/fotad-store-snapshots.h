/*
 * Snapshots: the settings of a modem at one moment, row by row.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-store.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_SNAPSHOT_SAVED,
  FOTAD_SNAPSHOT_UNSUPPORTED, /* this modem does not know the setting */
  FOTAD_SNAPSHOT_FAILED,      /* it does, but would not tell */
} FotadSnapshotStatus;

typedef struct {
  char *name;
  char *read_command;
  char *raw;           /* the line or lines as read, joined with \n */
  GVariant *value;     /* a{ss}: the fields; never NULL when read from the store */
  char *write_command; /* how to put it back, without the values */
  gboolean secret;
  FotadSnapshotStatus status;
} FotadSnapshotRow;

FotadSnapshotRow *fotad_snapshot_row_new (void);
void fotad_snapshot_row_free (FotadSnapshotRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadSnapshotRow, fotad_snapshot_row_free)

/* The words of the statuses: "saved", "unsupported", "failed". */
const char *fotad_snapshot_status_name (FotadSnapshotStatus status);

typedef struct {
  gint64 id;   /* 0 until the store has given one */
  gint64 time; /* UNIX seconds */
  gint64 job;  /* that took it; 0: none, or it is forgotten */
  char *imei;
  char *family; /* which settings catalogue the rows are from */
  char *version;
  char *label;
} FotadSnapshot;

FotadSnapshot *fotad_snapshot_new (void);
void fotad_snapshot_free (FotadSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadSnapshot, fotad_snapshot_free)

/* Stores @rows (of FotadSnapshotRow) in one go and sets the snapshot's id; also its time when
 * that is 0.  Of a secret row neither the raw lines nor the fields are stored. */
gboolean fotad_store_add_snapshot (FotadStore *store,
                                   FotadSnapshot *snapshot,
                                   GPtrArray *rows,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* FotadSnapshot, newest first, of one modem, or of all when @imei is NULL. */
GPtrArray *fotad_store_snapshots (FotadStore *store, const char *imei, GError **error);

/* FOTAD_ERROR_NOT_FOUND when there is none. */
FotadSnapshot *fotad_store_get_snapshot (FotadStore *store, gint64 id, GError **error);

/* FotadSnapshotRow, in the order they were stored. */
GPtrArray *fotad_store_snapshot_rows (FotadStore *store, gint64 id, GError **error);

/* FOTAD_ERROR_NOT_FOUND when there is none. */
gboolean fotad_store_delete_snapshot (FotadStore *store,
                                      gint64 id,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
