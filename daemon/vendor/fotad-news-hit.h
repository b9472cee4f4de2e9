/*
 * What a line that a modem volunteered says, once its row is known.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

G_BEGIN_DECLS

/* hit.code when the line has a code group that is no number; it counts as a failure. */
#define FOTAD_CODE_NO_NUMBER G_MAXINT

typedef struct {
  const FotadNews *news;
  int percent;       /* 0..100; -1: none */
  int code;          /* G_MININT: none, or an empty one */
  gboolean failed;   /* code neither none nor 0, or kind FAILED */
  GHashTable *facts; /* key: group, value: text; the groups that took part, without the two */
} FotadNewsHit;

/* Takes @groups (NULL: none) and reads percent and code out of it, quoted, blank-padded or with
 * a percent sign. */
void fotad_news_hit_init (FotadNewsHit *hit, const FotadNews *news, GHashTable *groups);
void fotad_news_hit_clear (FotadNewsHit *hit);

/* Whether @news is among the names of an awaited list such as FotadStep.until, "a|b". */
gboolean fotad_news_is_awaited (const FotadNews *news, const char *awaited);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FotadNewsHit, fotad_news_hit_clear)

G_END_DECLS
