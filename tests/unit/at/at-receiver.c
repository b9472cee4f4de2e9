/*
 * A modem that takes packages by XMODEM.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at-receiver.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "at/fotad-xmodem-block.h"
#include "at/fotad-xmodem.h"
#include "core/fotad-clock.h"

static void
say (Receiver *receiver, const char *bytes, gsize size)
{
  if (receiver->fd >= 0) /* nobody there: it is lost */
    (void) !send (receiver->fd, bytes, size, MSG_NOSIGNAL);
}

static void
say_byte (Receiver *receiver, guint8 byte)
{
  say (receiver, (const char *) &byte, 1);
}

static void
stop_receiving (Receiver *receiver, const char *word)
{
  g_clear_handle_id (&receiver->timer, g_source_remove);
  receiver->receiving = FALSE;
  receiver->limit = -1;
  g_string_truncate (receiver->heard, 0);
  say (receiver, word, strlen (word));
}

static gboolean
on_silence (gpointer data)
{
  Receiver *receiver = data;

  receiver->timer = 0;
  stop_receiving (receiver, "\r\nERROR\r\n");
  return G_SOURCE_REMOVE;
}

static void
restart_timer (Receiver *receiver)
{
  g_clear_handle_id (&receiver->timer, g_source_remove);
  receiver->timer = fotad_clock_after (RECEIVER_SILENCE_S, on_silence, receiver);
}

static void
start_receiving (Receiver *receiver)
{
  receiver->receiving = TRUE;
  receiver->number = 1;
  receiver->bytes = 0;
  receiver->cans = 0;
  g_byte_array_set_size (receiver->taken, 0);
  g_clear_pointer (&receiver->package, g_bytes_unref); /* the new one takes its place */
  restart_timer (receiver);
  say_byte (receiver, receiver->crc ? 'C' : FOTAD_XMODEM_NAK);
}

static gboolean
is_intact (Receiver *receiver, const guint8 *block, gsize size)
{
  const guint8 *check = block + 3 + size;

  if ((block[1] ^ block[2]) != 0xff)
    return FALSE;
  if (receiver->crc)
    return fotad_xmodem_crc (block + 3, size) == (guint16) (check[0] << 8 | check[1]);
  return fotad_xmodem_sum (block + 3, size) == check[0];
}

static void
take_block (Receiver *receiver, const guint8 *block, gsize size)
{
  if (!is_intact (receiver, block, size)) {
    say_byte (receiver, FOTAD_XMODEM_NAK);
    return;
  }
  if (block[1] == receiver->number) {
    g_byte_array_append (receiver->taken, block + 3, (guint) size);
    receiver->number++;
  } else {
    receiver->repeated++;
  }
  restart_timer (receiver);
  say_byte (receiver, FOTAD_XMODEM_ACK);
}

static gsize
understand_end (Receiver *receiver)
{
  receiver->package = g_bytes_new (receiver->taken->data, receiver->taken->len);
  say_byte (receiver, FOTAD_XMODEM_ACK);
  stop_receiving (receiver, "\r\nOK\r\n");
  return 0; /* it has been forgotten */
}

static gsize
understand_cancel (Receiver *receiver)
{
  if (++receiver->cans < 2)
    return 1;
  stop_receiving (receiver, "\r\nERROR\r\n");
  return 0;
}

/* How many bytes were understood; 0: more must come. */
static gsize
understand (Receiver *receiver)
{
  const guint8 *bytes = (const guint8 *) receiver->heard->str;
  gsize size = bytes[0] == FOTAD_XMODEM_STX ? FOTAD_XMODEM_LARGE : FOTAD_XMODEM_SMALL;
  gsize whole = 3 + size + (receiver->crc ? 2 : 1);

  if (bytes[0] == FOTAD_XMODEM_CAN)
    return understand_cancel (receiver);
  receiver->cans = 0;
  if (bytes[0] == FOTAD_XMODEM_EOT)
    return understand_end (receiver);
  if (bytes[0] != FOTAD_XMODEM_STX && bytes[0] != FOTAD_XMODEM_SOH)
    return 1;
  if (receiver->heard->len < whole)
    return 0;
  take_block (receiver, bytes, size);
  return whole;
}

