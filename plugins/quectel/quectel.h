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
extern const FotadStep quectel_push[];
extern const FotadStep quectel_push_cancel[];
extern const FotadStep quectel_push_file[];
extern const FotadStep quectel_push_file_cancel[];
extern const FotadStep quectel_server[];
extern const FotadStep quectel_certificate[];
extern const FotadStep quectel_delete_certificate[];
extern const FotadStep quectel_status[];
extern const FotadParameter quectel_certificates[];
extern const FotadPush quectel_raw;
extern const FotadPush quectel_acknowledged;

/* The Linux-class modules; EC200 and EC800 are others. */
#define QUECTEL_LINUX "^(?:EC2[015]|EG2[15]|EG9[15]|EM05)(?!\\d)"
/* BG96 has neither COM: nor file names of its own choice. */
#define QUECTEL_RAW "^(?!BG96|(?:EC2[015]|EG2[15]|EG9[15]|EM05)(?!\\d))"
