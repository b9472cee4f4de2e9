/*
 * Running fotad-fetch.  What it is told and what it says: daemon/fetch/.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-download.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "package/fotad-package.h"

#define PROGRAM "fotad-fetch"

/* Real seconds for a program that was told to stop. */
#define GRACE_S 5

struct _FotadDownload {
  GObject parent;
  char *url;
  char *path;
  guint64 max;
  char *proxy;
  char *ca_file;
  char *program; /* NULL: beside our own */

  GCancellable *cancellable; /* of the reading; NULL: no program runs */
  GSubprocess *process;
  GDataInputStream *output;
  guint timer;
  guint tries;       /* in a row without anything new */
  guint64 done;      /* bytes there are */
  guint64 done_then; /* when the program was started */
  guint pieces;
};

enum {
  PROGRESS,
  TROUBLE,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (FotadDownload, fotad_download, G_TYPE_OBJECT)

static void start_program (FotadDownload *self);
static void read_line (FotadDownload *self);

static gboolean
on_grace_over (gpointer data)
{
  g_subprocess_force_exit (data);
  return G_SOURCE_REMOVE;
}

/* The end of its standard input is the word to stop. */
static void
let_go (FotadDownload *self)
{
  if (self->process == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  if (g_subprocess_get_identifier (self->process) != NULL)
    g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, GRACE_S, on_grace_over,
                                g_object_ref (self->process), g_object_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
}

static gboolean
on_pause_over (gpointer data)
{
  FotadDownload *self = data;

  self->timer = 0;
  start_program (self);
  return G_SOURCE_REMOVE;
}

static void
try_again_later (FotadDownload *self, const GError *why, guint64 wait)
{
  double pause = FOTAD_DOWNLOAD_PAUSE_FIRST_S * (double) (1u << (self->tries - 1));

  pause = MAX (MIN (pause, FOTAD_DOWNLOAD_PAUSE_LAST_S),
               MIN ((double) wait, FOTAD_DOWNLOAD_PATIENCE_S));
  self->timer = fotad_clock_after (pause, on_pause_over, self);
  g_signal_emit (self, signals[TROUBLE], 0, why, (guint) pause);
}

/* @why: consumed. */
static void
fail (FotadDownload *self, GError *why, gboolean retry, guint64 wait)
{
  g_autoptr (FotadDownload) alive = g_object_ref (self);
  g_autoptr (GError) error = why;

  let_go (self);
  self->tries = self->done > self->done_then ? 1 : self->tries + 1;
  if (retry && self->tries < FOTAD_DOWNLOAD_TRIES)
    try_again_later (self, error, wait);
  else
    g_signal_emit (self, signals[ENDED], 0, error);
}

static void
take_failure (FotadDownload *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 5);
  FotadError code;

  if (g_strv_length (words) == 5 && fotad_error_from_name (words[1], &code))
    fail (self, g_error_new (FOTAD_ERROR, (int) code, "The download failed: %s.", words[4]),
          g_str_equal (words[2], "1"), g_ascii_strtoull (words[3], NULL, 10));
  else
    fail (self, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_INTERNAL, "The download failed."),
          FALSE, 0);
}

static void
take_line (FotadDownload *self, const char *line)
{
  g_autoptr (FotadDownload) alive = g_object_ref (self);
  guint64 done, total;

  if (sscanf (line, "progress %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &done, &total) == 2) {
    self->done = done;
    g_signal_emit (self, signals[PROGRESS], 0, done, total);
    if (self->process != NULL)
      read_line (self);
  } else if (sscanf (line, "done %" G_GUINT64_FORMAT " %u", &done, &self->pieces) == 2) {
    let_go (self);
    g_signal_emit (self, signals[ENDED], 0, NULL);
  } else {
    take_failure (self, line);
  }
}

/* It crashed, or somebody killed it: what it had is there still. */
static void
handle_silence (FotadDownload *self)
{
  fail (self,
        g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_INTERNAL,
                             "The download failed: " PROGRAM " ended unexpectedly."),
        TRUE, 0);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadDownload) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source),
                                                                     result, NULL, &error);

  if (source != (GObject *) self->output)
    return; /* it was let go of */
  if (line != NULL)
    take_line (self, line);
  else
    handle_silence (self);
}

static void
read_line (FotadDownload *self)
{
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT, self->cancellable, on_line,
                                       g_object_ref (self));
}

static char *
find_program (FotadDownload *self)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = own != NULL ? g_path_get_dirname (own) : NULL;

  if (self->program != NULL || directory == NULL)
    return g_strdup (self->program != NULL ? self->program : PROGRAM);
  return g_build_filename (directory, PROGRAM, NULL);
}

