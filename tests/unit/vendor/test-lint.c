/*
 * The lint against an invented vendor: sound, it has nothing to say; with one mistake planted, it
 * names that mistake.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "plugin-lint.h"

#include <string.h>

/* The steps by their places. */
enum { REFUSE, READ, APN, CLEAR, OFFER, HOLD, FETCH, INSTALL, WRITE, VERIFY, TIDY };

typedef struct {
  FotadNews news[6];
  FotadCode codes[6];
  FotadStep steps[12];
  FotadStep cancel[3];
  FotadStep pause[2];
  FotadStep defer[2];
  FotadPush push;
  FotadParameter parameters[4];
  FotadRoute routes[4];
  FotadVendor vendor;
} World;

#define ROW(p, n) .phase = FOTAD_PHASE_##p, .name = n, .timeout_s = 10, .tries = 1

static const World sound = {
  .news = { { .name = "fetched", .prefix = "+X:", .pattern = "END,(?<code>\\d+)", .codes = "end" },
            { .name = "going",
              .prefix = "+X:",
              .pattern = "GO,(?<percent>\\d+)",
              .kind = FOTAD_NEWS_PROGRESS },
            { .name = "offered", .prefix = "+X:", .pattern = "OFFER,(?<ticket>\\d+)" },
            { .name = "broken",
              .prefix = "+BROKEN",
              .kind = FOTAD_NEWS_FAILED,
              .failure = FOTAD_FAILURE_INSTALL,
              .text = "It broke" },
            { .name = "other", .prefix = "+X:" } },
  .codes = { { "end", 5, FOTAD_FAILURE_STORAGE, FALSE, "No space", NULL, "^X1" },
             { "end", 5, FOTAD_FAILURE_NETWORK, TRUE, "No network", "Look at the aerial", NULL },
             { "cme", 3, FOTAD_FAILURE_REFUSED, FALSE, "Not now", NULL, NULL } },
  .steps = { { .phase = FOTAD_PHASE_CHECK,
               .name = "refuse",
               .when = "scheme=ftp",
               .failure = FOTAD_FAILURE_ARGUMENT,
               .text = "No FTP" },
             { ROW (IDENTIFY, "read"), .command = "ATI", .reply = "(?<version>\\S+)" },
             { ROW (PREPARE, "apn"), .when = "apn", .command = "AT+X=${apn}[,${user}]",
               .reply = "(?<old_apn>\\S*)" },
             { ROW (PREPARE, "clear"), .command = "AT+X=0", .flags = FOTAD_STEP_OPTIONAL },
             { ROW (PREPARE, "offer"), .until = "offered" },
             { ROW (TRANSFER, "hold"), .command = "AT+X=3,${ticket:raw}", .sets = "held=1",
               .flags = FOTAD_STEP_OPTIONAL },
             { ROW (TRANSFER, "fetch"), .when = "held", .command = "AT+X=${url}",
               .until = "fetched|going", .poll = "AT+X?", .poll_s = 2, .reply_s = 5, .silence_s = 8,
               .weight = 30, .flags = FOTAD_STEP_RESUMES },
             { ROW (INSTALL, "install"), .command = "AT+X=1",
               .flags = FOTAD_STEP_ONCE | FOTAD_STEP_NO_RETURN | FOTAD_STEP_GATE },
             { ROW (INSTALL, "write"), .until = "going", .weight = 60 },
             { ROW (VERIFY, "verify"), .command = "ATI", .reply = "(?<version>\\S+)" },
             { ROW (CLEANUP, "tidy"), .when = "old_apn", .command = "AT+X=${old_apn}" } },
  .cancel = { { ROW (CLEANUP, "stop"), .when = "held", .command = "AT+X=9" } },
  .pause = { { ROW (CLEANUP, "halt"), .command = "AT+X=8" } },
  .defer = { { ROW (CLEANUP, "later"), .command = "AT+X=7,${minutes:number}" } },
  .push = { .protocol = FOTAD_PUSH_RAW, .chunk = 1024, .start_s = 10 },
  .parameters = { { .name = "server-url", .type = "s", .required = TRUE, .text = "Its address" },
                  { .name = "server-psk", .type = "s", .secret = TRUE, .text = "Its key" } },
  .routes = { { .name = "fetch", .schemes = "http https", .max_url = 100 }, { .name = "enrol" } },
  .vendor = { .abi = FOTAD_PLUGIN_ABI,
              .name = "x",
              .settle = { .gone_s = 10, .back_s = 100, .silence_s = 20, .quiet_s = 5 } },
};

