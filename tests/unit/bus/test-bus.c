/*
 * Everything on the bus: objects that come and go, the manager, and what callers of a modem's
 * methods are answered.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "fotad-dbus.h"
#include "hall.h"
#include "store/fotad-store-edges.h"

static gboolean
is_managed (Hall *hall, const char *path)
{
  g_autoptr (GVariant) reply =
      hall_call (hall, FOTAD_PATH, FOTAD_DBUS_OBJECT_MANAGER, "GetManagedObjects", NULL, -1);
  g_autoptr (GVariant) objects = g_variant_get_child_value (reply, 0);
  g_autoptr (GVariant) found = NULL;

  for (gsize i = 0; i < g_variant_n_children (objects); i++) {
    const char *name;

    g_variant_get_child (objects, i, "{&o@a{sa{sv}}}", &name, NULL);
    if (g_str_equal (name, path))
      return TRUE;
  }
  return FALSE;
}

static void
test_objects_come_and_go (Hall *hall, gconstpointer unused)
{
  g_autoptr (FotadModem) other = fotad_modem_new (OTHER);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  g_assert_true (is_managed (hall, MODEM));
  g_assert_false (is_managed (hall, FOTAD_PATH_MODEM OTHER));
  fake_modems_add (hall->modems, other);
  g_assert_true (is_managed (hall, FOTAD_PATH_MODEM OTHER));
  fake_modems_remove (hall->modems, other);
  g_assert_false (is_managed (hall, FOTAD_PATH_MODEM OTHER));
  reply = hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "Update",
                     g_variant_new_parsed ("('http://h/p', @a{sv} {})"), -1);
  g_assert_true (is_managed (hall, FOTAD_PATH_JOB "1"));
  jobs = fotad_jobs_get_all (hall->jobs);
  fake_jobs_remove (hall->jobs, jobs->pdata[0]);
  g_assert_false (is_managed (hall, FOTAD_PATH_JOB "1"));
}

static FotadJob *
submit_job (Hall *hall)
{
  g_autoptr (GVariant) reply = hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "Update",
                                          g_variant_new_parsed ("('http://h/p', @a{sv} {})"), -1);
  g_autoptr (GPtrArray) jobs = fotad_jobs_get_all (hall->jobs);

  return g_object_ref (jobs->pdata[0]);
}

static void
test_archive (Hall *hall, gconstpointer unused)
{
  g_autoptr (FotadJob) job = submit_job (hall);
  g_autoptr (GVariant) state = NULL, log = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      fotad_store_add_edge (hall->store, 1, "transfer", "download", "done", NULL, &error));
  g_assert_no_error (error);
  fotad_job_finish (job, NULL, NULL, "Done.");
  fake_jobs_remove (hall->jobs, job);
  g_assert_false (is_managed (hall, FOTAD_PATH_JOB "1"));
  state = bench_get (&hall->bench, FOTAD_PATH_JOB "1", FOTAD_INTERFACE_JOB, "State");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "succeeded");
  log = hall_call (hall, FOTAD_PATH_JOB "1", FOTAD_INTERFACE_JOB, "GetLog", NULL, -1);
  g_assert_true (g_variant_is_of_type (log, G_VARIANT_TYPE ("(a(tsssa{sv}))")));
  hall_call (hall, FOTAD_PATH_JOB "1", FOTAD_INTERFACE_JOB, "Cancel", NULL,
             FOTAD_ERROR_WRONG_STATE);
}

static void
test_no_such_job (Hall *hall, gconstpointer unused)
{
  static const char *const paths[] = { FOTAD_PATH_JOB "99", FOTAD_PATH_JOB "0", FOTAD_PATH_JOB "x",
                                       FOTAD_PATH "/job", FOTAD_PATH_JOB "99999999999999999999" };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GVariant) reply =
        bench_call (&hall->bench, paths[i], FOTAD_INTERFACE_JOB ".GetLog", NULL, &error);

    g_assert_null (reply);
    g_assert_cmpint (error->domain, ==, G_DBUS_ERROR);
  }
}

/* A job that runs is an object; when it is not, something else is wrong than its age. */
static void
test_archive_has_only_the_past (Hall *hall, gconstpointer unused)
{
  g_autoptr (FotadJob) job = submit_job (hall);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  fake_jobs_remove (hall->jobs, job);
  reply =
      bench_call (&hall->bench, FOTAD_PATH_JOB "1", FOTAD_INTERFACE_JOB ".GetLog", NULL, &error);
  g_assert_null (reply);
  g_assert_cmpint (error->domain, ==, G_DBUS_ERROR);
}

static void
test_find_modem (Hall *hall, gconstpointer unused)
{
  g_autofree char *endless = g_strnfill (257, 'x');
  g_autoptr (GVariant) found = hall_call (hall, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "FindModem",
                                          g_variant_new ("(s)", IMEI), -1);
  const char *path;

  g_variant_get (found, "(&o)", &path);
  g_assert_cmpstr (path, ==, MODEM);
  hall_call (hall, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "FindModem", g_variant_new ("(s)", "99"),
             FOTAD_ERROR_NOT_FOUND);
  hall_call (hall, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "FindModem", g_variant_new ("(s)", endless),
             FOTAD_ERROR_INVALID_ARGUMENT);
}

