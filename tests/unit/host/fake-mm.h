/*
 * A ModemManager of our own, for what the real one cannot be made to do: in this process, on
 * a bus connection of its own.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

typedef struct {
  GDBusConnection *bus;
  GHashTable *objects;   /* key: object path, value: GVariant a{sv} of the Modem interface */
  GHashTable *inhibited; /* key: uid, value: FakeInhibition */
  guint registrations[2];
  gboolean running;  /* owns the name */
  guint next;        /* number of the next modem object */
  guint calls;       /* of InhibitDevice */
  guint lists;       /* of GetManagedObjects */
  char *error;       /* D-Bus error of the next InhibitDevice calls … */
  guint error_times; /* … this many */
  gboolean mute;     /* do not answer InhibitDevice at all */
  guint list_errors; /* GetManagedObjects fails this many times */
} FakeMm;

/* Runs the main loop until @condition, at most ten seconds. */
#define fake_wait(condition)                                                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                                   \
    guint tick_ = g_timeout_add (20, fake_tick, NULL);                                             \
    while (!(condition) && g_get_monotonic_time () < end_)                                         \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (tick_);                                                                       \
    g_assert_true (condition);                                                                     \
  }                                                                                                \
  G_STMT_END

/* Runs it for a while, for what must not happen. */
void fake_pass (guint milliseconds);
gboolean fake_tick (gpointer data);

FakeMm *fake_mm_new (void);
void fake_mm_free (FakeMm *mm);

/* Owns the name, or leaves it as a restart does: objects and inhibitions are forgotten. */
void fake_mm_start (FakeMm *mm);
void fake_mm_stop (FakeMm *mm);

/* A modem with one AT port; returns its object path. */
char *fake_mm_add (FakeMm *mm, const char *uid, const char *imei, int state);
char *fake_mm_add_full (
    FakeMm *mm, const char *uid, const char *imei, const char *model, const char *port, int state);
void fake_mm_remove (FakeMm *mm, const char *path);

/* Changes properties (floating a{sv}) and says so. */
void fake_mm_change (FakeMm *mm, const char *path, GVariant *changed);

void fake_mm_fail (FakeMm *mm, const char *error, guint times);
gboolean fake_mm_is_inhibited (FakeMm *mm, const char *uid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeMm, fake_mm_free)
