/*
 * Counting answers owed: each way a round can end.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-sync.h"

/* What happens, one letter each:
 *   L a command is lost   F somebody before us may have asked   i a final while idle
 *   B a round begins      p a probe that must be sent          x a probe that must not
 *   f a final that does not end the round   ! a final that ends it at once
 *   D done after the pause   G given up
 * and what must be true afterwards. */
static const struct {
  const char *what;
  const char *events;
  gboolean needed;
  guint owed;
} rounds[] = {
  { "nothing lost", "", FALSE, 0 },
  { "late answer, then the probe's", "LBpf!D", FALSE, 0 },
  { "the late answer never comes", "LBpfD", FALSE, 0 },
  { "two lost, all answered", "LLBpff!D", FALSE, 0 },
  { "two lost, one answered", "LLBpffD", FALSE, 0 },
  { "late answer before the round", "LiBp!D", FALSE, 0 },
  { "the round stays needed", "Li", TRUE, 0 },
  { "more finals than owed while idle", "Liii", TRUE, 0 },
  { "second probe, all answered", "LBppff!D", FALSE, 0 },
  { "third probe, first final then rest", "LBpppfD", FALSE, 0 },
  { "silence", "LBpppxG", TRUE, 4 },
  { "silence, then everything late", "LBpppxGBpffff!D", FALSE, 0 },
  { "silence twice", "LBpppxGBpppxG", TRUE, 7 },
  { "silence, two late answers while idle", "LBpppxGiiBpff!D", FALSE, 0 },
  { "babble after a final", "LBpfG", TRUE, 1 },
  { "a crash before us: only rest counts", "FBpfffD", FALSE, 0 },
  { "a crash and a loss", "FLBpfffD", FALSE, 0 },
  { "in step, then lost again", "LBpf!DLBpf!D", FALSE, 0 },
};

static void
play (FotadAtSync *sync, char event)
{
  switch (event) {
  case 'L':
    fotad_at_sync_lost (sync);
    break;
  case 'F':
    fotad_at_sync_forget (sync);
    break;
  case 'i':
    fotad_at_sync_idle_final (sync);
    break;
  case 'B':
    g_assert_true (fotad_at_sync_needed (sync));
    fotad_at_sync_begin (sync);
    break;
  case 'p':
    g_assert_true (fotad_at_sync_probe (sync));
    break;
  case 'x':
    g_assert_false (fotad_at_sync_probe (sync));
    break;
  case 'f':
    g_assert_false (fotad_at_sync_final (sync));
    break;
  case '!':
    g_assert_true (fotad_at_sync_final (sync));
    break;
  case 'D':
    fotad_at_sync_done (sync);
    break;
  case 'G':
    fotad_at_sync_give_up (sync);
    break;
  default: /* letters of a table, not an enum */
    g_assert_not_reached ();
  }
}

static void
test_rounds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rounds); i++) {
    FotadAtSync sync = { 0 };

    g_test_message ("%s", rounds[i].what);
    for (const char *event = rounds[i].events; *event != '\0'; event++)
      play (&sync, *event);
    g_assert_cmpint (fotad_at_sync_needed (&sync), ==, rounds[i].needed);
    g_assert_cmpuint (sync.owed, ==, rounds[i].owed);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/sync/rounds", test_rounds);
  return g_test_run ();
}
