/*
 * A claim that is held is lost, taken again, and outlives its process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "claim-bench.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/fotad-error.h"

static void
test_restart (ClaimBench *b, gconstpointer data)
{
  int fd;

  claim_bench_take (b);
  fd = fotad_claim_get_fd (b->claim);
  fake_mm_stop (b->mm);
  claim_bench_assert_log (b, "l");
  g_assert_false (fotad_claim_is_held (b->claim));
  fake_mm_start (b->mm);
  fake_pass (50);
  claim_bench_assert_log (b, "");
  fake_mm_fail (b->mm, CORE "WrongState", 2);
  g_free (fake_mm_add (b->mm, UID, "", FOTAD_MM_STATE_INITIALIZING));
  claim_bench_assert_log (b, "r");
  g_assert_true (fotad_claim_is_held (b->claim));
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  g_assert_cmpint (fotad_claim_get_fd (b->claim), >=, 0);
  g_test_message ("fd %d, then %d", fd, fotad_claim_get_fd (b->claim));
}

/* ModemManager restarted so fast that all we see is the modem coming up. */
static void
test_taken_up_again (ClaimBench *b, gconstpointer data)
{
  claim_bench_take (b);
  fake_wait (!fotad_modem_manager_is_exported (b->manager, UID));
  g_hash_table_remove_all (b->mm->inhibited);
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  claim_bench_assert_log (b, "lr");
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
}

/* Exported and claimed in one go: the news of the export comes after the claim. */
static void
test_late_news (ClaimBench *b, gconstpointer data)
{
  fotad_claim_take_async (b->claim, NULL, claim_bench_on_taken, b);
  fake_wait (b->answers == 1);
  g_assert_true (b->ok);
  g_signal_emit_by_name (b->manager, "exported", UID);
  fake_pass (50);
  claim_bench_assert_log (b, "");
  g_assert_true (fotad_claim_is_held (b->claim));
}

static void
test_broken (ClaimBench *b, gconstpointer data)
{
  claim_bench_take (b);
  fake_mm_stop (b->mm);
  claim_bench_assert_log (b, "l");
  fake_mm_start (b->mm);
  fake_mm_fail (b->mm, CORE "InProgress", 1);
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  claim_bench_assert_log (b, "b");
  claim_bench_take (b);
  g_assert_true (b->ok);
}

/* What a crash looks like from here: only the copy in the fd store is left. */
static int
die (ClaimBench *b)
{
  int copy;

  claim_bench_take (b);
  copy = fcntl (fotad_claim_get_fd (b->claim), F_DUPFD_CLOEXEC, 0);
  g_assert_finalize_object (b->claim);
  b->claim = NULL;
  fake_pass (100);
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  return copy;
}

static void
test_take_over (ClaimBench *b, gconstpointer data)
{
  int copy = die (b);
  int store = fcntl (copy, F_DUPFD_CLOEXEC, 0);

  claim_bench_use (b, fotad_claim_new_from_fd (b->manager, UID, fake_bus_address (), copy));
  g_assert_true (fotad_claim_is_held (b->claim));
  g_assert_cmpint (fotad_claim_get_fd (b->claim), ==, copy);
  claim_bench_take (b);
  g_assert_true (b->ok);
  fake_pass (100);
  claim_bench_assert_log (b, "");
  claim_bench_release (b);
  fake_wait (!fake_mm_is_inhibited (b->mm, UID));
  close (store);
  claim_bench_assert_log (b, "");
}

static void
test_take_over_lost_one (ClaimBench *b, gconstpointer data)
{
  int copy = die (b);

  fake_mm_stop (b->mm);
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  fake_mm_start (b->mm);
  fake_wait (fotad_modem_manager_is_exported (b->manager, UID));
  claim_bench_use (b, fotad_claim_new_from_fd (b->manager, UID, fake_bus_address (), copy));
  claim_bench_assert_log (b, "lr");
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
}

static void
test_take_over_dead_socket (ClaimBench *b, gconstpointer data)
{
  int copy = die (b);

  shutdown (copy, SHUT_RDWR);
  fake_wait (fotad_modem_manager_is_exported (b->manager, UID));
  claim_bench_use (b, fotad_claim_new_from_fd (b->manager, UID, fake_bus_address (), copy));
  claim_bench_assert_log (b, "lr");
}

static void
test_death_without_store (ClaimBench *b, gconstpointer data)
{
  claim_bench_take (b);
  g_assert_finalize_object (b->claim);
  b->claim = NULL;
  fake_wait (!fake_mm_is_inhibited (b->mm, UID));
}

/* The claim's own connection dies, the other one lives. */
static void
test_connection_dies (ClaimBench *b, gconstpointer data)
{
  claim_bench_take (b);
  shutdown (fotad_claim_get_fd (b->claim), SHUT_RDWR);
  claim_bench_assert_log (b, "lr");
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  fake_bus_up ();
  CLAIM_BENCH_ADD ("restart", test_restart);
  CLAIM_BENCH_ADD ("taken-up-again", test_taken_up_again);
  CLAIM_BENCH_ADD ("late-news", test_late_news);
  CLAIM_BENCH_ADD ("broken", test_broken);
  CLAIM_BENCH_ADD ("take-over", test_take_over);
  CLAIM_BENCH_ADD ("take-over/lost-one", test_take_over_lost_one);
  CLAIM_BENCH_ADD ("take-over/dead-socket", test_take_over_dead_socket);
  CLAIM_BENCH_ADD ("death-without-store", test_death_without_store);
  CLAIM_BENCH_ADD ("connection-dies", test_connection_dies);
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
