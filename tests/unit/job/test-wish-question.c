/*
 * Wishes while the owner is asked: approved, put off by us or in the modem, withdrawn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

#define MINUTES 500

static void
grant (RunBench *b, FotadWish wish)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_run_wish (b->job, wish, MINUTES, b->run, &error));
  g_assert_no_error (error);
}

static void
assert_refused (RunBench *b, FotadWish wish)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (fotad_run_wish (b->job, wish, MINUTES, b->run, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
}

/* Asks before the install. */
static void
ask (RunBench *b)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "approval", "ask");
  run_bench_begin (b, NULL);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
}

/* The modem's server asks. */
static void
ask_in_modem (RunBench *b)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_SERVER, "server");
  run_bench_fact (b, "approval", "ask");
  run_bench_begin (b, NULL);
  run_bench_await (b, "AT+OPEN");
  fake_modem_say (b->fake, "\r\n+ASK\r\n");
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
}

/* What people see of the question; NULL: nobody is asked. */
static void
assert_question (RunBench *b, const char *expected)
{
  g_autoptr (GVariant) approval = NULL;
  g_autoptr (GVariant) wanted =
      g_variant_ref_sink (g_variant_new_parsed (expected != NULL ? expected : "@a{sv} {}"));
  GVariantDict dict;

  g_object_get (b->job, "approval", &approval, NULL);
  g_variant_dict_init (&dict, approval);
  g_variant_dict_remove (&dict, "deferred-until");
  g_clear_pointer (&approval, g_variant_unref);
  approval = g_variant_ref_sink (g_variant_dict_end (&dict));
  g_assert_cmpvariant (approval, wanted);
}

/* Whether it is put off by MINUTES from now, and whether the question tells so. */
static void
assert_put_off (RunBench *b, gboolean put_off, gboolean told)
{
  gint64 left = fotad_job_get_record (b->job)->deferred_until - g_get_real_time () / G_USEC_PER_SEC;
  gint64 wanted = (gint64) (MINUTES * 60 * fotad_clock_scale ());
  g_autoptr (GVariant) approval = NULL;
  guint64 until = 0;

  if (put_off)
    g_assert_cmpint (ABS (left - wanted), <=, 5);
  else
    g_assert_cmpint (fotad_job_get_record (b->job)->deferred_until, ==, 0);
  g_object_get (b->job, "approval", &approval, NULL);
  g_assert_true (g_variant_lookup (approval, "deferred-until", "t", &until) == told);
  g_assert_cmpuint (until, ==, told ? fotad_job_get_record (b->job)->deferred_until : 0);
}

static void
test_approve (RunBench *b, gconstpointer data)
{
  ask (b);
  g_assert_cmpstr (fotad_job_get_record (b->job)->phase, ==, "approval");
  assert_question (b, "{'phase': <'install'>, 'delays': <uint32 0>}");
  assert_put_off (b, FALSE, FALSE);
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
  assert_refused (b, FOTAD_WISH_PAUSE);
  assert_refused (b, FOTAD_WISH_RESUME);
  grant (b, FOTAD_WISH_APPROVE);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_RUNNING);
  g_assert_cmpstr (fotad_job_get_record (b->job)->phase, ==, "install");
  assert_question (b, NULL);
  assert_refused (b, FOTAD_WISH_APPROVE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 1);
}

