/*
 * The routes by which files get into a Quectel module, §E.a.2 and §E.a.7 of our vendor reference:
 * what is said in which order, what must come back, and what a second life of the daemon does.
 * argv[1]: the plugin.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-engine.h"
#include "vendor/fotad-plugin-file.h"

static FotadBook *book;

typedef struct {
  const char *command;
  const char *reply; /* information line; NULL: none.  "ERROR": refused */
  gboolean push;
} Turn;

/* The checksum of @text as the modem would print it. */
static char *
checksum_of (const FotadPush *push, const char *text)
{
  return g_strdup_printf ("%x", push->checksum (0, 0, (const guint8 *) text, strlen (text)));
}

static const FotadRoute *
route_of (const char *name, const char *model)
{
  const FotadRoute *route = fotad_book_route (book, model, name);

  g_assert_nonnull (route);
  return route;
}

static FotadAction
answer (FotadEngine *engine, const Turn *turn, double now)
{
  const char *lines[] = { turn->reply, NULL };
  FotadEvent event = { .type = FOTAD_EVENT_REPLY, .code = -1, .now = now, .lines = lines };

  if (g_strcmp0 (turn->reply, "ERROR") == 0) {
    event.reply = FOTAD_REPLY_ERROR;
    event.lines = NULL;
  }
  return fotad_engine_feed (engine, &event);
}

/* Says and answers the rows of TRANSFER; the action that follows the last turn. */
static FotadActionType
play (const char *route_name, const char *model, FotadFacts *facts, const Turn *turns)
{
  const FotadRoute *route = route_of (route_name, model);
  g_autoptr (FotadEngine) engine = fotad_engine_new (book, route, route->steps, model, facts);
  FotadEvent tick = { .type = FOTAD_EVENT_TICK };
  FotadAction action = fotad_engine_begin (engine, FOTAD_PHASE_TRANSFER, 1);
  double now = 1;

  for (; turns->command != NULL; turns++) {
    while (action.type == FOTAD_ACTION_WAIT && action.wake_at > 0) {
      tick.now = now = action.wake_at;
      action = fotad_engine_feed (engine, &tick);
    }
    g_test_message ("%s", turns->command);
    g_assert_cmpint (action.type, ==, turns->push ? FOTAD_ACTION_PUSH : FOTAD_ACTION_SEND);
    g_assert_cmpstr (action.command, ==, turns->command);
    action = answer (engine, turns, ++now);
  }
  return action.type;
}

static FotadFacts *
facts_of (const char *name, const char *value, ...)
{
  FotadFacts *facts = fotad_facts_new ();
  va_list more;

  va_start (more, value);
  for (; name != NULL;
       name = va_arg (more, const char *), value = name ? va_arg (more, const char *) : NULL)
    fotad_facts_set (facts, name, value);
  va_end (more);
  return facts;
}

/* Annex B of the reference. */
static void
test_checksum (void)
{
  const FotadPush *push = route_of ("push", "BG95-M3")->push;
  const guint8 odd[] = { 0x12, 0x34, 0x56 };
  g_autofree guint8 *payload = g_malloc (51203);
  guint32 x = 1, sum = 0;

  for (gsize i = 0; i < 51203; i++) {
    x = (x * 1103515245u + 12345u) % 0x80000000u;
    payload[i] = (guint8) (x >> 16);
  }
  g_assert_cmphex (push->checksum (0, 0, odd, 3), ==, 0x1234 ^ 0x5600);
  g_assert_cmphex (push->checksum (0, 0, payload, 30720), ==, 0x6a1a);
  g_assert_cmphex (push->checksum (0, 0, payload, 51203), ==, 0xc7c5);
  for (gsize at = 0; at < 51203; at += 1001) /* in pieces, also odd ones */
    sum = push->checksum (sum, at, payload + at, MIN (1001, 51203 - at));
  g_assert_cmphex (sum, ==, 0xc7c5);
}

static void
test_raw (void)
{
  static const Turn turns[] = {
    { "AT+QFOTADL=3,0", NULL, FALSE },
    { "AT+QFOTADL=5", "ERROR", FALSE },
    { "AT+QFOTADL=\"COM:\",51203,10", "+QFOTADL: 51203,c7c5", TRUE },
    { "AT+QFOTADL=4", "+QFOTADL: 4,51203", FALSE },
    { NULL },
  };
  g_autoptr (FotadFacts) facts = facts_of ("size", "51203", "checksum", "c7c5", NULL);

  g_assert_cmpint (play ("push", "BG95-M3", facts, turns), ==, FOTAD_ACTION_DONE);
  g_assert_cmpstr (fotad_facts_get (facts, "stored_size"), ==, "51203");
}

