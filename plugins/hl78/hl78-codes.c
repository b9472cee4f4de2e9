/*
 * The numbers: of +WDSI: 7, 13 and 15, of +WDSI: 11, and of final results (HL78G).
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hl78.h"

const FotadCode hl78_codes[] = {
  { "event", 7, FOTAD_FAILURE_SERVER, FALSE, "the server refuses the session",
    "This module must be registered there, by its IMEI and the serial number that ServerStatus "
    "tells",
    NULL },
  { "event", 13, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "the package is not certified",
    "Its signature is wrong", NULL },
  { "event", 15, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "the update failed",
    "A delta fits one firmware only", NULL },

  { "download", 1, FOTAD_FAILURE_NETWORK, TRUE, "HTTP or HTTPS error", NULL, NULL },
  { "download", 2, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Package error", NULL, NULL },
  { "download", 3, FOTAD_FAILURE_STORAGE, TRUE, "RAM error",
    "After a reboot of the module the download goes on", NULL },
  { "download", 4, FOTAD_FAILURE_NETWORK, TRUE, "The download broke off and can go on", NULL,
    NULL },
  { "download", 5, FOTAD_FAILURE_STORAGE, TRUE, "Flash error", NULL, NULL },

  /* Worth a try in small blocks: EURY-4127, firmware before 4.6.9.4. */
  { "cme", 3, FOTAD_FAILURE_REFUSED, TRUE,
    "operation not allowed (for an upload: it began later than after five minutes, or has a size "
    "that firmware before 4.6.9.4 refuses)",
    NULL, NULL },
  { "cme", 133, FOTAD_FAILURE_NETWORK, FALSE, "invalid APN", "Check the session's APN", NULL },
  { "cme", 148, FOTAD_FAILURE_NETWORK, TRUE, "the PDP context could not be activated", NULL, NULL },
  { "cme", 650, FOTAD_FAILURE_NETWORK, FALSE, "no APN, or a question that nobody has answered",
    "Check the session's APN", NULL },
  { NULL },
};
