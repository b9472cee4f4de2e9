/*
 * What is refused before there is a job, by which error, and what is not.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "job/fotad-admission.h"

#include <glib/gstdio.h>

#define SOON (g_get_real_time () / G_USEC_PER_SEC + 3600)

/* Consumes @request. */
static void
refuse (JobHouse *h, FotadModem *modem, FotadRequest *request, FotadError code, const char *word)
{
  g_autoptr (FotadRequest) keep = request;
  g_autoptr (GError) error = NULL;
  guint before = job_house_count (h);

  g_assert_null (fotad_admit (&h->house, modem, request, &error));
  job_house_assert_error (&error, code, word);
  g_assert_cmpuint (job_house_count (h), ==, before);
}

/* The same; the job goes by @route. */
static void
admit (JobHouse *h, FotadModem *modem, FotadRequest *request, const char *route)
{
  g_autoptr (FotadRequest) keep = request;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJobRecord) record = fotad_admit (&h->house, modem, request, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (record->route, ==, route);
  g_assert_cmpint (record->id, ==, job_house_count (h));
}

static FotadRequest *
update_at (gint64 not_before)
{
  g_autofree char *options =
      g_strdup_printf ("{'not-before': <uint64 %" G_GINT64_FORMAT ">}", not_before);

  return job_house_update ("http://h/f", options);
}

static void
test_available (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_admission_ask (modem, &error));
  g_assert_no_error (error);
  admit (h, modem, update_at (0), "fetch");
}

static void
test_busy (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_autoptr (GError) error = NULL;

  fotad_modem_set_busy (modem, TRUE);
  fotad_modem_set_job (modem, "/org/fotad1/job/9");
  refuse (h, modem, update_at (0), FOTAD_ERROR_BUSY, fotad_modem_get_imei (modem));
  refuse (h, modem, update_at (5), FOTAD_ERROR_BUSY, "/org/fotad1/job/9");
  g_assert_false (fotad_admission_ask (modem, &error));
  job_house_assert_error (&error, FOTAD_ERROR_BUSY, "/org/fotad1/job/9");
  admit (h, modem, update_at (SOON), "fetch");
}

/* Not later either: nobody knows what it will be then. */
static void
test_missing (JobHouse *h, gconstpointer unused)
{
  g_autofree char *path = NULL;
  FotadModem *modem = job_house_plug (h, "M1", NULL, &path);
  g_autoptr (GError) error = NULL;

  fake_mm_remove (h->mm, path);
  fake_wait (!fotad_modem_is_seen (modem));
  refuse (h, modem, update_at (0), FOTAD_ERROR_MODEM_GONE, fotad_modem_get_imei (modem));
  refuse (h, modem, update_at (SOON), FOTAD_ERROR_MODEM_GONE, fotad_modem_get_imei (modem));
  g_assert_false (fotad_admission_ask (modem, &error));
  job_house_assert_error (&error, FOTAD_ERROR_MODEM_GONE, "ModemManager");
}

static void
test_unsupported (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "X9", NULL, NULL);
  g_autoptr (GError) error = NULL;

  refuse (h, modem, update_at (0), FOTAD_ERROR_NOT_SUPPORTED, "Maker X9");
  g_assert_false (fotad_admission_ask (modem, &error));
  job_house_assert_error (&error, FOTAD_ERROR_NOT_SUPPORTED, "Maker X9");
}

/* Known by its family, but the plugin is not installed. */
static void
test_no_plugin (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M4", NULL, NULL);

  refuse (h, modem, update_at (0), FOTAD_ERROR_NOT_SUPPORTED, "absent");
  refuse (h, modem, job_house_file ("f", "{}"), FOTAD_ERROR_NOT_SUPPORTED, "absent");
  refuse (h, modem, job_house_request (FOTAD_JOB_KIND_SAVE, "", "{}"), FOTAD_ERROR_NOT_SUPPORTED,
          "absent");
}

static FotadRequest *
removal (void)
{
  FotadRequest *request = job_house_request (FOTAD_JOB_KIND_CERTIFICATE, "ca", "{}");

  request->removes = TRUE;
  return request;
}

static void
test_routes (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  const char *server = "{'server': <'a.b'>}";

  admit (h, modem, job_house_update ("http://h/f", "{}"), "fetch");
  admit (h, modem, job_house_update ("http://h/f", "{'transport': <'host'>}"), "push");
  admit (h, modem, job_house_file ("f", "{}"), "push");
  admit (h, modem, job_house_request (FOTAD_JOB_KIND_SERVER, NULL, "{}"), "server");
  admit (h, modem, job_house_request (FOTAD_JOB_KIND_ENROL, NULL, server), "enrol");
  admit (h, modem, job_house_request (FOTAD_JOB_KIND_CERTIFICATE, "ca", "{}"), "certificate");
  admit (h, modem, removal (), "delete-certificate");
  admit (h, modem, job_house_request (FOTAD_JOB_KIND_SAVE, "", "{}"), "push");
}

