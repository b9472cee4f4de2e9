/*
 * What a request brings along: a URL, keys, a file below a package directory, a snapshot that fits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "job/fotad-admission.h"
#include "store/fotad-store-facts.h"
#include "store/fotad-store-snapshots.h"

#include <unistd.h>

#define STRANGER "352099001761481"

/* Consumes @request. */
static void
refuse (JobHouse *h, FotadModem *modem, FotadRequest *request, FotadError code, const char *word)
{
  g_autoptr (FotadRequest) keep = request;
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_admit (&h->house, modem, request, &error));
  job_house_assert_error (&error, code, word);
  g_assert_cmpuint (job_house_count (h), ==, 0);
}

/* Fact @name of the job that is made; consumes @request. */
static char *
admit (JobHouse *h, FotadModem *modem, FotadRequest *request, const char *name)
{
  g_autoptr (FotadRequest) keep = request;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadJobRecord) record = fotad_admit (&h->house, modem, request, &error);
  g_autoptr (GHashTable) facts = NULL;

  g_assert_no_error (error);
  facts = fotad_store_facts (h->house.store, record->id, &error);
  g_assert_no_error (error);
  return g_strdup (g_hash_table_lookup (facts, name));
}

/* Each is looked at, how closely is tested elsewhere. */
static void
test_url_and_keys (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  const FotadError bad = FOTAD_ERROR_INVALID_ARGUMENT;

  refuse (h, modem, job_house_update ("ftp://h/f", "{}"), bad, "ftp://");
  refuse (h, modem, job_house_update ("http://h/5678901234567890123456", "{}"), bad, "at most 30");
  refuse (h, modem, job_house_request (FOTAD_JOB_KIND_ENROL, NULL, "{'colour': <'red'>}"), bad,
          "colour");
  refuse (h, modem, job_house_request (FOTAD_JOB_KIND_CERTIFICATE, "cat", "{}"), bad, "\"cat\"");
}

/* A request for the file @name in @directory, which is made with @content unless that is NULL. */
static FotadRequest *
of_file (const char *directory, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);
  g_autofree char *url = g_strconcat ("file://", path, NULL);

  if (content != NULL)
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
  return job_house_update (url, "{}");
}

