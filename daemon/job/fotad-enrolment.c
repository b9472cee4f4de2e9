/*
 * The newest job of kind "enrol" that succeeded, as the store has it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-enrolment.h"

#include "store/fotad-store-facts.h"

#define PREFIX "enrolled_"

static gint64
find_job (FotadStore *store, const char *imei)
{
  const FotadJobFilter filter = { .imei = imei, .state = "succeeded" };
  g_autoptr (GPtrArray) jobs = fotad_store_list_jobs (store, &filter, NULL);

  for (guint i = 0; jobs != NULL && i < jobs->len; i++) {
    const FotadJobRecord *record = jobs->pdata[i];

    if (record->kind == FOTAD_JOB_KIND_ENROL)
      return record->id;
  }
  return 0;
}

void
fotad_enrolment_recall (FotadStore *store, const char *imei, GHashTable *facts)
{
  gint64 job = find_job (store, imei);
  g_autoptr (GHashTable) known = job != 0 ? fotad_store_facts (store, job, NULL) : NULL;
  GHashTableIter iter;
  gpointer name, value;

  if (known == NULL)
    return;
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_str_has_prefix (name, PREFIX))
      g_hash_table_replace (facts, g_strdup (name), g_strdup (value));
}
