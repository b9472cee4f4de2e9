/*
 * What the files of the configuration share: -keys.c knows the keys, fotad-config.c reads the
 * files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-config.h"

G_BEGIN_DECLS

gboolean config_knows_group (const char *group);

/* Sets key @name of @group to @value, a text without blanks around it.  The error, of
 * G_KEY_FILE_ERROR or G_NUMBER_PARSER_ERROR, says in words for people what is wrong with it. */
gboolean config_set (
    FotadConfig *config, const char *group, const char *name, const char *value, GError **error);

/* Sets each key to what it is when no file says anything. */
void config_set_presets (FotadConfig *config);

G_END_DECLS
