/*
 * A stage for the engine: a fictitious vendor's tables, a clock that is a number, and short words
 * for both sides of the play.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/fotad-engine.h"

typedef struct {
  FotadBook *book;
  FotadFacts *facts;
  FotadEngine *engine;
  FotadAction action; /* the last one */
  double now;
  GString *edges; /* "step:event " … */
} Play;

void play_begin (Play *play, const FotadVendor *vendor, const char *route, FotadPhase phase);
void play_phase (Play *play, FotadPhase phase);
void play_end (Play *play);

void play_ok (Play *play, const char *lines); /* lines separated by "|"; NULL: none */
void play_error (Play *play, const char *table, int code, const char *words);
void play_silence (Play *play); /* no final result */
void play_line (Play *play, const char *line);
void play_event (Play *play, FotadEventType type);
void play_until (Play *play, double now); /* time passes: one tick at that moment */

/* What the engine wants now. */
void play_sends (Play *play, const char *command);
void play_waits (Play *play, double wake_at);
void play_is (Play *play, FotadActionType type);
void play_failed (Play *play, FotadFailure kind);
