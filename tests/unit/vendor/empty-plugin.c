/*
 * A module that is no plugin: it lacks fotad_plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotad-plugin.h"

G_MODULE_EXPORT const int fotad_something_else = 1;
