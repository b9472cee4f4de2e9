/*
 * What final results mean when the vendor's table does not say: 3GPP TS 27.007 §9.2 for
 * +CME ERROR, as numbers and as words, and TS 27.005 §3.2.5 for +CMS ERROR.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

G_BEGIN_DECLS

/* @table is "cme" or "cms"; NULL for a number the standards do not have. */
const FotadCode *fotad_generic_code (const char *table, int code);

/* The same by words, as with +CMEE=2: "SIM PIN required".  Case, blanks and punctuation do not
 * count; NULL for words the standard does not have. */
const FotadCode *fotad_generic_code_of_words (const char *table, const char *words);

/* Letters and digits of @words (may be NULL) in lower case, so that spellings compare. */
char *fotad_generic_squeeze (const char *words);

G_END_DECLS
