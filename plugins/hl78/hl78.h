/*
 * The tables of this plugin, one file each.
 *
 * Sources, named in the rows' comments: HL78G, Sierra Wireless "HL78xx FOTA guidelines", and
 * FIELD, what public drivers, tests and logs show.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

extern const FotadNews hl78_news[];
extern const FotadCode hl78_codes[];
extern const FotadStep hl78_push[];
extern const FotadStep hl78_server[];
extern const FotadStep hl78_server_pause[];
extern const FotadStep hl78_defer[];
extern const FotadStep hl78_status[];
extern const FotadStep hl78_enrol[];
extern const FotadParameter hl78_enrol_parameters[];
