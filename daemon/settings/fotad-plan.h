/*
 * What must be done so that a modem is set as it was.  Pure: two readouts in, changes out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-catalogue.h"
#include "settings/fotad-change.h"
#include "settings/fotad-readout.h"
#include "settings/fotad-secrets.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_RESTORE_WRITE = 1 << 0,       /* without it differences are only reported */
  FOTAD_RESTORE_KEPT = 1 << 1,        /* write also what an update keeps by the vendor's word */
  FOTAD_RESTORE_OTHER_MODEM = 1 << 2, /* the snapshot is another modem's: leave out identity */
} FotadRestoreFlags;

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

G_END_DECLS
