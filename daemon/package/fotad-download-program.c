/*
 * The program that fetches: found, run, given its order, told to stop.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-download-private.h"

#include <math.h>
#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

/* Real seconds for a program that was told to stop. */
#define GRACE_S 5

static gboolean
on_grace_over (gpointer data)
{
  g_subprocess_force_exit (data);
  return G_SOURCE_REMOVE;
}

/* The end of its standard input is the word to stop. */
void
download_let_go (FotadDownload *self)
{
  if (self->process == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  if (g_subprocess_get_identifier (self->process) != NULL)
    g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, GRACE_S, on_grace_over,
                                g_object_ref (self->process), g_object_unref);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->output);
  g_clear_object (&self->process);
}

static char *
find_program (FotadDownload *self)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = own != NULL ? g_path_get_dirname (own) : NULL;

  if (self->program != NULL || directory == NULL)
    return g_strdup (self->program != NULL ? self->program : DOWNLOAD_PROGRAM);
  return g_build_filename (directory, DOWNLOAD_PROGRAM, NULL);
}

static guint
milliseconds (double seconds)
{
  return (guint) ceil (seconds * fotad_clock_scale () * 1000);
}

static char *
make_order (FotadDownload *self)
{
  GString *order = g_string_new (NULL);

  g_string_append_printf (order, "url %s\npart %s\nmax %" G_GUINT64_FORMAT "\n", self->url,
                          self->path, self->max);
  g_string_append_printf (order, "stall %u\nconnect %u\n", milliseconds (FOTAD_DOWNLOAD_STALL_S),
                          milliseconds (FOTAD_DOWNLOAD_CONNECT_S));
  if (self->proxy != NULL)
    g_string_append_printf (order, "proxy %s\n", self->proxy);
  if (self->ca_file != NULL)
    g_string_append_printf (order, "ca-file %s\n", self->ca_file);
  g_string_append_c (order, '\n');
  return g_string_free (order, FALSE);
}

/* Far less than a new pipe holds, so this does not wait. */
static gboolean
give_order (FotadDownload *self, GError **error)
{
  g_autofree char *order = make_order (self);
  gboolean good = g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), order,
                                             strlen (order), NULL, NULL, error);

  explicit_bzero (order, strlen (order));
  return good;
}

gboolean
download_run_program (FotadDownload *self, GError **error)
{
  g_autofree char *program = find_program (self);
  g_autoptr (GError) why = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &why, program, NULL);
  if (self->process == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL, "%s cannot be run: %s", program,
                 why->message);
    return FALSE;
  }
  (void) !give_order (self, NULL); /* if it has ended already, its output tells */
  self->cancellable = g_cancellable_new ();
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  return TRUE;
}
