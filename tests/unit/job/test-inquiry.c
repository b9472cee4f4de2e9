/*
 * A question to a modem on a socket: claimed, asked, given back, whatever came of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "fake-modem.h"

#include "job/fotad-enrolment.h"
#include "job/fotad-inquiry.h"

#include <string.h>

#define CORE "org.freedesktop.ModemManager1.Error.Core."

typedef struct {
  JobHouse house;
  FakeModem *fake;
  FotadModem *modem;
  char *device; /* ModemManager's uid */
  gboolean done;
  GVariant *answer;
  GError *error;
} Bench;

static void
set_up (Bench *b, gconstpointer model)
{
  job_house_set_up (&b->house, NULL);
  b->fake = fake_modem_new ("867648049999994");
  fake_modem_plug (b->fake);
  b->modem = job_house_plug (&b->house, model, b->fake->path, NULL);
  b->device = g_strdup (fotad_modem_get_device (b->modem));
  g_free (b->fake->imei);
  b->fake->imei = g_strdup (fotad_modem_get_imei (b->modem));
}

static void
tear_down (Bench *b, gconstpointer unused)
{
  fake_wait (b->fake->fd < 0);
  fake_modem_free (b->fake);
  g_clear_pointer (&b->answer, g_variant_unref);
  g_clear_error (&b->error);
  g_free (b->device);
  job_house_tear_down (&b->house, NULL);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  b->answer = fotad_inquiry_finish (result, &b->error);
  b->done = TRUE;
}

static void
begin (Bench *b, GCancellable *cancellable)
{
  fotad_modem_set_busy (b->modem, TRUE); /* as those do who ask */
  fotad_inquiry_async (&b->house.house, b->modem, cancellable, on_answered, b);
}

static void
ask (Bench *b)
{
  begin (b, NULL);
  fake_wait (b->done);
}

/* In that very moment, not some time later. */
static void
assert_given_back (Bench *b)
{
  g_assert_false (fake_mm_is_inhibited (b->house.mm, b->device));
  g_assert_nonnull (fotad_modem_manager_lookup (b->house.house.manager, b->device));
}

static void
assert_refused (Bench *b, FotadError code, const char *word)
{
  g_assert_null (b->answer);
  job_house_assert_error (&b->error, code, word);
}

static const char *
told (Bench *b, const char *key)
{
  const char *value = NULL;

  g_variant_lookup (b->answer, key, "&s", &value);
  return value;
}

static void
test_told (Bench *b, gconstpointer unused)
{
  begin (b, NULL);
  fake_wait (b->fake->log->len > 0);
  g_assert_true (fake_mm_is_inhibited (b->house.mm, b->device));
  fake_wait (b->done);
  g_assert_no_error (b->error);
  assert_given_back (b);
  g_assert_cmpstr (told (b, "serial-number"), ==, "86764804");
  g_assert_cmpuint (g_variant_n_children (b->answer), ==, 1); /* the rest is secret */
}

/* ModemManager does not let go when told to, only when the claim's connection ends: whoever asked
 * has the answer after that. */
static void
test_given_back_late (Bench *b, gconstpointer unused)
{
  begin (b, NULL);
  fake_wait (b->fake->log->len > 0);
  fake_mm_fail (b->house.mm, CORE "Failed", 1);
  fake_wait (b->done);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->house.mm->error_times, ==, 0);
  assert_given_back (b);
}

/* What is known of it counts as asked. */
static void
test_enrolled (Bench *b, gconstpointer unused)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (facts, (gpointer) "enrolled_by", (gpointer) "sms");
  fotad_enrolment_keep (b->house.house.store, fotad_modem_get_imei (b->modem), facts);
  ask (b);
  g_assert_no_error (b->error);
  g_assert_cmpstr (told (b, "enrolled-by"), ==, "sms");
  g_assert_cmpstr (told (b, "serial-number"), ==, "86764804");
}

static void
test_failed (Bench *b, gconstpointer unused)
{
  ask (b);
  assert_refused (b, FOTAD_ERROR_NOT_AVAILABLE, "It has a number");
  assert_given_back (b);
}

/* The modem is not even touched. */
static void
test_no_route (Bench *b, gconstpointer unused)
{
  ask (b);
  assert_refused (b, FOTAD_ERROR_NOT_SUPPORTED, "M2 cannot be asked about a server.");
  g_assert_cmpuint (b->house.mm->calls, ==, 0);
  g_assert_cmpuint (b->fake->log->len, ==, 0);
}

static void
test_no_plugin (Bench *b, gconstpointer unused)
{
  ask (b);
  assert_refused (b, FOTAD_ERROR_NOT_SUPPORTED, "absent");
  g_assert_cmpuint (b->house.mm->calls, ==, 0);
}

static void
test_claimed_by_another (Bench *b, gconstpointer unused)
{
  fake_mm_fail (b->house.mm, CORE "InProgress", 1);
  ask (b);
  assert_refused (b, FOTAD_ERROR_BUSY, b->device);
  g_assert_cmpuint (b->fake->log->len, ==, 0);
}

static void
test_another_modem (Bench *b, gconstpointer unused)
{
  g_free (b->fake->imei);
  b->fake->imei = g_strdup ("490154203237518");
  ask (b);
  assert_refused (b, FOTAD_ERROR_MODEM_GONE, "490154203237518");
  fake_wait (!fake_mm_is_inhibited (b->house.mm, b->device));
}

static void
test_silent (Bench *b, gconstpointer unused)
{
  b->fake->mute = TRUE;
  ask (b);
  assert_refused (b, FOTAD_ERROR_MODEM_SILENT, fotad_modem_get_imei (b->modem));
  fake_wait (!fake_mm_is_inhibited (b->house.mm, b->device));
}

/* The last word of who it is, and the question. */
static gboolean
is_asked (Bench *b)
{
  const char *first = strstr (b->fake->log->str, "AT+CGSN");

  return first != NULL && strstr (first + 1, "AT+CGSN") != NULL;
}

static void
begin_question (Bench *b, GCancellable *cancellable)
{
  begin (b, cancellable);
  fake_wait (strstr (b->fake->log->str, "AT+CGSN") != NULL);
  b->fake->mute = TRUE;
  fake_wait (is_asked (b));
}

static void
test_leaves (Bench *b, gconstpointer unused)
{
  begin_question (b, NULL);
  fake_modem_unplug (b->fake);
  fake_wait (b->done);
  assert_refused (b, FOTAD_ERROR_MODEM_GONE, "left its port");
  assert_given_back (b);
}

static void
test_cancelled (Bench *b, gconstpointer unused)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  begin_question (b, cancellable);
  g_cancellable_cancel (cancellable);
  fake_wait (b->done);
  g_assert_null (b->answer);
  g_assert_error (b->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_given_back (b);
}

#define ADD(name, model, function)                                                                 \
  g_test_add ("/job/inquiry/" name, Bench, model, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", g_getenv ("FOTAD_TEST_SLOWNESS") == NULL ? "0.01" : "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("told", "M1", test_told);
  ADD ("given-back-late", "M1", test_given_back_late);
  ADD ("enrolled", "M1", test_enrolled);
  ADD ("failed", "M3", test_failed);
  ADD ("no-route", "M2", test_no_route);
  ADD ("no-plugin", "M4", test_no_plugin);
  ADD ("claimed-by-another", "M1", test_claimed_by_another);
  ADD ("another-modem", "M1", test_another_modem);
  ADD ("silent", "M1", test_silent);
  ADD ("leaves", "M1", test_leaves);
  ADD ("cancelled", "M1", test_cancelled);
  return job_house_run ();
}
