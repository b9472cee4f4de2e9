/*
 * Inside a download: its state, shared by the tries and by the program that makes one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "package/fotad-download.h"

#define DOWNLOAD_PROGRAM "fotad-fetch"

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

/* fotad-download-program.c: runs it and gives it its order; it speaks through self->output. */
gboolean download_run_program (FotadDownload *self, GError **error);

/* Tells it to stop and hears no more of it. */
void download_let_go (FotadDownload *self);
