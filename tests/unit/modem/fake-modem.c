/*
 * A modem that knows AT, ATE, +CMEE and +CGSN.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-modem.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

void
fake_modem_say (FakeModem *m, const char *text)
{
  if (m->fd >= 0 && write (m->fd, text, strlen (text)) < 0)
    g_test_message ("nobody heard %s", text);
}

static void
hang_up (FakeModem *m)
{
  g_clear_handle_id (&m->reads, g_source_remove);
  if (m->fd >= 0)
    close (m->fd);
  m->fd = -1;
  g_string_truncate (m->input, 0);
}

static void
answer_imei (FakeModem *m)
{
  g_autofree char *text = g_strdup_printf ("\r\n%s\r\n\r\nOK\r\n", m->imei);

  if (m->refusals > 0) {
    m->refusals--;
    fake_modem_say (m, m->cmee == 1 ? "\r\n+CME ERROR: 14\r\n" : "\r\nERROR\r\n");
  } else {
    fake_modem_say (m, text);
  }
}

static void
answer_cmee (FakeModem *m)
{
  g_autofree char *text = g_strdup_printf ("\r\n+CMEE: %d\r\n\r\nOK\r\n", m->cmee);

  fake_modem_say (m, text);
}

static void
answer (FakeModem *m, const char *command)
{
  const char *rest = command;

  if (m->answers != NULL && m->answers (m, command, m->data))
    return;
  if (g_str_has_prefix (rest, "ATE")) {
    m->echo = rest[3] == '1';
    rest += 4;
  }
  if (strstr (rest, "+CMEE=") != NULL)
    m->cmee = atoi (strstr (rest, "+CMEE=") + 6);
  if (g_str_equal (command, "AT+CGSN"))
    answer_imei (m);
  else if (g_str_equal (command, "AT+CMEE?"))
    answer_cmee (m);
  else
    fake_modem_say (m, "\r\nOK\r\n");
}

static void
note (FakeModem *m, const char *command)
{
  if (g_str_equal (command, "AT")) {
    m->ats++;
    return;
  }
  if (m->log->len > 0)
    g_string_append_c (m->log, ';');
  g_string_append (m->log, command);
}

static gboolean
hears_rightly (FakeModem *m)
{
  struct termios settings;
  speed_t speed;

  if (m->baud == 0 && m->flow == 0)
    return TRUE;
  g_assert_cmpint (tcgetattr (m->fd, &settings), ==, 0);
  if (m->flow != 0 && (m->flow > 0) != ((settings.c_cflag & CRTSCTS) != 0))
    return FALSE;
  if (m->baud == 0)
    return TRUE;
  speed = cfgetospeed (&settings);
  return (m->baud == 115200 && speed == B115200) || (m->baud == 921600 && speed == B921600);
}

static void
take_command (FakeModem *m, const char *command)
{
  note (m, command);
  if (m->die_at > 0 && m->ats == m->die_at) {
    m->die_at = 0;
    hang_up (m);
    return;
  }
  if (m->echo && !m->mute) {
    fake_modem_say (m, command);
    fake_modem_say (m, "\r");
  }
  if (m->garbage)
    fake_modem_say (m, "\x7f\xfe~~OKAY\r\n*#not OK\r\n");
  else if (!m->mute && m->ats > m->mute_ats)
    answer (m, command);
}

static gboolean
on_input (int fd, GIOCondition condition, gpointer data)
{
  FakeModem *m = data;
  char buffer[256];
  ssize_t n = read (fd, buffer, sizeof buffer);

  if (n < 0 && m->listener < 0 && (errno == EIO || errno == EAGAIN))
    return G_SOURCE_CONTINUE; /* a pty that nobody has open */
  if (n <= 0) {
    m->reads = 0;
    hang_up (m);
    return G_SOURCE_REMOVE;
  }
  if (!hears_rightly (m))
    return G_SOURCE_CONTINUE;
  g_string_append_len (m->input, buffer, n);
  for (char *end = strchr (m->input->str, '\r'); end != NULL; end = strchr (m->input->str, '\r')) {
    g_autofree char *command = g_strndup (m->input->str, (gsize) (end - m->input->str));

    g_string_erase (m->input, 0, (gssize) strlen (command) + 1);
    take_command (m, command);
    if (m->fd < 0)
      return G_SOURCE_REMOVE;
  }
  return G_SOURCE_CONTINUE;
}

static gboolean
on_accept (int fd, GIOCondition condition, gpointer data)
{
  FakeModem *m = data;
  int client = accept4 (fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

  if (client < 0)
    return G_SOURCE_CONTINUE;
  hang_up (m);
  m->fd = client;
  m->reads = g_unix_fd_add (client, G_IO_IN | G_IO_HUP, on_input, m);
  return G_SOURCE_CONTINUE;
}

void
fake_modem_plug (FakeModem *m)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_strlcpy (address.sun_path, m->path, sizeof address.sun_path);
  m->listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (m->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (m->listener, 4), ==, 0);
  m->accepts = g_unix_fd_add (m->listener, G_IO_IN, on_accept, m);
}

void
fake_modem_unplug (FakeModem *m)
{
  g_clear_handle_id (&m->accepts, g_source_remove);
  if (m->listener >= 0)
    close (m->listener);
  m->listener = -1;
  hang_up (m);
  g_unlink (m->path);
}

static FakeModem *
new_modem (const char *imei)
{
  FakeModem *m = g_new0 (FakeModem, 1);

  m->listener = -1;
  m->fd = -1;
  m->imei = g_strdup (imei);
  m->input = g_string_new (NULL);
  m->log = g_string_new (NULL);
  return m;
}

FakeModem *
fake_modem_new (const char *imei)
{
  FakeModem *m = new_modem (imei);

  m->directory = g_dir_make_tmp ("fotad-modem-XXXXXX", NULL);
  m->path = g_build_filename (m->directory, "at", NULL);
  return m;
}

FakeModem *
fake_modem_new_pty (const char *imei)
{
  FakeModem *m = new_modem (imei);

  m->fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  g_assert_cmpint (grantpt (m->fd), ==, 0);
  g_assert_cmpint (unlockpt (m->fd), ==, 0);
  m->path = g_strdup (ptsname (m->fd));
  m->reads = g_unix_fd_add (m->fd, G_IO_IN, on_input, m);
  return m;
}

void
fake_modem_free (FakeModem *m)
{
  if (m->directory != NULL) {
    fake_modem_unplug (m);
    g_rmdir (m->directory);
  }
  hang_up (m);
  g_string_free (m->input, TRUE);
  g_string_free (m->log, TRUE);
  g_free (m->directory);
  g_free (m->path);
  g_free (m->imei);
  g_free (m);
}