static void
test_manager (Hall *hall, gconstpointer unused)
{
  g_autoptr (GVariant) version =
      bench_get (&hall->bench, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "Version");
  g_autoptr (GVariant) vendors =
      bench_get (&hall->bench, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "Vendors");
  g_autoptr (GVariant) jobs = hall_call (hall, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "ListJobs",
                                         g_variant_new_parsed ("(@a{sv} {},)"), -1);
  g_autofree char *text = g_variant_print (jobs, TRUE);

  g_assert_cmpstr (g_variant_get_string (version, NULL), ==, FOTAD_VERSION);
  g_assert_true (g_variant_is_of_type (vendors, G_VARIANT_TYPE_STRING_ARRAY));
  g_assert_cmpstr (text, ==, "([(objectpath '/org/fotad1/job/3', {'Id': <'3'>})],)");
  hall_call (hall, FOTAD_PATH, FOTAD_INTERFACE_MANAGER, "ListJobs",
             g_variant_new_parsed ("({'colour': <'red'>},)"), FOTAD_ERROR_INVALID_ARGUMENT);
}

static void
test_update (Hall *hall, gconstpointer unused)
{
  g_autoptr (GVariant) reply =
      hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "Update",
                 g_variant_new_parsed ("('http://user:secret@h/p', {'label': <'x'>})"), -1);
  const char *job;

  g_variant_get (reply, "(&o)", &job);
  g_assert_cmpstr (job, ==, FOTAD_PATH_JOB "1");
  g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "update http://h/p");
  g_assert_cmpuint (fake_jobs_last_uid (hall->jobs), ==, getuid ());
}

static void
test_bad_updates (Hall *hall, gconstpointer unused)
{
  static const struct {
    const char *arguments, *named;
  } rows[] = {
    { "('http://h/p', {'colour': <'red'>})", "colour" },
    { "('http://h/p', {'attempts': <'two'>})", "attempts" },
    { "('http://h/p', {'sha256': <'xyz'>})", "sha256" },
    { "('http://h/\\r\\nAT', @a{sv} {})", "" },
    { "('', @a{sv} {})", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *message =
        hall_refusal (hall, "Update", rows[i].arguments, FOTAD_ERROR_INVALID_ARGUMENT);

    g_assert_nonnull (strstr (message, rows[i].named));
    g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "");
  }
}

static void
test_refused_submission (Hall *hall, gconstpointer unused)
{
  g_autoptr (GError) busy = g_error_new (FOTAD_ERROR, FOTAD_ERROR_BUSY, "job 1 has it");
  g_autoptr (GError) foreign = g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "disk full");

  fake_jobs_fail (hall->jobs, busy);
  hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "Update",
             g_variant_new_parsed ("('http://h/p', @a{sv} {})"), FOTAD_ERROR_BUSY);
  fake_jobs_fail (hall->jobs, foreign);
  hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "Update",
             g_variant_new_parsed ("('http://h/p', @a{sv} {})"), FOTAD_ERROR_STORAGE);
}

static GVariant *
update_from_file (Hall *hall, gint32 handle, GUnixFDList *files, GError **error)
{
  return bench_call_with_files (&hall->bench, MODEM, FOTAD_INTERFACE_MODEM ".UpdateFromFile",
                                g_variant_new ("(hsa{sv})", handle, "p.bin", NULL), files, error);
}

static void
test_server_status (Hall *hall, gconstpointer unused)
{
  g_autoptr (GError) busy = g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_BUSY, "A job runs.");
  g_autoptr (GVariant) reply =
      hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "ServerStatus", NULL, -1);
  g_autoptr (GVariant) status = g_variant_get_child_value (reply, 0);
  const char *imei;

  g_assert_true (g_variant_lookup (status, "of", "&s", &imei));
  g_assert_true (g_str_has_suffix (MODEM, imei));
  fake_jobs_fail (hall->jobs, busy);
  hall_call (hall, MODEM, FOTAD_INTERFACE_MODEM, "ServerStatus", NULL, FOTAD_ERROR_BUSY);
}

