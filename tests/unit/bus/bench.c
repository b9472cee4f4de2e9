/*
 * A bus that lets every user in, and a polkit that says what it is told.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bench.h"

#include <gio/gunixfdlist.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <unistd.h>

#include "core/fotad-names.h"

#define NOBODY 65534

static const char configuration[] =
    "<busconfig><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>"
    "<policy context='default'><allow user='*'/><allow own='*'/>"
    "<allow send_destination='*'/><allow receive_sender='*'/></policy></busconfig>";

static const char polkit_xml[] =
    "<node><interface name='org.freedesktop.PolicyKit1.Authority'>"
    "<method name='CheckAuthorization'><arg type='(sa{sv})' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='a{ss}' direction='in'/>"
    "<arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='(bba{ss})' direction='out'/></method></interface></node>";

gboolean
bench_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static GDBusConnection *
connect_to (const char *address)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static char *
read_address (GSubprocess *bus)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));

  return g_data_input_stream_read_line (lines, NULL, NULL, NULL);
}

void
bench_set_up (Bench *bench, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = NULL, *option = NULL;

  bench->directory = g_dir_make_tmp ("fotad-bus-XXXXXX", &error);
  g_assert_no_error (error);
  file = g_build_filename (bench->directory, "bus.conf", NULL);
  g_file_set_contents (file, configuration, -1, &error);
  g_assert_no_error (error);
  option = g_strconcat ("--config-file=", file, NULL);
  bench->bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "dbus-daemon", "--nofork",
                                 "--nopidfile", "--nosyslog", "--print-address=1", option, NULL);
  g_assert_no_error (error);
  bench->address = read_address (bench->bus);
  bench->service = connect_to (bench->address);
  bench->client = connect_to (bench->address);
  /* So that the client turns our error names into our codes. */
  g_assert_cmpuint (fotad_error_quark (), !=, 0);
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    g_unlink (file);
  }
  g_rmdir (path);
}

static void
close_connection (GDBusConnection **connection)
{
  if (*connection != NULL)
    g_dbus_connection_close_sync (*connection, NULL, NULL);
  g_clear_object (connection);
}

void
bench_tear_down (Bench *bench, gconstpointer unused)
{
  close_connection (&bench->client);
  close_connection (&bench->polkit);
  close_connection (&bench->service);
  g_subprocess_force_exit (bench->bus);
  g_subprocess_wait (bench->bus, NULL, NULL);
  g_clear_object (&bench->bus);
  g_clear_pointer (&bench->asked, g_variant_unref);
  g_clear_pointer (&bench->unanswered, g_ptr_array_unref);
  g_clear_pointer (&bench->address, g_free);
  remove_directory (bench->directory);
  g_clear_pointer (&bench->directory, g_free);
}

static void
on_polkit_call (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *arguments,
                GDBusMethodInvocation *invocation,
                gpointer data)
{
  Bench *bench = data;

  g_clear_pointer (&bench->asked, g_variant_unref);
  bench->asked = g_variant_ref (arguments);
  bench->questions++;
  if (bench->mute)
    g_ptr_array_add (bench->unanswered, invocation);
  else if (bench->broken)
    g_dbus_method_invocation_return_dbus_error (
        invocation, "org.freedesktop.PolicyKit1.Error.Failed", "Action is not registered");
  else
    g_dbus_method_invocation_return_value (
        invocation, g_variant_new ("((bba{ss}))", bench->authorized, bench->challenge, NULL));
}

void
bench_start_polkit (Bench *bench)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_polkit_call };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (polkit_xml, NULL);
  g_autoptr (GVariant) reply = NULL;

  bench->polkit = connect_to (bench->address);
  bench->unanswered = g_ptr_array_new ();
  g_dbus_connection_register_object (bench->polkit, FOTAD_POLKIT_PATH, node->interfaces[0], &vtable,
                                     bench, NULL, NULL);
  reply = g_dbus_connection_call_sync (bench->polkit, FOTAD_DBUS_SERVICE, "/org/freedesktop/DBus",
                                       FOTAD_DBUS_SERVICE, "RequestName",
                                       g_variant_new ("(su)", FOTAD_POLKIT_SERVICE, 0u), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **place = data;

  *place = g_object_ref (result);
}

GVariant *
bench_call_with_files (Bench *bench,
                       const char *path,
                       const char *method,
                       GVariant *arguments,
                       GUnixFDList *files,
                       GError **error)
{
  const char *dot = strrchr (method, '.');
  g_autofree char *interface = g_strndup (method, (gsize) (dot - method));
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call_with_unix_fd_list (
      bench->client, g_dbus_connection_get_unique_name (bench->service), path, interface, dot + 1,
      arguments, NULL, G_DBUS_CALL_FLAGS_NONE, -1, files, NULL, on_result, &result);
  bench_wait (result != NULL);
  return g_dbus_connection_call_with_unix_fd_list_finish (bench->client, NULL, result, error);
}

GVariant *
bench_call (Bench *bench, const char *path, const char *method, GVariant *arguments, GError **error)
{
  return bench_call_with_files (bench, path, method, arguments, NULL, error);
}

/* In the child, before exec. */
static void
become_nobody (gpointer data)
{
  if (getuid () != 0)
    return;
  if (setgroups (0, NULL) != 0 || setgid (NOBODY) != 0 || setuid (NOBODY) != 0)
    _exit (127);
}

static GPtrArray *
begin_words (Bench *bench, const char *path, const char *method)
{
  const char *words[] = {
    "gdbus",         "call",   "--address",
    bench->address,  "--dest", g_dbus_connection_get_unique_name (bench->service),
    "--object-path", path,     "--method",
    method,
  };
  GPtrArray *array = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    g_ptr_array_add (array, (gpointer) words[i]);
  return array;
}

static GSubprocess *
spawn_as_nobody (GPtrArray *words)
{
  g_autoptr (GSubprocessLauncher) launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (words, NULL);
  g_subprocess_launcher_set_child_setup (launcher, become_nobody, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) words->pdata, &error);
  g_assert_no_error (error);
  return process;
}

GSubprocess *
bench_spawn_as_nobody (Bench *bench, const char *path, const char *method)
{
  g_autoptr (GPtrArray) words = begin_words (bench, path, method);

  return spawn_as_nobody (words);
}

char *
bench_collect (GSubprocess *process)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_result, &result);
  bench_wait (result != NULL);
  g_subprocess_communicate_utf8_finish (process, result, &output, NULL, &error);
  g_assert_no_error (error);
  return output;
}

char *
bench_call_as_nobody (Bench *bench, gboolean interactive, const char *path, const char *method, ...)
{
  g_autoptr (GPtrArray) words = begin_words (bench, path, method);
  g_autoptr (GSubprocess) process = NULL;
  const char *word;
  va_list more;

  if (interactive)
    g_ptr_array_add (words, (gpointer) "--interactive");
  va_start (more, method);
  while ((word = va_arg (more, const char *)) != NULL)
    g_ptr_array_add (words, (gpointer) word);
  va_end (more);
  process = spawn_as_nobody (words);
  return bench_collect (process);
}

GVariant *
bench_get (Bench *bench, const char *path, const char *interface, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = bench_call (bench, path, FOTAD_DBUS_PROPERTIES ".Get",
                                           g_variant_new ("(ss)", interface, name), &error);
  GVariant *value;

  g_assert_no_error (error);
  g_variant_get (reply, "(v)", &value);
  return value;
}
