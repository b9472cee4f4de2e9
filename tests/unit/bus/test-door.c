/*
 * Who is let in: root, whoever polkit allows, and nobody else; and what may leave.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"

#include <string.h>
#include <unistd.h>

#include "bus/fotad-door.h"

#define PATH "/door"
#define METHOD "org.example.Door.Open"

static const char xml[] = "<node><interface name='org.example.Door'><method name='Open'/>"
                          "<method name='Fail'/></interface></node>";

static guint let_in_uid;

static void
open_door (gpointer object, GDBusMethodInvocation *invocation, guint uid)
{
  g_assert_true (G_IS_CANCELLABLE (object));
  let_in_uid = uid;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  g_autoptr (GCancellable) any_object = NULL;

  if (g_str_equal (method, "Fail")) {
    fotad_door_refuse (invocation, g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "no file"));
    return;
  }
  any_object = g_cancellable_new ();
  fotad_door_pass (invocation, FOTAD_ACTION_UPDATE, open_door, any_object);
}

static void
build_door (Bench *bench)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);

  let_in_uid = G_MAXUINT;
  g_dbus_connection_register_object (bench->service, PATH, node->interfaces[0], &vtable, NULL, NULL,
                                     NULL);
}

static void
assert_refused (const char *output, const char *why)
{
  g_assert_nonnull (strstr (output, "org.fotad1.Error.NotAuthorized"));
  g_assert_nonnull (strstr (output, FOTAD_ACTION_UPDATE));
  g_assert_nonnull (strstr (output, why));
  g_assert_cmpuint (let_in_uid, ==, G_MAXUINT);
}

static void
test_root (Bench *bench, gconstpointer unused)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  build_door (bench);
  reply = bench_call (bench, PATH, METHOD, NULL, &error);
  if (getuid () == 0) {
    g_assert_no_error (error);
    g_assert_cmpuint (let_in_uid, ==, 0);
  } else {
    bench_assert_remote (error, NOT_AUTHORIZED);
  }
}

static void
test_without_polkit (Bench *bench, gconstpointer unused)
{
  g_autofree char *output = NULL;

  build_door (bench);
  output = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  assert_refused (output, "polkit is not there");
}

static void
assert_question (Bench *bench, guint wanted_flags)
{
  g_autoptr (GVariant) details = NULL;
  const char *kind, *action;
  guint flags;

  g_assert_cmpuint (bench->questions, ==, 1);
  g_variant_get (bench->asked, "((&s@a{sv})&sa{ss}us)", &kind, &details, &action, NULL, &flags,
                 NULL);
  g_assert_cmpstr (kind, ==, "system-bus-name");
  g_assert_true (g_variant_lookup (details, "name", "s", NULL));
  g_assert_cmpstr (action, ==, FOTAD_ACTION_UPDATE);
  g_assert_cmpuint (flags, ==, wanted_flags);
}

static void
test_allowed (Bench *bench, gconstpointer unused)
{
  g_autofree char *output = NULL;

  build_door (bench);
  bench_start_polkit (bench);
  bench->authorized = TRUE;
  output = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  g_assert_cmpstr (output, ==, "()\n");
  assert_question (bench, 0);
  g_assert_cmpuint (let_in_uid, !=, 0);
  g_assert_cmpuint (let_in_uid, !=, G_MAXUINT);
}

static void
test_interactive (Bench *bench, gconstpointer unused)
{
  g_autofree char *output = NULL;

  build_door (bench);
  bench_start_polkit (bench);
  bench->authorized = TRUE;
  output = bench_call_as_nobody (bench, TRUE, PATH, METHOD, NULL);
  g_assert_cmpstr (output, ==, "()\n");
  assert_question (bench, 1);
}

static void
test_refused (Bench *bench, gconstpointer unused)
{
  g_autofree char *output = NULL;

  build_door (bench);
  bench_start_polkit (bench);
  output = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  assert_refused (output, "polkit refuses it");
}

static void
test_challenge (Bench *bench, gconstpointer unused)
{
  g_autofree char *output = NULL;

  build_door (bench);
  bench_start_polkit (bench);
  bench->challenge = TRUE;
  output = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  assert_refused (output, "authenticate");
}

static void
test_broken_polkit (Bench *bench, gconstpointer unused)
{
  g_autofree char *output = NULL;

  build_door (bench);
  bench_start_polkit (bench);
  bench->broken = TRUE;
  g_test_expect_message ("fotad-bus", G_LOG_LEVEL_WARNING, "*polkit could not decide*");
  output = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  g_test_assert_expected_messages ();
  assert_refused (output, "could not decide");
}

#define CROWD 64

static void
answer_all (Bench *bench)
{
  for (guint i = 0; i < bench->unanswered->len; i++)
    g_dbus_method_invocation_return_value (bench->unanswered->pdata[i],
                                           g_variant_new ("((bba{ss}))", TRUE, FALSE, NULL));
}

static void
test_crowd (Bench *bench, gconstpointer unused)
{
  g_autoptr (GPtrArray) visitors = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *refused = NULL, *later = NULL;

  build_door (bench);
  bench_start_polkit (bench);
  bench->mute = TRUE;
  for (guint i = 0; i < CROWD; i++)
    g_ptr_array_add (visitors, bench_spawn_as_nobody (bench, PATH, METHOD));
  bench_wait (bench->questions == CROWD);
  refused = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  g_assert_nonnull (strstr (refused, "org.fotad1.Error.Busy"));
  answer_all (bench);
  for (guint i = 0; i < CROWD; i++) {
    g_autofree char *output = bench_collect (visitors->pdata[i]);

    g_assert_cmpstr (output, ==, "()\n");
  }
  bench->mute = FALSE;
  bench->authorized = TRUE;
  later = bench_call_as_nobody (bench, FALSE, PATH, METHOD, NULL);
  g_assert_cmpstr (later, ==, "()\n");
}

static void
test_foreign_errors_stay_inside (Bench *bench, gconstpointer unused)
{
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  build_door (bench);
  reply = bench_call (bench, PATH, "org.example.Door.Fail", NULL, &error);
  g_assert_null (reply);
  g_assert_cmpint (error->domain, ==, FOTAD_ERROR);
  g_assert_nonnull (strstr (error->message, "no file"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  BENCH_TEST ("/bus/door/root", test_root);
  BENCH_TEST ("/bus/door/without-polkit", test_without_polkit);
  BENCH_TEST ("/bus/door/allowed", test_allowed);
  BENCH_TEST ("/bus/door/interactive", test_interactive);
  BENCH_TEST ("/bus/door/refused", test_refused);
  BENCH_TEST ("/bus/door/challenge", test_challenge);
  BENCH_TEST ("/bus/door/broken-polkit", test_broken_polkit);
  BENCH_TEST ("/bus/door/crowd", test_crowd);
  BENCH_TEST ("/bus/door/foreign-errors-stay-inside", test_foreign_errors_stay_inside);
  return g_test_run ();
}
