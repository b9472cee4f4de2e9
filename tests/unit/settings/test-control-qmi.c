/*
 * The control module for QMI, as the daemon loads it, against a device that speaks the protocol:
 * what is told becomes lines, what is set arrives there byte for byte, and the port is given back.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "control-world.h"

typedef ControlWorld World;

static void
test_reads (World *world, gconstpointer data)
{
  control_world_ask (world, "get identity", FOTAD_ANSWER_OK,
                     "identity imei=\"490154203237518\"\nidentity revision=\"EC25EFAR06A01\"");
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
  control_world_ask (world, "get selection", FOTAD_ANSWER_OK,
                     "mode=1c\nband=380\nlte=80084\nroaming=ff\ndomain=2\nusage=1\nnetwork=auto");
  control_world_ask (
      world, "get profiles", FOTAD_ANSWER_OK,
      "profile index=1 type=0 auth=2 apn=\"iot.example\" user=\"acme\" password=\"planted-qmi\"\n"
      "profile index=2 type=3 apn=\"second\"");
}

/* One that is listed and cannot be shown. */
static void
test_profile_without_settings (World *world, gconstpointer data)
{
  control_world_change (world, "profiles[1] = None");
  control_world_ask (world, "get profiles", FOTAD_ANSWER_OK,
                     "profile index=2 type=3 apn=\"second\"");
}

static void
test_writes (World *world, gconstpointer data)
{
  control_world_ask (world, "set selection lte=8000000000000001", FOTAD_ANSWER_OK, "");
  control_world_expect (world, "nas 15 0100000000000080");
  control_world_ask (world, "set selection network=manual mcc=262 mnc=2", FOTAD_ANSWER_OK, "");
  control_world_expect (world, "nas 16 0106010200");
  control_world_ask (world,
                     "set profile index=1 type=3 auth=1 apn=\"a b\" user=\"u\" password=\"p=q\"",
                     FOTAD_ANSWER_OK, "");
  control_world_expect (world, "wds 1 11=03 14=612062 1b=75 1c=703d71 1d=01");
  control_world_ask (world, "set operating-mode mode=1", FOTAD_ANSWER_OK, "");
  control_world_expect (world, "dms mode 1");
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=1");
}

/* Nothing of these may reach the modem: the next thing heard is "done". */
static void
test_refuses (World *world, gconstpointer data)
{
  control_world_ask (world, "set operating-mode mode=4", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set operating-mode", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set selection mode=10000", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set selection mode=zz", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set profile index=256", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set profile index=1 apn=\"open", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set profile index=9", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "reset everything", FOTAD_ANSWER_UNKNOWN, NULL);
  control_world_change (world,
                        "state['refuse'] = {(3, 0x34): 94, (2, 0x2d): 52, (1, 0x2a): 'silent'}");
  control_world_ask (world, "get selection", FOTAD_ANSWER_UNKNOWN, NULL);
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_BUSY, NULL);
  control_world_ask (world, "get profiles", FOTAD_ANSWER_SILENT, NULL);
}

/* A modem's text that could end the quotes is left out, not passed on. */
static void
test_hostile (World *world, gconstpointer data)
{
  control_world_change (world, "profiles[2][0x14] = b'x\" user=\"y'");
  control_world_change (world, "profiles[1][0x14] = b'x\\nprofile index=3'");
  control_world_ask (world, "get profiles", FOTAD_ANSWER_OK,
                     "profile index=1 type=0 auth=2 user=\"acme\" password=\"planted-qmi\"\n"
                     "profile index=2 type=3");
}

static void
test_given_back (World *world, gconstpointer data)
{
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
  control_world_rest (world);
  control_world_expect (world, "released 2; 0 left");
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
}

/* What is asked while the port is being given back waits for that. */
static void
test_asked_again_at_once (World *world, gconstpointer data)
{
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
  world->provider->rest (world->provider);
  control_world_ask (world, "set operating-mode mode=1", FOTAD_ANSWER_OK, "");
  control_world_expect (world, "released 2; 0 left");
  control_world_expect (world, "dms mode 1");
}

static void
test_away (World *world, gconstpointer data)
{
  g_autofree char *path = g_steal_pointer (&world->path);

  control_world_ask (world, "get selection", FOTAD_ANSWER_REFUSED, "its port for qmi is not there");
  g_assert_cmpstr (world->trouble, ==, "its port for qmi is not there");
  world->path = g_strdup ("/dev/null/nothing");
  control_world_ask (world, "get selection", FOTAD_ANSWER_REFUSED, "its port for qmi is not there");
  world->provider->rest (world->provider);
  control_world_ask (world, "get selection", FOTAD_ANSWER_REFUSED, NULL);
  g_assert_true (g_str_has_prefix (world->trouble, "its port for qmi does not open: "));
  world->provider->rest (world->provider);
  g_free (world->path);
  world->path = g_steal_pointer (&path);
  control_world_ask (world, "get operating-mode", FOTAD_ANSWER_OK, "mode=0");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/settings/control-qmi/" name, World, "qmi", control_world_set_up, test,             \
              control_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The library warns of a device file that no USB driver made. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  ADD ("reads", test_reads);
  ADD ("profile-without-settings", test_profile_without_settings);
  ADD ("writes", test_writes);
  ADD ("refuses", test_refuses);
  ADD ("hostile", test_hostile);
  ADD ("given-back", test_given_back);
  ADD ("asked-again-at-once", test_asked_again_at_once);
  ADD ("away", test_away);
  return g_test_run ();
}
