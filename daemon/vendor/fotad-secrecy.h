/*
 * Which commands of a vendor's table carry secrets, so that the log masks them: those whose
 * template says a secret fact, and those whose reply tells one.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

G_BEGIN_DECLS

/* The pattern of core/fotad-log-mask.h for @step; NULL when it carries no secret. */
char *fotad_secrecy_of (const FotadStep *step);

/* Registers the patterns of all @steps (NULL: none) with the log. */
void fotad_secrecy_register (const FotadStep *steps);

G_END_DECLS
