/*
 * Downloads: which program is run how often, with what order, and what is made of its words.  A
 * shell script stands in for fotad-fetch: its N-th run does what the N-th line of a list says.
 * The real one is tested in tests/fetch.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-download.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fotad-error.h"

#define URL "https://joe:geheim@h/x?token=geheim"

typedef struct {
  char *directory;
  char *program;
  FotadDownload *download;
  GError *error;
  gboolean ended;
  guint n_troubles;
  guint last_pause;
  guint64 done;
  guint64 total;
} Fixture;

static char *
path_in (Fixture *f, const char *name)
{
  return g_build_filename (f->directory, name, NULL);
}

static void
on_progress (FotadDownload *download, guint64 done, guint64 total, gpointer data)
{
  Fixture *f = data;

  f->done = done;
  f->total = total;
}

static void
on_trouble (FotadDownload *download, GError *why, guint seconds, gpointer data)
{
  Fixture *f = data;

  g_assert_nonnull (why);
  f->n_troubles++;
  f->last_pause = seconds;
}

static void
on_ended (FotadDownload *download, GError *why, gpointer data)
{
  Fixture *f = data;

  g_assert_false (f->ended);
  f->ended = TRUE;
  f->error = why != NULL ? g_error_copy (why) : NULL;
}

/* Reads the order into "order", counts its runs in "runs". */
#define SCRIPT                                                                                     \
  "#!/bin/sh\n"                                                                                    \
  "cd %s\n"                                                                                        \
  "while read -r line && [ -n \"$line\" ]; do echo \"$line\"; done >order\n"                       \
  "echo x >>runs\n"                                                                                \
  "eval \"$(sed -n \"$(wc -l <runs)p\" lines)\"\n"

static void
set_up (Fixture *f, gconstpointer lines)
{
  g_autofree char *script = NULL, *list = NULL, *part = NULL;

  f->directory = g_dir_make_tmp ("fotad-download-XXXXXX", NULL);
  f->program = path_in (f, "fetch");
  list = path_in (f, "lines");
  part = path_in (f, "part");
  script = g_strdup_printf (SCRIPT, f->directory);
  g_assert_true (g_file_set_contents (f->program, script, -1, NULL));
  g_assert_cmpint (chmod (f->program, 0700), ==, 0);
  g_assert_true (g_file_set_contents (list, lines, -1, NULL));
  f->download = fotad_download_new (URL, part, 1000);
  fotad_download_set_program (f->download, f->program);
  g_signal_connect (f->download, "progress", G_CALLBACK (on_progress), f);
  g_signal_connect (f->download, "trouble", G_CALLBACK (on_trouble), f);
  g_signal_connect (f->download, "ended", G_CALLBACK (on_ended), f);
}

static void
tear_down (Fixture *f, gconstpointer lines)
{
  static const char *const names[] = { "fetch", "lines", "order", "runs", "stopped" };

  fotad_download_stop (f->download);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (f->download);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = path_in (f, names[i]);

    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (f->directory), ==, 0);
  g_free (f->program);
  g_free (f->directory);
  g_clear_error (&f->error);
}

static void
run (Fixture *f)
{
  fotad_download_start (f->download);
  g_assert_false (f->ended);
  while (!f->ended)
    g_main_context_iteration (NULL, TRUE);
}

static gsize
count_runs (Fixture *f)
{
  g_autofree char *path = path_in (f, "runs");
  g_autofree char *text = NULL;
  gsize size = 0;

  (void) !g_file_get_contents (path, &text, &size, NULL);
  return size / 2;
}

static void
test_done (Fixture *f, gconstpointer lines)
{
  g_autofree char *path = path_in (f, "order");
  g_autofree char *order = NULL, *part = NULL;

  fotad_download_set_way (f->download, "http://p:1", "/ca");
  run (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->done, ==, 5);
  g_assert_cmpuint (f->total, ==, 9);
  g_assert_cmpuint (fotad_download_get_pieces (f->download), ==, 3);
  g_assert_true (g_file_get_contents (path, &order, NULL, NULL));
  part = g_strdup_printf ("url " URL "\npart %s/part\nmax 1000\nstall 600\nconnect 300\n"
                          "proxy http://p:1\nca-file /ca\n",
                          f->directory);
  g_assert_cmpstr (order, ==, part);
}

static void
assert_failed (Fixture *f, FotadError code, const char *text, guint runs)
{
  g_assert_error (f->error, FOTAD_ERROR, (int) code);
  g_assert_nonnull (strstr (f->error->message, text));
  g_assert_cmpuint (count_runs (f), ==, runs);
}

static void
test_refused (Fixture *f, gconstpointer lines)
{
  run (f);
  assert_failed (f, FOTAD_ERROR_NOT_AVAILABLE, "The download failed: no such file.", 1);
  g_assert_cmpuint (f->n_troubles, ==, 0);
}

/* A passing failure, one with a wish, a crash, then it goes well. */
static void
test_troubles (Fixture *f, gconstpointer lines)
{
  run (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->n_troubles, ==, 3);
  g_assert_cmpuint (f->last_pause, ==, 8);
  g_assert_cmpuint (count_runs (f), ==, 4);
}

