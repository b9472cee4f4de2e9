/*
 * Keys that are made here instead of being given: 32 random bytes as hex digits.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"
#include "job/fotad-request.h"

G_BEGIN_DECLS

/* Where @route has a secret parameter NAME and the caller said generate-NAME, fact NAME becomes a
 * new key and @request keeps it as made_key, to be told once.  generate-NAME itself is no fact
 * of the run.  Errors: INTERNAL, when the kernel has no random bytes. */
gboolean fotad_key_make (const FotadRoute *route,
                         FotadRequest *request,
                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Overwrites and frees; NULL is fine. */
void fotad_key_forget (char *key);

G_END_DECLS
