/*
 * Facts of modems, one row each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-modem-facts.h"

#include "store/fotad-store-sql.h"

static const char insert[] = "INSERT INTO modem_facts (imei, name, value)"
                             " VALUES (:imei, :name, :value)"
                             " ON CONFLICT (imei, name) DO UPDATE SET value = excluded.value";
static const char delete[] = "DELETE FROM modem_facts WHERE imei = :imei AND name = :name";

gboolean
fotad_store_set_modem_fact (
    FotadStore *store, const char *imei, const char *name, const char *value, GError **error)
{
  sqlite3 *db = fotad_store_writer (store, error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (db != NULL)
    statement = fotad_sql_prepare (db, value != NULL ? insert : delete, error);
  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_text (statement, "imei", imei);
  fotad_sql_bind_text (statement, "name", name);
  if (value != NULL)
    fotad_sql_bind_text (statement, "value", value);
  return fotad_sql_run (statement, error);
}

static gpointer
read_fact (sqlite3_stmt *row, GError **error)
{
  g_autofree char *name = NULL, *value = NULL;
  g_autoptr (GStrvBuilder) both = g_strv_builder_new ();

  if (!fotad_sql_text (row, 1, &name, error) || !fotad_sql_text (row, 2, &value, error))
    return NULL;
  g_strv_builder_add_many (both, name, value, NULL);
  return g_strv_builder_end (both);
}

GHashTable *
fotad_store_modem_facts (FotadStore *store, const char *imei, GError **error)
{
  static const char sql[] = "SELECT id, name, value FROM modem_facts WHERE imei = :imei";
  g_autoptr (sqlite3_stmt) statement = fotad_sql_prepare (fotad_store_reader (store), sql, error);
  g_autoptr (GPtrArray) rows = NULL;
  GHashTable *facts;

  if (statement == NULL)
    return NULL;
  fotad_sql_bind_text (statement, "imei", imei);
  rows =
      fotad_sql_collect (statement, "modem_facts", read_fact, (GDestroyNotify) g_strfreev, error);
  if (rows == NULL)
    return NULL;
  facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < rows->len; i++) {
    GStrv row = rows->pdata[i];

    g_hash_table_insert (facts, g_strdup (row[0]), g_strdup (row[1]));
  }
  return facts;
}
