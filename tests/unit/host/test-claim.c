/*
 * A modem is claimed against every mood of ModemManager, and the claim outlives its process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-bus.h"
#include "fake-mm.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "host/fotad-claim.h"

#define UID "/sys/devices/usb1/1-1"
#define IMEI "867648049999994"
#define CORE "org.freedesktop.ModemManager1.Error.Core."

typedef struct {
  GDBusConnection *bus;
  FakeMm *mm;
  FotadModemManager *manager;
  FotadClaim *claim;
  GString *log;
  guint answers;
  gboolean ok;
  GError *error;
} Bench;

static void
on_lost (FotadClaim *claim, GError *why, Bench *b)
{
  g_assert_error (why, FOTAD_ERROR, FOTAD_ERROR_INTERRUPTED);
  g_assert_cmpint (fotad_claim_get_fd (claim), ==, -1);
  g_string_append_c (b->log, 'l');
}

static void
on_regained (FotadClaim *claim, Bench *b)
{
  g_string_append_c (b->log, 'r');
}

static void
on_broken (FotadClaim *claim, GError *why, Bench *b)
{
  g_assert_nonnull (why);
  g_string_append_c (b->log, 'b');
}

static void
use (Bench *b, FotadClaim *claim)
{
  b->claim = claim;
  g_signal_connect (claim, "lost", G_CALLBACK (on_lost), b);
  g_signal_connect (claim, "regained", G_CALLBACK (on_regained), b);
  g_signal_connect (claim, "broken", G_CALLBACK (on_broken), b);
}

static void
set_up (Bench *b, gconstpointer data)
{
  b->bus = fake_bus_join ();
  b->mm = fake_mm_new ();
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  b->manager = fotad_modem_manager_new (b->bus);
  b->log = g_string_new (NULL);
  fake_wait (fotad_modem_manager_is_ready (b->manager));
  use (b, fotad_claim_new (b->manager, UID, fake_bus_address ()));
}

static void
tear_down (Bench *b, gconstpointer data)
{
  if (b->claim != NULL)
    g_assert_finalize_object (b->claim);
  fake_pass (20);
  g_assert_finalize_object (b->manager);
  g_clear_pointer (&b->mm, fake_mm_free);
  fake_bus_leave (&b->bus);
  g_string_free (b->log, TRUE);
  g_clear_error (&b->error);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  g_clear_error (&b->error);
  b->ok = fotad_claim_take_finish (FOTAD_CLAIM (source), result, &b->error);
  b->answers++;
}

static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  fotad_claim_release_finish (FOTAD_CLAIM (source), result);
  b->answers++;
}

static void
take (Bench *b)
{
  guint before = b->answers;

  fotad_claim_take_async (b->claim, NULL, on_taken, b);
  fake_wait (b->answers > before);
}

static void
release (Bench *b)
{
  guint before = b->answers;

  fotad_claim_release_async (b->claim, on_released, b);
  fake_wait (b->answers > before);
}

static void
assert_log (Bench *b, const char *expected)
{
  fake_wait (b->log->len >= strlen (expected));
  g_assert_cmpstr (b->log->str, ==, expected);
  g_string_truncate (b->log, 0);
}

static void
test_take_and_release (Bench *b, gconstpointer data)
{
  g_assert_cmpint (fotad_claim_get_fd (b->claim), ==, -1);
  take (b);
  g_assert_no_error (b->error);
  g_assert_true (b->ok && fotad_claim_is_held (b->claim));
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  g_assert_cmpint (fcntl (fotad_claim_get_fd (b->claim), F_GETFD), ==, FD_CLOEXEC);
  fake_wait (!fotad_modem_manager_is_exported (b->manager, UID));
  take (b);
  g_assert_true (b->ok);
  g_assert_cmpuint (b->mm->calls, ==, 1);
  release (b);
  g_assert_false (fotad_claim_is_held (b->claim));
  g_assert_false (fake_mm_is_inhibited (b->mm, UID));
  g_assert_cmpuint (b->mm->calls, ==, 2);
  fake_wait (fotad_modem_manager_is_exported (b->manager, UID));
  take (b);
  g_assert_true (b->ok && fake_mm_is_inhibited (b->mm, UID));
  release (b);
  release (b);
  assert_log (b, "");
}

static void
test_initialising (Bench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "WrongState", 3);
  take (b);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->mm->calls, ==, 4);
  release (b);
  assert_log (b, "");
}

static void
test_initialising_for_ever (Bench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "WrongState", G_MAXUINT);
  take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_assert_cmpuint (b->mm->calls, ==, 30);
}

static const struct {
  const char *path;
  const char *error;
  FotadError code;
} refusals[] = {
  { "/host/claim/refused/in-progress", CORE "InProgress", FOTAD_ERROR_BUSY },
  { "/host/claim/refused/unauthorized", CORE "Unauthorized", FOTAD_ERROR_NOT_AUTHORIZED },
  { "/host/claim/refused/policy", "org.freedesktop.DBus.Error.AccessDenied",
    FOTAD_ERROR_NOT_AUTHORIZED },
  { "/host/claim/refused/failed", CORE "Failed", FOTAD_ERROR_INTERNAL },
};

/* A refusal ends at once, and leaves nothing that could hinder the next attempt. */
static void
test_refused (Bench *b, gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);

  fake_mm_fail (b->mm, refusals[i].error, 1);
  take (b);
  g_assert_false (b->ok);
  g_assert_error (b->error, FOTAD_ERROR, (int) refusals[i].code);
  g_assert_cmpuint (b->mm->calls, ==, 1);
  g_assert_cmpint (fotad_claim_get_fd (b->claim), ==, -1);
  take (b);
  g_assert_true (b->ok);
}