static void
obey (Receiver *receiver, const char *command)
{
  if (strcmp (command, "AT+PUSH") == 0)
    start_receiving (receiver);
  else if (strcmp (command, "AT") == 0)
    say (receiver, "\r\nOK\r\n", 6);
  else if (*command != '\0')
    say (receiver, "\r\nERROR\r\n", 9);
}

static void
read_commands (Receiver *receiver)
{
  const char *end;

  while (!receiver->receiving && (end = strchr (receiver->heard->str, '\r')) != NULL) {
    g_autofree char *line = g_strndup (receiver->heard->str, (gsize) (end - receiver->heard->str));

    g_string_erase (receiver->heard, 0, end + 1 - receiver->heard->str);
    obey (receiver, g_strstrip (line));
  }
}

static void
digest (Receiver *receiver)
{
  gsize done = 1;

  while (receiver->receiving && receiver->heard->len > 0 && done > 0) {
    done = understand (receiver);
    g_string_erase (receiver->heard, 0, (gssize) MIN (done, receiver->heard->len));
  }
  if (!receiver->receiving)
    read_commands (receiver);
}

static gsize
allowance (Receiver *receiver)
{
  gsize size = 4096;

  if (receiver->receiving && receiver->limit >= 0)
    size = MIN (size, (gsize) receiver->limit - receiver->bytes);
  return size;
}

static gboolean
on_readable (int fd, GIOCondition condition, gpointer data)
{
  Receiver *receiver = data;
  char buffer[4096];
  gsize allowed = allowance (receiver);
  ssize_t size = allowed > 0 ? recv (fd, buffer, allowed, 0) : 0;

  if (size <= 0 && allowed > 0) {
    receiver->source = 0;
    return G_SOURCE_REMOVE; /* the host has gone; silence will tell */
  }
  if (receiver->receiving)
    receiver->bytes += (guint64) size;
  g_string_append_len (receiver->heard, buffer, size);
  digest (receiver);
  if (!receiver->receiving || receiver->limit < 0 || receiver->bytes < (guint64) receiver->limit)
    return G_SOURCE_CONTINUE;
  receiver->source = 0;
  receiver->at_limit (receiver->data);
  return G_SOURCE_REMOVE;
}

void
receiver_go_on (Receiver *receiver)
{
  receiver->limit = -1;
  if (receiver->fd >= 0 && receiver->source == 0)
    receiver->source = g_unix_fd_add (receiver->fd, G_IO_IN | G_IO_HUP, on_readable, receiver);
}

int
receiver_connect (Receiver *receiver)
{
  int ends[2];

  receiver_cut (receiver);
  g_assert_no_errno (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends));
  receiver->fd = ends[0];
  receiver_go_on (receiver);
  return ends[1];
}

void
receiver_cut (Receiver *receiver)
{
  g_clear_handle_id (&receiver->source, g_source_remove);
  if (receiver->fd >= 0)
    close (receiver->fd);
  receiver->fd = -1;
}

void
receiver_init (Receiver *receiver, gboolean crc)
{
  *receiver = (Receiver){ .fd = -1, .limit = -1, .crc = crc };
  receiver->heard = g_string_new (NULL);
  receiver->taken = g_byte_array_new ();
}

void
receiver_clear (Receiver *receiver)
{
  receiver_cut (receiver);
  g_clear_handle_id (&receiver->timer, g_source_remove);
  g_string_free (receiver->heard, TRUE);
  g_byte_array_unref (receiver->taken);
  g_clear_pointer (&receiver->package, g_bytes_unref);
}
