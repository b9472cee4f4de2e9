/*
 * The tables of this plugin, one file each.
 *
 * Sources, named in the rows' comments: AN0214, Renesas "RYZ014 Firmware Over-the-Air Upgrade"
 * Rev. 1.00, FIELD, what public drivers and manuals of the same modules show, and OURS, what we
 * made of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-plugin.h"

/* ATI1 says "UE5.4.1.1" and "LR5.4.1.1-57857"; the module's own lines leave the LR out (AN0214). */
#define SEQUANS_VERSION "^(?<version>LR(?<build>\\d[0-9A-Z._]*-[0-9A-Z._-]+))\\s*$"

/* AT+SQNFOTACFG?, eight fields: the timer asked for and the one in force are two (AN0214 6.1). */
#define SEQUANS_CLIENT                                                                             \
  "^\\+SQNFOTACFG:\\s*\"?(?<profile>[^\",]+)\"?\\s*,\\s*(?<mode>[01]?)"                            \
  "\\s*,\\s*(?:(?<report>[0-2]))?"                                                                 \
  "\\s*,\\s*(?:(?<report_step>\\d+))?\\s*,\\s*(?:(?<timer>\\d+))?\\s*,\\s*(?:(?<timer_now>\\d+))?" \
  "\\s*,\\s*(?:(?<fetch_limit>\\d+))?\\s*,\\s*(?:(?<certificate>1[1-9]))?\\s*$"

extern const FotadNews sequans_news[];
extern const FotadCode sequans_codes[];
extern const FotadStep sequans_fetch[];
extern const FotadStep sequans_cancel[];
extern const FotadStep sequans_server[];
extern const FotadStep sequans_enrol[];
extern const FotadParameter sequans_enrol_parameters[];
extern const FotadStep sequans_status[];
extern const FotadStep sequans_certificate[];
extern const FotadParameter sequans_certificate_parameters[];
extern const FotadStep sequans_delete_certificate[];
extern const FotadParameter sequans_delete_certificate_parameters[];
extern const FotadPush sequans_push;
