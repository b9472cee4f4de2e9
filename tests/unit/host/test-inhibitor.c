/*
 * logind's lock against a logind that gives, refuses, lies or is absent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-bus.h"
#include "fake-mm.h"

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "host/fotad-inhibitor.h"

static const char xml[] =
    "<node><interface name='org.freedesktop.login1.Manager'><method name='Inhibit'>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='h' direction='out'/></method></interface></node>";

typedef enum { GIVES, REFUSES, LIES, MUTE, ABSENT } Mood;

typedef struct {
  GDBusConnection *bus;
  GDBusConnection *logind;
  guint registration;
  Mood mood;
  int watched; /* the reading end of the pipe of which the lock is the writing one */
  guint calls;
  char *asked;
  FotadInhibitor *inhibitor;
  guint answers;
  gboolean ok;
  GError *error;
} Bench;

static void
give (Bench *b, GDBusMethodInvocation *call)
{
  g_autoptr (GUnixFDList) fds = g_unix_fd_list_new ();
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC | O_NONBLOCK), ==, 0);
  b->watched = ends[0];
  g_unix_fd_list_append (fds, ends[1], NULL);
  close (ends[1]);
  g_dbus_method_invocation_return_value_with_unix_fd_list (call, g_variant_new ("(h)", 0), fds);
}

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *call,
         gpointer data)
{
  Bench *b = data;

  g_free (b->asked);
  b->asked = g_variant_print (parameters, FALSE);
  b->calls++;
  switch (b->mood) {
  case GIVES:
    give (b, call);
    break;
  case REFUSES:
    g_dbus_method_invocation_return_dbus_error (call, "org.freedesktop.DBus.Error.AccessDenied",
                                                "no");
    break;
  case LIES:
    g_dbus_method_invocation_return_value (call, g_variant_new ("(h)", 7));
    break;
  case MUTE:
  case ABSENT:
    g_object_unref (call);
    break;
  }
}

static void
start_logind (Bench *b)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);

  b->logind = fake_bus_join ();
  b->registration = g_dbus_connection_register_object (b->logind, "/org/freedesktop/login1",
                                                       node->interfaces[0], &vtable, b, NULL, NULL);
  if (b->mood != ABSENT)
    fake_bus_own (b->logind, "org.freedesktop.login1");
}

static void
set_up (Bench *b, gconstpointer mood)
{
  b->bus = fake_bus_join ();
  b->mood = (Mood) GPOINTER_TO_INT (mood);
  b->watched = -1;
  start_logind (b);
  b->inhibitor = fotad_inhibitor_new (b->bus, "because");
}

static void
tear_down (Bench *b, gconstpointer mood)
{
  g_assert_finalize_object (b->inhibitor);
  if (b->mood != ABSENT)
    fake_bus_disown (b->logind, "org.freedesktop.login1");
  g_dbus_connection_unregister_object (b->logind, b->registration);
  fake_bus_leave (&b->logind);
  fake_bus_leave (&b->bus);
  g_clear_error (&b->error);
  g_free (b->asked);
  if (b->watched >= 0)
    close (b->watched);
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  Bench *b = data;

  b->ok = fotad_inhibitor_take_finish (FOTAD_INHIBITOR (source), result, &b->error);
  b->answers++;
}

static void
take (Bench *b)
{
  guint before = b->answers;

  fotad_inhibitor_take_async (b->inhibitor, NULL, on_taken, b);
  fake_wait (b->answers > before);
}

/* Whether logind would see the lock as gone. */
static gboolean
is_let_go (Bench *b)
{
  char byte;

  return read (b->watched, &byte, 1) == 0;
}

static void
test_gives (Bench *b, gconstpointer mood)
{
  take (b);
  g_assert_true (b->ok && fotad_inhibitor_is_held (b->inhibitor));
  g_assert_cmpstr (b->asked, ==, "('shutdown:sleep', 'fotad', 'because', 'block')");
  g_assert_cmpint (fcntl (fotad_inhibitor_get_fd (b->inhibitor), F_GETFD), ==, FD_CLOEXEC);
  take (b);
  g_assert_cmpuint (b->calls, ==, 1);
  g_assert_false (is_let_go (b));
  fotad_inhibitor_release (b->inhibitor);
  fake_wait (is_let_go (b));
  g_assert_cmpint (fotad_inhibitor_get_fd (b->inhibitor), ==, -1);
}

static void
test_refuses (Bench *b, gconstpointer mood)
{
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*no lock from logind*: no");
  take (b);
  g_test_assert_expected_messages ();
  g_assert_true (b->ok);
  g_assert_false (fotad_inhibitor_is_held (b->inhibitor));
}

static void
test_lies (Bench *b, gconstpointer mood)
{
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*no lock from logind*descriptor 7*");
  take (b);
  g_test_assert_expected_messages ();
  g_assert_true (b->ok);
  g_assert_false (fotad_inhibitor_is_held (b->inhibitor));
}

static void
test_absent (Bench *b, gconstpointer mood)
{
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*no lock from logind*");
  take (b);
  g_test_assert_expected_messages ();
  g_assert_true (b->ok);
}

static void
test_cancelled (Bench *b, gconstpointer mood)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fotad_inhibitor_take_async (b->inhibitor, cancellable, on_taken, b);
  fake_wait (b->calls == 1);
  g_cancellable_cancel (cancellable);
  fake_wait (b->answers == 1);
  g_assert_error (b->error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_released_early (Bench *b, gconstpointer mood)
{
  fotad_inhibitor_take_async (b->inhibitor, NULL, on_taken, b);
  fotad_inhibitor_release (b->inhibitor);
  fake_wait (b->answers == 1);
  g_assert_true (b->ok);
  g_assert_false (fotad_inhibitor_is_held (b->inhibitor));
  fake_wait (is_let_go (b));
}

static void
test_taken_over (Bench *b, gconstpointer mood)
{
  g_autoptr (FotadInhibitor) heir = NULL;

  take (b);
  heir = fotad_inhibitor_new_from_fd (
      b->bus, "because", fcntl (fotad_inhibitor_get_fd (b->inhibitor), F_DUPFD_CLOEXEC, 0));
  fotad_inhibitor_release (b->inhibitor);
  g_assert_false (is_let_go (b));
  g_assert_true (fotad_inhibitor_is_held (heir));
  fotad_inhibitor_release (heir);
  fake_wait (is_let_go (b));
}

#define ADD(name, mood, function)                                                                  \
  g_test_add ("/host/inhibitor/" name, Bench, GINT_TO_POINTER (mood), set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fake_bus_up ();
  ADD ("gives", GIVES, test_gives);
  ADD ("refuses", REFUSES, test_refuses);
  ADD ("lies", LIES, test_lies);
  ADD ("absent", ABSENT, test_absent);
  ADD ("cancelled", MUTE, test_cancelled);
  ADD ("released-early", GIVES, test_released_early);
  ADD ("taken-over", GIVES, test_taken_over);
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
