/*
 * Facts, and how secrets are forgotten.  A page of blanks stands before a secret in its column,
 * so that the secret itself lies on overflow pages: these are wiped whole when it is deleted
 * (secure_delete).  A cell on a page of the tree would not do, because moving cells between
 * pages leaves copies in the gaps.  Truncating the log then removes what stood there.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "store/fotad-store-facts.h"

#include <string.h>

#include "core/fotad-error.h"
#include "store/fotad-store-sql.h"

static void
bind_value (sqlite3_stmt *statement, const char *value, gboolean secret)
{
  g_autofree char *padded = secret ? g_strdup_printf ("%*s%s", FOTAD_SQL_PAGE, "", value) : NULL;

  fotad_sql_bind_text (statement, "value", secret ? padded : value);
  if (secret)
    explicit_bzero (padded, strlen (padded));
}

static gboolean
remove_fact (sqlite3 *db, gint64 job, const char *name, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      fotad_sql_prepare (db, "DELETE FROM facts WHERE job = :job AND name = :name", error);

  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "job", job);
  fotad_sql_bind_text (statement, "name", name);
  return fotad_sql_run (statement, error);
}

gboolean
fotad_store_set_fact (FotadStore *store,
                      gint64 job,
                      const char *name,
                      const char *value,
                      gboolean secret,
                      GError **error)
{
  static const char sql[] = "INSERT INTO facts (job, name, value, secret)"
                            " VALUES (:job, :name, :value, :secret)"
                            " ON CONFLICT (job, name) DO UPDATE"
                            " SET value = excluded.value, secret = excluded.secret";
  sqlite3 *db = fotad_store_writer (store, error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (db == NULL)
    return FALSE;
  if (value == NULL)
    return remove_fact (db, job, name, error);
  statement = fotad_sql_prepare (db, sql, error);
  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "job", job);
  fotad_sql_bind_text (statement, "name", name);
  bind_value (statement, value, secret);
  fotad_sql_bind_int (statement, "secret", secret != FALSE);
  return fotad_sql_run (statement, error);
}

typedef struct {
  char *name;
  char *value;
} Fact;

static void
fact_free (Fact *fact)
{
  g_free (fact->name);
  g_free (fact->value);
  g_free (fact);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fact, fact_free)

static void
remove_padding (char *value)
{
  gsize size = strlen (value), padding = MIN (size, FOTAD_SQL_PAGE);

  memmove (value, value + padding, size - padding + 1);
}

static gpointer
read_fact (sqlite3_stmt *row, GError **error)
{
  g_autoptr (Fact) fact = g_new0 (Fact, 1);
  gboolean secret = sqlite3_column_int64 (row, 3) != 0;

  if (!fotad_sql_text (row, 1, &fact->name, error) || !fotad_sql_text (row, 2, &fact->value, error))
    return NULL;
  if (secret)
    remove_padding (fact->value);
  return g_steal_pointer (&fact);
}

static GPtrArray *
collect_facts (FotadStore *store, gint64 job, gboolean only_secret, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
      fotad_sql_prepare (fotad_store_reader (store),
                         "SELECT id, name, value, secret FROM facts"
                         " WHERE job = :job AND secret >= :secret ORDER BY id",
                         error);

  if (statement == NULL)
    return NULL;
  fotad_sql_bind_int (statement, "job", job);
  fotad_sql_bind_int (statement, "secret", only_secret ? 1 : G_MININT64);
  return fotad_sql_collect (statement, "facts", read_fact, (GDestroyNotify) fact_free, error);
}

GHashTable *
fotad_store_facts (FotadStore *store, gint64 job, GError **error)
{
  g_autoptr (GPtrArray) found = collect_facts (store, job, FALSE, error);
  GHashTable *facts;

  if (found == NULL)
    return NULL;
  facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < found->len; i++) {
    Fact *fact = g_ptr_array_index (found, i);

    g_hash_table_insert (facts, g_steal_pointer (&fact->name), g_steal_pointer (&fact->value));
  }
  return facts;
}

GStrv
fotad_store_secret_names (FotadStore *store, gint64 job, GError **error)
{
  g_autoptr (GPtrArray) found = collect_facts (store, job, TRUE, error);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (found == NULL)
    return NULL;
  for (guint i = 0; i < found->len; i++)
    g_strv_builder_add (names, ((Fact *) g_ptr_array_index (found, i))->name);
  return g_strv_builder_end (names);
}

gboolean
fotad_sql_empty_log (sqlite3 *db, GError **error)
{
  return fotad_sql_exec (db, "PRAGMA wal_checkpoint (TRUNCATE)", error);
}

gboolean
fotad_sql_delete_secrets (sqlite3 *db, GError **error)
{
  static const char sql[] =
      "DELETE FROM facts WHERE secret AND job IN (SELECT id FROM jobs WHERE " FOTAD_SQL_FINAL ")";

  return fotad_sql_exec (db, sql, error);
}

gboolean
fotad_store_forget_secrets (FotadStore *store, gint64 job, GError **error)
{
  sqlite3 *db = fotad_store_writer (store, error);
  g_autoptr (sqlite3_stmt) statement = NULL;

  if (db == NULL)
    return FALSE;
  statement = fotad_sql_prepare (db, "DELETE FROM facts WHERE secret AND job = :job", error);
  if (statement == NULL)
    return FALSE;
  fotad_sql_bind_int (statement, "job", job);
  return fotad_sql_run (statement, error) && fotad_sql_empty_log (db, error);
}
