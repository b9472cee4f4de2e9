/*
 * Offers on a spare port: the property they become, the job that answers, and how they end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "fake-modem.h"

#include "core/fotad-clock.h"
#include "job/fotad-offers.h"

#include <string.h>
#include <unistd.h>

#define IMEI "867648049999994"
/* Seconds an offer stands, at most modems and at "Y1". */
#define LONG 6000
#define SHORT 20

typedef struct {
  JobHouse house;
  FakeModem *fake;
  FotadOffers *offers;
  FotadModem *modem;
  char *ports[2];
  FotadJob *job;     /* of what was submitted */
  gboolean full;     /* nothing can be */
  guint submissions; /* what came: */
  FotadJobKind kind;
  guint uid;
  char *offer;
} Bench;

/* In place of the jobs: the bench is all there are. */
FotadJob *
fotad_jobs_submit (FotadJobs *jobs, FotadModem *modem, FotadRequest *request, GError **error)
{
  Bench *b = (Bench *) jobs;

  g_assert_true (modem == b->modem);
  g_free (b->offer);
  b->offer = g_strdup (fotad_request_get (request, "offer"));
  b->kind = request->kind;
  b->uid = request->requester;
  b->submissions++;
  if (!b->full)
    return b->job;
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "The disk is full.");
  return NULL;
}

static void
open_offers (Bench *b)
{
  b->offers = fotad_offers_new (&b->house.house, (FotadJobs *) b);
}

static void
set_up (Bench *b, gconstpointer imei)
{
  job_house_set_up (&b->house, NULL);
  b->fake = fake_modem_new (IMEI);
  fake_modem_plug (b->fake);
  b->ports[0] = g_strdup_printf ("%s:%s", (const char *) imei, b->fake->path);
  b->house.config.watch_ports = b->ports;
  b->job = fotad_job_new (b->house.house.store, fotad_job_record_new ());
}

static void
tear_down (Bench *b, gconstpointer unused)
{
  if (b->offers != NULL)
    g_assert_finalize_object (b->offers);
  fake_wait (b->fake->fd < 0); /* nobody listens any more */
  fake_modem_free (b->fake);
  g_assert_finalize_object (b->job);
  g_free (b->ports[0]);
  g_free (b->offer);
  job_house_tear_down (&b->house, NULL);
}

/* Whether somebody has the port open; a connection is there before it is accepted. */
static gboolean
is_open (Bench *b)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return b->fake->fd >= 0;
}

static gboolean
is_heard (Bench *b)
{
  return strstr (b->fake->log->str, "AT+HEAR=1") != NULL;
}

static gboolean
is_offered (Bench *b)
{
  return g_variant_n_children (fotad_modem_get_offer (b->modem)) > 0;
}

static void
listen_to (Bench *b, const char *model)
{
  b->modem = job_house_plug (&b->house, model, NULL, NULL);
  open_offers (b);
  fake_wait (is_heard (b));
}

static void
offer (Bench *b)
{
  fake_modem_say (b->fake, "\r\n+OFFER: 1\r\n");
  fake_wait (is_offered (b));
}

static void
test_offered (Bench *b, gconstpointer unused)
{
  gint64 stands = (gint64) (LONG * fotad_clock_scale ());
  gint64 before = g_get_real_time () / G_USEC_PER_SEC;
  const char *kind = NULL;
  guint64 deadline = 0;

  listen_to (b, "M1");
  g_assert_false (is_offered (b));
  offer (b);
  g_assert_true (g_variant_lookup (fotad_modem_get_offer (b->modem), "deadline", "t", &deadline));
  g_assert_cmpuint (deadline, >=, before + stands);
  g_assert_cmpuint (deadline, <=, g_get_real_time () / G_USEC_PER_SEC + stands);
  g_assert_true (g_variant_lookup (fotad_modem_get_offer (b->modem), "kind", "&s", &kind));
  g_assert_cmpstr (kind, ==, "update");
  g_assert_cmpuint (b->submissions, ==, 1);
  g_assert_cmpint (b->kind, ==, FOTAD_JOB_KIND_SERVER);
  g_assert_cmpuint (b->uid, ==, getuid ());
  g_assert_cmpstr (b->offer, ==, "offered");
}

/* Its job has the modem, and then not any more. */
static void
test_answered (Bench *b, gconstpointer unused)
{
  listen_to (b, "M1");
  offer (b);
  fotad_modem_set_busy (b->modem, TRUE);
  g_assert_true (is_offered (b));
  fotad_modem_set_busy (b->modem, FALSE);
  g_assert_false (is_offered (b));
  fake_wait (is_open (b));
}

