/*
 * What the files of a setting share: -keys.c knows the keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-setting.h"

G_BEGIN_DECLS

/* Takes @key into @setting.  Errors: INVALID_ARGUMENT, what is wrong with its value, without its
 * place and name; or that there is no such key. */
gboolean setting_parse_key (FotadSetting *setting, const FotadIniKey *key, GError **error);

G_END_DECLS
