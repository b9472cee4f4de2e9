/*
 * What became of a PIN, by the edges that a job left.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-pin.h"

#include "store/fotad-store-edges.h"

static const FotadStep steps[] = {
  { .name = "read", .command = "AT+CPIN?" },
  { .name = "enter", .command = "AT+CPIN=${sim_pin}" },
  { .name = "again", .command = "AT+CPIN=${sim_pin}" },
  { .name = "wait" },
  { 0 },
};

static const struct {
  const char *edges; /* "step:event …" */
  FotadPinOutcome outcome;
} rows[] = {
  { "", FOTAD_PIN_NOT_TRIED },
  { "read:intent read:done wait:done", FOTAD_PIN_NOT_TRIED },
  { "enter:intent", FOTAD_PIN_REFUSED },
  { "read:done enter:intent enter:failed", FOTAD_PIN_REFUSED },
  { "enter:intent enter:skipped read:intent read:done", FOTAD_PIN_REFUSED },
  { "enter:intent enter:done", FOTAD_PIN_TAKEN },
  /* The daemon ended in between; that the row was passed over says nothing of the SIM. */
  { "enter:intent :enter read:done enter:skipped enter:done", FOTAD_PIN_REFUSED },
  { "enter:intent :claim-regained enter:done", FOTAD_PIN_TAKEN },
  { "enter:intent enter:done again:intent again:skipped", FOTAD_PIN_TAKEN },
  { "unknown:intent unknown:done", FOTAD_PIN_NOT_TRIED },
};

static GPtrArray *
make_edges (const char *text)
{
  GPtrArray *edges = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_edge_free);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL && *words[i] != '\0'; i++) {
    g_auto (GStrv) parts = g_strsplit (words[i], ":", 2);
    FotadEdge *edge = g_new0 (FotadEdge, 1);

    edge->step = g_strdup (parts[0]);
    edge->event = g_strdup (parts[1]);
    g_ptr_array_add (edges, edge);
  }
  return edges;
}

static void
test_outcomes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) edges = make_edges (rows[i].edges);

    g_test_message ("%s", rows[i].edges);
    g_assert_cmpint (fotad_pin_outcome (steps, edges), ==, rows[i].outcome);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/pin/outcomes", test_outcomes);
  return g_test_run ();
}
