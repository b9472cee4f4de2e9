/*
 * What is stored of what was admitted: the job, its facts, and which of them are secret.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "job/fotad-admission.h"
#include "job/fotad-enrolment.h"
#include "store/fotad-store-facts.h"

#include <string.h>

/* A job as the store has it. */
typedef struct {
  FotadJobRecord *record;
  GHashTable *facts;
  GStrv secrets;
} Stored;

static void
stored_clear (Stored *stored)
{
  g_clear_pointer (&stored->record, fotad_job_record_free);
  g_clear_pointer (&stored->facts, g_hash_table_unref);
  g_clear_pointer (&stored->secrets, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stored, stored_clear)

/* Consumes @request. */
static Stored
admit (JobHouse *h, FotadModem *modem, FotadRequest *request)
{
  g_autoptr (FotadRequest) keep = request;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJobRecord) told = fotad_admit (&h->house, modem, request, &error);
  Stored stored;

  g_assert_no_error (error);
  stored.record = fotad_store_get_job (h->house.store, told->id, &error);
  stored.facts = fotad_store_facts (h->house.store, told->id, &error);
  stored.secrets = fotad_store_secret_names (h->house.store, told->id, &error);
  g_assert_no_error (error);
  return stored;
}

static const char *
fact (Stored *stored, const char *name)
{
  return g_hash_table_lookup (stored->facts, name);
}

static gboolean
is_secret (Stored *stored, const char *name)
{
  return g_strv_contains ((const char *const *) stored->secrets, name);
}

static void
test_update (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_auto (Stored) job = admit (
      h, modem,
      job_house_update ("http://h/f", "{'label': <'a'>, 'to-version': <'B'>, 'context': <uint32 3>,"
                                      " 'approval': <'auto'>, 'deadline': <uint32 90>}"));
  g_autoptr (GVariant) options = job_house_options (
      "{'to-version': <'B'>, 'approval': <'auto'>, 'context': <uint32 3>, 'deadline': <uint32 90>,"
      " 'label': <'a'>}");

  g_assert_cmpint (job.record->kind, ==, FOTAD_JOB_KIND_UPDATE);
  g_assert_cmpint (job.record->state, ==, FOTAD_JOB_STATE_QUEUED);
  g_assert_cmpstr (job.record->imei, ==, fotad_modem_get_imei (modem));
  g_assert_cmpstr (job.record->label, ==, "a");
  g_assert_cmpstr (job.record->route, ==, "fetch");
  g_assert_cmpstr (job.record->source, ==, "http://h/f");
  g_assert_cmpstr (job.record->to_version, ==, "B");
  g_assert_cmpstr (job.record->approval, ==, "auto");
  g_assert_cmpuint (job.record->requester, ==, 7);
  g_assert_cmpvariant (job.record->options, options);
  g_assert_cmpstr (fact (&job, "url"), ==, "http://h/f");
  g_assert_cmpstr (fact (&job, "scheme"), ==, "http");
  g_assert_cmpstr (fact (&job, "to_version"), ==, "B");
  g_assert_cmpstr (fact (&job, "context"), ==, "3");
  g_assert_cmpstr (fact (&job, "deadline"), ==, "90");
  g_assert_null (fact (&job, "package_name")); /* the modem's business */
  g_assert_cmpuint (g_strv_length (job.secrets), ==, 0);
}

static void
test_times (JobHouse *h, gconstpointer unused)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *options = g_strdup_printf ("{'not-before': <uint64 %" G_GINT64_FORMAT
                                              ">, 'not-after': <uint64 %" G_GINT64_FORMAT ">}",
                                              now + 60, now + 120);
  g_auto (Stored) job =
      admit (h, job_house_plug (h, "M1", NULL, NULL), job_house_update ("http://h/f", options));

  g_assert_cmpint (job.record->not_before, ==, now + 60);
  g_assert_cmpint (job.record->not_after, ==, now + 120);
}

/* What the caller leaves open is as configured, and no option of his. */
static void
test_presets (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M3", NULL, NULL);

  h->config.approval = (char *) "ask";
  h->config.default_deadline = 4711;
  {
    g_auto (Stored) job = admit (h, modem, job_house_file ("f", "{}"));
    g_auto (Stored) own = admit (h, modem, job_house_file ("f", "{'approval': <'auto'>}"));

    g_assert_cmpstr (fact (&job, "approval"), ==, "ask");
    g_assert_cmpstr (fact (&job, "deadline"), ==, "4711");
    g_assert_cmpstr (job.record->approval, ==, "ask");
    g_assert_cmpuint (g_variant_n_children (job.record->options), ==, 0);
    g_assert_cmpstr (own.record->approval, ==, "auto");
    g_assert_cmpstr (fact (&own, "approval"), ==, "auto");
  }
}

