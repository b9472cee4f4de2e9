/*
 * Conditions, the language of FotadStep.when and .sets (fotad-plugin.h), and what a fact's name
 * tells about it.  Pure.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether all terms of @when hold; NULL always does.  A term that is no term never holds. */
gboolean fotad_condition_holds (const char *when, GHashTable *facts);

/* The names in @when, for a lint; NULL with FOTAD_ERROR_INTERNAL when it is malformed. */
GStrv fotad_condition_facts (const char *when, GError **error);

/* Splits "fact=value", as in FotadStep.sets.  FALSE when it is not of that form. */
gboolean fotad_assignment_parse (const char *sets, char **name, char **value);

/* Whether a fact of that name must reach neither log nor bus: its last word, after "_" or "-",
 * is password, passphrase, pin, puk, psk, secret or key. */
gboolean fotad_fact_is_secret (const char *name);

/* The fact of a parameter or option: '-' becomes '_'. */
char *fotad_fact_of_option (const char *option);

G_END_DECLS
