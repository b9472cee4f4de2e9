/*
 * Inside the engine: its state, shared by the files that run a row and that hear lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/fotad-engine.h"
#include "engine/fotad-progress.h"

/* Where a row is.  REPLY, POLL and PUSH have something pending at the channel, which always
 * ends with an event of its own, so the row's deadline is looked at only in the others. */
typedef enum {
  ROW_NONE,
  ROW_RESTING, /* between two tries */
  ROW_AFTER,   /* for the line before the command */
  ROW_GATE,    /* for approval */
  ROW_CLAIM,   /* for the modem to be ours alone */
  ROW_REPLY,   /* for the command's final result */
  ROW_PUSH,    /* while the package streams, then as REPLY */
  ROW_UNTIL,   /* for the awaited line */
  ROW_AGAIN,   /* to ask again, since the reply did not fit yet */
  ROW_POLL,    /* for the final result of a poll */
  ROW_AWAY,    /* for the modem to come back */
} FotadRowState;

struct _FotadEngine {
  FotadBook *book;
  const FotadRoute *route;
  const FotadStep *rows;
  char *model;
  FotadFacts *facts;
  gboolean ask;
  gboolean beside;   /* others use the modem, too, until there is no way back */
  GHashTable *sent;  /* key: name of a row that is not to be sent again (a set) */
  GHashTable *heard; /* key: name of a line heard since the last command (a set) */
  char *early;       /* a failure line that overtook the final result; NULL: none */
  GPtrArray *edges;  /* of FotadEngineEdge */

  FotadPhase phase;
  const FotadStep *row; /* NULL between phases */
  FotadRowState state;
  FotadRowState polled; /* ROW_POLL: the state it was sent in */
  guint tries_left;
  guint returns; /* how often this phase began again */
  char *command;
  double now, started, deadline, silence_at, poll_at, rest_until; /* 0: not set */
  guint missed;   /* polls of this row in a row without an answer */
  int percent;    /* the last one of this row; -1: none heard */
  gboolean moved; /* and it is another one than before */

  gboolean away; /* the port is gone */
  gboolean irreversible;
  gboolean nothing;
  const char *nothing_text; /* the vendor's sentence for it, or NULL */
  gboolean offer_taken;     /* fact "offer" has done its service */
  gboolean said_success;
  gboolean ready;
  FotadEngineFailure failure;
  FotadProgress all, part; /* of the route, and of the phase */
};

/* What failed a try. */
typedef struct {
  FotadFailure kind;
  gboolean final; /* another try would fail the same */
  gboolean retry; /* of the whole job, later */
  const char *code;
  const char *message;
} FotadMishap;

/* fotad-engine-tell.c: the edges.  @row NULL: of none; @detail is masked here. */
GPtrArray *engine_new_edges (void);
void engine_note (FotadEngine *engine, const FotadStep *row, const char *event, const char *detail);

/* fotad-engine.c: what is to be done meanwhile, and at the end. */
FotadAction engine_wait (FotadEngine *engine);
FotadAction engine_done (FotadEngine *engine);
gboolean engine_applies (FotadEngine *engine, const FotadStep *row);

/* fotad-engine-outcome.c: failure and point of no return. */
void engine_set_failure (FotadEngine *engine, const FotadMishap *mishap);
void engine_forget_outcome (FotadEngine *engine); /* the facts of it */
void engine_set_irreversible (FotadEngine *engine, gboolean irreversible);
gboolean engine_is_forward (FotadEngine *engine);

/* fotad-engine-row.c: one row after the other. */
FotadAction row_enter (FotadEngine *engine, const FotadStep *row);
FotadAction row_next (FotadEngine *engine);
FotadAction row_try (FotadEngine *engine);
FotadAction
row_send_text (FotadEngine *engine, const char *template, FotadRowState state, double reply_s);
FotadAction row_wait_for_line (FotadEngine *engine);
FotadAction row_succeed (FotadEngine *engine);
FotadAction row_mishap (FotadEngine *engine, const FotadMishap *mishap);
FotadAction row_give_up (FotadEngine *engine, const FotadMishap *mishap);
gboolean row_awaits (const char *names, const char *name);
gboolean row_was_heard (FotadEngine *engine, const char *names); /* since the last command */

/* fotad-engine-question.c: before the command. */
FotadAction row_wait_for_question (FotadEngine *engine);
gboolean row_must_ask (FotadEngine *engine);
FotadAction row_approved (FotadEngine *engine);
FotadAction row_claimed (FotadEngine *engine);
FotadAction row_deferred (FotadEngine *engine);

/* fotad-engine-before.c: what PREPARE asks of the modem as it was, once in the life of a job. */
void row_know (FotadEngine *engine);
gboolean row_is_known (FotadEngine *engine, const FotadStep *row);

/* fotad-engine-reply.c: final results. */
FotadAction row_reply (FotadEngine *engine, const FotadEvent *event);
FotadAction row_no_reply (FotadEngine *engine);
FotadAction row_plain_mishap (FotadEngine *engine, FotadFailure kind, const char *what);

/* fotad-engine-clocks.c */
FotadAction row_tick (FotadEngine *engine);
void row_reset_clocks (FotadEngine *engine);
void row_refresh_silence (FotadEngine *engine);

/* fotad-engine-away.c: the modem leaves, and what begins again. */
gboolean row_has_tries (FotadEngine *engine);
FotadAction row_rewind (FotadEngine *engine);
FotadAction row_lost (FotadEngine *engine);
FotadAction row_gone_on (FotadEngine *engine, const char *why);
FotadAction row_back (FotadEngine *engine);
FotadAction row_was_strange (FotadEngine *engine);

/* fotad-engine-hear.c: lines. */
FotadAction hear_line (FotadEngine *engine, const char *line);
/* Notes all of them without acting; FALSE when one was a failure, described in *@mishap (whose
 * strings are freed by hear_clear). */
typedef struct {
  FotadMishap mishap;
  char *code;
  char *message;
  gboolean failed;
  const FotadNews *news;
} FotadHeard;
void hear (FotadEngine *engine, const char *line, FotadHeard *heard);
void hear_clear (FotadHeard *heard);
void
hear_code (FotadEngine *engine, const char *table, int code, const char *words, FotadHeard *heard);
