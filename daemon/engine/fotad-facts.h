/*
 * Facts: the only memory of a run.  Named strings that options and replies put in and
 * commands take out; the driver stores what changed, so a restart finds them again.  The value
 * of one whose name says that it is secret is masked in the log for as long as it is here.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _FotadFacts FotadFacts;

FotadFacts *fotad_facts_new (void);
void fotad_facts_free (FotadFacts *facts);

/* NULL when unknown. */
const char *fotad_facts_get (FotadFacts *facts, const char *name);

/* A NULL @value forgets the fact. */
void fotad_facts_set (FotadFacts *facts, const char *name, const char *value);

/* key: name, value: new value; all of them. */
void fotad_facts_merge (FotadFacts *facts, GHashTable *others);

/* key: name, value: value; owned by @facts, for templates and conditions. */
GHashTable *fotad_facts_table (FotadFacts *facts);

/* Calls @function for each fact set since the last call. */
void fotad_facts_take_changes (FotadFacts *facts, GHFunc function, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadFacts, fotad_facts_free)

G_END_DECLS
