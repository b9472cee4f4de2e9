/*
 * Where a followed job is shown: a bar on a terminal, lines in a file, JSON lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

typedef enum {
  FOTACTL_SCREEN_PEOPLE,
  FOTACTL_SCREEN_LINES,    /* a JSON document for every change */
  FOTACTL_SCREEN_DOCUMENT, /* one at the end */
} FotactlScreenKind;

typedef struct _FotactlScreen FotactlScreen;

/* With @many jobs every line begins with its number and no bar is drawn. */
FotactlScreen *fotactl_screen_new (FotactlScreenKind kind, gboolean many);
void fotactl_screen_free (FotactlScreen *self);

gboolean fotactl_screen_is_terminal (FotactlScreen *self);

/* Shows @job, unless it looks as before. */
void fotactl_screen_show (FotactlScreen *self, GVariant *job);

/* A remark on stderr. */
void fotactl_screen_note (FotactlScreen *self, const char *text);

/* How it ended, or how to go on with it when it did not. */
void fotactl_screen_conclude (FotactlScreen *self, GVariant *job);

G_END_DECLS
