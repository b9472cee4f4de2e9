/*
 * fotad-fetch: downloads one file for fotad, as a process of its own.
 *
 * What talks TLS and HTTP with strangers has none of the daemon's ports, database and claims this
 * way, and its memory, and the threads in which libcurl asks for names, end with the download.
 *
 * Standard input: fetch/fotad-fetch-order.h.  Standard output, a line each:
 *   progress BYTES TOTAL                  TOTAL is 0 while it is not known
 *   done BYTES PIECES                     PIECES: of how many replies the file is made
 *   failed ERROR RETRY WAIT SENTENCE      ERROR as in org.fotad1.Error; RETRY: 1 when it may pass;
 *                                         WAIT: seconds the server asks for
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/fotad-error.h"
#include "fetch/fotad-fetch-transfer.h"

/* Nobody may be reading any more; the end of standard input tells. */
static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
  putchar ('\n');
  fflush (stdout);
}

static void
on_progress (guint64 done, guint64 total)
{
  say ("progress %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, done, total);
}

static gboolean
fetch (FotadFetchAdvice *advice, GError **error)
{
  g_autoptr (FotadFetchOrder) order = fotad_fetch_order_read (STDIN_FILENO, error);
  g_autoptr (FotadFetchPart) part =
      order != NULL ? fotad_fetch_part_open (order->part, error) : NULL;

  if (part == NULL || !fotad_fetch_transfer (order, part, STDIN_FILENO, on_progress, advice, error))
    return FALSE;
  say ("done %" G_GUINT64_FORMAT " %u", fotad_fetch_part_get_length (part),
       fotad_fetch_part_get_pieces (part));
  return TRUE;
}

/* Who stops the whole service stops us by standard input, too, and what has come is saved then. */
static void
ignore_signals (void)
{
  signal (SIGTERM, SIG_IGN);
  signal (SIGINT, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}

int
main (int argc, char **argv)
{
  FotadFetchAdvice advice = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (argc > 1 || isatty (STDIN_FILENO)) {
    fputs ("fotad-fetch is run by fotad and takes its orders from there.\n", stderr);
    return 2;
  }
  ignore_signals ();
  curl_global_init (CURL_GLOBAL_ALL);
  good = fetch (&advice, &error);
  if (!good)
    say ("failed %s %d %" G_GUINT64_FORMAT " %s", fotad_error_name ((FotadError) error->code),
         advice.retry, advice.wait, error->message);
  _exit (good ? EXIT_SUCCESS : EXIT_FAILURE); /* without waiting for libcurl's threads */
}