static void
test_update_from_file (Hall *hall, gconstpointer unused)
{
  g_autofree char *file = g_build_filename (hall->bench.directory, "p.bin", NULL);
  g_autoptr (GUnixFDList) files = g_unix_fd_list_new ();
  g_autoptr (GVariant) reply = NULL, without = NULL, beyond = NULL;
  g_autoptr (GError) error = NULL, none = NULL, out_of_range = NULL;
  int fd;

  g_assert_true (g_file_set_contents (file, "firmware", -1, NULL));
  fd = open (file, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (g_unix_fd_list_append (files, fd, NULL), ==, 0);
  close (fd);
  reply = update_from_file (hall, 0, files, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "update p.bin");
  g_assert_cmpstr (fake_jobs_last_content (hall->jobs), ==, "firmware");

  without = update_from_file (hall, 0, NULL, &none);
  bench_assert_remote (none, INVALID_ARGUMENT);
  beyond = update_from_file (hall, 7, files, &out_of_range);
  bench_assert_remote (out_of_range, INVALID_ARGUMENT);
}

static void
test_without_rights (Hall *hall, gconstpointer unused)
{
  static const struct {
    const char *method, *arguments[3], *action;
  } rows[] = {
    { "Update", { "http://h/p", "{}" }, FOTAD_ACTION_UPDATE },
    { "CheckServer", { "{}" }, FOTAD_ACTION_UPDATE },
    { "Enrol", { "{}" }, FOTAD_ACTION_CONFIGURE },
    { "SaveSettings", { "label" }, FOTAD_ACTION_CONFIGURE },
    { "RestoreSettings", { "1", "{}" }, FOTAD_ACTION_CONFIGURE },
    { "CompareSettings", { "1" }, FOTAD_ACTION_CONFIGURE },
  };

  hall->bench.authorized = FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *method = g_strdup_printf (FOTAD_INTERFACE_MODEM ".%s", rows[i].method);
    g_autofree char *output =
        bench_call_as_nobody (&hall->bench, FALSE, MODEM, method, rows[i].arguments[0],
                              rows[i].arguments[1], rows[i].arguments[2], NULL);

    g_assert_nonnull (strstr (output, "org.fotad1.Error.NotAuthorized"));
    g_assert_nonnull (strstr (output, rows[i].action));
  }
  g_assert_cmpstr (fake_jobs_last (hall->jobs), ==, "");
}

static void
test_properties_follow_the_modem (Hall *hall, gconstpointer unused)
{
  g_autoptr (GVariant) before = bench_get (&hall->bench, MODEM, FOTAD_INTERFACE_MODEM, "State");
  g_autoptr (GVariant) revision = NULL, job = NULL, identity = NULL;
  const char *imei;

  g_assert_cmpstr (g_variant_get_string (before, NULL), ==, "missing");
  fotad_modem_set_revision (hall->modem, "R2");
  fotad_modem_set_job (hall->modem, FOTAD_PATH_JOB "5");
  revision = bench_get (&hall->bench, MODEM, FOTAD_INTERFACE_MODEM, "Revision");
  job = bench_get (&hall->bench, MODEM, FOTAD_INTERFACE_MODEM, "Job");
  identity = bench_get (&hall->bench, MODEM, FOTAD_INTERFACE_MODEM, "ServiceIdentity");
  g_assert_cmpstr (g_variant_get_string (revision, NULL), ==, "R2");
  g_assert_cmpstr (g_variant_get_string (job, NULL), ==, FOTAD_PATH_JOB "5");
  g_assert_true (g_variant_lookup (identity, "imei", "&s", &imei));
  g_assert_cmpstr (imei, ==, IMEI);
}

static void
test_every_property_has_a_value (Hall *hall, gconstpointer unused)
{
  GDBusInterfaceInfo *info = fotad_dbus_modem_interface_info ();
  g_autoptr (GVariant) reply = hall_call (hall, MODEM, FOTAD_DBUS_PROPERTIES, "GetAll",
                                          g_variant_new ("(s)", FOTAD_INTERFACE_MODEM), -1);
  g_autoptr (GVariant) all = g_variant_get_child_value (reply, 0);

  for (guint i = 0; info->properties[i] != NULL; i++) {
    g_autoptr (GVariant) value = g_variant_lookup_value (
        all, info->properties[i]->name, G_VARIANT_TYPE (info->properties[i]->signature));

    g_assert_nonnull (value);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  HALL_TEST ("/bus/bus/objects-come-and-go", test_objects_come_and_go);
  HALL_TEST ("/bus/bus/archive", test_archive);
  HALL_TEST ("/bus/bus/no-such-job", test_no_such_job);
  HALL_TEST ("/bus/bus/archive-has-only-the-past", test_archive_has_only_the_past);
  HALL_TEST ("/bus/bus/find-modem", test_find_modem);
  HALL_TEST ("/bus/bus/manager", test_manager);
  HALL_TEST ("/bus/bus/update", test_update);
  HALL_TEST ("/bus/bus/bad-updates", test_bad_updates);
  HALL_TEST ("/bus/bus/server-status", test_server_status);
  HALL_TEST ("/bus/bus/refused-submission", test_refused_submission);
  HALL_TEST ("/bus/bus/update-from-file", test_update_from_file);
  HALL_TEST ("/bus/bus/without-rights", test_without_rights);
  HALL_TEST ("/bus/bus/properties-follow-the-modem", test_properties_follow_the_modem);
  HALL_TEST ("/bus/bus/every-property-has-a-value", test_every_property_has_a_value);
  return g_test_run ();
}
