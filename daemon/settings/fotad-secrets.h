/*
 * Secrets of settings that a modem does not tell: from *.secrets files in settings.d and in
 * systemd's credentials directory.  The format is in docs/settings.md.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FotadSecrets FotadSecrets;

/* Reads $CONFIGURATION_DIRECTORY/settings.d, then $CREDENTIALS_DIRECTORY, whose files win.
 * Nothing here is fatal: a file that others may read or that is malformed is left out, with a
 * line in the log and in fotad_secrets_complaints (). */
FotadSecrets *fotad_secrets_open (void);

/* The same from given directories; both may be NULL. */
FotadSecrets *fotad_secrets_load (const char *directory, const char *credentials);

void fotad_secrets_free (FotadSecrets *secrets);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadSecrets, fotad_secrets_free)

/* The value of @group ("password") for the row @key of @setting in the modem @imei; what is said
 * for one modem or one row goes before what is said for all.  NULL: nothing is said. */
const char *fotad_secrets_lookup (FotadSecrets *secrets,
                                  const char *imei,
                                  const char *setting,
                                  const char *key,
                                  const char *group);

const char *const *fotad_secrets_complaints (FotadSecrets *secrets);

G_END_DECLS
