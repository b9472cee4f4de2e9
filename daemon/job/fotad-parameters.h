/*
 * The parameters of a request (an enrolment's, a certificate's) against the vendor's table of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-request.h"
#include "vendor/fotad-book.h"

G_BEGIN_DECLS

/* The row of @route's table; NULL: it has none of that name. */
const FotadParameter *fotad_parameters_find (const FotadRoute *route, const char *name);

/* Whether what was given is what @route takes, in type and form, and nothing required is missing.
 * InvalidArgument names the key. */
gboolean fotad_parameters_check (FotadBook *book,
                                 const FotadRoute *route,
                                 FotadRequest *request,
                                 GError **error);

G_END_DECLS
