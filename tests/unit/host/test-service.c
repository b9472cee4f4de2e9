/*
 * What systemd is told, read at the other end of its socket; what it kept for us, taken.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-service.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/fotad-error.h"

typedef struct {
  char *directory;
  char *path;
  int socket;
  FotadService *service;
} Bench;

static void
set_up (Bench *b, gconstpointer watchdog)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());

  b->directory = g_dir_make_tmp ("fotad-service-XXXXXX", NULL);
  b->path = g_build_filename (b->directory, "notify", NULL);
  g_strlcpy (address.sun_path, b->path, sizeof address.sun_path);
  b->socket = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (b->socket, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_setenv ("NOTIFY_SOCKET", b->path, TRUE);
  if (watchdog != NULL) {
    g_setenv ("WATCHDOG_USEC", watchdog, TRUE);
    g_setenv ("WATCHDOG_PID", pid, TRUE);
  }
  b->service = fotad_service_new ();
}

static void
tear_down (Bench *b, gconstpointer watchdog)
{
  g_assert_finalize_object (b->service);
  g_unsetenv ("NOTIFY_SOCKET");
  close (b->socket);
  g_unlink (b->path);
  g_rmdir (b->directory);
  g_free (b->path);
  g_free (b->directory);
}

/* The next message; *fd is what came with it, or -1. */
static char *
receive (Bench *b, int *fd)
{
  char text[512], control[CMSG_SPACE (sizeof (int) * 4)] = { 0 };
  struct iovec vector = { text, sizeof text - 1 };
  struct msghdr message = {
    .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control
  };
  ssize_t n = recvmsg (b->socket, &message, MSG_CMSG_CLOEXEC);

  *fd = -1;
  if (n < 0)
    return NULL;
  text[n] = '\0';
  for (struct cmsghdr *c = CMSG_FIRSTHDR (&message); c != NULL; c = CMSG_NXTHDR (&message, c))
    if (c->cmsg_type == SCM_RIGHTS)
      memcpy (fd, CMSG_DATA (c), sizeof *fd);
  return g_strdup (text);
}

static void
assert_told (Bench *b, const char *expected)
{
  int fd;
  g_autofree char *text = receive (b, &fd);

  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpint (fd, ==, -1);
}

static gboolean
same_file (int a, int b)
{
  struct stat x, y;

  return fstat (a, &x) == 0 && fstat (b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static void
test_words (Bench *b, gconstpointer data)
{
  g_assert_true (fotad_service_ready (b->service, "two modems"));
  assert_told (b, "READY=1\nSTATUS=two modems");
  g_assert_true (fotad_service_status (b->service, "a\nREADY=1\r\nb"));
  assert_told (b, "STATUS=a READY=1  b");
  g_assert_true (fotad_service_extend (b->service, 9000));
  assert_told (b, "EXTEND_TIMEOUT_USEC=9000000000");
  g_assert_true (fotad_service_stopping (b->service, NULL));
  assert_told (b, "STOPPING=1\nSTATUS=");
}

static void
test_store (Bench *b, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  int ends[2], fd;

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  g_assert_true (fotad_service_store_fd (b->service, "claim-1", ends[0], &error));
  assert_told (b, "FDSTOREREMOVE=1\nFDNAME=claim-1");
  text = receive (b, &fd);
  g_assert_cmpstr (text, ==, "FDSTORE=1\nFDNAME=claim-1");
  g_assert_true (same_file (fd, ends[0]));
  close (fd);
  g_assert_true (fotad_service_remove_fd (b->service, "claim-1"));
  assert_told (b, "FDSTOREREMOVE=1\nFDNAME=claim-1");
  close (ends[0]);
  close (ends[1]);
}

static void
test_bad_names (Bench *b, gconstpointer data)
{
  g_autofree char *endless = g_strnfill (256, 'x');
  const char *const names[] = { "", "a:b", "a\nREADY=1", "\xc3\xa4", endless };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (fotad_service_store_fd (b->service, names[i], 0, &error));
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
    g_assert_false (fotad_service_remove_fd (b->service, names[i]));
  }
  assert_told (b, NULL);
}

static void
test_systemd_deaf (Bench *b, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_setenv ("NOTIFY_SOCKET", "/nonexistent/notify", TRUE);
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*could not be told*");
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*could not be told*");
  g_assert_false (fotad_service_store_fd (b->service, "x", 0, &error));
  g_test_assert_expected_messages ();
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL);
}