/* What the module says of an upload, and whether it will do. */
static void
test_raw_replies (void)
{
  static const struct {
    const char *reply;
    gboolean fits;
  } replies[] = {
    { "+QFOTADL: 51203,c7c5", TRUE },     { "+QFOTADL: 51203,C7C5", TRUE },
    { "+QFOTADL:51203, \"c7c5\"", TRUE }, { "+QFOTADL: 51203,0000c7c5", TRUE },
    { "+QFOTADL: 51203,c7c4", FALSE },    { "+QFOTADL: 51202,c7c5", FALSE },
    { "+QFOTADL: 51203,", FALSE },        { "+QFOTADL: 51203,c7c50", FALSE },
    { "+QFOTADL: 4,51203", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++) {
    const Turn turns[] = {
      { "AT+QFOTADL=3,0", NULL, FALSE },
      { "AT+QFOTADL=5", NULL, FALSE },
      { "AT+QFOTADL=\"COM:\",51203,10", replies[i].reply, TRUE },
      { replies[i].fits ? "AT+QFOTADL=4" : "AT+QFOTADL=\"COM:\",51203,10", NULL, !replies[i].fits },
      { NULL },
    };
    g_autoptr (FotadFacts) facts = facts_of ("size", "51203", "checksum", "c7c5", NULL);

    g_test_message ("%s", replies[i].reply);
    (void) !play ("push", "BG95-M3", facts, turns);
  }
}

static void
test_raw_again (void)
{
  static const Turn found[] = {
    { "AT+QFOTADL=4", "+QFOTADL: 4,51203", FALSE },
    { "AT+QFOTADL=3,0", NULL, FALSE },
    { NULL },
  };
  static const Turn other[] = {
    { "AT+QFOTADL=4", "+QFOTADL: 4,512", FALSE },
    { "AT+QFOTADL=3,0", NULL, FALSE },
    { "AT+QFOTADL=5", NULL, FALSE },
    { "AT+QFOTADL=\"COM:\",51203,10", "+QFOTADL: 51203,c7c5", TRUE },
    { "AT+QFOTADL=4", "+QFOTADL: 4,51203", FALSE },
    { NULL },
  };
  g_autoptr (FotadFacts) facts =
      facts_of ("size", "51203", "checksum", "c7c5", "stored_size", "51203", NULL);

  g_assert_cmpint (play ("push", "BG95-M3", facts, found), ==, FOTAD_ACTION_DONE);
  g_assert_cmpint (play ("push", "BG95-M3", facts, other), ==, FOTAD_ACTION_DONE);
}

static void
test_fetch_again (void)
{
  static const Turn found[] = {
    { "AT+QFOTADL=4", "+QFOTADL: 4,51203", FALSE },
    { "AT+QFOTADL=3,0", NULL, FALSE },
    { NULL },
  };
  g_autoptr (FotadFacts) facts =
      facts_of ("url", "http://h/f", "scheme", "http", "stored_size", "51203", NULL);

  g_assert_cmpint (play ("fetch", "BG95-M3", facts, found), ==, FOTAD_ACTION_DONE);
}

static void
test_file (void)
{
  static const Turn turns[] = {
    { "AT+QFDEL=\"dfota_update.bin\"", "ERROR", FALSE },
    { "AT+QFUPL=\"dfota_update.bin\",3000,10,1", "+QFUPL: 3000,1f", TRUE },
    { NULL },
  };
  static const Turn damaged[] = {
    { "AT+QFLST=\"dfota_update.bin\"", "ERROR", FALSE },
    { "AT+QFDEL=\"dfota_update.bin\"", NULL, FALSE },
    { "AT+QFUPL=\"dfota_update.bin\",3000,10,1", "+QFUPL: 3000,1e", TRUE },
    { "AT", NULL, FALSE },
    { "AT+QFDEL=\"dfota_update.bin\"", NULL, FALSE },
    { "AT+QFUPL=\"dfota_update.bin\",3000,10,1", "+QFUPL: 3000,1f", TRUE },
    { NULL },
  };
  static const Turn found[] = {
    { "AT+QFLST=\"dfota_update.bin\"", "+QFLST: \"UFS:dfota_update.bin\",3000", FALSE },
    { NULL },
  };
  static const char *const models[] = { "EC20",   "EC21", "EC25-AF", "EG21-G",
                                        "EG25-G", "EG91", "EG95",    "EM05-G" };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    g_autoptr (FotadFacts) facts = facts_of ("size", "3000", "checksum", "1f", NULL);

    g_test_message ("%s", models[i]);
    g_assert_cmpint (play ("push", models[i], facts, turns), ==, FOTAD_ACTION_DONE);
    g_assert_cmpint (play ("push", models[i], facts, damaged), ==, FOTAD_ACTION_DONE);
    g_assert_cmpint (play ("push", models[i], facts, found), ==, FOTAD_ACTION_DONE);
  }
}