static const FotadStep enrol_steps[] = {
  { ROW (PREPARE, "enrol"), .command = "AT+E=${server_url}[,${server_psk}]" },
  { 0 },
};

/* Room for rows that a mistake adds. */
static FotadStep extra[3];

static World *
new_world (void)
{
  World *world = g_new (World, 1);

  *world = sound;
  memset (extra, 0, sizeof extra);
  world->routes[0].steps = world->steps;
  world->routes[0].cancel = world->cancel;
  world->routes[0].pause = world->pause;
  world->routes[1].steps = enrol_steps;
  world->routes[1].parameters = world->parameters;
  world->vendor.news = world->news;
  world->vendor.codes = world->codes;
  world->vendor.routes = world->routes;
  return world;
}

/* A route that pushes, by turning the one that fetches into it. */
static void
make_push (World *w)
{
  w->routes[0].name = "push";
  w->routes[0].schemes = NULL;
  w->routes[0].max_url = 0;
  w->routes[0].push = &w->push;
  w->steps[FETCH].command = "AT+X=${size:number}";
  w->steps[FETCH].flags |= FOTAD_STEP_PUSH;
}

static void
add_side (World *w, const FotadStep **table, const FotadStep *row)
{
  extra[0] = *row;
  *table = extra;
}

/* MISTAKE (name, what is done to the world w, what the lint must say) */
#define MISTAKES(MISTAKE)                                                                          \
  MISTAKE (abi, w->vendor.abi = 99, "vendor: is of ABI 99")                                        \
  MISTAKE (no_name, w->vendor.name = NULL, "vendor: has no name or no routes")                     \
  MISTAKE (no_routes, w->vendor.routes = NULL, "vendor: has no name or no routes")                 \
  MISTAKE (vendor_name, w->vendor.name = "X Y", "vendor: the name is not lower-case")              \
  MISTAKE (pattern, w->news[0].pattern = "(", "vendor: news 'fetched': ")                          \
  MISTAKE (reply_pattern, w->steps[READ].reply = "[", "route 'fetch', step 'read': ")              \
  MISTAKE (models_pattern, w->codes[0].models = "*", "vendor: codes 'end': ")                      \
  MISTAKE (news_name, w->news[0].name = "Fetched", "news 'Fetched': the name is not")              \
  MISTAKE (news_twice, w->news[1].name = "fetched", "news 'fetched': is there twice")              \
  MISTAKE (news_all, (w->news[4].prefix = NULL), "news 'other': has neither prefix nor pattern")   \
  MISTAKE (news_hidden, w->news[0].pattern = NULL, "news 'going': is never reached, 'fetched'")    \
  MISTAKE (no_percent, w->news[1].pattern = "GO", "news 'going': is progress without a group")     \
  MISTAKE (code_no_table, w->news[0].codes = NULL, "news 'fetched': has a group code and no")      \
  MISTAKE (table_no_code, w->news[1].codes = "end", "news 'going': names the table 'end' and has") \
  MISTAKE (no_table, w->news[0].codes = "fin", "news 'fetched': names the table 'fin', which")     \
  MISTAKE (failed_mute, w->news[3].text = NULL, "news 'broken': is a failure without saying")      \
  MISTAKE (failed_none, w->news[3].failure = 0, "news 'broken': is a failure without saying")      \
  MISTAKE (news_stop, w->news[3].text = "It broke.", "news 'broken': 'It broke.' ends with")       \
  MISTAKE (code_text, w->codes[1].text = NULL, "code end 5: has no text")                          \
  MISTAKE (code_empty, w->codes[1].text = "", "code end 5: has no text")                           \
  MISTAKE (code_stop, w->codes[1].text = "No.", "code end 5: 'No.' ends with a full stop")         \
  MISTAKE (advice_stop, w->codes[1].advice = "Look.", "code end 5: 'Look.' ends with a full")      \
  MISTAKE (code_none, w->codes[1].failure = 0, "code end 5: has no failure")                       \
  MISTAKE (code_zero, w->codes[1].code = 0, "code end 0: 0 is never a failure")                    \
  MISTAKE (code_orphan, w->codes[2].table = "fin", "code fin 3: no line names this table")         \
  MISTAKE (code_any, (w->codes[0].code = -1, w->codes[0].models = NULL), "code end 5: is never")   \
  MISTAKE (code_hidden, w->codes[0].models = NULL, "code end 5: is never reached")                 \
  MISTAKE (settle_gone, w->vendor.settle.gone_s = 0, "settle: gone_s, back_s, silence_s and")      \
  MISTAKE (settle_back, w->vendor.settle.back_s = 0, "settle: gone_s, back_s, silence_s and")      \
  MISTAKE (settle_silence, w->vendor.settle.silence_s = 0, "settle: gone_s, back_s, silence")      \
  MISTAKE (settle_quiet, w->vendor.settle.quiet_s = 0, "settle: gone_s, back_s, silence_s and")    \
  MISTAKE (listen_offers, w->vendor.listen.command = "AT+H", "listen: listens for no offers")      \
  MISTAKE (listen_line, (w->vendor.listen.offers = "nobody", w->vendor.listen.answer_s = 6),       \
           "listen: offers: there is no line 'nobody'")                                            \
  MISTAKE (listen_clock, w->vendor.listen.offers = "other", "listen: offers without answer_s")     \
  MISTAKE (listen_command,                                                                         \
           (w->vendor.listen.offers = "other", w->vendor.listen.answer_s = 6,                      \
            w->vendor.listen.command = "H"),                                                       \
           "listen: the command does not begin with AT")                                           \
  MISTAKE (settle_order, w->vendor.settle.back_s = 15, "settle: back_s is the longest")            \
  MISTAKE (no_group, w->news[4].kind = FOTAD_NEWS_CHANGED, "'other': is a change without a group") \
  MISTAKE (sets_fact, w->steps[HOLD].sets = "held=${apm}", "'hold': nobody tells 'apm' before")    \
  MISTAKE (check_always, w->steps[REFUSE].when = NULL, "'refuse': is of phase CHECK without")      \
  MISTAKE (check_says, w->steps[REFUSE].command = "AT", "'refuse': is of phase CHECK and does")    \
  MISTAKE (repeats, w->routes[0].repeats = "fetch", "route 'fetch': repeats 'fetch', which is no") \
  MISTAKE (repeats_gone, w->routes[0].repeats = "put", "route 'fetch': repeats 'put', which is")   \
  MISTAKE (reply_fact, w->steps[VERIFY].reply = "(?<version>${apm})", "nobody tells 'apm' before") \
  MISTAKE (route_name, w->routes[1].name = "register", "route 'register': is none of fetch")       \
  MISTAKE (route_hidden, w->routes[1] = w->routes[0], "route 'fetch': is never reached")           \
  MISTAKE (no_rows, w->routes[0].steps = NULL, "route 'fetch': has no rows")                       \
  MISTAKE (empty_rows, w->steps[0].name = NULL, "route 'fetch': has no rows")                      \
  MISTAKE (schemes, w->routes[0].schemes = NULL, "route 'fetch': fetches and names no schemes")    \
  MISTAKE (schemes_form, w->routes[0].schemes = "HTTP,", "route 'fetch': schemes are lower-case")  \
  MISTAKE (max_url, w->routes[1].max_url = 9, "route 'enrol': limits a URL it does not take")      \
  MISTAKE (no_url, w->steps[FETCH].command = "AT+X", "route 'fetch': fetches and no command")      \
  MISTAKE (no_version, w->steps[READ].reply = NULL, "route 'fetch': no row of IDENTIFY reads")     \
  MISTAKE (no_verify, w->steps[VERIFY].reply = NULL, "route 'fetch': no row of VERIFY reads")      \
  MISTAKE (pause, w->steps[FETCH].flags = 0, "has pause rows, and 'fetch' is not RESUMES")         \
  MISTAKE (beside,                                                                                 \
           (w->routes[0].beside = "!apn", w->steps[FETCH].command = NULL,                          \
            w->steps[FETCH].flags |= FOTAD_STEP_NO_RETURN),                                        \
           "may run beside a data session, and 'fetch' begins by itself")                          \
  MISTAKE (defers, w->steps[INSTALL].flags |= FOTAD_STEP_DEFERS, "a row has DEFERS without")       \
  MISTAKE (defer, w->routes[0].defer = w->defer, "a row has DEFERS without defer rows, or")        \
  MISTAKE (push_how, w->steps[FETCH].flags |= FOTAD_STEP_PUSH, "a row has PUSH and the route")     \
  MISTAKE (push_idle, w->routes[0].push = &w->push, "says how to push and no row has PUSH")        \
  MISTAKE (push_none, (make_push (w), w->routes[0].push = NULL), "does not say how to push")       \
  MISTAKE (push_chunk, (make_push (w), w->push.chunk = 0), "pushes in chunks of no size")          \
  MISTAKE (push_start, (make_push (w), w->push.start_s = 0), "pushes in chunks of no size")        \
  MISTAKE (checksum, (make_push (w), w->steps[FETCH].command = "AT+X=${checksum:word}"),           \
           "uses ${checksum} and has no function for it")                                          \
  MISTAKE (parameter_name, w->parameters[0].name = "server_url", "'server_url': the name is")      \
  MISTAKE (parameter_type, w->parameters[0].type = "i", "'server-url': the type is not s, u")      \
  MISTAKE (parameter_text, w->parameters[0].text = NULL, "parameter 'server-url': has no text")    \
  MISTAKE (parameter_twice, w->parameters[2] = w->parameters[0], "'server-url': is there twice")   \
  MISTAKE (parameter_open, w->parameters[1].secret = FALSE, "is named like a secret and is none")  \
  MISTAKE (parameter_hidden, w->parameters[0].secret = TRUE, "is secret and not named like a")     \
  MISTAKE (parameter_gone, w->parameters[1].name = NULL, "nobody tells 'server_psk' before")       \
  MISTAKE (parameter_maybe, w->parameters[0].required = FALSE, "needs 'server_url', which may")    \
  MISTAKE (step_name, w->steps[READ].name = "read_it", "step 'read_it': the name is not")          \
  MISTAKE (step_twice, w->steps[APN].name = "read", "step 'read': the name is there twice")        \
  MISTAKE (step_stop, (w->steps[READ].failure = 1, w->steps[READ].text = "No."),                   \
           "step 'read': 'No.' ends with a full stop")                                             \
  MISTAKE (step_text, w->steps[READ].text = "No", "step 'read': failure and text go together")     \
  MISTAKE (step_failure, w->steps[READ].failure = 1, "step 'read': failure and text go")           \
  MISTAKE (phase_order, w->steps[APN].phase = FOTAD_PHASE_INSTALL,                                 \
           "step 'clear': is of an earlier phase than the row before it")                          \
  MISTAKE (side_phase, w->cancel[0].phase = 0, "cancel 'stop': is not of phase CLEANUP")           \
  MISTAKE (timeout, w->steps[READ].timeout_s = 0, "step 'read': has no timeout_s")                 \
  MISTAKE (tries, w->steps[READ].tries = 0, "step 'read': has no tries")                           \
  MISTAKE (reply_s, w->steps[READ].reply_s = 11, "'read': reply_s is longer than timeout_s")       \
  MISTAKE (silence_s, w->steps[FETCH].silence_s = 11, "'fetch': silence_s is longer than")         \
  MISTAKE (poll_s, w->steps[FETCH].poll_s = 10, "'fetch': poll_s is as long as timeout_s")         \
  MISTAKE (mute, w->steps[OFFER].until = NULL, "'offer': neither says nor awaits anything")        \
  MISTAKE (not_at, w->steps[READ].command = "I", "'read': the command does not begin with AT")     \
  MISTAKE (reply_alone, w->steps[WRITE].reply = ".", "'write': has a reply and no command")        \
  MISTAKE (poll_alone, w->steps[READ].poll = "AT", "'read': has a poll without poll_s, or")        \
  MISTAKE (poll_nothing, w->steps[WRITE].poll_s = 1, "'write': has poll_s and nothing to ask")     \
  MISTAKE (poll_blind, (w->steps[CLEAR].poll_s = 1), "'clear': has poll_s and nothing to ask for") \
  MISTAKE (until, w->steps[FETCH].until = "fetched|done", "until: there is no line 'done'")        \
  MISTAKE (after, w->steps[INSTALL].after = "asked", "after: there is no line 'asked'")            \
  MISTAKE (once_tries, w->steps[INSTALL].tries = 2, "'install': is ONCE and has 2 tries")          \
  MISTAKE (pin_twice, w->steps[APN].command = "AT+CPIN=${sim_pin|0}",                              \
           "'apn': says the PIN and is not ONCE")                                                  \
  MISTAKE (once_mute, w->steps[WRITE].flags = FOTAD_STEP_ONCE, "'write': is ONCE or PUSH and")     \
  MISTAKE (no_return_phase, w->steps[APN].flags = w->steps[INSTALL].flags,                         \
           "'apn': is NO_RETURN outside TRANSFER and INSTALL")                                     \
  MISTAKE (no_return_twice, w->steps[INSTALL].flags &= ~FOTAD_STEP_ONCE,                           \
           "'install': is NO_RETURN and not ONCE")                                                 \
  MISTAKE (no_return_optional, w->steps[INSTALL].flags |= FOTAD_STEP_OPTIONAL,                     \
           "'install': is NO_RETURN and OPTIONAL")                                                 \
  MISTAKE (anew, w->steps[FETCH].flags |= FOTAD_STEP_ANEW, "'fetch': is ANEW and no GATE")         \
  MISTAKE (defers_gate, w->steps[INSTALL].flags |= FOTAD_STEP_DEFERS,                              \
           "'install': is DEFERS without a GATE, or without the line")                             \
  MISTAKE (rewinds, w->steps[APN].flags = FOTAD_STEP_REWINDS,                                      \
           "'apn': is REWINDS outside TRANSFER and INSTALL")                                       \
  MISTAKE (rewinds_optional, w->steps[HOLD].flags |= FOTAD_STEP_REWINDS,                           \
           "'hold': is REWINDS and OPTIONAL or PUSH")                                              \
  MISTAKE (rewinds_once, w->steps[FETCH].flags |= FOTAD_STEP_REWINDS,                              \
           "'fetch': is REWINDS and has one try")                                                  \
  MISTAKE (outlives, w->steps[APN].flags = FOTAD_STEP_OUTLIVES,                                    \
           "'apn': is OUTLIVES and not one with until in TRANSFER")                                \
  MISTAKE (outlives_once, w->steps[FETCH].flags |= FOTAD_STEP_OUTLIVES | FOTAD_STEP_ONCE,          \
           "'fetch': is OUTLIVES and ONCE, PUSH or REWINDS")                                       \
  MISTAKE (gate, w->steps[INSTALL].flags &= ~FOTAD_STEP_GATE,                                      \
           "'install': is NO_RETURN without a GATE on it or before it")                            \
  MISTAKE (gate_late,                                                                              \
           (w->steps[INSTALL].flags &= ~FOTAD_STEP_GATE, w->steps[WRITE].flags = FOTAD_STEP_GATE), \
           "'install': is NO_RETURN without a GATE on it or before it")                            \
  MISTAKE (                                                                                        \
      gate_maybe,                                                                                  \
      (w->steps[INSTALL].flags &= ~FOTAD_STEP_GATE, w->steps[FETCH].flags |= FOTAD_STEP_GATE),     \
      "'install': is NO_RETURN without a GATE on it or before it")                                 \
  MISTAKE (goes_on, w->steps[HOLD].flags = FOTAD_STEP_GOES_ON | FOTAD_STEP_GATE,                   \
           "'hold': is GOES_ON and not one try with until in TRANSFER")                            \
  MISTAKE (goes_on_gate, w->steps[FETCH].flags |= FOTAD_STEP_GOES_ON,                              \
           "'fetch': is GOES_ON without a GATE on it or before it")                                \
  MISTAKE (gate_other_case,                                                                        \
           (w->steps[INSTALL].when = "ticket!=14", w->steps[WRITE].when = "ticket=15",             \
            w->steps[WRITE].flags = FOTAD_STEP_NO_RETURN),                                         \
           "'write': is NO_RETURN without a GATE on it or before it")                              \
  MISTAKE (sets, w->steps[HOLD].sets = "held", "'hold': sets: 'held' is not fact=value")           \
  MISTAKE (sets_given, w->steps[HOLD].sets = "apn=x", "'hold': sets: 'apn' is the caller's")       \
  MISTAKE (weights, (w->steps[FETCH].weight = 0, w->steps[WRITE].weight = 0),                      \
           "route 'fetch': no row has a weight")                                                   \
  MISTAKE (template, w->steps[READ].command = "AT${", "'read': template 'AT${', byte 2")           \
  MISTAKE (condition, w->steps[APN].when = "apn =x", "'apn': condition 'apn =x': '=x' is not")     \
  MISTAKE (fact_unknown, w->steps[READ].command = "ATI${apm}", "'read': nobody tells 'apm'")       \
  MISTAKE (fact_too_early, w->steps[READ].command = "ATI${old_apn|}",                              \
           "'read': nobody tells 'old_apn' before this row")                                       \
  MISTAKE (poll_fact, w->steps[FETCH].poll = "AT${apm}", "'fetch': nobody tells 'apm'")            \
  MISTAKE (when_unknown, w->steps[APN].when = "apm", "'apn': nobody tells 'apm' before")           \
  MISTAKE (fact_maybe_given, w->steps[APN].when = NULL, "'apn': needs 'apn', which may be")        \
  MISTAKE (fact_maybe_read, w->steps[TIDY].when = NULL, "'tidy': needs 'old_apn', which may")      \
  MISTAKE (fact_optional, w->steps[TIDY].command = "AT${held}${old_apn}",                          \
           "'tidy': needs 'held', which may be unknown here")                                      \
  MISTAKE (fact_of_line, w->steps[APN].command = "AT${apn}${ticket}",                              \
           "'apn': needs 'ticket', which may be unknown here")                                     \
  MISTAKE (side_fact, w->cancel[0].command = "AT${old_apn}", "cancel 'stop': needs 'old_apn'")     \
  MISTAKE (side_unknown, w->cancel[0].when = "hold", "cancel 'stop': nobody tells 'hold'")         \
  MISTAKE (minutes, w->pause[0].command = "AT${minutes}", "pause 'halt': needs 'minutes'")         \
  MISTAKE (raw, w->steps[APN].command = "AT${apn:raw}", "writes 'apn' raw, and a caller gives")    \
  MISTAKE (side_name, add_side (w, &w->routes[0].cancel, &(FotadStep){ ROW (CLEANUP, "A") }),      \
           "cancel 'A': the name is not")

