/*
 * Lines the modem volunteers: what they mean, by the vendor's tables, for the row that runs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine-private.h"

/* Of a row's time that may pass for progress when the modem gives no percentages. */
#define BY_TIME 0.9

void
hear_clear (FotadHeard *heard)
{
  g_clear_pointer (&heard->code, g_free);
  g_clear_pointer (&heard->message, g_free);
}

static void
set_message (FotadHeard *heard, const char *what, const char *advice)
{
  heard->message = advice != NULL ? g_strdup_printf ("The modem reports: %s. %s.", what, advice)
                                  : g_strdup_printf ("The modem reports: %s.", what);
  heard->mishap.message = heard->message;
}

/* A number (or words) of a final result or of a line, looked up in the vendor's @table. */
void
hear_code (FotadEngine *engine, const char *table, int code, const char *words, FotadHeard *heard)
{
  const FotadCode *row = code >= 0 ? fotad_book_code (engine->book, engine->model, table, code)
                                   : fotad_book_words (engine->book, engine->model, table, words);
  g_autofree char *number = g_strdup_printf ("%s %d", table != NULL ? table : "", code);
  const char *what = row != NULL ? row->text : words != NULL && *words != '\0' ? words : number;

  heard->failed = TRUE;
  heard->mishap.kind = row != NULL ? row->failure : FOTAD_FAILURE_REFUSED;
  heard->mishap.retry = row != NULL && row->retry;
  heard->mishap.final = row != NULL && !row->retry;
  if (table == NULL && row == NULL)
    what = "ERROR, without a reason";
  set_message (heard, what, row != NULL ? row->advice : NULL);
  if (g_strcmp0 (table, "cme") == 0 || g_strcmp0 (table, "cms") == 0) {
    g_autofree char *upper = g_ascii_strup (table, -1);

    heard->code = code >= 0 ? g_strdup_printf ("+%s ERROR: %d", upper, code)
                            : g_strdup_printf ("+%s ERROR: %s", upper, words);
  } else if (code >= 0) {
    heard->code = g_strdup_printf ("%d", code);
  }
  heard->mishap.code = heard->code;
}

/* Another try with the same package or the same request would fail the same way. */
static gboolean
is_final (FotadFailure failure)
{
  return failure == FOTAD_FAILURE_PACKAGE_INVALID || failure == FOTAD_FAILURE_PACKAGE_TOO_LARGE ||
         failure == FOTAD_FAILURE_PACKAGE_MISMATCH || failure == FOTAD_FAILURE_ARGUMENT ||
         failure == FOTAD_FAILURE_UNSUPPORTED;
}

static void
hear_failed_line (FotadHeard *heard, const FotadNews *news)
{
  heard->failed = TRUE;
  heard->mishap.kind = news->failure;
  heard->mishap.final = is_final (news->failure);
  heard->mishap.retry = !heard->mishap.final;
  heard->code = g_strdup (news->name);
  heard->mishap.code = heard->code;
  set_message (heard, news->text != NULL ? news->text : news->name, NULL);
}

static void
note_installed (FotadEngine *engine)
{
  engine->said_success = TRUE;
  fotad_facts_set (engine->facts, "said_installed", "1");
}

static void
hear_percent (FotadEngine *engine, int percent)
{
  if (percent < 0)
    return;
  engine->moved |= percent != engine->percent;
  engine->percent = percent;
  fotad_progress_move (&engine->all, percent / 100.0);
  fotad_progress_move (&engine->part, percent / 100.0);
}

/* What is not known cannot have changed. */
static gboolean
is_no_change (FotadEngine *engine, const FotadNewsHit *hit)
{
  GHashTableIter iter;
  gpointer name, value;

  if (hit->news->kind != FOTAD_NEWS_CHANGED)
    return FALSE;
  g_hash_table_iter_init (&iter, hit->facts);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    const char *known = fotad_facts_get (engine->facts, name);

    if (known != NULL && !g_str_equal (known, value))
      return FALSE;
  }
  return TRUE;
}

/* Booted, and not at work again since; some say how it went only then. */
static gboolean
is_ready (FotadEngine *engine, FotadNewsKind kind)
{
  if (kind == FOTAD_NEWS_READY)
    return engine->irreversible;
  return engine->ready &&
         (kind == FOTAD_NEWS_OTHER || kind == FOTAD_NEWS_INSTALLED || kind == FOTAD_NEWS_FAILED);
}

void
hear (FotadEngine *engine, const char *line, FotadHeard *heard)
{
  g_auto (FotadNewsHit) hit = { 0 };

  if (!fotad_book_news (engine->book, engine->model, line, &hit) || is_no_change (engine, &hit))
    return;
  heard->news = hit.news;
  g_hash_table_add (engine->heard, (gpointer) hit.news->name);
  if (hit.facts != NULL)
    fotad_facts_merge (engine->facts, hit.facts);
  hear_percent (engine, hit.percent);
  engine->moved |= hit.news->kind == FOTAD_NEWS_CHANGED;
  engine->ready = is_ready (engine, hit.news->kind);
  if (hit.failed && hit.code != G_MININT && hit.code != 0)
    hear_code (engine, hit.news->codes, hit.code == FOTAD_CODE_NO_NUMBER ? -1 : hit.code, line,
               heard);
  else if (hit.failed)
    hear_failed_line (heard, hit.news);
  else if (hit.news->kind == FOTAD_NEWS_INSTALLED)
    note_installed (engine);
}

