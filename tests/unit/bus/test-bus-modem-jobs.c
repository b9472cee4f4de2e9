/*
 * A modem's methods that start a job: what was asked for is what is submitted, by whom it was
 * asked, and what is wrong with it is told before anything is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>

#include "hall.h"

typedef struct {
  const char *method, *arguments, *submitted, *fact, *value;
} Row;

/* In GVariant's notation; what the request then is, and one fact that came with it. */
static const Row rows[] = {
  { "Update", "('http://h/p', {'attempts': <uint32 2>})", "update http://h/p", "attempts", "2" },
  { "CheckServer", "({'await-timer': <true>},)", "server ", "await_timer", "true" },
  { "Enrol", "({'server-url': <'coaps://s'>},)", "enrol ", "server_url", "coaps://s" },
  { "DeleteCertificate", "('root', {'slot': <uint32 3>})", "certificate away ", "kind", "root" },
  { "DeleteCertificate", "('root', {'slot': <uint32 3>})", "certificate away ", "slot", "3" },
  { "SaveSettings", "('before',)", "save ", "label", "before" },
  { "RestoreSettings", "('7', {'replacement': <true>})", "restore ", "snapshot", "7" },
  { "RestoreSettings", "('7', {'replacement': <true>})", "restore ", "replacement", "true" },
  { "CompareSettings", "('8',)", "compare ", "snapshot", "8" },
};

static GVariant *
call_modem (Hall *hall, const char *method, const char *arguments, int code)
{
  return hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, method, g_variant_new_parsed (arguments),
                    code);
}

static void
test_submitted (Hall *hall, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GVariant) reply = call_modem (hall, rows[i].method, rows[i].arguments, -1);
    g_autofree char *wanted = g_strdup_printf (FOTAD_PATH_JOB "%" G_GSIZE_FORMAT, i + 1);
    const char *job;

    g_variant_get (reply, "(&o)", &job);
    g_assert_cmpstr (job, ==, wanted);
    g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, rows[i].submitted);
    g_assert_cmpstr (fake_jobs_last_fact (hall->jobs, rows[i].fact), ==, rows[i].value);
    g_assert_cmpuint (fake_jobs_last_uid (hall->jobs), ==, getuid ());
  }
}

static void
test_submission_fails (Hall *hall, gconstpointer unused)
{
  g_autoptr (GError) busy = g_error_new (FOTAD_ERROR, FOTAD_ERROR_BUSY, "job 1 has it");

  fake_jobs_fail (hall->jobs, busy);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *message =
        hall_refusal (hall, rows[i].method, rows[i].arguments, FOTAD_ERROR_BUSY);

    g_assert_cmpstr (message, ==, "job 1 has it");
  }
}

static void
test_bad_arguments (Hall *hall, gconstpointer unused)
{
  static const struct {
    const char *method, *arguments, *named;
  } bad[] = {
    { "CheckServer", "({'colour': <'red'>},)", "colour" },
    { "CheckServer", "({'await-timer': <'yes'>},)", "await-timer" },
    { "Enrol", "({'Server': <'x'>},)", "Server" },
    { "Enrol", "({'server': <[1, 2]>},)", "server" },
    { "DeleteCertificate", "('root\\r\\n', @a{sv} {})", "kind" },
    { "DeleteCertificate", "('root', {'slot': <1.5>})", "slot" },
    { "SaveSettings", "('a\\nb',)", "label" },
    { "RestoreSettings", "('7\"', @a{sv} {})", "snapshot" },
    { "RestoreSettings", "('7', {'replacement': <uint32 1>})", "replacement" },
    { "CompareSettings", "('\\t',)", "snapshot" },
    { "UpdateFromFile", "(handle 0, 'p.bin', @a{sv} {})", "descriptor 0" },
    { "UpdateFromFile", "(handle -1, 'p.bin', @a{sv} {})", "descriptor -1" },
    { "InstallCertificate", "('root', handle 0, @a{sv} {})", "descriptor 0" },
    { "InstallCertificate", "('root', handle -1, @a{sv} {})", "descriptor -1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *message =
        hall_refusal (hall, bad[i].method, bad[i].arguments, FOTAD_ERROR_INVALID_ARGUMENT);

    g_assert_nonnull (strstr (message, bad[i].named));
    g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "");
  }
}

