/*
 * What a modem can do, told from its family and its vendor's tables: the properties Limits and
 * Parameters of org.fotad1.Modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "vendor/fotad-registry.h"

G_BEGIN_DECLS

/* Floating a{sv}: "max-url" u, "max-package" t; @family and @book may be NULL. */
GVariant *fotad_bus_limits (const FotadFamily *family, FotadBook *book, const char *model);

/* Floating a{ss}: "ROUTE.KEY" to "TYPE[ required][ secret]: MEANING"; @book may be NULL. */
GVariant *fotad_bus_parameters (FotadBook *book, const char *model);

G_END_DECLS