static void
test_somebody_else (Bench *b, gconstpointer data)
{
  g_autoptr (FotadClaim) other = fotad_claim_new (b->manager, UID, fake_bus_address ());

  fotad_claim_take_async (other, NULL, on_taken, b);
  fake_wait (b->answers == 1);
  take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_BUSY);
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  fotad_claim_release_async (other, NULL, NULL);
  fake_wait (!fake_mm_is_inhibited (b->mm, UID));
}

static void
test_not_found (Bench *b, gconstpointer data)
{
  g_autoptr (FotadClaim) claim = fotad_claim_new (b->manager, UID "/7", fake_bus_address ());

  fotad_claim_take_async (claim, NULL, on_taken, b);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
  g_assert_cmpuint (b->mm->calls, ==, 1);
}

/* It came while ModemManager was saying that it had not. */
static void
test_found_after_all (Bench *b, gconstpointer data)
{
  fake_mm_fail (b->mm, CORE "NotFound", 2);
  take (b);
  g_assert_no_error (b->error);
  g_assert_cmpuint (b->mm->calls, ==, 3);
}

static void
test_no_service (Bench *b, gconstpointer data)
{
  fake_mm_stop (b->mm);
  take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}

static void
test_no_bus (Bench *b, gconstpointer data)
{
  g_autoptr (FotadClaim) claim = fotad_claim_new (b->manager, UID, "unix:path=/nonexistent/bus");

  fotad_claim_take_async (claim, NULL, on_taken, b);
  fake_wait (b->answers == 1);
  g_assert_false (b->ok);
  g_assert_true (b->error->domain == FOTAD_ERROR);
}

static void
test_cancel (Bench *b, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  b->mm->mute = TRUE;
  fotad_claim_take_async (b->claim, cancellable, on_taken, b);
  fake_wait (b->mm->calls == 1);
  take (b);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE);
  g_cancellable_cancel (cancellable);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
  b->mm->mute = FALSE;
  take (b);
  g_assert_true (b->ok);
}