static void
test_file (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M3", NULL, NULL);
  g_autoptr (FotadRequest) request = of_file (h->packages, "new.bin", "firmware");
  g_autoptr (FotadJobRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  char text[9] = "";

  record = fotad_admit (&h->house, modem, request, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->route, ==, "push");
  g_assert_cmpstr (fotad_request_get (request, "package-name"), ==, "new.bin");
  g_assert_cmpint (read (request->fd, text, sizeof text - 1), ==, 8);
  g_assert_cmpstr (text, ==, "firmware");
}

static void
test_file_of_any_case (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M3", NULL, NULL);
  g_autofree char *path = g_build_filename (h->packages, "new.bin", NULL);
  g_autofree char *url = g_strconcat ("FILE://", path, NULL);
  g_autofree char *name = NULL;

  g_assert_true (g_file_set_contents (path, "firmware", -1, NULL));
  name = admit (h, modem, job_house_update (url, "{}"), "package_name");
  g_assert_cmpstr (name, ==, "new.bin");
}

static void
test_file_elsewhere (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M3", NULL, NULL);
  const FotadError bad = FOTAD_ERROR_INVALID_ARGUMENT;

  refuse (h, modem, of_file (h->directory, "own.bin", "firmware"), bad, "own.bin");
  refuse (h, modem, of_file (h->packages, "../own.bin", NULL), bad, "not below a package");
  refuse (h, modem, job_house_update ("file:///none/none.bin", "{}"), bad, "/none/none.bin");
  refuse (h, modem, of_file (h->packages, "", NULL), bad, h->packages);
  refuse (h, modem, of_file (h->packages, "none.bin", NULL), FOTAD_ERROR_NOT_FOUND, "none.bin");
  h->directories[0] = NULL;
  refuse (h, modem, of_file (h->packages, "new.bin", "firmware"), bad, "not below a package");
}

/* "one" is what M1's and M2's settings are read by. */
static char *
add_snapshot (JobHouse *h, const char *imei, const char *family)
{
  g_autoptr (FotadSnapshot) snapshot = fotad_snapshot_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  snapshot->imei = g_strdup (imei);
  snapshot->family = g_strdup (family);
  g_assert_true (fotad_store_add_snapshot (h->house.store, snapshot, rows, &error));
  return g_strdup_printf ("%" G_GINT64_FORMAT, snapshot->id);
}

static FotadRequest *
restore (const char *id, const char *options)
{
  return job_house_request (FOTAD_JOB_KIND_RESTORE, id, options);
}

static FotadRequest *
compare (const char *id, const char *options)
{
  return job_house_request (FOTAD_JOB_KIND_COMPARE, id, options);
}

static void
test_own_snapshot (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_autofree char *own = add_snapshot (h, fotad_modem_get_imei (modem), "one");
  g_autofree char *older = add_snapshot (h, fotad_modem_get_imei (modem), "zero");
  g_autofree char *restored = admit (h, modem, restore (own, "{}"), "snapshot");
  g_autofree char *compared = admit (h, modem, compare (older, "{}"), "snapshot");

  g_assert_cmpstr (restored, ==, own);
  g_assert_cmpstr (compared, ==, older);
}

static void
test_no_snapshot (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  g_autofree char *own = add_snapshot (h, fotad_modem_get_imei (modem), "one");
  g_autofree char *longer = g_strconcat (own, " or so", NULL);

  g_assert_cmpstr (own, ==, "1");
  refuse (h, modem, restore ("2", "{}"), FOTAD_ERROR_NOT_FOUND, "snapshot 2");
  refuse (h, modem, compare ("", "{}"), FOTAD_ERROR_NOT_FOUND, "snapshot \"\"");
  refuse (h, modem, restore ("mine", "{}"), FOTAD_ERROR_NOT_FOUND, "mine");
  refuse (h, modem, restore (longer, "{}"), FOTAD_ERROR_NOT_FOUND, longer);
}

/* Somebody must say that the modem replaces the other. */
static void
test_others_snapshot (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M1", NULL, NULL);
  const char *yes = "{'replacement': <true>}", *no = "{'replacement': <false>}";
  g_autofree char *id = add_snapshot (h, STRANGER, "one");
  g_autofree char *taken = NULL, *compared = NULL;

  refuse (h, modem, restore (id, "{}"), FOTAD_ERROR_INVALID_ARGUMENT, "replacement");
  refuse (h, modem, restore (id, no), FOTAD_ERROR_INVALID_ARGUMENT, STRANGER);
  refuse (h, modem, compare (id, "{}"), FOTAD_ERROR_INVALID_ARGUMENT, STRANGER);
  taken = admit (h, modem, restore (id, yes), "replacement");
  compared = admit (h, modem, compare (id, yes), "snapshot");
  g_assert_cmpstr (taken, ==, "true");
  g_assert_cmpstr (compared, ==, id);
}

static void
test_other_family (JobHouse *h, gconstpointer unused)
{
  FotadModem *modem = job_house_plug (h, "M3", NULL, NULL);
  const char *yes = "{'replacement': <true>}";
  g_autofree char *one = add_snapshot (h, STRANGER, "one");
  g_autofree char *none = add_snapshot (h, STRANGER, "");

  refuse (h, modem, restore (one, yes), FOTAD_ERROR_INVALID_ARGUMENT, "another family");
  refuse (h, modem, compare (one, yes), FOTAD_ERROR_INVALID_ARGUMENT, "(one)");
  refuse (h, modem, restore (none, yes), FOTAD_ERROR_INVALID_ARGUMENT, "another family");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  JOB_HOUSE_TEST ("admission-content/url-and-keys", test_url_and_keys);
  JOB_HOUSE_TEST ("admission-content/file", test_file);
  JOB_HOUSE_TEST ("admission-content/file-of-any-case", test_file_of_any_case);
  JOB_HOUSE_TEST ("admission-content/file-elsewhere", test_file_elsewhere);
  JOB_HOUSE_TEST ("admission-content/own-snapshot", test_own_snapshot);
  JOB_HOUSE_TEST ("admission-content/no-snapshot", test_no_snapshot);
  JOB_HOUSE_TEST ("admission-content/others-snapshot", test_others_snapshot);
  JOB_HOUSE_TEST ("admission-content/other-family", test_other_family);
  return job_house_run ();
}
