/*
 * A run's link to its modem, and what the job must know of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-private.h"

static void
on_lost (FotadLink *link, GError *why, gpointer data)
{
  FotadRun *run = data;

  if (run->driver != NULL)
    fotad_driver_set_channel (run->driver, NULL);
}

static int
number_of (FotadRun *run, const char *name)
{
  const char *text = fotad_facts_get (run->facts, name);

  return text != NULL ? (int) g_ascii_strtoll (text, NULL, 10) : -1;
}

static void
remember (FotadRun *run, const char *name, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  if (value >= 0)
    fotad_facts_set (run->facts, name, text);
}

/* How the modem was before we talked to it must be known to the job's next life as well. */
static void
remember_manners (FotadRun *run)
{
  FotadLinkManners manners = fotad_link_get_manners (run->link);

  remember (run, "manners_echo", manners.echo);
  remember (run, "manners_cmee", manners.cmee);
  remember (run, "manners_flow", manners.flow);
}

/* Where the modem's lines have to come out, for vendors who must be told. */
static void
note_port (FotadRun *run)
{
  if (fotad_link_is_hotplug (run->link))
    fotad_facts_set (run->facts, "port", "usb");
  else if (!g_str_has_prefix (fotad_modem_get_device (run->modem), "/virtual/"))
    fotad_facts_set (run->facts, "port", "uart");
  if (g_strcmp0 (fotad_facts_get (run->facts, "port"), "uart") == 0)
    remember (run, "port_rate", fotad_link_get_manners (run->link).baud);
}

void
fotad_run_note_link (FotadRun *run)
{
  note_port (run);
  remember_manners (run);
}

static void
recall_manners (FotadRun *run)
{
  FotadLinkManners manners = fotad_link_get_manners (run->link);

  manners.echo = number_of (run, "manners_echo");
  manners.cmee = number_of (run, "manners_cmee");
  manners.flow = number_of (run, "manners_flow");
  fotad_link_set_manners (run->link, manners);
}

void
fotad_run_ensure_link (FotadRun *run)
{
  if (run->link != NULL)
    return;
  run->link = fotad_link_new (run->modem);
  fotad_link_set_device (run->link, run->spare);
  fotad_link_set_bauds (run->link, fotad_book_get_vendor (run->book)->settle.bauds);
  g_signal_connect (run->link, "lost", G_CALLBACK (on_lost), run);
  recall_manners (run);
}