static void
test_without_systemd (void)
{
  g_autoptr (FotadService) service = fotad_service_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (fotad_service_ready (service, "x"));
  g_assert_false (fotad_service_remove_fd (service, "x"));
  g_assert_false (fotad_service_store_fd (service, "x", 0, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED);
  g_assert_null (g_main_context_find_source_by_user_data (NULL, service));
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static guint
count_feedings (Bench *b)
{
  guint n = 0;
  int fd;

  for (g_autofree char *text = receive (b, &fd); text != NULL; text = receive (b, &fd)) {
    g_assert_cmpstr (text, ==, "WATCHDOG=1");
    g_free (text);
    n++;
  }
  return n;
}

static gboolean
on_passed (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
pass (guint milliseconds)
{
  gboolean done = FALSE;

  g_timeout_add (milliseconds, on_passed, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_watchdog (Bench *b, gconstpointer data)
{
  gboolean alive = TRUE;

  fotad_service_set_alive (b->service, is_true, &alive);
  pass (200);
  g_assert_cmpuint (count_feedings (b), >, 1);
  alive = FALSE;
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_WARNING, "*does not move*");
  while (g_main_context_iteration (NULL, TRUE) && count_feedings (b) > 0)
    ;
  g_test_assert_expected_messages ();
  g_assert_cmpuint (count_feedings (b), ==, 0);
  alive = TRUE;
  pass (100);
  g_assert_cmpuint (count_feedings (b), >, 0);
}

/* Descriptors 3 to 5 belong to this test from the start of main (). */
static void
test_inherited (Bench *b, gconstpointer data)
{
  g_autofree char *pid = g_strdup_printf ("%d", getpid ());
  g_autoptr (FotadService) heir = NULL;
  g_auto (GStrv) names = NULL;

  g_setenv ("LISTEN_FDS", "3", TRUE);
  g_setenv ("LISTEN_PID", pid, TRUE);
  g_setenv ("LISTEN_FDNAMES", "claim-1:lock:claim-1", TRUE);
  heir = fotad_service_new ();
  g_assert_null (g_getenv ("LISTEN_FDS"));
  names = fotad_service_list_fds (heir);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  g_assert_cmpint (fotad_service_take_fd (heir, "claim-1"), ==, 3);
  g_assert_cmpint (fcntl (3, F_GETFD), ==, FD_CLOEXEC);
  g_assert_cmpint (fcntl (5, F_GETFD), ==, -1);
  g_assert_cmpint (fotad_service_take_fd (heir, "claim-1"), ==, -1);
  g_test_expect_message ("fotad-host", G_LOG_LEVEL_MESSAGE, "*\"lock\" belongs to nothing*");
  fotad_service_drop_fds (heir);
  g_test_assert_expected_messages ();
  assert_told (b, "FDSTOREREMOVE=1\nFDNAME=lock");
  g_assert_cmpint (fcntl (4, F_GETFD), ==, -1);
  g_assert_cmpint (fotad_service_take_fd (heir, "lock"), ==, -1);
}

#define ADD(name, watchdog, function)                                                              \
  g_test_add ("/host/service/" name, Bench, watchdog, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  int null = open ("/dev/null", O_RDONLY);

  for (int fd = 3; fd <= 5; fd++)
    if (fd != null)
      dup2 (null, fd);
  if (null > 5)
    close (null);
  g_test_init (&argc, &argv, NULL);
  ADD ("inherited", NULL, test_inherited);
  ADD ("words", NULL, test_words);
  ADD ("store", NULL, test_store);
  ADD ("bad-names", NULL, test_bad_names);
  ADD ("systemd-deaf", NULL, test_systemd_deaf);
  ADD ("watchdog", "90000", test_watchdog);
  g_test_add_func ("/host/service/without-systemd", test_without_systemd);
  return g_test_run ();
}