static void
test_no_route (JobHouse *h, gconstpointer unused)
{
  FotadModem *fetches = job_house_plug (h, "M2", NULL, NULL);
  FotadModem *pushed = job_house_plug (h, "M3", NULL, NULL);
  const FotadError no = FOTAD_ERROR_NOT_SUPPORTED;

  refuse (h, fetches, job_house_file ("f", "{}"), no, "M2 has no route \"push\"");
  refuse (h, fetches, job_house_request (FOTAD_JOB_KIND_SERVER, NULL, "{}"), no, "\"server\"");
  refuse (h, fetches, job_house_request (FOTAD_JOB_KIND_ENROL, NULL, "{}"), no, "\"enrol\"");
  refuse (h, fetches, job_house_request (FOTAD_JOB_KIND_CERTIFICATE, "ca", "{}"), no,
          "\"certificate\"");
  refuse (h, fetches, removal (), no, "\"delete-certificate\"");
  refuse (h, pushed, job_house_update ("coap://h/f", "{}"), no, "M3 has no route \"fetch\"");
}

static void
test_any_route (JobHouse *h, gconstpointer unused)
{
  g_autoptr (FotadBook) book = fotad_registry_load (h->house.registry, "house", NULL);

  g_assert_cmpstr (fotad_admission_route (book, "M1", "")->name, ==, "push");
  g_assert_cmpstr (fotad_admission_route (book, "M2", "")->name, ==, "fetch");
  g_assert_cmpstr (fotad_admission_route (book, "M1", "server")->name, ==, "server");
  g_assert_null (fotad_admission_route (book, "M2", "server"));
  g_assert_null (fotad_admission_route (book, "X9", ""));
}

/* What the configuration says counts as if the caller had said it. */
static void
test_rows (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  const char *ask = "{'approval': <'ask'>}", *self = "{'approval': <'auto'>}";

  refuse (h, modem, job_house_update ("http://h/f", ask), FOTAD_ERROR_NOT_SUPPORTED,
          "It begins without asking.");
  admit (h, modem, job_house_file ("f", ask), "push");
  h->config.approval = (char *) "ask";
  refuse (h, modem, job_house_update ("http://h/f", "{}"), FOTAD_ERROR_NOT_SUPPORTED,
          "It begins without asking.");
  admit (h, modem, job_house_update ("http://h/f", self), "fetch");
}

static void
test_rows_of_a_model (JobHouse *h, gconstpointer unused)
{
  const char *seven = "{'context': <uint32 7>}";

  admit (h, job_house_plug (h, "M1", NULL, NULL), job_house_update ("http://h/f", seven), "fetch");
  refuse (h, job_house_plug (h, "M2", NULL, NULL), job_house_update ("http://h/f", seven),
          FOTAD_ERROR_INVALID_ARGUMENT, "Context 7 is its own.");
}

/* Its only route refuses what is to be asked first; a snapshot asks nothing. */
static void
test_rows_not_for_settings (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M2", NULL, NULL);

  h->config.approval = (char *) "ask";
  admit (h, modem, job_house_request (FOTAD_JOB_KIND_SAVE, "mine", "{}"), "fetch");
}

static void
test_check (JobHouse *h, gconstpointer unused)
{
  g_autoptr (FotadBook) book = fotad_registry_load (h->house.registry, "house", NULL);
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  const FotadRoute *route = fotad_book_route (book, "M2", "fetch");

  g_assert_true (fotad_admission_check (book, route, "M2", facts, &error));
  g_hash_table_insert (facts, (gpointer) "context", (gpointer) "7");
  g_assert_true (fotad_admission_check (book, route, "M1", facts, &error));
  g_assert_no_error (error);
  g_assert_false (fotad_admission_check (book, route, "M2", facts, &error));
  job_house_assert_error (&error, FOTAD_ERROR_INVALID_ARGUMENT, "Context 7 is its own.");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_HOUSE_TEST ("admission/available", test_available);
  JOB_HOUSE_TEST ("admission/busy", test_busy);
  JOB_HOUSE_TEST ("admission/missing", test_missing);
  JOB_HOUSE_TEST ("admission/unsupported", test_unsupported);
  JOB_HOUSE_TEST ("admission/no-plugin", test_no_plugin);
  JOB_HOUSE_TEST ("admission/routes", test_routes);
  JOB_HOUSE_TEST ("admission/no-route", test_no_route);
  JOB_HOUSE_TEST ("admission/any-route", test_any_route);
  JOB_HOUSE_TEST ("admission/rows", test_rows);
  JOB_HOUSE_TEST ("admission/rows-of-a-model", test_rows_of_a_model);
  JOB_HOUSE_TEST ("admission/rows-not-for-settings", test_rows_not_for_settings);
  JOB_HOUSE_TEST ("admission/check", test_check);
  return job_house_run ();
}