#define DEFINE(name, mistake, message)                                                             \
  static void plant_##name (World *w)                                                              \
  {                                                                                                \
    mistake;                                                                                       \
  }
MISTAKES (DEFINE)

typedef struct {
  const char *name;
  void (*plant) (World *w);
  const char *message;
} Mistake;

#define LIST(name, mistake, message) { #name, plant_##name, message },
static const Mistake mistakes[] = { MISTAKES (LIST) };

static gboolean
says (GPtrArray *problems, const char *message)
{
  for (guint i = 0; i < problems->len; i++) {
    g_test_message ("%s", (char *) problems->pdata[i]);
    if (strstr (problems->pdata[i], message) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
test_mistake (gconstpointer data)
{
  const Mistake *mistake = data;
  g_autofree World *world = new_world ();
  g_autoptr (GPtrArray) problems = NULL;

  mistake->plant (world);
  problems = plugin_lint (&world->vendor);
  g_assert_true (says (problems, mistake->message));
}

static void
assert_sound (World *world)
{
  g_autoptr (GPtrArray) problems = plugin_lint (&world->vendor);

  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) problems->pdata[i]);
  g_assert_cmpuint (problems->len, ==, 0);
}

static void
test_sound (void)
{
  g_autofree World *world = new_world ();

  assert_sound (world);
}

static void
test_sound_push (void)
{
  g_autofree World *world = new_world ();

  make_push (world);
  assert_sound (world);
}

static void
test_sound_defer (void)
{
  g_autofree World *world = new_world ();

  world->steps[INSTALL].flags |= FOTAD_STEP_DEFERS;
  world->steps[INSTALL].after = "offered";
  world->routes[0].defer = world->defer;
  assert_sound (world);
}

/* A gate that asks whenever the step applies will do, wherever it stands before it. */
static void
test_sound_gate (void)
{
  g_autofree World *world = new_world ();

  world->steps[INSTALL].flags &= ~FOTAD_STEP_GATE;
  world->steps[INSTALL].when = "apn held";
  world->steps[FETCH].flags |= FOTAD_STEP_GATE;
  assert_sound (world);
}

/* A modem that begins by itself: who wants to be asked is refused. */
static void
test_sound_by_itself (void)
{
  g_autofree World *world = new_world ();

  world->steps[REFUSE].when = "approval=ask";
  world->steps[INSTALL].flags = 0;
  world->steps[WRITE].flags = FOTAD_STEP_NO_RETURN;
  world->routes[0].repeats = NULL;
  assert_sound (world);
}

/* One that was to ask, and did not. */
static void
test_sound_other_case (void)
{
  g_autofree World *world = new_world ();

  world->steps[INSTALL].when = "ticket!=14";
  world->steps[WRITE].when = "ticket=14";
  world->steps[WRITE].flags = FOTAD_STEP_NO_RETURN;
  assert_sound (world);
}

static void
test_sound_repeats (void)
{
  g_autofree World *world = new_world ();

  world->routes[0].repeats = "install";
  world->steps[VERIFY].reply = "^(?<version>${to_version|\\S+})$";
  assert_sound (world);
}

/* What a row reads is certain for a later one with the same condition. */
static void
test_sound_same_condition (void)
{
  g_autofree World *world = new_world ();

  world->steps[TIDY].when = "apn held";
  assert_sound (world);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/lint/sound/fetch", test_sound);
  g_test_add_func ("/vendor/lint/sound/push", test_sound_push);
  g_test_add_func ("/vendor/lint/sound/defer", test_sound_defer);
  g_test_add_func ("/vendor/lint/sound/gate", test_sound_gate);
  g_test_add_func ("/vendor/lint/sound/by-itself", test_sound_by_itself);
  g_test_add_func ("/vendor/lint/sound/other-case", test_sound_other_case);
  g_test_add_func ("/vendor/lint/sound/repeats", test_sound_repeats);
  g_test_add_func ("/vendor/lint/sound/same-condition", test_sound_same_condition);
  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autofree char *path = g_strdup_printf ("/vendor/lint/mistake/%s", mistakes[i].name);

    g_test_add_data_func (path, &mistakes[i], test_mistake);
  }
  return g_test_run ();
}
