/*
 * A download in as many tries as it takes.  Each is a run of fotad-fetch, whose protocol is
 * explained in daemon/fetch/.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-download-private.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"
#include "package/fotad-package.h"

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

  download_let_go (self);
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
    download_let_go (self);
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
                             "The download failed: " DOWNLOAD_PROGRAM " ended unexpectedly."),
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

static void
start_program (FotadDownload *self)
{
  GError *error = NULL;

  self->done_then = self->done;
  if (download_run_program (self, &error))
    read_line (self);
  else
    fail (self, error, FALSE, 0);
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
  download_let_go (self);
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

  g_unlink (path); /* first: a program that is still saving sees that nobody wants its note */
  g_unlink (note);
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
