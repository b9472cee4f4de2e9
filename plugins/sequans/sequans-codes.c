/*
 * The numbers: AN0214 documents one, 4.7.1; the others are what modules were seen to answer.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "sequans.h"

const FotadCode sequans_codes[] = {
  { "fota", 8, FOTAD_FAILURE_INSTALL, FALSE, "Idle, installation failure",
    "The package may be for another firmware; a package fits one version only", NULL },
  { NULL },
};
