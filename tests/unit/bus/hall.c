/*
 * One modem on a bus, and doubles of the rooms behind it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "hall.h"

void
hall_set_up (Hall *hall, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  FotadBusHouse house;

  bench_set_up (&hall->bench, NULL);
  bench_start_polkit (&hall->bench);
  hall->bench.authorized = TRUE;
  hall->store = fotad_store_open (hall->bench.directory, &error);
  g_assert_no_error (error);
  hall->modems = fake_modems_new ();
  hall->jobs = fake_jobs_new (hall->store);
  hall->registry = fotad_registry_new ();
  hall->modem = fotad_modem_new (IMEI);
  fake_modems_add (hall->modems, hall->modem);
  house =
      (FotadBusHouse){ hall->bench.service, hall->modems, hall->jobs, hall->registry, hall->store };
  hall->bus = fotad_bus_new (&house);
}

void
hall_tear_down (Hall *hall, gconstpointer unused)
{
  g_assert_finalize_object (hall->bus);
  g_object_unref (hall->modem);
  g_assert_finalize_object (hall->jobs);
  g_assert_finalize_object (hall->modems);
  fotad_registry_free (hall->registry);
  g_object_unref (hall->store);
  bench_tear_down (&hall->bench, NULL);
}

GVariant *
hall_call (Hall *hall,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *arguments,
           int code)
{
  g_autofree char *full = g_strdup_printf ("%s.%s", interface, method);
  g_autoptr (GError) error = NULL;
  GVariant *reply = bench_call (&hall->bench, path, full, arguments, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, FOTAD_ERROR, code);
  return reply;
}

char *
hall_refusal (Hall *hall, const char *method, const char *text, int code)
{
  g_autofree char *full = g_strdup_printf (FOTAD_INTERFACE_MODEM ".%s", method);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      bench_call (&hall->bench, MODEM, full, g_variant_new_parsed (text), &error);

  g_assert_null (reply);
  g_assert_error (error, FOTAD_ERROR, code);
  g_dbus_error_strip_remote_error (error);
  return g_strdup (error->message);
}
