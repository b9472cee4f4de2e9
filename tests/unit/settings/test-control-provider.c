/*
 * The provider over a control module: when its port is opened, given back, opened again, and what
 * becomes of everything that can go wrong; the module is a table of this file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-control-provider.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/fotad-error.h"

struct _FotadControlLink {
  int number;
};

/* What the table was told, and how it is to answer. */
static struct {
  GString *calls;
  const char *path; /* of the port; NULL: away */
  GTask *pending;   /* what hangs */
  gboolean hang;
  gboolean slow_close;
  int fail; /* a GIOErrorEnum; -1: none */
  void (*closed) (gpointer data);
  gpointer data;
  int links;
} fake;

static void
note (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_string_append_vprintf (fake.calls, format, arguments);
  va_end (arguments);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  g_task_return_new_error (fake.pending, G_IO_ERROR, G_IO_ERROR_CANCELLED, "aborted");
  g_clear_object (&fake.pending);
}

static void
answer (GTask *task, gpointer result)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (fake.hang && cancellable != NULL) {
    fake.pending = task;
    g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), NULL);
    return;
  }
  if (fake.fail >= 0)
    g_task_return_new_error (task, G_IO_ERROR, fake.fail, "it fails");
  else
    g_task_return_pointer (task, result, NULL);
  g_object_unref (task);
}

static void
fake_open (const char *path,
           guint timeout,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer data)
{
  FotadControlLink *link = g_new0 (FotadControlLink, 1);

  link->number = ++fake.links;
  note ("open %s;", path);
  answer (g_task_new (NULL, cancellable, callback, data), link);
  if (fake.fail >= 0)
    g_free (link);
}

static FotadControlLink *
fake_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fake_ask (FotadControlLink *link,
          const char *command,
          guint timeout,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_check_cancellable (task, FALSE);
  note ("%d %s;", link->number, command);
  answer (task, fake.fail < 0 && !fake.hang ? g_strdup ("lines") : NULL);
}

static char *
fake_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
call_closed (gpointer unused)
{
  note ("closed;");
  fake.closed (fake.data);
  return G_SOURCE_REMOVE;
}

static void
fake_close (FotadControlLink *link, void (*closed) (gpointer data), gpointer data)
{
  note ("close %d;", link->number);
  g_free (link);
  fake.closed = closed;
  fake.data = data;
  if (fake.slow_close)
    g_timeout_add (50, call_closed, NULL);
  else
    call_closed (NULL);
}

static const FotadControl control = {
  .abi = FOTAD_CONTROL_ABI,
  .name = "fake",
  .open = fake_open,
  .open_finish = fake_open_finish,
  .ask = fake_ask,
  .ask_finish = fake_ask_finish,
  .close = fake_close,
};

static char *
find (gpointer unused)
{
  return g_strdup (fake.path);
}

static void
on_trouble (const char *why, gpointer unused)
{
  note ("trouble: %s;", why);
}

typedef struct {
  FotadProvider *provider;
} Bench;

static void
set_up (Bench *b, gconstpointer unused)
{
  memset (&fake, 0, sizeof fake);
  fake.calls = g_string_new (NULL);
  fake.path = "/dev/fake0";
  fake.fail = -1;
  b->provider = fotad_control_provider_new (&control, find, on_trouble, NULL, NULL);
}

