/*
 * When two values of a setting mean the same.  Pure.
 *
 * Modems print a value otherwise than it was written: masks with more or fewer zeros, numbers
 * with or without quotes, blanks after commas, empty fields at the end left away.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  FOTAD_COMPARE_TEXT,   /* comma separated fields; quotes, blanks around a field and empty
                         * fields at the end do not count; case and leading zeros do */
  FOTAD_COMPARE_EXACT,  /* byte by byte */
  FOTAD_COMPARE_NUMBER, /* decimal, any length */
  FOTAD_COMPARE_HEX,    /* any length, with or without 0x; nothing at all is 0 */
  FOTAD_COMPARE_SET,    /* comma separated, order and repetition do not count */
  FOTAD_COMPARE_APN,    /* as text, without regard to case: the network treats it so */
  FOTAD_COMPARE_NONE,   /* for the record only */
} FotadCompareRule;

/* The rule of that name ("text", "exact", …); FALSE when there is none. */
gboolean fotad_compare_rule_from_name (const char *name, FotadCompareRule *rule);

/* The one spelling of all values that mean the same as @value.  NULL counts as empty.  What is
 * not a number under NUMBER or HEX is treated as TEXT. */
char *fotad_compare_canonical (FotadCompareRule rule, const char *value);

gboolean fotad_compare_equal (FotadCompareRule rule, const char *one, const char *other);

G_END_DECLS
