/*
 * The package that came with a request: copied before the modem is touched, known after a restart,
 * gone when the job is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "core/fotad-error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define CONTENT "firmware"
#define DIGEST "27c6ad2a7b0d1ec9aaa53c6a9ee5cb7b9c7a98b0a0c8ab6f4e3e3a1b1e8d7c1f"

/* What the job knows when it has come with a file of that name. */
static void
make_job (RunBench *b)
{
  run_bench_make_job (b, b->modem, FOTAD_JOB_KIND_UPDATE, "fetch");
  run_bench_fact (b, "package_name", "fw.bin");
}

static void
give_file (RunBench *b)
{
  g_autofree char *path = g_build_filename (b->directory, "given", NULL);

  g_assert_true (g_file_set_contents (path, CONTENT, -1, NULL));
  b->package_fd = open (path, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (b->package_fd, >=, 0);
  g_unlink (path);
}

static char *
fact (RunBench *b, const char *name)
{
  g_autoptr (GHashTable) facts =
      fotad_store_facts (b->house.store, fotad_job_get_id (b->job), NULL);

  return g_strdup (g_hash_table_lookup (facts, name));
}

static char *
digest_of (const char *content)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);
}

/* The copy is ours, with its digest; nothing of it is left behind. */
static void
test_copied (RunBench *b, gconstpointer data)
{
  g_autofree char *digest = digest_of (CONTENT);
  g_autofree char *path = NULL, *content = NULL;

  make_job (b);
  give_file (b);
  b->held = "AT+GET";
  run_bench_begin (b, NULL);
  run_bench_await (b, "AT+GET");
  run_bench_assert_fact (b, "sha256", digest);
  path = fact (b, "package_path");
  g_assert_true (g_str_has_prefix (path, b->house.packages));
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, CONTENT);
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_end (b);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* The same while another attempt, or another life of the daemon, needs it. */
static void
test_kept (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE };
  g_autofree char *path = NULL;

  make_job (b);
  give_file (b);
  b->held = "AT+GET";
  run_bench_begin (b, NULL);
  run_bench_await (b, "AT+GET");
  path = fact (b, "package_path");
  fotad_run_keep_package (b->run);
  g_assert_true (fotad_job_cancel (b->job, NULL));
  run_bench_end (b);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  ((FotadJobRecord *) fotad_job_get_record (b->job))->state = FOTAD_JOB_STATE_RUNNING;
  b->held = NULL;
  run_bench_begin (b, &recovery);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "Cancelled"); /* of the first life */
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* @error at once: the modem hears nothing. */
static void
assert_refused (RunBench *b, const FotadRecovery *recovery, const char *error)
{
  run_bench_begin (b, recovery);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_FAILED, error);
  run_bench_assert_stages (b, "check release");
  g_assert_cmpuint (b->mm->calls, ==, 0);
  g_assert_cmpstr (b->fake->log->str, ==, "");
}

static void
test_other_digest (RunBench *b, gconstpointer data)
{
  make_job (b);
  run_bench_fact (b, "sha256", DIGEST);
  give_file (b);
  assert_refused (b, NULL, "PackageInvalid");
}

/* What the modem said of its room, in an earlier life. */
static void
test_limit (RunBench *b, gconstpointer data)
{
  make_job (b);
  run_bench_fact (b, "limit", "7");
  give_file (b);
  assert_refused (b, NULL, "PackageTooLarge");
}

static void
test_family_limit (RunBench *b, gconstpointer data)
{
  b->family->storage = 7;
  make_job (b);
  give_file (b);
  assert_refused (b, NULL, "PackageTooLarge");
}

static void
test_fits (RunBench *b, gconstpointer data)
{
  b->family->storage = 8;
  make_job (b);
  run_bench_fact (b, "limit", "8");
  give_file (b);
  run_bench_begin (b, NULL);
  run_bench_assert_ended (b, FOTAD_JOB_STATE_SUCCEEDED, "");
}

/* The daemon ended before it was copied, and nobody has it any more. */
static void
test_never_copied (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE };

  make_job (b);
  assert_refused (b, &recovery, "Interrupted");
}

static void
test_copy_gone (RunBench *b, gconstpointer data)
{
  FotadRecovery recovery = { .recovered = TRUE };

  make_job (b);
  run_bench_fact (b, "package_path", "/nonexistent/package-1");
  assert_refused (b, &recovery, "NotFound");
}

static void
add (void)
{
  RUN_BENCH_ADD ("/job/stage-package/copied", test_copied);
  RUN_BENCH_ADD ("/job/stage-package/kept", test_kept);
  RUN_BENCH_ADD ("/job/stage-package/other-digest", test_other_digest);
  RUN_BENCH_ADD ("/job/stage-package/limit", test_limit);
  RUN_BENCH_ADD ("/job/stage-package/family-limit", test_family_limit);
  RUN_BENCH_ADD ("/job/stage-package/fits", test_fits);
  RUN_BENCH_ADD ("/job/stage-package/never-copied", test_never_copied);
  RUN_BENCH_ADD ("/job/stage-package/copy-gone", test_copy_gone);
}

int
main (int argc, char **argv)
{
  return run_bench_main (argc, argv, add);
}
