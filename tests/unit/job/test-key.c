/*
 * Keys that are made: which parameter asks for one, that none is like another, that it is told
 * once.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-job.h"
#include "job/fotad-key.h"

#include <string.h>

static const FotadParameter parameters[] = {
  { "name", "s", NULL, FALSE, FALSE, "A name" },
  { "psk", "s", NULL, FALSE, TRUE, "A key" },
  { "generate-psk", "b", NULL, FALSE, FALSE, "Make one" },
  { NULL },
};
static const FotadRoute route = { .name = "enrol", .parameters = parameters };
static const FotadRoute bare = { .name = "fetch" };

static FotadRequest *
request_of (const char *name, gboolean value)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) options = NULL;
  GVariantDict dict;
  FotadRequest *request;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, name, "b", value);
  options = g_variant_ref_sink (g_variant_dict_end (&dict));
  request = fotad_request_new (FOTAD_JOB_KIND_ENROL, NULL, options, 7, &error);
  g_assert_no_error (error);
  return request;
}

static void
test_made (void)
{
  g_autoptr (FotadRequest) one = request_of ("generate-psk", TRUE);
  g_autoptr (FotadRequest) two = request_of ("generate-psk", TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_key_make (&route, one, &error));
  g_assert_true (fotad_key_make (&route, two, &error));
  g_assert_no_error (error);
  g_assert_true (g_regex_match_simple ("^[0-9a-f]{64}$", one->made_key, 0, 0));
  g_assert_cmpstr (one->made_key, !=, two->made_key);
  g_assert_cmpstr (fotad_request_get (one, "psk"), ==, one->made_key);
  g_assert_null (fotad_request_get (one, "generate-psk"));
}

static void
test_not_wanted (void)
{
  g_autoptr (FotadRequest) no = request_of ("generate-psk", FALSE);
  g_autoptr (FotadRequest) other = request_of ("generate-name", TRUE);
  g_autoptr (GError) error = NULL;

  g_assert_true (fotad_key_make (&route, no, &error));
  g_assert_true (fotad_key_make (&route, other, &error));
  g_assert_true (fotad_key_make (&bare, other, &error));
  g_assert_no_error (error);
  g_assert_null (no->made_key);
  g_assert_null (fotad_request_get (no, "psk"));
  g_assert_null (other->made_key);
  g_assert_null (fotad_request_get (other, "name"));
}

static void
test_taken_once (void)
{
  g_autofree char *path = g_dir_make_tmp ("fotad-key.XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadStore) store = fotad_store_open (path, &error);
  FotadJobRecord *record = fotad_job_record_new ();
  g_autoptr (FotadJob) job = NULL;
  char *key;

  g_assert_no_error (error);
  record->requester = 7;
  job = fotad_job_new (store, record);
  g_assert_null (fotad_job_take_key (job, 7, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_clear_error (&error);
  fotad_job_give_key (job, g_strdup ("c0ffee"));
  g_assert_null (fotad_job_take_key (job, 0, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_AUTHORIZED);
  g_clear_error (&error);
  key = fotad_job_take_key (job, 7, &error);
  g_assert_cmpstr (key, ==, "c0ffee");
  fotad_key_forget (key);
  g_assert_null (fotad_job_take_key (job, 7, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/key/made", test_made);
  g_test_add_func ("/job/key/not-wanted", test_not_wanted);
  g_test_add_func ("/job/key/taken-once", test_taken_once);
  return g_test_run ();
}
