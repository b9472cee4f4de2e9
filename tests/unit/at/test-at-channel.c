/*
 * The channel, in dialogues: what goes out, what comes back to whom, and how it keeps in step
 * with a modem that answers late, twice, or never.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-channel.h"

#include <string.h>

#include "at-stream.h"
#include "at-talk.h"
#include "core/fotad-error.h"
#include "core/fotad-log.h"

typedef struct {
  const char *name;
  const char *script;
} Dialogue;

static const Dialogue plain[] = {
  { "reply", "send 5 AT+CSQ\nhear AT+CSQ\nsay \\r\\n+CSQ: 18,99\\r\\n\\r\\nOK\\r\\n\n"
             "reply ok|+CSQ: 18,99\n" },
  { "echo", "send 5 ATI\nhear ATI\nsay ATI\\r\\r\\nA\\r\\nB\\r\\nOK\\r\\n\nreply ok|A|B\n" },
  { "echo torn by news",
    "send 5 AT+CGMR\nhear AT+CGMR\nsay AT+C\\r\\nRDY\\r\\nGMR\\r\\n1.0\\r\\nOK\\r\\n\n"
    "news RDY\nreply ok|1.0\n" },
  { "echo without its beginning",
    "send 5 AT+CPIN=\"1234\"\nhear AT+CPIN=\"1234\"\nsay 1234\"\\r\\nOK\\r\\n\nreply ok\n" },
  { "refusals are replies",
    "send 5 AT+A\nhear AT+A\nsay ERROR\\r\\n\nreply error\n"
    "send 5 AT+B\nhear AT+B\nsay +CME ERROR: 591\\r\\n\nreply cme 591\n"
    "send 5 AT+C\nhear AT+C\nsay +CME ERROR: SIM busy\\r\\n\nreply cme SIM busy\n"
    "send 5 AT+D\nhear AT+D\nsay +CMS ERROR: 500\\r\\n\nreply cms 500\n"
    "send 5 ATD1;\nhear ATD1;\nsay NO CARRIER\\r\\n\nreply no-carrier NO CARRIER\n"
    "send 5 AT+E\nhear AT+E\nsay CONNECT 9600\\r\\n\nreply connect 9600\n" },
  { "one at a time",
    "send 5 AT+A\nsend 5 AT+B\nhear AT+A\nrest 0.5\nsay OK\\r\\n\nreply ok\nhear AT+B\n"
    "say ERROR\\r\\n\nreply error\n" },
  { "news while idle", "say RDY\\r\\n\\r\\n+ANY: 1\\r\\nfree text\\r\\n\n"
                       "news RDY\nnews +ANY: 1\nnews free text\n" },
  { "news inside a reply",
    "send 5 AT+QGMR\nhear AT+QGMR\nsay 1.0\\r\\n+QIND: \"FOTA\",\"START\"\\r\\nOK\\r\\n\n"
    "news +QIND: \"FOTA\",\"START\"\nreply ok|1.0\n" },
  { "news before, in and after",
    "send 5 AT^SFDL=2\nhear AT^SFDL=2\nsay ^SYSSTART\\r\\nOK\\r\\nRDY\\r\\n\n"
    "news ^SYSSTART\nreply ok\nnews RDY\n" },
  { "a read keeps its own lines",
    "send 5 AT+CEREG?\nhear AT+CEREG?\nsay RDY\\r\\n+CEREG: 2,1,\"0002\",\"01A2D002\",7\\r\\nOK"
    "\\r\\n+CEREG: 1\\r\\n\n"
    "news RDY\nreply ok|+CEREG: 2,1,\"0002\",\"01A2D002\",7\nnews +CEREG: 1\n" },
  { "a setting leaves news to the news",
    "send 5 AT^SNFOTA=\"act\",2\nhear AT^SNFOTA=\"act\",2\nsay ^SNFOTA:act,2,0,10\\r\\nOK\\r\\n\n"
    "news ^SNFOTA:act,2,0,10\nreply ok\n" },
  { "split at a bad place",
    "send 5 AT+CSQ\nhear AT+CSQ\nsay \\r\\n+CS\nrest 0.5\nsay Q: 18,9\nrest 0.5\nsay 9\\r\nrest 0.5"
    "\nsay \\nO\nrest 0.5\nsay K\\r\\n\nreply ok|+CSQ: 18,99\n" },
  { "garbage", "send 5 AT+CSQ\nhear AT+CSQ\nsay \\377\\376\\r\\n+CSQ: 1,2\\r\\nOK\\r\\n\n"
               "reply ok|\\xff\\xfe|+CSQ: 1,2\n" },
  { "text without a line end", "say ......\nrest 1\nsay ......\nrest 1\nsay  PHASE 1 OK!\n"
                               "news ............ PHASE 1 OK!\nrest 1\nsay \\r\\n^SYSSTART\\r\\n\n"
                               "news ............ PHASE 1 OK!\nnews ^SYSSTART\n" },
  { "text without a line end while pending",
    "send 9 AT+A\nhear AT+A\nsay half a li\nrest 1\nsay ne\\r\\n.PHASE 1 OK!\n"
    "news .PHASE 1 OK!\nsay \\r\\nOK\\r\\n\nnews .PHASE 1 OK!\nreply ok|half a line\n" },
  { "half an answer is no news", "say +QIND: \"FOTA\",\"HTTPEND\",7\nrest 1\nsay 02\\r\\n\n"
                                 "news +QIND: \"FOTA\",\"HTTPEND\",702\n" },
  { "stray finals", "say OK\\r\\nERROR\\r\\nNO CARRIER\\r\\n\nnews NO CARRIER\n"
                    "send 5 AT\nhear AT\nsay OK\\r\\n\nreply ok\n" },
  { "an unwanted prompt is left",
    "send 5 AT+CMGS=1\nhear AT+CMGS=1\nsay \\r\\n> \nhear \\033\nreply prompt >\n"
    "send 5 AT+B\nhear AT\nsay OK\\r\\nOK\\r\\n\nhear AT+B\nsay ERROR\\r\\n\nreply error\n" },
  { "impossible commands",
    "send 5 \nerror InvalidArgument\nsend 5 AT\x01\nerror InvalidArgument\nrest 0.2\n" },
};

static const Dialogue late[] = {
  { "never answered, probe answered",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nsay OK\\r\\n\nrest 0.8\n"
    "hear AT+B\nsay ERROR\\r\\n\nreply error\n" },
  { "late answer before the next command",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsay ERROR\\r\\n\nrest 0.3\nsend 5 AT+B\nhear AT\n"
    "say OK\\r\\n\nhear AT+B\nsay OK\\r\\n\nreply ok\n" },
  { "late answer before the probe's",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nsay ERROR\\r\\n\nrest 0.5\n"
    "say OK\\r\\n\nhear AT+B\nsay +CME ERROR: 3\\r\\n\nreply cme 3\n" },
  { "late answer and the probe's in one breath",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\n"
    "say AT+A\\r\\r\\n+A: 1\\r\\nERROR\\r\\nAT\\r\\r\\nOK\\r\\n\nhear AT+B\n"
    "say AT+B\\r\\r\\n+B: 2\\r\\nOK\\r\\n\nreply ok|+B: 2\n" },
  { "lines of a late answer are nobody's, news are news",
    "send 2 AT+CEREG?\nhear AT+CEREG?\nerror ModemSilent\n"
    "say AT+CEREG?\\r\\r\\n+CEREG: 2,1\\r\\nRDY\\r\\nbare text\\r\\n+OTHER: 1\\r\\nOK\\r\\n\n"
    "news RDY\nnews +OTHER: 1\nsend 5 AT+B\nhear AT\nsay OK\\r\\n\nhear AT+B\nsay OK\\r\\n\n"
    "reply ok\nsay bare text\\r\\n+CEREG: 1\\r\\n\nnews bare text\nnews +CEREG: 1\n" },
  { "a given-up setting leaves its news",
    "send 2 AT^SNFOTA=\"act\",2\nhear AT^SNFOTA=\"act\",2\nerror ModemSilent\n"
    "say ^SNFOTA:act,2,0,10\\r\\n\nnews ^SNFOTA:act,2,0,10\n" },
  { "a long late answer",
    "send 2 ATI\nhear ATI\nerror ModemSilent\nsend 5 AT+B\nhear AT\nsay OK\\r\\n\nrest 0.7\n"
    "say line\\r\\n\nrest 0.7\nsay line\\r\\n\nrest 0.7\nsay OK\\r\\n\nhear AT+B\nsay OK\\r\\n\n"
    "reply ok\n" },
  { "second probe",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nrest 2.5\nhear AT\n"
    "say ERROR\\r\\nOK\\r\\nOK\\r\\n\nhear AT+B\nsay ERROR\\r\\n\nreply error\n" },
  { "second probe, some answers lost",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nrest 2.5\nhear AT\n"
    "say ERROR\\r\\nOK\\r\\n\nrest 0.8\nhear AT+B\nsay ERROR\\r\\n\nreply error\n" },
  { "silence",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nsend 5 AT+C\n"
    "hear AT\nhear AT\nhear AT\nrest 2.5\nerror ModemSilent\n"
    "hear AT\nsay ERROR\\r\\nOK\\r\\nOK\\r\\nOK\\r\\nOK\\r\\n\nhear AT+C\nsay +C: 1\\r\\nOK\\r\\n\n"
    "reply ok|+C: 1\n" },
  { "two lost, both answered late",
    "send 1 AT+A\nhear AT+A\nerror ModemSilent\nsend 1 AT+B\nhear AT\nsay OK\\r\\n\nrest 0.8\n"
    "hear AT+B\nerror ModemSilent\nsend 5 AT+C\nhear AT\nsay ERROR\\r\\nOK\\r\\n\n"
    "hear AT+C\nsay ERROR\\r\\n\nreply error\n" },
  { "a call that ended is no answer to a probe",
    "send 2 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nsay NO CARRIER\\r\\n\n"
    "rest 2.5\nhear AT\nsay OK\\r\\n\nrest 0.8\nhear AT+B\nsay OK\\r\\n\nreply ok\n" },
  { "cancelled while pending",
    "send 9 AT+A\nhear AT+A\ncancel 0\nerror Cancelled\nrest 0.5\nsend 5 AT+B\nhear AT\n"
    "say OK\\r\\nOK\\r\\n\nhear AT+B\nsay ERROR\\r\\n\nreply error\n" },
  { "cancelled while queued",
    "send 9 AT+A\nsend 9 AT+B\nsend 9 AT+C\nhear AT+A\ncancel 1\nerror Cancelled\nsay OK\\r\\n\n"
    "reply ok\nhear AT+C\nsay OK\\r\\n\nreply ok\n" },
  { "cancelled before the probes are over",
    "send 1 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\ncancel 1\nerror Cancelled\n"
    "say OK\\r\\nOK\\r\\n\nsend 5 AT+C\nhear AT+C\nsay OK\\r\\n\nreply ok\n" },
  { "a prompt of a command given up",
    "send 1 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nsay \\r\\n> \nhear \\033\n"
    "say OK\\r\\nOK\\r\\n\nhear AT+B\nsay OK\\r\\n\nreply ok\n" },
  { "a crash before us",
    "resync\nsend 5 AT+A\nhear AT\nsay ERROR\\r\\nOK\\r\\n\nrest 0.8\nhear AT+A\nsay OK\\r\\n\n"
    "reply ok\nsend 5 AT+B\nhear AT+B\nsay OK\\r\\n\nreply ok\n" },
};

static const Dialogue ends[] = {
  { "the modem vanishes",
    "send 9 AT+A\nsend 9 AT+B\nhear AT+A\nsay RDY\\r\\n\nhangup\nnews RDY\nerror ModemGone\n"
    "error ModemGone\nclosed\nsend 9 AT+C\nerror ModemGone\nrest 0.5\n" },
  { "the modem vanishes in a round",
    "send 1 AT+A\nhear AT+A\nerror ModemSilent\nsend 9 AT+B\nhear AT\nhangup\nerror ModemGone\n"
    "closed\nrest 4\n" },
  { "own close",
    "send 9 AT+A\nsend 9 AT+B\nclose\nerror ModemGone\nerror ModemGone\nclose\nsend 9 AT+C\n"
    "error ModemGone\nrest 1\n" },
};

static const Dialogue data_commands[] = {
  { "connect, then the rest",
    "data 9 AT+X\nready sent\nhear AT+X\nsay \\r\\nCONNECT\\r\\n\nready connect\n"
    "say +X: 3,ff\\r\\nOK\\r\\n\nreply ok|+X: 3,ff\n" },
  { "prompt", "data 9 AT+X\nready sent\nhear AT+X\nsay \\r\\n> \nready prompt\nsay \\r\\nOK\\r\\n\n"
              "reply ok\n" },
  { "refused", "data 9 AT+X\nready sent\nhear AT+X\nsay +CME ERROR: 591\\r\\n\nreply cme 591\n" },
  { "never ready", "data 1 AT+X\nready sent\nhear AT+X\nerror ModemSilent\n" },
};

static void
play_all (const Dialogue *dialogues, gsize count)
{
  for (gsize i = 0; i < count; i++) {
    g_autoptr (AtTalk) talk = at_talk_new ();

    at_talk_play (talk, dialogues[i].name, dialogues[i].script);
  }
}

static void
test_plain (void)
{
  play_all (plain, G_N_ELEMENTS (plain));
}

static void
test_late (void)
{
  play_all (late, G_N_ELEMENTS (late));
}

static void
test_ends (void)
{
  play_all (ends, G_N_ELEMENTS (ends));
}

static void
test_data_commands (void)
{
  play_all (data_commands, G_N_ELEMENTS (data_commands));
}

/* A modem that never rests is as good as a silent one. */
static gboolean
on_babble (gpointer data)
{
  at_talk_say (data, "nonsense\r\n", -1);
  return G_SOURCE_CONTINUE;
}

