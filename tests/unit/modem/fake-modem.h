/*
 * A modem of a few words on a unix socket or a pty, in this process.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

typedef struct _FakeModem FakeModem;

struct _FakeModem {
  char *directory;
  char *path;   /* of the socket, or of the pty */
  int listener; /* -1 for a pty */
  int fd;       /* to the daemon; -1 while nobody has it open */
  guint accepts;
  guint reads;
  GString *input;
  GString *log; /* commands as they came, bare ATs left out, joined by ';' */
  guint ats;    /* bare ones */

  char *imei; /* its answer to AT+CGSN */
  gboolean echo;
  int cmee;
  gboolean mute;    /* says nothing at all … */
  guint mute_ats;   /* … or not before so many bare ATs */
  gboolean garbage; /* answers anything with garbage */
  guint refusals;   /* of AT+CGSN, with +CME ERROR: 14 */
  guint die_at;     /* hangs up at this many bare ATs */
  guint baud;       /* understands only this; 0: any */
  int flow;         /* and only with (1) or without (-1) RTS/CTS; 0: any */

  /* Whoever knows more words says them and returns TRUE; NULL: nobody does. */
  gboolean (*answers) (FakeModem *modem, const char *command, gpointer data);
  gpointer data;
};

FakeModem *fake_modem_new (const char *imei);
FakeModem *fake_modem_new_pty (const char *imei);
void fake_modem_free (FakeModem *modem);

/* The port comes and goes. */
void fake_modem_plug (FakeModem *modem);
void fake_modem_unplug (FakeModem *modem);

void fake_modem_say (FakeModem *modem, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeModem, fake_modem_free)
