/*
 * The tables of this plugin, one file each.
 *
 * Sources, named in the rows' comments: BG95D, Quectel "BG95&BG77&BG600L Series DFOTA Application
 * Note" V1.1, and FIELD, what public drivers and logs show.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

extern const FotadNews quectel_news[];
extern const FotadCode quectel_codes[];
extern const FotadStep quectel_fetch[];
extern const FotadStep quectel_cancel[];