static void
test_babble (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();
  guint babble;

  at_talk_play (talk, "babble",
                "send 1 AT+A\nhear AT+A\nerror ModemSilent\nsend 5 AT+B\nhear AT\nsay OK\\r\\n\n");
  babble = g_timeout_add (20, on_babble, talk);
  at_talk_expect (talk, "error ModemSilent");
  g_source_remove (babble);
}

/* Secrets are in commands, and commands in errors. */
static void
on_silent (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_at_channel_send_finish (FOTAD_AT_CHANNEL (object), result, &error));
  at_talk_note (data, "%s", error->message);
}

static void
test_silence_is_named (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();

  fotad_at_channel_send (talk->channel, "AT+CPIN=\"1234\"", 0.1, NULL, on_silent, talk);
  at_talk_play (talk, "named", "hear AT+CPIN=\"1234\"\nmodem: no answer to AT+CPIN=***\n");
}

static void
on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
  g_string_append_printf (data, "%s\n", message);
}

/* Neither the command nor its echo, whole, torn or late, shows a secret in the log. */
static void
test_secrets (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();
  g_autoptr (GString) log = g_string_new (NULL);
  guint handler = g_log_set_handler ("fotad-at", G_LOG_LEVEL_DEBUG, on_log, log);

  fotad_log_show_debug ("fotad-at");
  at_talk_play (talk, "secrets",
                "send 9 AT+CPIN=\"1234\"\nhear AT+CPIN=\"1234\"\nsay AT+CPIN=\"12\nrest 1\n"
                "say 34\"\\r\\r\\nOK\\r\\n\nreply ok\n"
                "send 9 AT+CPIN=\"1234\"\nhear AT+CPIN=\"1234\"\nsay 1234\"\\r\\nOK\\r\\n\n"
                "reply ok\n"
                "send 1 AT+CPIN=\"1234\"\nhear AT+CPIN=\"1234\"\nerror ModemSilent\n"
                "say AT+CPIN=\"1234\"\\r\\nAT+CPIN=\"12\\r\\nOK\\r\\nRDY\\r\\n\nnews RDY\n");
  g_log_remove_handler ("fotad-at", handler);
  g_assert_nonnull (strstr (log->str, "modem > AT+CPIN=***\n"));
  g_assert_nonnull (strstr (log->str, "modem < (echo)\n"));
  g_assert_nonnull (strstr (log->str, "modem < RDY\n"));
  g_assert_null (strstr (log->str, "34"));
  g_assert_null (strstr (log->str, "12"));
}

