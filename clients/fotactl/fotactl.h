/*
 * What all verbs of fotactl share: the invocation, the exit statuses, the table of verbs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTACTL_BUS_NAME "org.fotad1"
#define FOTACTL_ROOT "/org/fotad1"
#define FOTACTL_MODEM_INTERFACE "org.fotad1.Modem"
#define FOTACTL_JOB_INTERFACE "org.fotad1.Job"

/* The exit statuses are part of the contract: scripts depend on them. */
typedef enum {
  FOTACTL_SUCCEEDED = 0,
  FOTACTL_FAILED = 1,
  FOTACTL_USAGE = 2,
  FOTACTL_NO_SERVICE = 3,
  FOTACTL_NOT_AUTHORIZED = 4,
  FOTACTL_DETACHED = 5, /* or still waiting: the job goes on without us */
} FotactlExit;

typedef struct {
  GDBusConnection *bus;
  gboolean json;
} Fotactl;

/* Does the verb; @arguments are those left after the options, their number already checked.
 * On failure sets @error; the status then follows from it. */
typedef FotactlExit (*FotactlRun) (Fotactl *self, char **arguments, GError **error);

typedef struct {
  const char *name;      /* one or two words */
  const char *arguments; /* for the usage line */
  const char *summary;
  guint min;
  guint max;        /* G_MAXUINT: any number */
  gboolean changes; /* needs an authorization, which somebody may have to be asked for */
  const GOptionEntry *entries;
  FotactlRun run;
} FotactlVerb;

/* All verbs; ends with NULL. */
extern const FotactlVerb *const fotactl_verbs[];

/* Finds the verb that @words begin with, and how many of them (1 or 2) name it. */
const FotactlVerb *fotactl_verb_find (char **words, guint *used);

G_END_DECLS
