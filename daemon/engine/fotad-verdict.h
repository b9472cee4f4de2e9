/*
 * The verdict of an update: a pure function of the versions and of what the modem said.
 * The version read back decides, by equality; the modem's own words only explain it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-error.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_SAID_NOTHING, /* the final line was lost, or this modem never says */
  FOTAD_SAID_SUCCESS,
  FOTAD_SAID_FAILURE,
} FotadSaid;

typedef struct {
  gboolean succeeded;
  gboolean changed; /* the firmware is another one than before */
  FotadError error; /* when not succeeded */
  char *message;    /* a sentence for people, always */
  char *warning;    /* NULL, or what is odd about a success */
} FotadVerdict;

/* @before: what ran before; @after: what runs now; @wanted: "to-version", or NULL when the caller
 * named none: then any other version than @before will do.  @said: the modem's last word; when
 * that was a failure, @failure is its error (may be NULL). */
void fotad_verdict_of (FotadVerdict *verdict,
                       const char *before,
                       const char *after,
                       const char *wanted,
                       FotadSaid said,
                       const GError *failure);
void fotad_verdict_clear (FotadVerdict *verdict);

G_END_DECLS