/* For a run that must go on, they are facts; for people, they are not there. */
static void
test_secrets (JobHouse *h, gconstpointer unused)
{
  g_auto (Stored) job =
      admit (h, job_house_plug (h, "M1", NULL, NULL),
             job_house_update ("http://u:hush@h/f",
                               "{'password': <'hush'>, 'sim-pin': <'4711'>, 'apn': <'net'>}"));
  g_autofree char *options = g_variant_print (job.record->options, FALSE);

  g_assert_cmpstr (options, ==, "{'apn': <'net'>}");
  g_assert_cmpstr (job.record->source, ==, "http://h/f");
  g_assert_cmpstr (fact (&job, "url"), ==, "http://u:hush@h/f");
  g_assert_cmpstr (fact (&job, "password"), ==, "hush");
  g_assert_cmpstr (fact (&job, "sim_pin"), ==, "4711");
  g_assert_true (is_secret (&job, "url"));
  g_assert_true (is_secret (&job, "password"));
  g_assert_true (is_secret (&job, "sim_pin"));
  g_assert_cmpuint (g_strv_length (job.secrets), ==, 3);
}

static void
test_enrolment (JobHouse *h, gconstpointer unused)
{
  g_autoptr (FotadRequest) request = job_house_request (
      FOTAD_JOB_KIND_ENROL, NULL, "{'server': <'a.b'>, 'generate-psk': <true>, 'label': <'x'>}");
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJobRecord) told = fotad_admit (&h->house, modem, request, &error);
  g_autoptr (GHashTable) facts = NULL;
  g_auto (GStrv) secrets = NULL;

  g_assert_no_error (error);
  facts = fotad_store_facts (h->house.store, told->id, NULL);
  secrets = fotad_store_secret_names (h->house.store, told->id, NULL);
  g_assert_cmpuint (strlen (request->made_key), ==, 64);
  g_assert_cmpstr (g_hash_table_lookup (facts, "psk"), ==, request->made_key);
  g_assert_cmpstr (g_hash_table_lookup (facts, "server"), ==, "a.b");
  g_assert_cmpstr (secrets[0], ==, "psk");
  g_assert_null (secrets[1]);
  g_assert_cmpuint (g_variant_n_children (told->options), ==, 0);
  g_assert_cmpstr (told->label, ==, "x");
}

/* What an earlier job learned of the modem's enrolment is for its server's jobs, and its alone. */
static void
test_recalled (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (known, (gpointer) "enrolled_by", (gpointer) "sms");
  fotad_enrolment_keep (h->house.store, fotad_modem_get_imei (modem), known);
  {
    g_auto (Stored) server =
        admit (h, modem, job_house_request (FOTAD_JOB_KIND_SERVER, NULL, "{}"));
    g_auto (Stored) update = admit (h, modem, job_house_update ("http://h/f", "{}"));

    g_assert_cmpstr (fact (&server, "enrolled_by"), ==, "sms");
    g_assert_null (fact (&update, "enrolled_by"));
  }
}

static void
test_package_name (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_auto (Stored) file = admit (h, modem, job_house_file ("/a/b/c.bin", "{}"));
  g_auto (Stored) web =
      admit (h, modem, job_house_update ("https://h/d/e%20f?g", "{'transport': <'host'>}"));

  g_assert_cmpstr (fact (&file, "package_name"), ==, "c.bin");
  g_assert_cmpstr (file.record->source, ==, "c.bin");
  g_assert_cmpstr (fact (&web, "package_name"), ==, "e f");
  g_assert_cmpstr (web.record->source, ==, "https://h/d/e%20f?***");
  g_assert_true (is_secret (&web, "url"));
}

/* So that a restart finds a modem that ModemManager does not show. */
static void
test_memory (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_auto (Stored) job = admit (h, modem, job_house_update ("http://h/f", "{}"));
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_modems_restore (h->house.modems, fact (&job, "modem_memory"), &error) ==
                 modem);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_HOUSE_TEST ("admission-record/update", test_update);
  JOB_HOUSE_TEST ("admission-record/times", test_times);
  JOB_HOUSE_TEST ("admission-record/presets", test_presets);
  JOB_HOUSE_TEST ("admission-record/secrets", test_secrets);
  JOB_HOUSE_TEST ("admission-record/enrolment", test_enrolment);
  JOB_HOUSE_TEST ("admission-record/recalled", test_recalled);
  JOB_HOUSE_TEST ("admission-record/package-name", test_package_name);
  JOB_HOUSE_TEST ("admission-record/memory", test_memory);
  return job_house_run ();
}
