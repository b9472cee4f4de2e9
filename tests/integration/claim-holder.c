/*
 * Claims a modem as the daemon does and says what becomes of it, one word a line: for tests that
 * kill it, and ModemManager, at will.  SIGTERM releases.
 *
 *     claim-holder UID
 *
 * The claim goes into the fd store as "claim"; one found there is taken over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <glib-unix.h>
#include <stdio.h>

#include "host/fotad-claim.h"
#include "host/fotad-service.h"

typedef struct {
  GMainLoop *loop;
  FotadService *service;
  FotadClaim *claim;
} Holder;

static void
say (const char *word)
{
  printf ("%s\n", word);
  fflush (stdout);
}

static void
store (Holder *holder)
{
  g_autoptr (GError) error = NULL;

  if (!fotad_service_store_fd (holder->service, "claim", fotad_claim_get_fd (holder->claim),
                               &error))
    g_printerr ("%s\n", error->message);
}

static void
on_lost (FotadClaim *claim, GError *why, Holder *holder)
{
  say ("lost");
}

static void
on_regained (FotadClaim *claim, Holder *holder)
{
  store (holder);
  say ("regained");
}

static void
on_broken (FotadClaim *claim, GError *why, Holder *holder)
{
  g_printerr ("%s\n", why->message);
  say ("broken");
}

static void
on_taken (GObject *source, GAsyncResult *result, gpointer data)
{
  Holder *holder = data;
  g_autoptr (GError) error = NULL;

  if (fotad_claim_take_finish (FOTAD_CLAIM (source), result, &error)) {
    store (holder);
    say ("taken");
    return;
  }
  g_printerr ("%s\n", error->message);
  say ("refused");
}

static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  Holder *holder = data;

  fotad_claim_release_finish (FOTAD_CLAIM (source), result);
  fotad_service_remove_fd (holder->service, "claim");
  say ("released");
  g_main_loop_quit (holder->loop);
}

static gboolean
on_terminate (gpointer data)
{
  Holder *holder = data;

  fotad_claim_release_async (holder->claim, on_released, holder);
  return G_SOURCE_REMOVE;
}

static void
hold (Holder *holder, FotadModemManager *manager, const char *uid)
{
  int fd = fotad_service_take_fd (holder->service, "claim");

  holder->claim = fd >= 0 ? fotad_claim_new_from_fd (manager, uid, NULL, fd)
                          : fotad_claim_new (manager, uid, NULL);
  g_signal_connect (holder->claim, "lost", G_CALLBACK (on_lost), holder);
  g_signal_connect (holder->claim, "regained", G_CALLBACK (on_regained), holder);
  g_signal_connect (holder->claim, "broken", G_CALLBACK (on_broken), holder);
  if (fd >= 0)
    say ("inherited");
  else
    fotad_claim_take_async (holder->claim, NULL, on_taken, holder);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (FotadService) service = fotad_service_new ();
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SYSTEM, NULL, &error);
  g_autoptr (FotadModemManager) manager = NULL;
  Holder holder = { .loop = loop, .service = service };

  if (argc != 2 || bus == NULL) {
    g_printerr ("claim-holder UID: %s\n", error != NULL ? error->message : "one argument");
    return 2;
  }
  manager = fotad_modem_manager_new (bus);
  while (!fotad_modem_manager_is_ready (manager))
    g_main_context_iteration (NULL, TRUE);
  hold (&holder, manager, argv[1]);
  g_unix_signal_add (SIGTERM, on_terminate, &holder);
  g_main_loop_run (loop);
  g_clear_object (&holder.claim);
  return 0;
}
