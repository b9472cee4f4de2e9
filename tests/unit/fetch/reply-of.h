/*
 * A reply that some header lines make.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fetch/fotad-fetch-reply.h"

/* Of @line and those behind it, NULL-terminated. */
FotadFetchReply *reply_of (const char *line, ...) G_GNUC_NULL_TERMINATED;