/* Lines get lost: when what came is what a later row of this phase waits for, the rows between
 * are through as well.  A row that has to say something first is not jumped over, unless it
 * waits for a question that was evidently never asked. */
static const FotadStep *
find_later (FotadEngine *engine, const char *name)
{
  const FotadStep *row = engine->row;

  if (engine->state != ROW_UNTIL && engine->state != ROW_AFTER)
    return NULL;
  for (row++; row->name != NULL; row++) {
    if (row->phase != engine->phase || !engine_applies (engine, row))
      continue;
    if (row->after != NULL && row_awaits (row->after, name))
      return row;
    if (row->command == NULL && row->until != NULL && row_awaits (row->until, name))
      return row;
    if (row->command != NULL && row->after == NULL)
      return NULL;
  }
  return NULL;
}

static FotadAction
jump (FotadEngine *engine, const FotadStep *row)
{
  engine_note (engine, engine->row, "skipped", "a later line came first");
  fotad_progress_leave (&engine->all);
  fotad_progress_leave (&engine->part);
  return row_enter (engine, row);
}

static FotadAction
move_by_time (FotadEngine *engine)
{
  double whole = engine->deadline - engine->started;

  if (engine->percent < 0 && engine->state == ROW_UNTIL && whole > 0) {
    double part = BY_TIME * (engine->now - engine->started) / whole;

    fotad_progress_move (&engine->all, part);
    fotad_progress_move (&engine->part, part);
  }
  return engine_wait (engine);
}

/* A modem that boots in the middle of a transfer has forgotten it. */
static gboolean
restarted (FotadEngine *engine, const FotadNews *news)
{
  return news->kind == FOTAD_NEWS_READY && engine->phase == FOTAD_PHASE_TRANSFER &&
         engine->state != ROW_GATE && engine->state != ROW_CLAIM &&
         (engine->row->until == NULL || !row_awaits (engine->row->until, news->name));
}

/* It can go on when what began it is said again. */
static gboolean
broke_off (FotadEngine *engine, const FotadNews *news)
{
  return news->kind == FOTAD_NEWS_BROKEN && engine->phase == FOTAD_PHASE_TRANSFER &&
         engine->state == ROW_UNTIL && (engine->row->flags & FOTAD_STEP_REWINDS) &&
         !row_awaits (engine->row->until, news->name);
}

static FotadAction
break_off (FotadEngine *engine, const FotadNews *news)
{
  g_autofree char *message = g_strdup_printf ("The transfer broke off (%s).", news->name);
  FotadMishap mishap = { .kind = FOTAD_FAILURE_NETWORK, .retry = TRUE, .message = message };

  return row_mishap (engine, &mishap);
}

static FotadAction
act_on (FotadEngine *engine, const FotadNews *news)
{
  const FotadStep *later;

  if (news->kind == FOTAD_NEWS_NOTHING) {
    engine->nothing = TRUE;
    engine->nothing_text = news->text;
    engine_note (engine, engine->row, "done", "the server has nothing for this modem");
    return engine_done (engine);
  }
  if (restarted (engine, news))
    return row_lost (engine);
  if (broke_off (engine, news))
    return break_off (engine, news);
  if (engine->state == ROW_AFTER && row_awaits (engine->row->after, news->name))
    return row_try (engine);
  if (engine->state == ROW_UNTIL && row_awaits (engine->row->until, news->name))
    return row_succeed (engine);
  later = find_later (engine, news->name);
  return later != NULL ? jump (engine, later) : move_by_time (engine);
}

/* The channel owes us a final result, which must not meet the next command. */
static FotadAction
keep_for_later (FotadEngine *engine, const char *line)
{
  g_free (engine->early);
  engine->early = g_strdup (line);
  return engine_wait (engine);
}

/* Our own abort, as the modem reports it to the rows that abort. */
static gboolean
is_wanted (FotadEngine *engine, const FotadHeard *heard)
{
  return engine->phase == FOTAD_PHASE_CLEANUP && heard->mishap.kind == FOTAD_FAILURE_CANCELLED;
}

/* Who only waits has nothing to say again: what failed on the other side is not waited for anew. */
static gboolean
is_the_end (FotadEngine *engine)
{
  return engine->row->command == NULL && !(engine->row->flags & FOTAD_STEP_REWINDS);
}

FotadAction
hear_line (FotadEngine *engine, const char *line)
{
  FotadHeard heard = { 0 };
  FotadAction action;

  row_refresh_silence (engine);
  hear (engine, line, &heard);
  if (heard.news != NULL && heard.news->kind != FOTAD_NEWS_PROGRESS)
    engine_note (engine, engine->row, "heard", heard.news->name);
  if (is_wanted (engine, &heard))
    heard.failed = FALSE;
  heard.mishap.final |= is_the_end (engine);
  if (heard.failed && engine->phase >= FOTAD_PHASE_TRANSFER && engine->state == ROW_REPLY)
    action = keep_for_later (engine, line);
  else if (heard.failed && engine->phase >= FOTAD_PHASE_TRANSFER)
    action = row_mishap (engine, &heard.mishap);
  else if (heard.news != NULL)
    action = act_on (engine, heard.news);
  else
    action = move_by_time (engine);
  hear_clear (&heard);
  return action;
}
