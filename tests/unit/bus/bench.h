/*
 * What the tests of the bus room share: a bus that lets every user in, a service's and a client's
 * connection to it, a polkit that says what it is told, and callers without rights.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "core/fotad-error.h"

typedef struct {
  char *directory;
  char *address;
  GSubprocess *bus;
  GDBusConnection *service;
  GDBusConnection *client;

  GDBusConnection *polkit; /* NULL: there is none */
  gboolean authorized;
  gboolean challenge;
  gboolean broken;       /* answers with an error */
  gboolean mute;         /* does not answer … */
  GPtrArray *unanswered; /* … these: of GDBusMethodInvocation */
  GVariant *asked;       /* arguments of the last CheckAuthorization */
  guint questions;
} Bench;

void bench_set_up (Bench *bench, gconstpointer unused);
void bench_tear_down (Bench *bench, gconstpointer unused);

void bench_start_polkit (Bench *bench);

/* Runs the main loop until @condition, at most ten seconds. */
#define bench_wait(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                                   \
    guint tick_ = g_timeout_add (20, bench_tick, NULL);                                            \
    while (!(condition) && g_get_monotonic_time () < end_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (tick_);                                                                       \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

gboolean bench_tick (gpointer data);

/* A call from the client's connection, which is this user's; consumes a floating @arguments.
 * @method is "interface.Member". */
GVariant *bench_call (
    Bench *bench, const char *path, const char *method, GVariant *arguments, GError **error);
GVariant *bench_call_with_files (Bench *bench,
                                 const char *path,
                                 const char *method,
                                 GVariant *arguments,
                                 GUnixFDList *files,
                                 GError **error);

/* The same by another process, which is never root; arguments as GVariant text.  Returns what
 * it wrote: the reply, or "Error: …" with the error's D-Bus name in it. */
char *bench_call_as_nobody (Bench *bench,
                            gboolean interactive,
                            const char *path,
                            const char *method,
                            ...) G_GNUC_NULL_TERMINATED;

/* The same without arguments and without waiting; bench_collect () has what it wrote. */
GSubprocess *bench_spawn_as_nobody (Bench *bench, const char *path, const char *method);
char *bench_collect (GSubprocess *process);

/* Property @name as the client reads it. */
GVariant *bench_get (Bench *bench, const char *path, const char *interface, const char *name);

#define bench_assert_remote(error, wanted) g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_##wanted)

#define BENCH_TEST(path, function)                                                                 \
  g_test_add (path, Bench, NULL, bench_set_up, function, bench_tear_down)