static void
test_cancel (RunBench *b, gconstpointer data)
{
  ask (b);
  grant (b, FOTAD_WISH_CANCEL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+PUT"), ==, 0);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  assert_question (b, NULL);
}

/* It is our question, of which the modem knows nothing: it stands. */
static void
test_put_off (RunBench *b, gconstpointer data)
{
  ask (b);
  grant (b, FOTAD_WISH_DEFER);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_WAITING_APPROVAL);
  assert_question (b, "{'phase': <'install'>, 'delays': <uint32 1>}");
  assert_put_off (b, TRUE, TRUE);
  grant (b, FOTAD_WISH_DEFER);
  assert_question (b, "{'phase': <'install'>, 'delays': <uint32 2>}");
  run_bench_assert_fact (b, "delays", "2");
  run_bench_assert_events (b, "install", "enter asked put-off put-off");
  g_assert_cmpuint (run_bench_heard (b, "AT+LATER"), ==, 0);
  grant (b, FOTAD_WISH_APPROVE); /* he has changed his mind */
  assert_put_off (b, FALSE, FALSE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

/* The shortest there is, which is a real second. */
static void
test_ask_again (RunBench *b, gconstpointer data)
{
  const FotadJobRecord *record;

  ask (b);
  record = fotad_job_get_record (b->job);
  g_assert_true (fotad_run_wish (b->job, FOTAD_WISH_DEFER, 0, b->run, NULL));
  g_assert_cmpstr (record->message, ==, "Approval of the install was put off.");
  fake_wait (record->deferred_until == 0);
  g_assert_cmpstr (record->message, ==, "Waiting for approval of the install.");
  assert_question (b, "{'phase': <'install'>, 'delays': <uint32 1>}");
  assert_put_off (b, FALSE, FALSE);
  grant (b, FOTAD_WISH_CANCEL);
  run_bench_end (b);
}

/* This one can: it asks again by itself, and is still put off if that is too early. */
static void
test_put_off_in_modem (RunBench *b, gconstpointer data)
{
  ask_in_modem (b);
  assert_question (b, "{'phase': <'transfer'>, 'delays': <uint32 0>}");
  grant (b, FOTAD_WISH_DEFER);
  g_assert_cmpint (fotad_job_get_state (b->job), ==, FOTAD_JOB_STATE_RUNNING);
  run_bench_await (b, "AT+LATER=500");
  run_bench_assert_fact (b, "minutes", "500");
  assert_put_off (b, TRUE, FALSE);
  assert_question (b, NULL);
  fake_wait (b->run->side_driver == NULL);
  fake_modem_say (b->fake, "\r\n+ASK\r\n");
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  assert_put_off (b, TRUE, TRUE);
  assert_question (b, "{'phase': <'transfer'>, 'delays': <uint32 1>}");
  grant (b, FOTAD_WISH_APPROVE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpuint (run_bench_heard (b, "AT+YES"), ==, 1);
}

/* Then we keep its question. */
static void
test_modem_will_not_wait (RunBench *b, gconstpointer data)
{
  b->refused = "AT+LATER";
  ask_in_modem (b);
  grant (b, FOTAD_WISH_DEFER);
  run_bench_await_state (b, FOTAD_JOB_STATE_WAITING_APPROVAL);
  g_assert_cmpuint (g_strv_length (fotad_job_get_record (b->job)->warnings), ==, 1);
  assert_put_off (b, TRUE, TRUE);
  grant (b, FOTAD_WISH_APPROVE);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

/* While the modem is told to wait: that is said to its end, and then what stops it. */
static void
test_cancel_in_defer (RunBench *b, gconstpointer data)
{
  b->unanswered = "AT+LATER";
  ask_in_modem (b);
  grant (b, FOTAD_WISH_DEFER);
  run_bench_await (b, "AT+LATER");
  grant (b, FOTAD_WISH_CANCEL);
  fake_pass (20);
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 0);
  fake_modem_say (b->fake, "\r\nOK\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_CANCELLED, "Cancelled");
  g_assert_cmpuint (run_bench_heard (b, "AT+STOP"), ==, 1);
  g_assert_null (fotad_job_get_record (b->job)->warnings);
}

/* The server has taken it back; nobody is asked any more. */
static void
test_withdrawn (RunBench *b, gconstpointer data)
{
  ask_in_modem (b);
  fake_modem_say (b->fake, "\r\n+NONE\r\n");
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
  g_assert_cmpstr (fotad_job_get_record (b->job)->message, ==, "There is nothing newer.");
  assert_question (b, NULL);
  g_assert_cmpuint (run_bench_heard (b, "AT+YES"), ==, 0);
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/wish/question/approve", test_approve);
  RUN_BENCH_ADD ("/job/wish/question/cancel", test_cancel);
  RUN_BENCH_ADD ("/job/wish/question/put-off", test_put_off);
  RUN_BENCH_ADD ("/job/wish/question/ask-again", test_ask_again);
  RUN_BENCH_ADD ("/job/wish/question/put-off-in-modem", test_put_off_in_modem);
  RUN_BENCH_ADD ("/job/wish/question/modem-will-not-wait", test_modem_will_not_wait);
  RUN_BENCH_ADD ("/job/wish/question/cancel-in-defer", test_cancel_in_defer);
  RUN_BENCH_ADD ("/job/wish/question/withdrawn", test_withdrawn);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
