/*
 * A modem with a port for QMI or MBIM: the control module for it is loaded when its settings are
 * to be looked after, not before, and what it shows joins the family's settings.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-run-control.h"

#include "job/fotad-run-private.h"
#include "modem/fotad-control-port.h"
#include "settings/fotad-control-provider.h"

static const struct {
  const char *name;
  FotadMmPortType type;
} kinds[] = {
  { "qmi", FOTAD_MM_PORT_QMI },
  { "mbim", FOTAD_MM_PORT_MBIM },
};

typedef struct {
  FotadRun *run;
  FotadControlPort *port;
} Place;

static char *
find (gpointer data)
{
  return fotad_control_port_find (((Place *) data)->port);
}

static void
on_trouble (const char *why, gpointer data)
{
  FotadJob *job = ((Place *) data)->run->job;
  g_autofree char *warning = g_strdup_printf ("Not all settings are looked after: %s.", why);
  const char *const *warnings = (const char *const *) fotad_job_get_record (job)->warnings;

  if (warnings == NULL || !g_strv_contains (warnings, warning))
    fotad_job_add_warning (job, "%s", warning);
}

static void
place_free (gpointer data)
{
  Place *place = data;

  fotad_control_port_free (place->port);
  g_free (place);
}

static const FotadControl *
load (FotadRun *run, const char *name)
{
  FotadRegistry *registry = run->house->registry;
  g_autofree char *path = fotad_registry_control_file (registry, name);
  g_autoptr (GError) error = NULL;
  const FotadControl *control;

  if (path == NULL) {
    fotad_job_add_warning (run->job,
                           "Not all settings are looked after: no control-%s is installed.", name);
    return NULL;
  }
  control = fotad_control_load (path, name, fotad_registry_is_uninstalled (registry), &error);
  if (control == NULL)
    fotad_job_add_warning (run->job, "Not all settings are looked after: %s", error->message);
  return control;
}

static void
add_kind (FotadRun *run, gsize kind, GPtrArray *providers, GPtrArray *files)
{
  FotadMmModem *seen = fotad_modem_get_last_seen (run->modem);
  g_autoptr (FotadControlPort) port =
      seen != NULL ? fotad_control_port_new (seen, kinds[kind].type) : NULL;
  const FotadControl *control = port != NULL ? load (run, kinds[kind].name) : NULL;
  g_autofree char *base = g_strconcat (kinds[kind].name, ".settings", NULL);
  Place *place;
  char *file;

  if (control == NULL)
    return;
  place = g_new0 (Place, 1);
  place->run = run;
  place->port = g_steal_pointer (&port);
  g_ptr_array_add (providers,
                   fotad_control_provider_new (control, find, on_trouble, place, place_free));
  file = fotad_registry_data_file (run->house->registry, NULL, base);
  if (file != NULL)
    g_ptr_array_add (files, file);
}

GPtrArray *
fotad_run_find_controls (FotadRun *run, GStrv *files)
{
  GPtrArray *providers = g_ptr_array_new ();
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    add_kind (run, i, providers, paths);
  g_ptr_array_add (paths, NULL);
  *files = (GStrv) g_ptr_array_free (g_steal_pointer (&paths), FALSE);
  return providers;
}
