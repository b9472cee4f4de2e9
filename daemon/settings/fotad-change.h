/*
 * One row that is not as it was, and what is to be done about it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-setting.h"

G_BEGIN_DECLS

typedef struct {
  const FotadSetting *setting; /* the catalogue's; NULL: it has none of that name any more */
  char *name;                  /* the setting, and the row's key after a blank */
  char *wanted;                /* its fields, secrets as "(secret)"; NULL: it was not there */
  char *found;                 /* the same; NULL: it is not there */
  char *command;               /* what to send; NULL: nothing, see @reason.  May contain secrets */
  char *command_else;          /* when that is refused; NULL: nothing */
  char *reason;                /* why nothing is sent, or why it did not help; NULL: none known */
  gboolean extra; /* a row that was not there before and may stay: no reason for a warning */
} FotadChange;

FotadChange *fotad_change_copy (const FotadChange *change);
void fotad_change_free (FotadChange *change);

/* "NAME: wanted X, found Y: reason". */
char *fotad_change_describe (const FotadChange *change);

G_END_DECLS
