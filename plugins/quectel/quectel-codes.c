/*
 * The numbers: BG95D chapter 4, with its words.  Other families give the same numbers other
 * meanings (FIELD), so their rows name their models and stand first.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "quectel.h"

#define EC2X QUECTEL_LINUX
#define EC800 "^EC800"

const FotadCode quectel_codes[] = {
  /* BG95D table 3: HTTPEND and COAPEND */
  { "download", 701, FOTAD_FAILURE_NETWORK, TRUE, "Unknown error",
    "The network may have been lost on the way", NULL },
  { "download", 702, FOTAD_FAILURE_NETWORK, TRUE, "Server connection failed",
    "Check the server's name and port, and the APN of the download", NULL },
  { "download", 703, FOTAD_FAILURE_SERVER, TRUE, "Request failed", NULL, NULL },
  { "download", 704, FOTAD_FAILURE_NETWORK, TRUE, "Download timeout", NULL, NULL },
  { "download", 705, FOTAD_FAILURE_ARGUMENT, FALSE, "URL error", NULL, NULL },
  { "download", 706, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "File not exist",
    "Check the path of the URL", NULL },
  { "download", 707, FOTAD_FAILURE_STORAGE, TRUE, "Write data to file failed",
    "An old package may fill the module's flash; it is deleted before the next download", NULL },
  { "download", 708, FOTAD_FAILURE_PACKAGE_TOO_LARGE, FALSE, "Downloaded file is too large",
    "A delta package is needed, not a whole firmware", NULL },
  { "download", 710, FOTAD_FAILURE_PACKAGE_INVALID, TRUE, "Downloaded package check failed",
    "The file on the server is damaged or no package for this module", NULL },

  /* FIELD: the same numbers elsewhere */
  { "update", 504, FOTAD_FAILURE_INSTALL, FALSE, "Update failed", NULL, EC800 },
  { "update", 505, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Package check error", NULL, EC800 },
  { "update", 506, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "MD5 error", NULL, EC800 },
  { "update", 507, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "Version mismatch", NULL, EC800 },
  { "update", 552, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "Project name mismatch", NULL, EC800 },
  { "update", 553, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE, "Baseline name mismatch", NULL, EC800 },
  { "update", 1, FOTAD_FAILURE_INSTALL, FALSE, "Backup partition failed", NULL, EC2X },
  { "update", 501, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Package cannot be unpacked", NULL, EC2X },
  { "update", 502, FOTAD_FAILURE_INSTALL, FALSE, "Updater exited", NULL, EC2X },
  { "update", 510, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "File verification failed", NULL, EC2X },
  { "update", 511, FOTAD_FAILURE_STORAGE, FALSE, "Not enough space", NULL, EC2X },

  /* BG95D table 4: END */
  { "update", 504, FOTAD_FAILURE_INSTALL, FALSE, "Firmware update failed", NULL, NULL },
  { "update", 505, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "Update package not exist", NULL, NULL },
  { "update", 506, FOTAD_FAILURE_PACKAGE_INVALID, FALSE, "Update package check failed", NULL,
    NULL },
  { "update", 511, FOTAD_FAILURE_PACKAGE_MISMATCH, FALSE,
    "Package is mismatched with the current firmware",
    "A package fits one firmware only, that of AT+QGMR before the update", NULL },
  { "update", 512, FOTAD_FAILURE_INSTALL, FALSE, "DFOTA unknown error", NULL, NULL },

  /* BG95D table 5 */
  { "cme", 590, FOTAD_FAILURE_ARGUMENT, FALSE, "Input parameter invalid", NULL, NULL },
  { "cme", 591, FOTAD_FAILURE_BUSY, TRUE, "DFOTA is ongoing",
    "An earlier download is still under way in the module", NULL },

  /* FIELD: the file commands */
  { "cme", 403, FOTAD_FAILURE_STORAGE, FALSE, "Drive full", NULL, NULL },
  { "cme", 405, FOTAD_FAILURE_NOT_AVAILABLE, FALSE, "File not found", NULL, NULL },
  { "cme", 406, FOTAD_FAILURE_STORAGE, FALSE, "Invalid file name or no room for it", NULL, NULL },
  { "cme", 407, FOTAD_FAILURE_STORAGE, TRUE, "File already existed", NULL, NULL },
  { NULL },
};
