/*
 * The log of a job, as data.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-log.h"

#include "fotactl-bus.h"

GVariant *
fotactl_log_get (Fotactl *self, const char *id, GError **error)
{
  g_autoptr (FotadDBusJob) job = fotactl_bus_job (self, id, error);
  GVariant *entries = NULL;

  if (job == NULL || !fotad_dbus_job_call_get_log_sync (job, FOTACTL_CALL, FOTACTL_NO_TIMEOUT,
                                                        &entries, NULL, error))
    return NULL;
  return entries;
}

GVariant *
fotactl_log_as_dictionaries (GVariant *entries)
{
  GVariantBuilder builder;
  GVariantIter iter;
  guint64 time;
  const char *phase, *step, *event;
  GVariant *details;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, entries);
  while (g_variant_iter_loop (&iter, "(t&s&s&s@a{sv})", &time, &phase, &step, &event, &details)) {
    GVariantDict dict;

    g_variant_dict_init (&dict, NULL);
    g_variant_dict_insert (&dict, "Time", "t", time);
    g_variant_dict_insert (&dict, "Phase", "s", phase);
    g_variant_dict_insert (&dict, "Step", "s", step);
    g_variant_dict_insert (&dict, "Event", "s", event);
    g_variant_dict_insert_value (&dict, "Details", details);
    g_variant_builder_add_value (&builder, g_variant_dict_end (&dict));
  }
  return g_variant_builder_end (&builder);
}

GVariant *
fotactl_log_pick (GVariant *entries, const char *wanted)
{
  GVariantBuilder builder;
  GVariantIter iter;
  const char *event;
  GVariant *details;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aa{sv}"));
  g_variant_iter_init (&iter, entries);
  while (g_variant_iter_loop (&iter, "(tss&s@a{sv})", NULL, NULL, NULL, &event, &details))
    if (g_str_equal (event, wanted))
      g_variant_builder_add_value (&builder, details);
  return g_variant_builder_end (&builder);
}