static void
test_release_while_taking (Bench *b, gconstpointer data)
{
  b->mm->mute = TRUE;
  fotad_claim_take_async (b->claim, NULL, on_taken, b);
  fake_wait (b->mm->calls == 1);
  fotad_claim_release_async (b->claim, on_released, b);
  fake_wait (b->answers == 2);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_restart (Bench *b, gconstpointer data)
{
  int fd;

  take (b);
  fd = fotad_claim_get_fd (b->claim);
  fake_mm_stop (b->mm);
  assert_log (b, "l");
  g_assert_false (fotad_claim_is_held (b->claim));
  fake_mm_start (b->mm);
  fake_pass (50);
  assert_log (b, "");
  fake_mm_fail (b->mm, CORE "WrongState", 2);
  g_free (fake_mm_add (b->mm, UID, "", FOTAD_MM_STATE_INITIALIZING));
  assert_log (b, "r");
  g_assert_true (fotad_claim_is_held (b->claim));
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  g_assert_cmpint (fotad_claim_get_fd (b->claim), >=, 0);
  g_test_message ("fd %d, then %d", fd, fotad_claim_get_fd (b->claim));
}

/* ModemManager restarted so fast that all we see is the modem coming up. */
static void
test_taken_up_again (Bench *b, gconstpointer data)
{
  take (b);
  fake_wait (!fotad_modem_manager_is_exported (b->manager, UID));
  g_hash_table_remove_all (b->mm->inhibited);
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  assert_log (b, "lr");
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
}

/* Exported and claimed in one go: the news of the export comes after the claim. */
static void
test_late_news (Bench *b, gconstpointer data)
{
  fotad_claim_take_async (b->claim, NULL, on_taken, b);
  fake_wait (b->answers == 1);
  g_assert_true (b->ok);
  g_signal_emit_by_name (b->manager, "exported", UID);
  fake_pass (50);
  assert_log (b, "");
  g_assert_true (fotad_claim_is_held (b->claim));
}

static void
test_broken (Bench *b, gconstpointer data)
{
  take (b);
  fake_mm_stop (b->mm);
  assert_log (b, "l");
  fake_mm_start (b->mm);
  fake_mm_fail (b->mm, CORE "InProgress", 1);
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  assert_log (b, "b");
  take (b);
  g_assert_true (b->ok);
}

/* What a crash looks like from here: only the copy in the fd store is left. */
static int
die (Bench *b)
{
  int copy;

  take (b);
  copy = fcntl (fotad_claim_get_fd (b->claim), F_DUPFD_CLOEXEC, 0);
  g_assert_finalize_object (b->claim);
  b->claim = NULL;
  fake_pass (100);
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
  return copy;
}

static void
test_take_over (Bench *b, gconstpointer data)
{
  int copy = die (b);
  int store = fcntl (copy, F_DUPFD_CLOEXEC, 0);

  use (b, fotad_claim_new_from_fd (b->manager, UID, fake_bus_address (), copy));
  g_assert_true (fotad_claim_is_held (b->claim));
  g_assert_cmpint (fotad_claim_get_fd (b->claim), ==, copy);
  take (b);
  g_assert_true (b->ok);
  fake_pass (100);
  assert_log (b, "");
  release (b);
  fake_wait (!fake_mm_is_inhibited (b->mm, UID));
  close (store);
  assert_log (b, "");
}

static void
test_take_over_lost_one (Bench *b, gconstpointer data)
{
  int copy = die (b);

  fake_mm_stop (b->mm);
  g_free (fake_mm_add (b->mm, UID, IMEI, FOTAD_MM_STATE_DISABLED));
  fake_mm_start (b->mm);
  fake_wait (fotad_modem_manager_is_exported (b->manager, UID));
  use (b, fotad_claim_new_from_fd (b->manager, UID, fake_bus_address (), copy));
  assert_log (b, "lr");
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
}

static void
test_take_over_dead_socket (Bench *b, gconstpointer data)
{
  int copy = die (b);

  shutdown (copy, SHUT_RDWR);
  fake_wait (fotad_modem_manager_is_exported (b->manager, UID));
  use (b, fotad_claim_new_from_fd (b->manager, UID, fake_bus_address (), copy));
  assert_log (b, "lr");
}

static void
test_death_without_store (Bench *b, gconstpointer data)
{
  take (b);
  g_assert_finalize_object (b->claim);
  b->claim = NULL;
  fake_wait (!fake_mm_is_inhibited (b->mm, UID));
}

/* The claim's own connection dies, the other one lives. */
static void
test_connection_dies (Bench *b, gconstpointer data)
{
  take (b);
  shutdown (fotad_claim_get_fd (b->claim), SHUT_RDWR);
  assert_log (b, "lr");
  g_assert_true (fake_mm_is_inhibited (b->mm, UID));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/host/claim/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("FOTAD_TIME_SCALE", "0.05", TRUE);
  g_test_init (&argc, &argv, NULL);
  fake_bus_up ();
  ADD ("take-and-release", test_take_and_release);
  ADD ("initialising", test_initialising);
  ADD ("initialising-for-ever", test_initialising_for_ever);
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    g_test_add (refusals[i].path, Bench, GSIZE_TO_POINTER (i), set_up, test_refused, tear_down);
  ADD ("somebody-else", test_somebody_else);
  ADD ("not-found", test_not_found);
  ADD ("found-after-all", test_found_after_all);
  ADD ("no-service", test_no_service);
  ADD ("no-bus", test_no_bus);
  ADD ("cancel", test_cancel);
  ADD ("release-while-taking", test_release_while_taking);
  ADD ("restart", test_restart);
  ADD ("taken-up-again", test_taken_up_again);
  ADD ("late-news", test_late_news);
  ADD ("broken", test_broken);
  ADD ("take-over", test_take_over);
  ADD ("take-over/lost-one", test_take_over_lost_one);
  ADD ("take-over/dead-socket", test_take_over_dead_socket);
  ADD ("death-without-store", test_death_without_store);
  ADD ("connection-dies", test_connection_dies);
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
