/*
 * Enrolments in the store: facts of the modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-enrolment.h"

#include "store/fotad-store-modem-facts.h"
#include "vendor/fotad-condition.h"

#include <string.h>

#define PREFIX "enrolled_"
/* UNIX seconds; no fact of the rows. */
#define TIME "enrolment_time"

static GHashTable *
read_known (FotadStore *store, const char *imei)
{
  g_autoptr (GError) error = NULL;
  GHashTable *known = fotad_store_modem_facts (store, imei, &error);

  if (known == NULL)
    g_warning ("the enrolment of modem %s cannot be read: %s", imei, error->message);
  return known;
}

void
fotad_enrolment_recall (FotadStore *store, const char *imei, GHashTable *facts)
{
  g_autoptr (GHashTable) known = read_known (store, imei);
  GHashTableIter iter;
  gpointer name, value;

  if (known == NULL)
    return;
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_str_has_prefix (name, PREFIX))
      g_hash_table_replace (facts, g_strdup (name), g_strdup (value));
}

static void
write_fact (FotadStore *store, const char *imei, const char *name, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!fotad_store_set_modem_fact (store, imei, name, value, &error))
    g_warning ("the enrolment of modem %s cannot be kept: %s", imei, error->message);
}

static gboolean
is_kept (const char *name)
{
  return g_str_has_prefix (name, PREFIX) && !fotad_fact_is_secret (name);
}

void
fotad_enrolment_keep (FotadStore *store, const char *imei, GHashTable *facts)
{
  g_autoptr (GHashTable) known = read_known (store, imei);
  g_autofree char *now = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / G_USEC_PER_SEC);
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, facts);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (is_kept (name))
      write_fact (store, imei, name, value);
  if (known != NULL) {
    g_hash_table_iter_init (&iter, known);
    while (g_hash_table_iter_next (&iter, &name, NULL))
      if (is_kept (name) && !g_hash_table_contains (facts, name))
        write_fact (store, imei, name, NULL);
  }
  write_fact (store, imei, TIME, now);
}

static void
describe_sim (GVariantDict *dict, const char *enrolled, const char *sim)
{
  if (sim == NULL)
    return;
  g_variant_dict_insert (dict, "sim", "s", sim);
  if (enrolled != NULL)
    g_variant_dict_insert (dict, "sim-changed", "b", !g_str_equal (enrolled, sim));
}

GVariant *
fotad_enrolment_describe (FotadStore *store, const char *imei, const char *sim)
{
  g_autoptr (GHashTable) known = read_known (store, imei);
  const char *time = known != NULL ? g_hash_table_lookup (known, TIME) : NULL;
  GHashTableIter iter;
  gpointer name, value;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (time == NULL)
    return g_variant_dict_end (&dict);
  g_variant_dict_insert (&dict, "time", "t", g_ascii_strtoull (time, NULL, 10));
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autofree char *key = g_strdelimit (g_strdup (name), "_", '-');

    if (is_kept (name))
      g_variant_dict_insert (&dict, key + strlen (PREFIX), "s", value);
  }
  describe_sim (&dict, g_hash_table_lookup (known, PREFIX "imsi"), sim);
  return g_variant_dict_end (&dict);
}