static guint
milliseconds (double seconds)
{
  return (guint) ceil (seconds * fotad_clock_scale () * 1000);
}

static char *
make_order (FotadDownload *self)
{
  GString *order = g_string_new (NULL);

  g_string_append_printf (order, "url %s\npart %s\nmax %" G_GUINT64_FORMAT "\n", self->url,
                          self->path, self->max);
  g_string_append_printf (order, "stall %u\nconnect %u\n", milliseconds (FOTAD_DOWNLOAD_STALL_S),
                          milliseconds (FOTAD_DOWNLOAD_CONNECT_S));
  if (self->proxy != NULL)
    g_string_append_printf (order, "proxy %s\n", self->proxy);
  if (self->ca_file != NULL)
    g_string_append_printf (order, "ca-file %s\n", self->ca_file);
  g_string_append_c (order, '\n');
  return g_string_free (order, FALSE);
}

/* Far less than a new pipe holds, so this does not wait. */
static gboolean
give_order (FotadDownload *self, GError **error)
{
  g_autofree char *order = make_order (self);
  gboolean good = g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), order,
                                             strlen (order), NULL, NULL, error);

  explicit_bzero (order, strlen (order));
  return good;
}

static void
follow (FotadDownload *self)
{
  self->cancellable = g_cancellable_new ();
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  read_line (self);
}

static void
start_program (FotadDownload *self)
{
  g_autofree char *program = find_program (self);
  g_autoptr (GError) error = NULL;

  self->done_then = self->done;
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, program, NULL);
  if (self->process == NULL) {
    fail (self,
          g_error_new (FOTAD_ERROR, FOTAD_ERROR_INTERNAL, "%s cannot be run: %s", program,
                       error->message),
          FALSE, 0);
    return;
  }
  (void) !give_order (self, &error); /* if it has ended already, its output tells */
  follow (self);
}

static gboolean
on_start (gpointer data)
{
  FotadDownload *self = data;

  self->timer = 0;
  start_program (self);
  return G_SOURCE_REMOVE;
}

void
fotad_download_start (FotadDownload *self)
{
  fotad_download_stop (self);
  self->tries = 0;
  self->timer = g_idle_add (on_start, self); /* so that no signal comes before this returns */
}

void
fotad_download_stop (FotadDownload *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  let_go (self);
}

guint
fotad_download_get_pieces (FotadDownload *self)
{
  return self->pieces;
}

void
fotad_download_set_way (FotadDownload *self, const char *proxy, const char *ca_file)
{
  g_free (self->proxy);
  g_free (self->ca_file);
  self->proxy = g_strdup (proxy);
  self->ca_file = g_strdup (ca_file);
}

void
fotad_download_set_program (FotadDownload *self, const char *program)
{
  g_free (self->program);
  self->program = g_strdup (program);
}

FotadDownload *
fotad_download_new (const char *url, const char *path, guint64 max)
{
  FotadDownload *self = g_object_new (FOTAD_TYPE_DOWNLOAD, NULL);

  self->url = g_strdup (url);
  self->path = g_strdup (path);
  self->max = max;
  return self;
}

char *
fotad_download_path (const char *directory, gint64 job)
{
  return g_strdup_printf ("%s/" FOTAD_PACKAGE_PREFIX "%" G_GINT64_FORMAT ".download", directory,
                          job);
}

char *
fotad_download_note (const char *path)
{
  return g_strconcat (path, ".from", NULL);
}

void
fotad_download_remove (const char *path)
{
  g_autofree char *note = fotad_download_note (path);

  g_unlink (note); /* first: without it the file counts nothing */
  g_unlink (path);
}

static void
fotad_download_dispose (GObject *object)
{
  fotad_download_stop (FOTAD_DOWNLOAD (object));
  G_OBJECT_CLASS (fotad_download_parent_class)->dispose (object);
}

static void
fotad_download_finalize (GObject *object)
{
  FotadDownload *self = FOTAD_DOWNLOAD (object);

  g_free (self->url);
  g_free (self->path);
  g_free (self->proxy);
  g_free (self->ca_file);
  g_free (self->program);
  G_OBJECT_CLASS (fotad_download_parent_class)->finalize (object);
}

static void
fotad_download_class_init (FotadDownloadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = fotad_download_dispose;
  object_class->finalize = fotad_download_finalize;
  signals[PROGRESS] = g_signal_new ("progress", FOTAD_TYPE_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[TROUBLE] = g_signal_new ("trouble", FOTAD_TYPE_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_ERROR, G_TYPE_UINT);
  signals[ENDED] = g_signal_new ("ended", FOTAD_TYPE_DOWNLOAD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
fotad_download_init (FotadDownload *self)
{
}