/* What is not even of the method's type never comes in. */
static void
test_wrong_types (Hall *hall, gconstpointer unused)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *method = g_strconcat (FOTAD_INTERFACE_MODEM ".", rows[i].method, NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) reply =
        bench_call (&hall->bench, MODEM, method, g_variant_new ("(d)", 1.5), &error);

    g_assert_null (reply);
    g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
    g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "");
  }
  g_assert_cmpuint (hall->bench.questions, ==, 0);
}

/* With one descriptor, which is that of @handle when that is 0. */
static void
install (Hall *hall, const char *kind, gint32 handle, const char *content, GError **error)
{
  g_autofree char *file = g_build_filename (hall->bench.directory, "c.pem", NULL);
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GVariant) reply = NULL;
  int fd;

  g_assert_true (g_file_set_contents (file, content, -1, NULL));
  fd = open (file, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (g_unix_fd_list_append (files, fd, NULL), ==, 0);
  close (fd);
  reply = bench_call_with_files (
      &hall->bench, MODEM, FOTAD_INTERFACE_MODEM ".InstallCertificate",
      g_variant_new_parsed ("(%s, %h, {'slot': <uint32 3>})", kind, handle), files, error);
}

static void
test_install_certificate (Hall *hall, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  install (hall, "client", 0, "certificate", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "certificate ");
  g_assert_cmpstr (fake_jobs_last_fact (hall->jobs, "kind"), ==, "client");
  g_assert_cmpstr (fake_jobs_last_fact (hall->jobs, "slot"), ==, "3");
  g_assert_cmpstr (fake_jobs_last_content (hall->jobs), ==, "certificate");
}

static void
test_bad_certificates (Hall *hall, gconstpointer unused)
{
  static const struct {
    const char *kind;
    gint32 handle;
  } bad[] = { { "cli\"ent", 0 }, { "client", 1 }, { "client", -1 }, { "client", G_MAXINT32 } };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    install (hall, bad[i].kind, bad[i].handle, "certificate", &error);
    bench_assert_remote (error, INVALID_ARGUMENT);
    g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "");
  }
}

/* Those that test_without_rights of test-bus.c leaves out. */
static void
test_without_rights (Hall *hall, gconstpointer unused)
{
  static const struct {
    const char *method, *arguments[3], *action;
  } barred[] = {
    { "UpdateFromFile", { "0", "p.bin", "{}" }, FOTAD_ACTION_UPDATE },
    { "InstallCertificate", { "root", "0", "{}" }, FOTAD_ACTION_CONFIGURE },
    { "DeleteCertificate", { "root", "{}" }, FOTAD_ACTION_CONFIGURE },
  };

  hall->bench.authorized = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (barred); i++) {
    g_autofree char *method = g_strconcat (FOTAD_INTERFACE_MODEM ".", barred[i].method, NULL);
    g_autofree char *output =
        bench_call_as_nobody (&hall->bench, FALSE, MODEM, method, barred[i].arguments[0],
                              barred[i].arguments[1], barred[i].arguments[2], NULL);

    g_assert_nonnull (strstr (output, "org.fotad1.Error.NotAuthorized"));
    g_assert_nonnull (strstr (output, barred[i].action));
  }
  g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  HALL_TEST ("/bus/modem-jobs/submitted", test_submitted);
  HALL_TEST ("/bus/modem-jobs/submission-fails", test_submission_fails);
  HALL_TEST ("/bus/modem-jobs/bad-arguments", test_bad_arguments);
  HALL_TEST ("/bus/modem-jobs/wrong-types", test_wrong_types);
  HALL_TEST ("/bus/modem-jobs/install-certificate", test_install_certificate);
  HALL_TEST ("/bus/modem-jobs/bad-certificates", test_bad_certificates);
  HALL_TEST ("/bus/modem-jobs/without-rights", test_without_rights);
  return g_test_run ();
}
