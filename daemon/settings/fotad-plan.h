/*
 * What must be done so that a modem is set as it was.  Pure: two readouts in, changes out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-catalogue.h"
#include "settings/fotad-readout.h"
#include "settings/fotad-secrets.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_RESTORE_WRITE = 1 << 0,       /* without it differences are only reported */
  FOTAD_RESTORE_KEPT = 1 << 1,        /* write also what an update keeps by the vendor's word */
  FOTAD_RESTORE_OTHER_MODEM = 1 << 2, /* the snapshot is another modem's: leave out identity */
} FotadRestoreFlags;

/* One row that is not as it was. */
typedef struct {
  const FotadSetting *setting; /* NULL: no longer in the catalogue */
  char *name;                  /* the setting, and the row's key after a blank */
  char *wanted;                /* its fields, secrets as "(secret)"; NULL: it was not there */
  char *found;                 /* the same; NULL: it is not there */
  char *command;               /* what to send; NULL: nothing, see @reason.  May contain secrets */
  char *command_else;          /* when that is refused; NULL: nothing */
  char *reason;                /* why nothing is sent, or why it did not help; NULL: none known */
  gboolean extra; /* a row that was not there before and may stay: no reason for a warning */
} FotadChange;

typedef struct {
  FotadCatalogue *catalogue;
  const char *model;     /* NULL: unknown */
  const char *imei;      /* for secrets; NULL: unknown */
  FotadSecrets *secrets; /* NULL: none */
  FotadReadout *wanted;
  FotadReadout *present;
  FotadRestoreFlags flags;
} FotadPlanInput;

/* The changes, in the order they are to be written; empty: all is as it was. */
GPtrArray *fotad_plan_make (const FotadPlanInput *input);

/* The changes that go before the profile is kept, because the daemon itself has changed these
 * settings to talk: the rows as they are wanted, equal or not. */
GPtrArray *fotad_plan_link (const FotadPlanInput *input);

FotadChange *fotad_change_copy (const FotadChange *change);
void fotad_change_free (FotadChange *change);

/* "NAME: wanted X, found Y: reason". */
char *fotad_change_describe (const FotadChange *change);

G_END_DECLS
