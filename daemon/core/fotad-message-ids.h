/*
 * MESSAGE_IDs: the events of which the journal's catalog has an explanation.  Never changed
 * once released; a new meaning gets a new id.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#define FOTAD_MESSAGE_JOB_STARTED "7094cd6306b642dc84c22778166696eb"
#define FOTAD_MESSAGE_JOB_SUCCEEDED "0b82241b8a8341ae819dfbaa932f21eb"
#define FOTAD_MESSAGE_JOB_FAILED "386bbfc5c98b4e2283a0eb0bf651b664"
#define FOTAD_MESSAGE_JOB_CANCELLED "62859ac0ecc440fb97d4791aa97a0d20"
#define FOTAD_MESSAGE_JOB_WAITS "331a00f7484f49399710e8113cbe3522"        /* for approval */
#define FOTAD_MESSAGE_INSTALL_STARTS "09cb5f8185534e60b47fef30062f7534"   /* no way back */
#define FOTAD_MESSAGE_SETTING_LOST "690e7334f9eb431cb4bbcc431170a171"     /* would not take */
#define FOTAD_MESSAGE_STORE_BROKEN "8e669af487924ad8a4b7fe087a215534"     /* set aside */
#define FOTAD_MESSAGE_STORE_UNWRITABLE "10f92be483c84aa89e092313b1b138d8" /* no job can run */
#define FOTAD_MESSAGE_CLAIM_LOST "4cc4345f4f6b4369bdb1a9f81745cd6f"       /* ModemManager is back */
