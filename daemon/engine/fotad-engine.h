/*
 * The engine: a pure state machine over one route of a vendor's tables.  Events go in, one
 * action comes out.  It does no I/O, has no clock (each event brings the time) and no main loop,
 * so every branch is a unit test; what it must remember are facts, kept by the caller.
 *
 * It runs one phase at a time.  The caller executes the action, after it has stored the edges
 * and the changed facts that came with it: an intent is on disk before its command goes out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "engine/fotad-facts.h"
#include "engine/fotad-phase.h"
#include "vendor/fotad-book.h"

G_BEGIN_DECLS

typedef struct _FotadEngine FotadEngine;

typedef enum {
  FOTAD_EVENT_REPLY,    /* the final result of the command sent */
  FOTAD_EVENT_NO_REPLY, /* it did not come in time */
  FOTAD_EVENT_LINE,     /* a line the modem volunteered */
  FOTAD_EVENT_BYTES,    /* something was heard: feeds the silence clock */
  FOTAD_EVENT_TICK,     /* the time asked for has come */
  FOTAD_EVENT_APPROVED,
  FOTAD_EVENT_CLAIMED,
  FOTAD_EVENT_DEFERRED, /* instead: the modem was put off by the fact "minutes" */
  FOTAD_EVENT_PUSH_FAILED,
  FOTAD_EVENT_PORT_LOST,
  FOTAD_EVENT_PORT_BACK, /* and the modem on it answered and is the right one */
  FOTAD_EVENT_STRANGER,  /* others had the port, too, and lines are lost */
} FotadEventType;

typedef enum {
  FOTAD_REPLY_OK,
  FOTAD_REPLY_CONNECT, /* or a prompt: ready for data */
  FOTAD_REPLY_ERROR,
} FotadReplyKind;

typedef struct {
  FotadEventType type;
  double now;               /* vendor seconds */
  const char *line;         /* LINE */
  FotadReplyKind reply;     /* REPLY */
  const char *table;        /* REPLY with ERROR: "cme", "cms" or NULL */
  int code;                 /* and its number, -1 when the modem gave words */
  const char *text;         /* and its words; PUSH_FAILED: what went wrong; may be NULL */
  const char *const *lines; /* REPLY: information lines, NULL-terminated; may be NULL */
  guint percent;            /* BYTES during a push: how far it is, 0..100 */
} FotadEvent;

typedef enum {
  FOTAD_ACTION_WAIT,      /* for the next event, or a TICK at wake_at */
  FOTAD_ACTION_SEND,      /* the command; REPLY or NO_REPLY follows */
  FOTAD_ACTION_ASK,       /* for approval; APPROVED follows */
  FOTAD_ACTION_CLAIM,     /* the modem for us alone; CLAIMED follows */
  FOTAD_ACTION_PUSH,      /* the command and then the package; REPLY or PUSH_FAILED follows */
  FOTAD_ACTION_RECONNECT, /* the modem left: PORT_BACK, or the driver gives up */
  FOTAD_ACTION_DONE,      /* this phase's rows are through */
  FOTAD_ACTION_FAILED,    /* fotad_engine_get_failure () */
} FotadActionType;

typedef struct {
  FotadActionType type;
  const char *command; /* SEND, PUSH: valid until the next call */
  double reply_s;      /* how long its final result may take */
  double wake_at;      /* 0: no TICK wanted */
} FotadAction;

/* What happened, for the store: owned by the engine until taken. */
typedef struct {
  FotadPhase phase;
  const char *step;
  const char *event; /* "intent", "done", "skipped", "retry", "failed", "heard", "asked",
                      * "approved", "deferred", "irreversible", "reversible" */
  char *detail;      /* a sentence, in which known secrets are masked; may be NULL */
} FotadEngineEdge;

/* Why a run failed, as the modem and its vendor put it. */
typedef struct {
  FotadFailure kind;
  gboolean retry;    /* the vendor's table says another attempt is worth it */
  char *message;     /* a sentence or two for people */
  char *vendor_code; /* "702", "+CME ERROR: 591"; NULL when there was none */
} FotadEngineFailure;

/* @book, @route and @facts must outlive the engine.  @steps: the route's rows, or those of its
 * cancel, pause, resume or defer table. */
FotadEngine *fotad_engine_new (FotadBook *book,
                               const FotadRoute *route,
                               const FotadStep *steps,
                               const char *model,
                               FotadFacts *facts);
void fotad_engine_free (FotadEngine *engine);

/* Whether GATE rows ask (approval "ask"); default no. */
void fotad_engine_set_ask (FotadEngine *engine, gboolean ask);

/* Whether others use the modem beside us: then it is claimed before the first row from which there
 * is no way back, when that has been approved; default no. */
void fotad_engine_set_beside (FotadEngine *engine, gboolean beside);

/* After a restart: @step was sent before, so that a ONCE row is never sent again. */
void fotad_engine_mark_sent (FotadEngine *engine, const char *step);

/* After a restart past the point of no return: what the modem had said by then, from the facts. */
void fotad_engine_recall (FotadEngine *engine);

/* The modem came back as it was: @step may be said once more, as if it had never been. */
gboolean fotad_engine_repeat (FotadEngine *engine, const char *step);

/* Starts the rows of @phase. */
FotadAction fotad_engine_begin (FotadEngine *engine, FotadPhase phase, double now);
FotadAction fotad_engine_feed (FotadEngine *engine, const FotadEvent *event);

/* A line heard while no phase runs (the modem is flashing): progress and failures are noted. */
FotadNewsKind fotad_engine_overhear (FotadEngine *engine, const char *line);

/* Whether there is no port, told between phases; during one it is PORT_LOST and PORT_BACK. */
void fotad_engine_set_away (FotadEngine *engine, gboolean away);

/* Whether rows of @phase exist that apply by what is known now. */
gboolean fotad_engine_has (FotadEngine *engine, FotadPhase phase);

const char *fotad_engine_get_step (FotadEngine *engine);     /* NULL between phases */
guint fotad_engine_get_progress (FotadEngine *engine);       /* 0..100, never goes down */
guint fotad_engine_get_phase_progress (FotadEngine *engine); /* 0..100 of this phase */

gboolean fotad_engine_get_deferrable (FotadEngine *engine);   /* the question is the modem's own */
gboolean fotad_engine_get_irreversible (FotadEngine *engine); /* a NO_RETURN command went out */
gboolean fotad_engine_get_said_success (FotadEngine *engine); /* a final code of 0 was heard */
gboolean fotad_engine_get_ready (FotadEngine *engine);        /* booted, after the install began */

/* Whether the server has nothing for this modem, and its vendor's sentence for that or NULL. */
gboolean fotad_engine_get_nothing (FotadEngine *engine);
const char *fotad_engine_get_nothing_text (FotadEngine *engine);

/* What failed the run, and the same as an error; NULL when nothing has. */
const FotadEngineFailure *fotad_engine_get_failure (FotadEngine *engine);
GError *fotad_engine_dup_error (FotadEngine *engine);

/* Calls @function (FotadEngineEdge *, @data) for each edge since the last call. */
void fotad_engine_take_edges (FotadEngine *engine, GFunc function, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadEngine, fotad_engine_free)

G_END_DECLS
