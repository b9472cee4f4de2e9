/*
 * What is remembered of a modem itself, beyond the jobs that learned it and are pruned one day.
 * Nothing secret is kept here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "store/fotad-store.h"

G_BEGIN_DECLS

/* Replaces what is remembered of the modem @imei under @name; a @value of NULL forgets it.  When
 * this returns TRUE it survives a power cut. */
gboolean fotad_store_set_modem_fact (FotadStore *store,
                                     const char *imei,
                                     const char *name,
                                     const char *value,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All of a modem, key: name, value: value. */
GHashTable *fotad_store_modem_facts (FotadStore *store, const char *imei, GError **error);

G_END_DECLS