/* Then it stands: another job that ends answers nothing. */
static void
test_not_answered (Bench *b, gconstpointer unused)
{
  b->full = TRUE;
  listen_to (b, "M1");
  g_test_expect_message ("fotad-job", G_LOG_LEVEL_MESSAGE, "*" IMEI " offers an update (offered)");
  g_test_expect_message ("fotad-job", G_LOG_LEVEL_WARNING,
                         "*" IMEI " cannot be answered: The disk is full.");
  offer (b);
  g_test_assert_expected_messages ();
  fotad_modem_set_busy (b->modem, TRUE);
  fotad_modem_set_busy (b->modem, FALSE);
  g_assert_true (is_offered (b));
  g_assert_cmpuint (b->submissions, ==, 1);
}

static void
test_withdrawn (Bench *b, gconstpointer unused)
{
  listen_to (b, "M1");
  offer (b);
  fake_modem_say (b->fake, "\r\n+OVER\r\n");
  fake_wait (!is_offered (b));
  offer (b);
  g_assert_cmpuint (b->submissions, ==, 2);
}

static void
test_too_late (Bench *b, gconstpointer unused)
{
  gint64 begin = g_get_monotonic_time ();

  listen_to (b, "Y1");
  offer (b);
  fake_wait (!is_offered (b));
  g_assert_cmpfloat ((double) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC, >=,
                     SHORT * fotad_clock_scale ());
}

/* Nobody has named a port for this modem. */
static void
test_not_configured (Bench *b, gconstpointer unused)
{
  job_house_plug (&b->house, "M1", NULL, NULL);
  open_offers (b);
  g_assert_false (is_open (b));
}

static void
test_nothing_to_offer (Bench *b, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (&b->house, "M5", NULL, NULL);

  open_offers (b);
  g_assert_cmpint (fotad_modem_get_state (modem), ==, FOTAD_MODEM_AVAILABLE);
  g_assert_false (is_open (b));
}

/* It is looked at when it comes, and again when it says who it is. */
static void
test_known_later (Bench *b, gconstpointer unused)
{
  g_autofree char *path = NULL;

  open_offers (b);
  b->modem = job_house_plug (&b->house, "X9", NULL, &path);
  g_assert_false (is_open (b));
  fake_mm_change (b->house.mm, path, g_variant_new_parsed ("{'Model': <'M4'>}"));
  fake_wait (g_str_equal (fotad_modem_get_vendor (b->modem), "absent"));
  g_assert_false (is_open (b));
  fotad_modem_set_busy (b->modem, TRUE);
  fake_mm_change (b->house.mm, path, g_variant_new_parsed ("{'Model': <'M1'>}"));
  fake_wait (g_str_equal (fotad_modem_get_vendor (b->modem), "house"));
  g_assert_false (is_open (b));
  fotad_modem_set_busy (b->modem, FALSE);
  fake_wait (is_heard (b));
  offer (b);
}

/* The port may be there without it. */
static void
test_missing (Bench *b, gconstpointer unused)
{
  g_autofree char *path = NULL;

  b->modem = job_house_plug (&b->house, "M1", NULL, &path);
  fake_mm_remove (b->house.mm, path);
  fake_wait (!fotad_modem_is_seen (b->modem));
  open_offers (b);
  g_assert_false (is_open (b));
  job_house_plug (&b->house, "M1", NULL, NULL);
  fake_wait (is_heard (b));
}

static void
test_removed (Bench *b, gconstpointer unused)
{
  listen_to (b, "M1");
  g_signal_emit_by_name (b->house.house.modems, "removed", b->modem);
  fake_wait (!is_open (b));
  fotad_modem_set_busy (b->modem, TRUE);
  fotad_modem_set_busy (b->modem, FALSE);
  g_assert_false (is_open (b));
}

#define ADD(name, imei, function)                                                                  \
  g_test_add ("/job/offers/" name, Bench, imei, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", g_getenv ("FOTAD_TEST_SLOWNESS") == NULL ? "0.02" : "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("offered", IMEI, test_offered);
  ADD ("answered", IMEI, test_answered);
  ADD ("not-answered", IMEI, test_not_answered);
  ADD ("withdrawn", IMEI, test_withdrawn);
  ADD ("too-late", IMEI, test_too_late);
  ADD ("not-configured", "867648049999986", test_not_configured);
  ADD ("nothing-to-offer", IMEI, test_nothing_to_offer);
  ADD ("known-later", IMEI, test_known_later);
  ADD ("missing", IMEI, test_missing);
  ADD ("removed", IMEI, test_removed);
  return job_house_run ();
}
