/*
 * fotactl log: the story of a job, a line for every stored event.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdio.h>

#include "fotactl-bus.h"
#include "fotactl-json.h"
#include "fotactl-log.h"
#include "fotactl-text.h"
#include "fotactl-verbs.h"

static void
print_entry (gint64 time, const char *phase, const char *step, const char *event, GVariant *details)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autofree char *stamp = second != NULL ? g_date_time_format (second, "%H:%M:%S") : g_strdup ("");
  g_autofree char *place = g_strdup_printf ("%s%s%s", phase, *step != '\0' ? " · " : "", step);
  g_autofree char *clean_place = fotactl_text_clean (place);
  g_autofree char *clean_event = fotactl_text_clean (event);
  g_autofree char *text = fotactl_text_value ("", details);

  printf ("%s.%03d  %s  %s%s%s\n", stamp, (int) (time % G_USEC_PER_SEC / 1000), clean_place,
          clean_event, *text != '\0' ? "  " : "", text);
}

static void
print_entries (GVariant *entries)
{
  GVariantIter iter;
  guint64 time;
  const char *phase, *step, *event;
  GVariant *details;

  g_variant_iter_init (&iter, entries);
  while (g_variant_iter_loop (&iter, "(t&s&s&s@a{sv})", &time, &phase, &step, &event, &details))
    print_entry ((gint64) MIN (time, (guint64) G_MAXINT64), phase, step, event, details);
}

static FotactlExit
run (Fotactl *self, char **arguments, GError **error)
{
  g_autoptr (GVariant) entries = fotactl_log_get (self, arguments[0], error);

  if (entries == NULL)
    return FOTACTL_FAILED;
  if (self->json)
    fotactl_json_print (fotactl_log_as_dictionaries (entries));
  else
    print_entries (entries);
  return FOTACTL_SUCCEEDED;
}

const FotactlVerb fotactl_verb_log = {
  .name = "log",
  .arguments = "ID",
  .summary = "Tell the story of a job",
  .min = 1,
  .max = 1,
  .run = run,
};
