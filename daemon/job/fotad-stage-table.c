/*
 * Which stages a job of each kind goes through.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

#define CLAIM FOTAD_STAGE_CLAIM, fotad_stage_claim, FOTAD_STAGE_NONE
#define PACKAGE FOTAD_STAGE_CHECK, fotad_stage_package, FOTAD_STAGE_NONE
#define DOWNLOAD FOTAD_STAGE_TRANSFER, fotad_stage_download, FOTAD_STAGE_IF_DOWNLOAD
#define IDENTIFY FOTAD_STAGE_IDENTIFY, fotad_stage_connect, FOTAD_STAGE_NONE
#define SAVE FOTAD_STAGE_SAVE_SETTINGS, fotad_stage_save, FOTAD_STAGE_NONE
#define ROWS(stage) stage, fotad_stage_rows, FOTAD_STAGE_NONE
#define SETTLE FOTAD_STAGE_SETTLE, fotad_stage_settle, FOTAD_STAGE_IF_INSTALLED
#define VERIFY FOTAD_STAGE_VERIFY, fotad_stage_verify, FOTAD_STAGE_IF_INSTALLED
#define RELEASE FOTAD_STAGE_RELEASE, fotad_stage_release, FOTAD_STAGE_ALWAYS

/* Also server: there it is the vendor's server that decides whether anything is installed. */
static const FotadStageRow update_rows[] = {
  { PACKAGE },
  { DOWNLOAD },
  { CLAIM },
  { IDENTIFY },
  { DOWNLOAD }, /* what did not seem to be needed */
  { SAVE },
  { ROWS (FOTAD_STAGE_PREPARE) },
  { ROWS (FOTAD_STAGE_TRANSFER) },
  { ROWS (FOTAD_STAGE_INSTALL) },
  { SETTLE },
  { VERIFY },
  { FOTAD_STAGE_RESTORE_SETTINGS, fotad_stage_restore,
    FOTAD_STAGE_AFTER_INSTALL | FOTAD_STAGE_IF_INSTALLED },
  { RELEASE },
  { 0 },
};

/* A row that reboots the modem so that what was configured takes effect stands in INSTALL with
 * NO_RETURN; then it is waited for, and the vendor's VERIFY rows read back what was asked. */
static const FotadStageRow configure_rows[] = {
  { PACKAGE },
  { CLAIM },
  { IDENTIFY },
  { ROWS (FOTAD_STAGE_PREPARE) },
  { ROWS (FOTAD_STAGE_TRANSFER) },
  { FOTAD_STAGE_INSTALL, fotad_stage_rows, FOTAD_STAGE_IF_REBOOT },
  { SETTLE },
  { FOTAD_STAGE_VERIFY, fotad_stage_read_back, FOTAD_STAGE_NONE },
  { RELEASE },
  { 0 },
};

static const FotadStageRow save_rows[] = { { CLAIM }, { IDENTIFY }, { SAVE }, { RELEASE }, { 0 } };

static const FotadStageRow restore_rows[] = {
  { CLAIM },
  { IDENTIFY },
  { FOTAD_STAGE_RESTORE_SETTINGS, fotad_stage_restore, FOTAD_STAGE_NONE },
  { RELEASE },
  { 0 },
};

const FotadStageRow *
fotad_stage_rows_of (FotadJobKind kind)
{
  switch (kind) {
  case FOTAD_JOB_KIND_UPDATE:
  case FOTAD_JOB_KIND_SERVER:
    return update_rows;
  case FOTAD_JOB_KIND_ENROL:
  case FOTAD_JOB_KIND_CERTIFICATE:
    return configure_rows;
  case FOTAD_JOB_KIND_SAVE:
    return save_rows;
  case FOTAD_JOB_KIND_RESTORE:
  case FOTAD_JOB_KIND_COMPARE:
    return restore_rows;
  }
  return save_rows;
}
