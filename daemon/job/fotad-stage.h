/*
 * The stages of a run, and for each kind of job which of them come, in what order, and when one is
 * passed over.
 *
 * A stage is a function that starts something and, sooner or later, calls fotad_run_next ().
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-run.h"

G_BEGIN_DECLS

typedef void (*FotadStageFunc) (FotadRun *run);

typedef enum {
  FOTAD_STAGE_NONE = 0,
  FOTAD_STAGE_ALWAYS = 1 << 0,        /* also after a failure */
  FOTAD_STAGE_AFTER_INSTALL = 1 << 1, /* after a failure only when the install had begun */
  FOTAD_STAGE_IF_INSTALLED = 1 << 2,  /* only when an install, or a reboot instead, began */
  FOTAD_STAGE_IF_DOWNLOAD = 1 << 3,   /* only when the package is to be downloaded by us, now */
  FOTAD_STAGE_IF_REBOOT = 1 << 4,     /* only when the vendor's table has rows of INSTALL */
} FotadStageFlags;

typedef struct {
  FotadStage stage;
  FotadStageFunc run;
  FotadStageFlags flags;
} FotadStageRow;

/* The stages of a job of @kind; ends with a row without a function. */
const FotadStageRow *fotad_stage_rows_of (FotadJobKind kind);

/* Each is one file, fotad-stage-*.c. */
void fotad_stage_package (FotadRun *run);  /* check: the file given is copied and looked at */
void fotad_stage_download (FotadRun *run); /* or fetched by ourselves */
void fotad_stage_claim (FotadRun *run);
void fotad_stage_connect (FotadRun *run); /* identify: link, then the rows, then the guards */
void fotad_stage_rows (FotadRun *run);    /* the vendor's rows of the present stage */
void fotad_stage_save (FotadRun *run);
void fotad_stage_settle (FotadRun *run);
void fotad_stage_verify (FotadRun *run);
void fotad_stage_read_back (FotadRun *run); /* the vendor's VERIFY rows, without a verdict */
void fotad_stage_restore (FotadRun *run);
void fotad_stage_release (FotadRun *run);

G_END_DECLS
