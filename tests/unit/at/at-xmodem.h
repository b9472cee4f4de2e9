/*
 * A file of annex B's payload and the machine that sends it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <string.h>

#include "at-payload.h"
#include "at/fotad-xmodem.h"
#include "core/fotad-error.h"

#define ACK "\x06"
#define NAK "\x15"
#define CAN "\x18"

typedef struct {
  FotadXmodem *xmodem;
  guint8 *file;
  gsize size;
  gboolean broken; /* reading fails */
} Fixture;

static inline gboolean
read_file (guint64 at, guint8 *bytes, gsize size, gpointer data, GError **error)
{
  Fixture *fixture = data;

  if (fixture->broken) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_STORAGE, "broken");
    return FALSE;
  }
  g_assert_cmpuint (at + size, <=, fixture->size);
  memcpy (bytes, fixture->file + at, size);
  return TRUE;
}

static inline void
open_file (Fixture *fixture, gsize size, gsize block)
{
  fixture->file = at_payload (size);
  fixture->size = size;
  fixture->broken = FALSE;
  fixture->xmodem = fotad_xmodem_new (size, block, FOTAD_XMODEM_PAD, 300, read_file, fixture);
}

static inline void
close_file (Fixture *fixture)
{
  fotad_xmodem_free (fixture->xmodem);
  g_free (fixture->file);
}

static inline void
hear (Fixture *fixture, const char *bytes)
{
  for (; *bytes != '\0'; bytes++)
    fotad_xmodem_feed (fixture->xmodem, (guint8) *bytes);
}

/* What is sent now; NULL when nothing is. */
static inline GBytes *
next (Fixture *fixture)
{
  GBytes *output = fotad_xmodem_take_output (fixture->xmodem);

  if (output != NULL)
    fotad_xmodem_sent (fixture->xmodem);
  return output;
}

/* The first byte, and the time to turn round. */
static inline void
ask (Fixture *fixture, const char *bytes)
{
  hear (fixture, bytes);
  g_assert_null (fotad_xmodem_take_output (fixture->xmodem));
  g_assert_cmpfloat (fotad_xmodem_patience (fixture->xmodem), ==, FOTAD_XMODEM_TURN_S);
  fotad_xmodem_timeout (fixture->xmodem);
}
