/*
 * A job in one line.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-bar.h"

#include "fotactl-bus.h"
#include "fotactl-text.h"

#define MIN_WIDTH 20
#define MAX_CELLS 30

const char *
fotactl_bar_id (GVariant *job)
{
  const char *id = strrchr (fotactl_bus_string (job, "Path"), '/');

  return id != NULL ? id + 1 : "?";
}

static gboolean
is_one_of (GVariant *job, const char *const *states)
{
  return g_strv_contains (states, fotactl_bus_string (job, "State"));
}

gboolean
fotactl_bar_is_final (GVariant *job)
{
  static const char *const states[] = { "succeeded", "failed", "cancelled", NULL };

  return is_one_of (job, states);
}

gboolean
fotactl_bar_is_waiting (GVariant *job)
{
  static const char *const states[] = { "scheduled", "waiting-approval", NULL };

  return is_one_of (job, states);
}

gboolean
fotactl_bar_is_asking (GVariant *job)
{
  return g_str_equal (fotactl_bus_string (job, "State"), "waiting-approval");
}

FotactlExit
fotactl_bar_exit (GVariant *job)
{
  if (!fotactl_bar_is_final (job))
    return FOTACTL_DETACHED;
  return g_str_equal (fotactl_bus_string (job, "State"), "succeeded") ? FOTACTL_SUCCEEDED
                                                                      : FOTACTL_FAILED;
}

static guint
percent_of (GVariant *job)
{
  guint32 percent = 0;

  g_variant_lookup (job, "Progress", "u", &percent);
  return MIN (percent, 100);
}

/* "transfer · download", or the state while nothing runs. */
static char *
write_place (GVariant *job)
{
  const char *state = fotactl_bus_string (job, "State");
  const char *phase = fotactl_bus_string (job, "Phase");
  const char *step = fotactl_bus_string (job, "Step");
  g_autofree char *place = NULL;

  if (!g_str_equal (state, "running") || *phase == '\0')
    place = g_strdup (state);
  else if (*step == '\0')
    place = g_strdup (phase);
  else
    place = g_strdup_printf ("%s · %s", phase, step);
  return fotactl_text_clean (place);
}

static gboolean
is_irreversible (GVariant *job)
{
  gboolean irreversible = FALSE;

  g_variant_lookup (job, "Irreversible", "b", &irreversible);
  return irreversible;
}

static char *
write_tail (GVariant *job)
{
  g_autofree char *place = write_place (job);
  g_autofree char *message = fotactl_text_clean (fotactl_bus_string (job, "Message"));

  return g_strdup_printf ("%3u %%  %s%s%s%s", percent_of (job), place, *message != '\0' ? "  " : "",
                          message, is_irreversible (job) ? "  (do not cut the power)" : "");
}

char *
fotactl_bar_line (GVariant *job)
{
  return write_tail (job);
}

char *
fotactl_bar_draw (GVariant *job, guint width)
{
  g_autofree char *tail = write_tail (job);
  g_autoptr (GString) line = g_string_new ("[");
  g_autofree char *cut = NULL;
  guint cells, full;

  width = MAX (width, MIN_WIDTH);
  cells = MIN (MAX_CELLS, width / 3);
  full = percent_of (job) * cells / 100;
  for (guint i = 0; i < cells; i++)
    g_string_append_c (line, i < full ? '#' : '.');
  g_string_append_printf (line, "] %s", tail);
  if (g_utf8_strlen (line->str, -1) > (glong) width)
    cut = g_utf8_substring (line->str, 0, (glong) width);
  return cut != NULL ? g_steal_pointer (&cut) : g_strdup (line->str);
}

static void
add_versions (GString *text, GVariant *job)
{
  g_autofree char *from = fotactl_text_clean (fotactl_bus_string (job, "FromVersion"));
  g_autofree char *to = fotactl_text_clean (fotactl_bus_string (job, "ToVersion"));
  gboolean changed = FALSE;

  g_variant_lookup (job, "Changed", "b", &changed);
  if (changed)
    g_string_append_printf (text, ": %s -> %s", from, to);
  else if (*from != '\0')
    g_string_append_printf (text, ": %s, unchanged", from);
}

static void
add_error (GString *text, GVariant *job)
{
  const char *name = "", *sentence = "";
  g_autofree char *clean = NULL;
  g_autofree char *code = fotactl_text_clean (fotactl_bus_string (job, "VendorCode"));

  g_variant_lookup (job, "Error", "(&s&s)", &name, &sentence);
  if (*name == '\0')
    return;
  clean = fotactl_text_clean (sentence);
  g_string_append_printf (text, ": %s: %s", name, clean);
  if (*code != '\0')
    g_string_append_printf (text, " (the modem's code: %s)", code);
}

char *
fotactl_bar_verdict (GVariant *job)
{
  GString *text = g_string_new (NULL);
  g_autoptr (GVariant) warnings = g_variant_lookup_value (job, "Warnings", G_VARIANT_TYPE ("as"));

  g_string_append_printf (text, "Job %s %s", fotactl_bar_id (job),
                          fotactl_bus_string (job, "State"));
  if (fotactl_bar_exit (job) == FOTACTL_SUCCEEDED)
    add_versions (text, job);
  else
    add_error (text, job);
  for (gsize i = 0; warnings != NULL && i < g_variant_n_children (warnings); i++) {
    g_autoptr (GVariant) warning = g_variant_get_child_value (warnings, i);
    g_autofree char *clean = fotactl_text_clean (g_variant_get_string (warning, NULL));

    g_string_append_printf (text, "\nWarning: %s", clean);
  }
  return g_string_free (text, FALSE);
}
