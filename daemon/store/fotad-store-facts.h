/*
 * Facts: what a run knows, by name.  Secret ones are kept only until their job is over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-store.h"

G_BEGIN_DECLS

/* Replaces a fact of that name.  A @value of NULL removes it. */
gboolean fotad_store_set_fact (FotadStore *store,
                               gint64 job,
                               const char *name,
                               const char *value,
                               gboolean secret,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All facts of a job, key: name, value: value. */
GHashTable *fotad_store_facts (FotadStore *store, gint64 job, GError **error);

/* The names of those that are secret. */
GStrv fotad_store_secret_names (FotadStore *store, gint64 job, GError **error);

/* Removes the secret facts of a job so that nothing of them is left in the files. */
gboolean fotad_store_forget_secrets (FotadStore *store,
                                     gint64 job,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
