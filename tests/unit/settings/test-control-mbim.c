/*
 * The control module for MBIM, as the daemon loads it, against a device that speaks the protocol:
 * what is told becomes lines, what is set arrives there field for field, and the port is closed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "control-world.h"

#define INTERNET "7e5e2a7e-4e6f-7272-736b-656e7e5e2a7e"
#define MMS "46726664-7269-6bc6-9624-d1d35389aca9"

typedef ControlWorld World;

static void
test_reads (World *world, gconstpointer data)
{
  control_world_ask (world, "get identity", FOTAD_ANSWER_OK,
                     "identity imei=\"490154203237518\"\n"
                     "identity revision=\"EM7455_02.33.03.00\"");
  control_world_expect (world, "open");
  control_world_ask (world, "get contexts", FOTAD_ANSWER_OK,
                     "context id=0 type=" INTERNET " compression=0 auth=2 apn=\"iot.example\""
                     " user=\"acme\" password=\"planted-mbim\"\n"
                     "context id=1 type=" MMS " compression=0 auth=0 apn=\"mms\" user=\"\"");
  control_world_ask (world, "get attach", FOTAD_ANSWER_OK,
                     "attach roaming=0 iptype=3 compression=0 auth=1 apn=\"attach.example\""
                     " user=\"acme\" password=\"planted-attach\"\n"
                     "attach roaming=1 iptype=0 compression=0 auth=0 apn=\"\" user=\"\"\n"
                     "attach roaming=2 iptype=0 compression=0 auth=0 apn=\"\" user=\"\"");
}

static void
test_sets_contexts (World *world, gconstpointer data)
{
  control_world_ask (world,
                     "set context id=1 type=" MMS " compression=1 auth=3 apn=\"a b\" user=\"ü\""
                     " password=\"p=q\"",
                     FOTAD_ANSWER_OK, "");
  control_world_expect (world, "open");
  control_world_expect (world, "context 1 a b,ü,p=q,1,3,4672,0");
  control_world_ask (world, "set context id=3 type=" INTERNET " apn=\"new\"", FOTAD_ANSWER_OK, "");
  control_world_expect (world, "context 3 new,,,0,0,7e5e,0");
}

/* The other two are sent as they were, passwords and all. */
static void
test_sets_attach (World *world, gconstpointer data)
{
  control_world_ask (world,
                     "set attach roaming=1 iptype=1 auth=2 apn=\"r\" user=\"u\" password=\"p\"",
                     FOTAD_ANSWER_OK, "");
  control_world_expect (world, "open");
  control_world_expect (world, "attach 1 r,u,p,0,2,7e5e,1");
  control_world_change (world, "assert attach[0].password == 'planted-attach'");
}

/* Nothing of these may reach the modem's memory: the next thing heard is "done". */
static void
test_refuses (World *world, gconstpointer data)
{
  control_world_ask (world, "set context id=1 apn=\"x\"", FOTAD_ANSWER_REFUSED, NULL);
  control_world_expect (world, "open");
  control_world_ask (world, "set context type=" MMS, FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set context id=1 type=mms", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set context id=x type=" MMS, FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set context id=1 type=" MMS " auth=4", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set context id=9 type=" MMS, FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set context id=1 apn=\"open", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set attach iptype=1", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set attach roaming=3", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "set attach roaming=0 iptype=9", FOTAD_ANSWER_REFUSED, NULL);
  control_world_ask (world, "reset everything", FOTAD_ANSWER_UNKNOWN, NULL);
  control_world_change (world, "state['refuse'] = {('basic', 1, 0): 1, ('extensions', 3, 0): 9,"
                               " ('basic', 13, 0): 'silent', ('basic', 13, 1): 18}");
  control_world_ask (world, "get identity", FOTAD_ANSWER_BUSY, NULL);
  control_world_ask (world, "get attach", FOTAD_ANSWER_UNKNOWN, NULL);
  control_world_ask (world, "set attach roaming=0", FOTAD_ANSWER_UNKNOWN, NULL);
  control_world_ask (world, "get contexts", FOTAD_ANSWER_SILENT, NULL);
  control_world_ask (world, "set context id=1 type=" MMS, FOTAD_ANSWER_REFUSED, NULL);
}

/* A modem's text that could end the quotes is left out, not passed on; so is a hidden password. */
static void
test_hostile (World *world, gconstpointer data)
{
  control_world_change (world, "contexts[0].apn = 'x\" user=\"y'; state['hide'] = True");
  control_world_change (world, "contexts[1].apn = 'x\\ncontext id=2'");
  control_world_ask (world, "get contexts", FOTAD_ANSWER_OK,
                     "context id=0 type=" INTERNET " compression=0 auth=2 user=\"acme\"\n"
                     "context id=1 type=" MMS " compression=0 auth=0 user=\"\"");
}

static void
test_given_back (World *world, gconstpointer data)
{
  control_world_ask (world, "get identity", FOTAD_ANSWER_OK, NULL);
  control_world_expect (world, "open");
  world->provider->rest (world->provider);
  control_world_ask (world, "get identity", FOTAD_ANSWER_OK, NULL);
  control_world_expect (world, "close");
  control_world_expect (world, "open");
  control_world_rest (world);
  control_world_expect (world, "close");
}

static void
test_dead (World *world, gconstpointer data)
{
  control_world_change (world, "state['dead'] = True");
  control_world_ask (world, "get identity", FOTAD_ANSWER_REFUSED, NULL);
  g_assert_true (g_str_has_prefix (world->trouble, "its port for mbim does not open: "));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/settings/control-mbim/" name, World, "mbim", control_world_set_up, test,           \
              control_world_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The library warns of a device file that no USB driver made. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  ADD ("reads", test_reads);
  ADD ("sets-contexts", test_sets_contexts);
  ADD ("sets-attach", test_sets_attach);
  ADD ("refuses", test_refuses);
  ADD ("hostile", test_hostile);
  ADD ("given-back", test_given_back);
  ADD ("dead", test_dead);
  return g_test_run ();
}