/* Deleted, or not there to be deleted. */
static void
check_taken_out (const char *kind, const char *drop)
{
  const Turn there[] = { { drop, NULL, FALSE }, { NULL } };
  const Turn absent[] = { { drop, "ERROR", FALSE }, { NULL } };
  g_autoptr (FotadFacts) facts = facts_of ("kind", kind, NULL);

  g_assert_cmpint (play ("delete-certificate", "BG77", facts, there), ==, FOTAD_ACTION_DONE);
  g_assert_cmpint (play ("delete-certificate", "BG77", facts, absent), ==, FOTAD_ACTION_FAILED);
}

static void
test_certificates (void)
{
  static const struct {
    const char *kind;
    const char *file;
  } files[] = {
    { "https-ca", "/datatx/fota_cacert.pem" },
    { "https-certificate", "/datatx/fota_client_cert.pem" },
    { "https-key", "/datatx/fota_client_key.pem" },
    { "coaps-ca", "/datatx/ssl/coap-cert.pem" },
    { "coaps-certificate", "/datatx/ssl/coap-cacert.pem" },
    { "coaps-key", "/datatx/ssl/coap-key.pem" },
    { "coaps-psk", "/datatx/ssl/coap_fota.psk" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *sum = checksum_of (route_of ("certificate", "BG77")->push, "hello");
    g_autofree char *drop = g_strdup_printf ("AT+QFDEL=\"%s\"", files[i].file);
    g_autofree char *load = g_strdup_printf ("AT+QFUPL=\"%s\",5,10", files[i].file);
    g_autofree char *reply = g_strdup_printf ("+QFUPL: 5,%s", sum);
    const Turn turns[] = { { drop, "ERROR", FALSE }, { load, reply, TRUE }, { NULL } };
    g_autoptr (FotadFacts) facts =
        facts_of ("kind", files[i].kind, "size", "5", "checksum", sum, NULL);

    g_assert_cmpint (play ("certificate", "BG77", facts, turns), ==, FOTAD_ACTION_DONE);
    check_taken_out (files[i].kind, drop);
  }
}

/* What a model can do; one nobody has heard of is taken for the newest kind. */
static void
test_routes (void)
{
  static const struct {
    const char *model;
    const char *routes;
  } models[] = {
    { "BG95-M3", "fetch push server certificate status delete-certificate" },
    { "BG99", "fetch push server certificate status delete-certificate" },
    { "BG96", "fetch" },
    { "EC25", "fetch push" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    g_auto (GStrv) names = fotad_book_route_names (book, models[i].model);
    g_autofree char *all = g_strjoinv (" ", names);

    g_assert_cmpstr (all, ==, models[i].routes);
  }
  g_assert_cmpuint (route_of ("push", "EC25")->push->bytes_per_ack, ==, 1024);
  g_assert_cmpuint (route_of ("push", "BG95-M3")->push->bytes_per_ack, ==, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  book = fotad_plugin_file_open (argv[1], "quectel", TRUE, &error);
  g_assert_no_error (error);
  g_test_add_func ("/vendor/quectel-push/checksum", test_checksum);
  g_test_add_func ("/vendor/quectel-push/raw", test_raw);
  g_test_add_func ("/vendor/quectel-push/raw-replies", test_raw_replies);
  g_test_add_func ("/vendor/quectel-push/raw-again", test_raw_again);
  g_test_add_func ("/vendor/quectel-push/fetch-again", test_fetch_again);
  g_test_add_func ("/vendor/quectel-push/file", test_file);
  g_test_add_func ("/vendor/quectel-push/certificates", test_certificates);
  g_test_add_func ("/vendor/quectel-push/routes", test_routes);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
