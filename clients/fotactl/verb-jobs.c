/*
 * fotactl jobs: the present jobs, or with --all the whole history.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "fotactl-bar.h"
#include "fotactl-bus.h"
#include "fotactl-error.h"
#include "fotactl-json.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

#define PAGE 200u

static gboolean all;
static char *modem_id;
static int limit = -1;

static const GOptionEntry entries[] = {
  { "all", 'a', 0, G_OPTION_ARG_NONE, &all, "The whole history, newest first", NULL },
  { "modem", 0, 0, G_OPTION_ARG_STRING, &modem_id, "Only jobs of this modem", "MODEM" },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, "At most so many", "N" },
  { NULL }
};

static GVariant *
build_filter (const char *imei, const char *before)
{
  GVariantDict filter;

  g_variant_dict_init (&filter, NULL);
  g_variant_dict_insert (&filter, "limit", "u", PAGE);
  if (imei != NULL)
    g_variant_dict_insert (&filter, "modem", "s", imei);
  if (before != NULL)
    g_variant_dict_insert (&filter, "before", "s", before);
  return g_variant_dict_end (&filter);
}

static gsize
add_page (GPtrArray *jobs, GVariant *page)
{
  GVariantIter iter;
  const char *path;
  GVariant *properties;

  g_variant_iter_init (&iter, page);
  while (g_variant_iter_loop (&iter, "(&o@a{sv})", &path, &properties))
    g_ptr_array_add (jobs, fotactl_bus_with_path (path, properties));
  return g_variant_n_children (page);
}

static gboolean
is_enough (GPtrArray *jobs)
{
  return limit >= 0 && jobs->len >= (guint) limit;
}

static gboolean
read_history (Fotactl *self, GPtrArray *jobs, const char *imei, GError **error)
{
  g_autofree char *before = NULL;
  gsize got = PAGE;

  while (got == PAGE && !is_enough (jobs)) {
    g_autoptr (GVariant) page = fotactl_bus_list_jobs (self, build_filter (imei, before), error);

    if (page == NULL)
      return FALSE;
    got = add_page (jobs, page);
    g_free (before);
    before =
        jobs->len > 0 ? g_strdup (fotactl_bar_id (g_ptr_array_index (jobs, jobs->len - 1))) : NULL;
  }
  return TRUE;
}

static gboolean
read_present (Fotactl *self, GPtrArray *jobs, const char *imei, GError **error)
{
  g_autoptr (GPtrArray) objects = fotactl_bus_objects (self, FOTACTL_JOB_INTERFACE, error);

  if (objects == NULL)
    return FALSE;
  for (guint i = objects->len; i > 0; i--) { /* newest first, as in the history */
    GVariant *job = g_ptr_array_index (objects, i - 1);

    if (imei == NULL || g_str_equal (fotactl_bus_string (job, "Imei"), imei))
      g_ptr_array_add (jobs, g_variant_ref (job));
  }
  return TRUE;
}

/* NULL without an error when no modem was asked for. */
static char *
find_imei (Fotactl *self, GError **error)
{
  g_autoptr (FotadDBusModem) modem = NULL;

  if (modem_id == NULL)
    return NULL;
  modem = fotactl_bus_modem (self, modem_id, error);
  if (modem != NULL && fotad_dbus_modem_get_imei (modem) != NULL)
    return fotad_dbus_modem_dup_imei (modem);
  return NULL;
}

static char **
write_row (GVariant *job)
{
  guint64 created = 0;
  guint32 percent = 0;
  g_autofree char *time = NULL, *progress = NULL;
  const char *name = "";

  g_variant_lookup (job, "Created", "t", &created);
  g_variant_lookup (job, "Progress", "u", &percent);
  g_variant_lookup (job, "Error", "(&s&s)", &name, NULL);
  time = fotactl_text_time (created);
  progress = g_strdup_printf ("%u %%", percent);
  {
    const char *cells[] = {
      fotactl_bar_id (job),
      time,
      fotactl_bus_string (job, "Kind"),
      fotactl_bus_string (job, "Imei"),
      fotactl_bus_string (job, "State"),
      progress,
      *name != '\0' ? name : fotactl_bus_string (job, "Label"),
      NULL,
    };

    return g_strdupv ((char **) cells);
  }
}

static void
print_table (GPtrArray *jobs)
{
  static const char *const titles[] = { "JOB",   "CREATED", "KIND",           "IMEI",
                                        "STATE", "DONE",    "ERROR OR LABEL", NULL };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);

  for (guint i = 0; i < jobs->len; i++)
    g_ptr_array_add (rows, write_row (g_ptr_array_index (jobs, i)));
  fotactl_text_print_table (titles, rows);
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_autofree char *imei = find_imei (self, error);

  if (modem_id != NULL && imei == NULL)
    return FOTACTL_FAILED;
  if (!(all ? read_history : read_present) (self, jobs, imei, error))
    return FOTACTL_FAILED;
  if (is_enough (jobs))
    g_ptr_array_set_size (jobs, limit);
  if (self->json)
    fotactl_json_print (fotactl_bus_array (jobs));
  else if (jobs->len == 0)
    g_printerr ("No jobs%s.\n", all ? "" : "; fotactl jobs --all lists the history");
  else
    print_table (jobs);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_jobs = {
  .name = "jobs",
  .summary = "List jobs that run or ended within the hour",
  .entries = entries,
  .run = run,
};
