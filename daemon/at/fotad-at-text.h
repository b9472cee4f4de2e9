/*
 * Quoting and splitting of AT text.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Writes @value as an AT string, quotes included.  InvalidArgument, naming the byte and its
 * place, for what cannot be written in one: control characters (CR and LF would end the
 * command), DEL and '"'. */
gboolean fotad_at_quote (const char *value, char **quoted, GError **error);

/* The fields of an answer, "a, \"b,c\",,3" → {a, b,c, "", 3}: blanks around fields, and the
 * quotes, are dropped; commas inside quotes stay.  A quote that is never closed runs to the end.
 * The empty string has no field.  NULL-terminated. */
GStrv fotad_at_split (const char *fields);

/* What follows "NAME:" in @line, blanks skipped, when @line begins so (case does not matter, nor
 * blanks before the colon); else NULL. */
const char *fotad_at_answer_of (const char *line, const char *name);

G_END_DECLS
