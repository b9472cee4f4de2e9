/*
 * A logind that gives its lock to whoever asks, and sees whether it is still held.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

typedef struct {
  GDBusConnection *bus;
  guint registration;
  int watched; /* the reading end of the pipe of which the lock is the writing one; -1: none */
  guint calls;
} FakeLogind;

FakeLogind *fake_logind_new (void);
void fake_logind_free (FakeLogind *logind);

/* Of the last lock that was given. */
gboolean fake_logind_is_held (FakeLogind *logind);
