/*
 * Captured talk of all families, and what a parser must make of it; shared by the parser's and
 * the channel's tests.  Tokens are written one a line: "line …", "ok", "cme 3", "cme words" …
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

typedef struct {
  const char *name;
  const char *bytes;
  gssize size; /* -1: up to the NUL */
  const char *tokens;
} AtStream;

extern const AtStream at_streams[];
