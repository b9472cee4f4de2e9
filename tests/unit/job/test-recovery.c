/*
 * Where a job goes on: the table of fotad-recovery.h.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-recovery.h"

#include <string.h>

#include "store/fotad-store-edges.h"

typedef struct {
  const char *edges; /* "step:event …" */
  gboolean irreversible;
  FotadStage stage;
  gboolean installed;
  guint sent;
  gboolean may_install;
} Row;

static const Row rows[] = {
  { "", FALSE, FOTAD_STAGE_CHECK, FALSE, 0 },
  { ":enter read:intent read:done", FALSE, FOTAD_STAGE_CHECK, FALSE, 1 },
  { "read:intent fetch:intent", FALSE, FOTAD_STAGE_CHECK, FALSE, 2 },
  { "fetch:intent fetch:done install:intent install:irreversible", FALSE, FOTAD_STAGE_SETTLE, TRUE,
    2 },
  { "install:intent install:irreversible install:done", FALSE, FOTAD_STAGE_SETTLE, TRUE, 1 },
  { "install:intent install:irreversible install:reversible", FALSE, FOTAD_STAGE_CHECK, FALSE, 0 },
  { "install:intent install:irreversible install:reversible install:intent install:irreversible",
    FALSE, FOTAD_STAGE_SETTLE, TRUE, 1 },
  { "install:intent install:irreversible install:reversible", TRUE, FOTAD_STAGE_CHECK, FALSE, 0 },
  { "agree:asked agree:deferred", FALSE, FOTAD_STAGE_CHECK, FALSE, 0 },
  { "install:intent", TRUE, FOTAD_STAGE_SETTLE, TRUE, 1 },
  { "install:irreversible verify/:verdict", FALSE, FOTAD_STAGE_SETTLE, TRUE, 0 },
  { "fetch:intent fetch:may-install", FALSE, FOTAD_STAGE_CHECK, FALSE, 1, TRUE },
  { "fetch:intent fetch:may-install fetch:heard", FALSE, FOTAD_STAGE_CHECK, FALSE, 1, TRUE },
  { "fetch:intent fetch:may-install fetch:failed :enter", FALSE, FOTAD_STAGE_CHECK, FALSE, 1,
    FALSE },
  { "fetch:intent fetch:done install:asked", FALSE, FOTAD_STAGE_TRANSFER, FALSE, 1 },
  { "fetch:intent install:asked install:approved", FALSE, FOTAD_STAGE_CHECK, FALSE, 1 },
  { "fetch:intent install:asked install:retry", FALSE, FOTAD_STAGE_CHECK, FALSE, 1 },
};

/* "phase/step:event …" for those of other phases. */
static GPtrArray *
make_edges (const char *text)
{
  GPtrArray *edges = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_edge_free);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    char *slash = strchr (words[i], '/');
    g_auto (GStrv) parts = g_strsplit (slash != NULL ? slash + 1 : words[i], ":", 2);
    FotadEdge *edge = g_new0 (FotadEdge, 1);

    edge->phase =
        slash != NULL ? g_strndup (words[i], (gsize) (slash - words[i])) : g_strdup ("transfer");
    edge->step = g_strdup (parts[0]);
    edge->event = g_strdup (parts[1]);
    edge->details = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
    g_ptr_array_add (edges, edge);
  }
  return edges;
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (GPtrArray) edges = make_edges (row->edges);
  g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
  FotadRecovery recovery;

  fotad_recovery_decide (&recovery, edges, row->irreversible, sent);
  g_assert_true (recovery.recovered);
  g_assert_cmpint (recovery.stage, ==, row->stage);
  g_assert_cmpint (recovery.installed, ==, row->installed);
  g_assert_cmpuint (sent->len, ==, row->sent);
  g_assert_cmpint (recovery.may_install, ==, row->may_install);
  g_assert_cmpint (recovery.unsure, ==,
                   g_str_has_suffix (row->edges, "irreversible") ||
                       g_str_has_suffix (row->edges, "verdict"));
  g_assert_cmpint (recovery.identify, ==, row->stage == FOTAD_STAGE_TRANSFER);
}

/* A second death while the version is read does not make the first one harmless. */
static void
test_unsure (void)
{
  static const struct {
    const char *edges;
    gboolean unsure, transferring;
  } cases[] = {
    { "prepare/look:intent prepare/look:done", FALSE, FALSE },
    { "fetch:intent", FALSE, TRUE },
    { "install/go:intent install/go:irreversible", TRUE, TRUE },
    { "install/go:intent install/go:irreversible install/go:heard", FALSE, TRUE },
    { "install/go:intent install/go:irreversible settle/:enter verify/read:intent verify/read:done "
      "verify/:verdict",
      TRUE, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray) edges = make_edges (cases[i].edges);
    g_autoptr (GPtrArray) sent = g_ptr_array_new_with_free_func (g_free);
    FotadRecovery recovery;

    fotad_recovery_decide (&recovery, edges, FALSE, sent);
    g_assert_cmpint (recovery.unsure, ==, cases[i].unsure);
    g_assert_cmpint (recovery.transferring, ==, cases[i].transferring);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery/unsure", test_unsure);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/recovery/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  return g_test_run ();
}
