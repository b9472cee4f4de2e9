/*
 * The numbers: of +WDSI: 11 and of final results (HL78G).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78.h"

const FotadCode hl78_codes[] = {
  { "download", 1, FOTAD_FAILURE_NETWORK, TRUE, "HTTP or HTTPS error", NULL, NULL },
  { "download", 2, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Package error", NULL, NULL },
  { "download", 3, FOTAD_FAILURE_STORAGE, TRUE, "RAM error",
    "After a reboot of the module the download goes on", NULL },
  { "download", 4, FOTAD_FAILURE_NETWORK, TRUE, "The download broke off and can go on", NULL,
    NULL },
  { "download", 5, FOTAD_FAILURE_STORAGE, TRUE, "Flash error", NULL, NULL },

  /* Worth a try in small blocks: EURY-4127, firmware before 4.6.9.4. */
  { "cme", 3, FOTAD_FAILURE_REFUSED, TRUE, "operation not allowed",
    "An upload must begin within five minutes; firmware before 4.6.9.4 refuses some sizes", NULL },
  { "cme", 133, FOTAD_FAILURE_NETWORK, FALSE, "invalid APN", "Check the APN of context 1", NULL },
  { "cme", 148, FOTAD_FAILURE_NETWORK, TRUE, "PDP activation error", NULL, NULL },
  { "cme", 650, FOTAD_FAILURE_NETWORK, FALSE, "no APN, or a question that nobody has answered",
    "Check the APN of context 1", NULL },
  { NULL },
};