static void
tear_down (Bench *b, gconstpointer unused)
{
  if (b->provider != NULL)
    fotad_provider_free (b->provider);
  g_string_free (fake.calls, TRUE);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
ask (Bench *b, FotadAnswerKind kind, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (FotadAnswer) found = NULL;

  b->provider->ask (b->provider, "get", 20, NULL, on_result, &result);
  wait_for (&result);
  found = b->provider->ask_finish (b->provider, result, NULL);
  g_assert_cmpint (found->kind, ==, kind);
  g_assert_cmpstr (found->text, ==, text);
}

static void
assert_calls (const char *expected)
{
  g_assert_cmpstr (fake.calls->str, ==, expected);
  g_string_truncate (fake.calls, 0);
}

/* Opened when needed, kept for the operation. */
static void
test_opened_once (Bench *b, gconstpointer unused)
{
  b->provider->rest (b->provider);
  assert_calls ("");
  ask (b, FOTAD_ANSWER_OK, "lines");
  ask (b, FOTAD_ANSWER_OK, "lines");
  assert_calls ("open /dev/fake0;1 get;1 get;");
  b->provider->rest (b->provider);
  g_assert_false (b->provider->await_rest (b->provider, NULL, NULL));
  ask (b, FOTAD_ANSWER_OK, "lines");
  assert_calls ("close 1;closed;open /dev/fake0;2 get;");
}

static void
on_rested (gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
test_waits_for_closing (Bench *b, gconstpointer unused)
{
  gboolean rested = FALSE;

  fake.slow_close = TRUE;
  ask (b, FOTAD_ANSWER_OK, "lines");
  b->provider->rest (b->provider);
  ask (b, FOTAD_ANSWER_OK, "lines");
  assert_calls ("open /dev/fake0;1 get;close 1;closed;open /dev/fake0;2 get;");
  b->provider->rest (b->provider);
  g_assert_true (b->provider->await_rest (b->provider, on_rested, &rested));
  g_assert_false (rested);
  while (!rested)
    g_main_context_iteration (NULL, TRUE);
  assert_calls ("close 2;closed;");
}

/* The run has ended; the module still calls back. */
static void
test_freed_while_closing (Bench *b, gconstpointer unused)
{
  fake.slow_close = TRUE;
  ask (b, FOTAD_ANSWER_OK, "lines");
  fotad_provider_free (g_steal_pointer (&b->provider));
  assert_calls ("open /dev/fake0;1 get;close 1;");
  while (fake.calls->len == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_calls ("closed;");
}

/* It is told once, and not tried again before the next operation. */
static void
test_does_not_open (Bench *b, gconstpointer unused)
{
  fake.fail = G_IO_ERROR_PERMISSION_DENIED;
  ask (b, FOTAD_ANSWER_REFUSED, "its port for fake does not open: it fails");
  fake.fail = -1;
  ask (b, FOTAD_ANSWER_REFUSED, "its port for fake does not open: it fails");
  assert_calls ("open /dev/fake0;trouble: its port for fake does not open: it fails;");
  b->provider->rest (b->provider);
  ask (b, FOTAD_ANSWER_OK, "lines");
}

static gboolean
plug_in (gpointer unused)
{
  fake.path = "/dev/fake7";
  return G_SOURCE_REMOVE;
}

static void
test_comes_later (Bench *b, gconstpointer unused)
{
  fake.path = NULL;
  g_timeout_add (30, plug_in, NULL);
  ask (b, FOTAD_ANSWER_OK, "lines");
  assert_calls ("open /dev/fake7;1 get;");
}

static void
test_never_comes (Bench *b, gconstpointer unused)
{
  fake.path = NULL;
  ask (b, FOTAD_ANSWER_REFUSED, "its port for fake is not there");
  assert_calls ("trouble: its port for fake is not there;");
}

static void
test_kinds (Bench *b, gconstpointer unused)
{
  static const struct {
    GIOErrorEnum code;
    FotadAnswerKind kind;
  } cases[] = {
    { G_IO_ERROR_NOT_SUPPORTED, FOTAD_ANSWER_UNKNOWN }, { G_IO_ERROR_BUSY, FOTAD_ANSWER_BUSY },
    { G_IO_ERROR_TIMED_OUT, FOTAD_ANSWER_SILENT },      { G_IO_ERROR_CLOSED, FOTAD_ANSWER_REFUSED },
    { G_IO_ERROR_CANCELLED, FOTAD_ANSWER_REFUSED }, /* the module's doing, not ours */
    { G_IO_ERROR_FAILED, FOTAD_ANSWER_REFUSED },
  };

  ask (b, FOTAD_ANSWER_OK, "lines");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    fake.fail = cases[i].code;
    ask (b, cases[i].kind, "it fails");
  }
}

static void
assert_cancelled (Bench *b)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  b->provider->ask (b->provider, "get", 20, cancellable, on_result, &result);
  while (fake.path != NULL && fake.pending == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (cancellable);
  wait_for (&result);
  g_assert_null (b->provider->ask_finish (b->provider, result, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED);
}

static void
test_cancelled (Bench *b, gconstpointer unused)
{
  fake.path = NULL;
  assert_cancelled (b);
  fake.path = "/dev/fake0";
  ask (b, FOTAD_ANSWER_OK, "lines");
  fake.hang = TRUE;
  assert_cancelled (b);
  fake.hang = FALSE;
  ask (b, FOTAD_ANSWER_OK, "lines");
}

static void
assert_not_loaded (const char *path, const char *name, const char *why)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_control_load (path, name, TRUE, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
  g_assert_nonnull (strstr (error->message, why));
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_not_loaded (Bench *b, gconstpointer unused)
{
  g_autofree char *open = g_build_filename (g_get_tmp_dir (), "control-open.so", NULL);

  assert_not_loaded ("/nonexistent/control-qmi.so", "qmi", "No such file");
  assert_not_loaded (g_getenv ("CONTROL_MODULE"), "other", "is no control module for other");
  assert_not_loaded (g_getenv ("BOOK_MODULE"), "qmi", "is no control module for qmi");
  g_assert_true (g_file_set_contents (open, "", 0, NULL));
  assert_not_loaded (open, "qmi", "writable by others");
  g_assert_cmpint (g_remove (open), ==, 0);
}

#define ADD(name, test)                                                                            \
  g_test_add ("/settings/control-provider/" name, Bench, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("opened-once", test_opened_once);
  ADD ("waits-for-closing", test_waits_for_closing);
  ADD ("freed-while-closing", test_freed_while_closing);
  ADD ("does-not-open", test_does_not_open);
  ADD ("comes-later", test_comes_later);
  ADD ("never-comes", test_never_comes);
  ADD ("kinds", test_kinds);
  ADD ("cancelled", test_cancelled);
  ADD ("not-loaded", test_not_loaded);
  return g_test_run ();
}
