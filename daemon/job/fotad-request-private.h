/*
 * Inside a request: what the checks of its options and of its parameters share.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-request.h"

/* Sets InvalidArgument; FALSE. */
gboolean request_fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Nothing that would break out of a quoted AT string or a log line, and not too long. */
gboolean request_check_text (const char *name, const char *text, GError **error);

/* A string, boolean, u or t as the text it is among the facts. */
char *request_text_of (GVariant *value);

/* fotad-request-options.c: whether a job of @kind has options that are ours; else they are the
 * vendor's parameters. */
gboolean request_has_options (FotadJobKind kind);

/* Makes facts of @given, as the request's kind has them, and keeps those that are no secret.  What
 * is checked: types, words, and the ranges of sim-pin, context and attempts. */
gboolean request_take_options (FotadRequest *request, GVariant *given, GError **error);

/* The same with all checks of an update. */
gboolean request_take_update_options (FotadRequest *request, GVariant *given, GError **error);

/* What any kind may have, options or not: label, deadline, not-before and not-after. */
gboolean request_check_common (FotadRequest *request, GError **error);