/* All families' streams as news: nothing of them upsets an idle channel or a later command. */
static void
test_streams (void)
{
  for (const AtStream *stream = at_streams; stream->name != NULL; stream++) {
    g_autoptr (AtTalk) talk = at_talk_new ();

    at_talk_say (talk, stream->bytes, stream->size);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    g_queue_clear_full (talk->log, g_free);
    at_talk_play (talk, stream->name,
                  "send 5 AT+CSQ\nhear AT+CSQ\nsay +CSQ: 1,2\\r\\nOK\\r\\n\nreply ok|+CSQ: 1,2\n");
  }
}

/* Without a filter everything belongs to the reply. */
static void
test_no_filter (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();

  fotad_at_channel_set_news_filter (talk->channel, NULL, NULL, NULL);
  at_talk_play (talk, "no filter",
                "send 5 AT\nhear AT\nsay RDY\\r\\nOK\\r\\nRDY\\r\\n\nreply ok|RDY\nnews RDY\n");
}

static void
on_bytes (FotadAtChannel *channel, guint count, AtTalk *talk)
{
  at_talk_note (talk, "bytes %u", count);
}

/* Dots without a line end count as a sign of life although they are no line yet. */
static void
test_bytes (void)
{
  g_autoptr (AtTalk) talk = at_talk_new ();

  g_signal_connect (talk->channel, "bytes", G_CALLBACK (on_bytes), talk);
  at_talk_play (talk, "bytes", "say .\nbytes 1\nsay ...\nbytes 3\nrest 1\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/at/channel/plain", test_plain);
  g_test_add_func ("/at/channel/late", test_late);
  g_test_add_func ("/at/channel/babble", test_babble);
  g_test_add_func ("/at/channel/ends", test_ends);
  g_test_add_func ("/at/channel/data-commands", test_data_commands);
  g_test_add_func ("/at/channel/silence-is-named", test_silence_is_named);
  g_test_add_func ("/at/channel/secrets", test_secrets);
  g_test_add_func ("/at/channel/streams", test_streams);
  g_test_add_func ("/at/channel/no-filter", test_no_filter);
  g_test_add_func ("/at/channel/bytes", test_bytes);
  return g_test_run ();
}