static void
test_wish_of_the_server (Fixture *f, gconstpointer lines)
{
  run (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (f->last_pause, ==, 30);
}

static void
test_never (Fixture *f, gconstpointer lines)
{
  run (f);
  assert_failed (f, FOTAD_ERROR_NETWORK, "down", FOTAD_DOWNLOAD_TRIES);
  g_assert_cmpuint (f->last_pause, ==, 60);
}

/* Each run brings something new, so it is never given up: one more run than there are tries. */
static void
test_little_by_little (Fixture *f, gconstpointer lines)
{
  run (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (count_runs (f), ==, FOTAD_DOWNLOAD_TRIES + 2);
  g_assert_cmpuint (f->last_pause, ==, 2);
}

static void
test_nonsense (Fixture *f, gconstpointer lines)
{
  run (f);
  assert_failed (f, FOTAD_ERROR_INTERNAL, "", 1);
}

static void
test_no_program (Fixture *f, gconstpointer lines)
{
  fotad_download_set_program (f->download, "/nowhere/fotad-fetch");
  run (f);
  assert_failed (f, FOTAD_ERROR_INTERNAL, "/nowhere/fotad-fetch", 0);
}

/* One that reads no order must not end us by its closed pipe. */
static void
test_deaf_program (Fixture *f, gconstpointer lines)
{
  fotad_download_set_program (f->download, "/bin/true");
  run (f);
  assert_failed (f, FOTAD_ERROR_INTERNAL, "ended unexpectedly", 0);
}

static void
await_file (const char *path)
{
  while (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
}

/* The program sees the end of its input; nothing is signalled; it can be started again. */
static void
test_stopped (Fixture *f, gconstpointer lines)
{
  g_autofree char *stopped = path_in (f, "stopped");

  fotad_download_start (f->download);
  while (f->done == 0)
    g_main_context_iteration (NULL, TRUE);
  fotad_download_stop (f->download);
  await_file (stopped);
  g_assert_false (f->ended);
  run (f);
  g_assert_no_error (f->error);
  g_assert_cmpuint (count_runs (f), ==, 2);
}

static void
test_stopped_between_tries (Fixture *f, gconstpointer lines)
{
  fotad_download_start (f->download);
  while (f->n_troubles == 0)
    g_main_context_iteration (NULL, TRUE);
  fotad_download_stop (f->download);
  g_usleep (50 * 1000);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count_runs (f), ==, 1);
}

static void
test_files (void)
{
  g_autofree char *directory = g_dir_make_tmp ("fotad-download-XXXXXX", NULL);
  g_autofree char *path = fotad_download_path (directory, 12);
  g_autofree char *note = fotad_download_note (path);

  g_assert_true (g_str_has_suffix (path, "/package-12.download"));
  g_assert_true (g_file_set_contents (path, "x", -1, NULL));
  g_assert_true (g_file_set_contents (note, "x", -1, NULL));
  fotad_download_remove (path);
  fotad_download_remove (path);
  g_assert_cmpint (g_rmdir (directory), ==, 0);
}

#define DOWN "echo failed Network 1 0 down\n"
#define DOWN_3 DOWN DOWN DOWN
#define MORE(n) "echo progress " #n " 99; echo failed Network 1 0 down\n"

static void
add (const char *name, const char *lines, void (*test) (Fixture *f, gconstpointer lines))
{
  g_autofree char *path = g_strconcat ("/package/download/", name, NULL);

  g_test_add (path, Fixture, lines, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_setenv ("FOTAD_TIME_SCALE", "0.01", TRUE);
  signal (SIGPIPE, SIG_IGN); /* as the daemon does */
  g_test_init (&argc, &argv, NULL);
  add ("done", "echo progress 5 9; echo done 9 3\n", test_done);
  add ("refused", "echo failed NotAvailable 0 0 no such file\n", test_refused);
  add ("troubles", DOWN "echo failed Server 1 1 busy\nkill -9 $$\necho done 9 1\n", test_troubles);
  add ("wish-of-the-server", "echo failed Server 1 30 busy\necho done 9 1\n",
       test_wish_of_the_server);
  add ("never", DOWN_3 DOWN_3 DOWN_3 DOWN_3, test_never);
  add ("little-by-little",
       MORE (1) MORE (2) MORE (3) MORE (4) MORE (5) MORE (6) MORE (7) MORE (8) MORE (9) MORE (10)
           MORE (11) "echo done 12 12\n",
       test_little_by_little);
  add ("nonsense", "echo failed Nothing 1 0 down\n", test_nonsense);
  add ("nonsense/word", "echo hello\n", test_nonsense);
  add ("nonsense/short", "echo failed Network\n", test_nonsense);
  add ("no-program", "", test_no_program);
  add ("deaf-program", "", test_deaf_program);
  add ("stopped", "echo progress 1 9; cat >stopped\necho done 9 1\n", test_stopped);
  add ("stopped-between-tries", DOWN_3, test_stopped_between_tries);
  g_test_add_func ("/package/download/files", test_files);
  return g_test_run ();
}
