/*
 * Logging: what reaches stderr, what does not, and when it is the journal's turn.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-log.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/fotad-fd.h"

static const FotadLogContext context = {
  .job = 12, .modem = "490154203237518", .phase = "install", .step = "start"
};

static void
test_format (void)
{
  static const FotadLogContext modem = { .modem = "490154203237518" };
  static const struct {
    GLogLevelFlags level;
    const FotadLogContext *context;
    const char *message;
    const char *line;
  } cases[] = {
    { G_LOG_LEVEL_INFO, NULL, "hello", "d: hello" },
    { G_LOG_LEVEL_WARNING, &context, "no", "d: warning: job 12: install: start: no" },
    { G_LOG_LEVEL_DEBUG, &modem, "> ATI", "d: debug: modem 490154203237518: > ATI" },
    { G_LOG_LEVEL_CRITICAL, NULL, "x", "d: critical: x" },
    { G_LOG_LEVEL_MESSAGE, NULL, "a\nb\x1b[2J\xc2\x9bz", "d: a\\x0ab\\x1b[2J\\x9bz" },
    { G_LOG_LEVEL_INFO, NULL, "\xff", "d: \xef\xbf\xbd" },
    { G_LOG_LEVEL_INFO, NULL, "from http://u:p@h/", "d: from http://u:***@h/" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *line =
        fotad_log_format ("d", cases[i].level, cases[i].context, cases[i].message);

    g_assert_cmpstr (line, ==, cases[i].line);
  }
}

/* Through the writer, in a process of its own: a process has only one. */
static void
test_stderr (void)
{
  if (g_test_subprocess ()) {
    fotad_log_init ();
    fotad_log_add_secret_value ("topsecret");
    fotad_info (&context, "it is %s", "TopSecret");
    fotad_debug (&context, "not shown");
    g_message ("from %s", "elsewhere");
    fotad_log_show_debug (G_LOG_DOMAIN);
    fotad_debug (NULL, "shown");
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("test-log: job 12: install: start: it is ***\n"
                             "test-log: from elsewhere\n"
                             "test-log: debug: shown\n");
}

static void
test_can_be_expected (void)
{
  g_test_expect_message (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, "lost 3");
  fotad_warning (&context, "lost %d", 3);
  g_test_assert_expected_messages ();
}

static void
test_debug_domains (void)
{
  g_assert_false (fotad_log_shows_debug ("fotad-at"));
  g_assert_true (g_setenv ("G_MESSAGES_DEBUG", "fotad-job fotad-at", TRUE));
  g_assert_true (fotad_log_shows_debug ("fotad-at"));
  g_assert_false (fotad_log_shows_debug ("fotad-a"));
  g_assert_true (g_setenv ("G_MESSAGES_DEBUG", "all", TRUE));
  g_assert_true (fotad_log_shows_debug ("fotad-a"));
  g_unsetenv ("G_MESSAGES_DEBUG");
  fotad_log_show_debug ("fotad-at");
  fotad_log_show_debug ("fotad-job");
  g_assert_true (fotad_log_shows_debug ("fotad-at"));
  g_assert_true (fotad_log_shows_debug ("fotad-job"));
  g_assert_false (fotad_log_shows_debug ("fotad-store"));
}

static void
test_is_journal (void)
{
  fotad_autofd int fd = open ("/dev/null", O_WRONLY | O_CLOEXEC);
  g_autofree char *own = NULL;
  struct stat found;

  g_assert_cmpint (fstat (fd, &found), ==, 0);
  own = g_strdup_printf ("%lu:%lu", (gulong) found.st_dev, (gulong) found.st_ino);
  g_assert_true (fotad_log_is_journal (own, fd));
  g_assert_false (fotad_log_is_journal ("1:2", fd));
  g_assert_false (fotad_log_is_journal ("", fd));
  g_assert_false (fotad_log_is_journal (NULL, fd));
  g_assert_false (fotad_log_is_journal (own, -1));
}

int
main (int argc, char **argv)
{
  g_unsetenv ("G_MESSAGES_DEBUG");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/log/format", test_format);
  g_test_add_func ("/core/log/stderr", test_stderr);
  g_test_add_func ("/core/log/can-be-expected", test_can_be_expected);
  g_test_add_func ("/core/log/debug-domains", test_debug_domains);
  g_test_add_func ("/core/log/is-journal", test_is_journal);
  return g_test_run ();
}
