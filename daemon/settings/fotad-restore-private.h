/*
 * The decisions of a restore's round; talking is in fotad-restore.c.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-settings-private.h"

G_BEGIN_DECLS

#define FOTAD_WRITE_TIMEOUT_S 20 /* of a command that is no setting's */

typedef struct {
  FotadSettings *settings;
  FotadAtChannel *channel;
  GCancellable *cancellable;
  FotadReadout *wanted;
  FotadRestoreFlags flags;
  FotadAsker *asker;
  FotadRestore *restore;

  FotadReadout *present; /* at the last look */
  GPtrArray *changes;    /* what differed then, of FotadChange */
  guint looks;
  guint next;           /* of @changes */
  const char *provider; /* of what is being said */
  char *culprit;        /* the row that is being written; NULL: none */
  gboolean tried_else;
  gboolean shaken; /* the modem fell silent or rebooted meanwhile: write again once */
  gboolean wrote;  /* since the last look */
  gboolean needs_reboot;
  gboolean needs_link;
  GPtrArray *profile; /* commands left to say, of char * */
} FotadRound;

FotadRestore *fotad_restore_new (void);

/* After a look: what differs.  Whether there is anything to write or to keep. */
gboolean round_plan (FotadRound *round);

/* Whether this change may be written now: it can, and it has not been tried too often. */
gboolean round_may_write (FotadRound *round, const FotadChange *change);

/* About to write; afterwards. */
void round_begin (FotadRound *round, const FotadChange *change);
void round_written (FotadRound *round, const FotadChange *change, const FotadAnswer *answer);

/* Notes why the row @name did not take; @for_good: it is not written again. */
void round_blame (FotadRound *round, const char *name, const char *reason, gboolean for_good);

/* Something to warn of that is no row's fault. */
void round_note (FotadRound *round, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* What is to be said to keep the profile, of char *. */
GPtrArray *round_profile (FotadRound *round);

/* Makes the warnings. */
void round_conclude (FotadRound *round);

G_END_DECLS
