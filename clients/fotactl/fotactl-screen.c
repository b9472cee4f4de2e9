/*
 * Where a followed job is shown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-screen.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "fotactl-bar.h"
#include "fotactl-bus.h"
#include "fotactl-json.h"

#define DEFAULT_WIDTH 80

struct _FotactlScreen {
  FotactlScreenKind kind;
  gboolean many;
  gboolean terminal;
  gboolean drawn;   /* a bar stands in the last line */
  gboolean asked;   /* the question of the one job was shown */
  GHashTable *last; /* key: path, value: the line last shown */
};

FotactlScreen *
fotactl_screen_new (FotactlScreenKind kind, gboolean many)
{
  FotactlScreen *self = g_new0 (FotactlScreen, 1);

  self->kind = kind;
  self->many = many;
  self->terminal = isatty (STDOUT_FILENO) && kind == FOTACTL_SCREEN_PEOPLE;
  self->last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

static void
wipe (FotactlScreen *self)
{
  if (!self->drawn)
    return;
  fputs ("\r\033[K", stdout);
  fflush (stdout);
  self->drawn = FALSE;
}

void
fotactl_screen_free (FotactlScreen *self)
{
  wipe (self);
  g_hash_table_unref (self->last);
  g_free (self);
}

gboolean
fotactl_screen_is_terminal (FotactlScreen *self)
{
  return self->terminal;
}

static guint
get_width (void)
{
  struct winsize size = { 0 };

  if (ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
    return size.ws_col - 1u;
  return DEFAULT_WIDTH;
}

static char *
write_line (FotactlScreen *self, GVariant *job)
{
  g_autofree char *line = NULL;

  if (self->terminal && !self->many)
    return fotactl_bar_draw (job, get_width ());
  line = fotactl_bar_line (job);
  if (!self->many)
    return g_steal_pointer (&line);
  return g_strdup_printf ("%s: %s", fotactl_bar_id (job), line);
}

static void
show_line (FotactlScreen *self, const char *line)
{
  gboolean bar = self->terminal && !self->many;

  wipe (self);
  fputs (line, stdout);
  if (!bar)
    putchar ('\n');
  fflush (stdout);
  self->drawn = bar;
}

static void
print_question (GVariant *job)
{
  const char *id = fotactl_bar_id (job);

  g_printerr ("Job %s waits for approval: fotactl approve %s, or fotactl defer %s MINUTES\n", id,
              id, id);
}

/* What is asked does not fit in a bar, so it is said once above it. */
static void
show_question (FotactlScreen *self, GVariant *job)
{
  gboolean asks = fotactl_bar_is_asking (job);

  if (asks && !self->asked && self->terminal && !self->many) {
    wipe (self);
    print_question (job);
  }
  self->asked = asks;
}

static char *
write_news (FotactlScreen *self, GVariant *job)
{
  switch (self->kind) {
  case FOTACTL_SCREEN_PEOPLE:
    return write_line (self, job);
  case FOTACTL_SCREEN_LINES:
    return g_variant_print (job, FALSE);
  case FOTACTL_SCREEN_DOCUMENT:
    break;
  }
  return NULL;
}

void
fotactl_screen_show (FotactlScreen *self, GVariant *job)
{
  const char *path = fotactl_bus_string (job, "Path");
  g_autofree char *news = write_news (self, job);

  if (g_strcmp0 (g_hash_table_lookup (self->last, path), news) == 0)
    return;
  if (self->kind == FOTACTL_SCREEN_LINES) {
    fotactl_json_print_line (job);
  } else {
    show_question (self, job);
    show_line (self, news);
  }
  g_hash_table_insert (self->last, g_strdup (path), g_steal_pointer (&news));
}

void
fotactl_screen_note (FotactlScreen *self, const char *text)
{
  wipe (self);
  g_printerr ("fotactl: %s\n", text);
}

void
fotactl_screen_conclude (FotactlScreen *self, GVariant *job)
{
  g_autofree char *verdict = NULL;
  const char *id = fotactl_bar_id (job);

  wipe (self);
  if (self->kind == FOTACTL_SCREEN_DOCUMENT)
    fotactl_json_print (job);
  if (!fotactl_bar_is_final (job)) {
    if (fotactl_bar_is_asking (job))
      print_question (job);
    g_printerr ("Job %s goes on.  To follow it again: fotactl watch %s\n", id, id);
  } else if (self->kind == FOTACTL_SCREEN_PEOPLE) {
    verdict = fotactl_bar_verdict (job);
    printf ("%s\n", verdict);
    fflush (stdout);
  }
}
