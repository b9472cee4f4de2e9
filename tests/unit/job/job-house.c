/*
 * Setting up a house, and asking for something in it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "store/fotad-store-jobs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static const char *const imeis[] = { "867648049999994", "867648049999986", "490154203237518",
                                     "356938035643809" };

/* As the daemon does it, but for the routes, which only people read. */
static gboolean
match (FotadMmModem *seen, const char *usb, FotadModemSupport *support, gpointer data)
{
  static const char *const none[] = { NULL };
  JobHouse *h = data;
  const FotadFamily *family =
      fotad_registry_match (h->house.registry, seen->manufacturer, seen->model, NULL, usb);

  if (family == NULL)
    return FALSE;
  *support = (FotadModemSupport){ family, family->vendor, none };
  return TRUE;
}

static void
set_up_config (JobHouse *h)
{
  h->packages = g_build_filename (h->directory, "packages", NULL);
  g_assert_cmpint (g_mkdir (h->packages, 0755), ==, 0);
  h->directories[0] = h->packages;
  h->config.approval = (char *) "auto";
  h->config.default_deadline = 7200;
  h->config.package_directories = h->directories;
}

static void
remove_directory (const char *directory)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", directory);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

void
job_house_set_up (JobHouse *h, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  h->directory = g_dir_make_tmp ("fotad-house-XXXXXX", &error);
  g_assert_no_error (error);
  set_up_config (h);
  h->house.config = &h->config;
  h->house.packages = h->packages;
  h->house.registry = fotad_registry_new ();
  h->house.store = fotad_store_open (h->directory, &error);
  g_assert_no_error (error);
  h->house.bus = fake_bus_join ();
  h->mm = fake_mm_new ();
  h->house.manager = fotad_modem_manager_new (h->house.bus);
  h->house.modems = fotad_modems_new (h->house.manager, match, h);
  fake_wait (fotad_modem_manager_is_ready (h->house.manager));
}

void
job_house_tear_down (JobHouse *h, gconstpointer unused)
{
  g_assert_finalize_object (h->house.modems);
  fake_wait (G_OBJECT (h->house.manager)->ref_count == 1); /* what was called has been answered */
  g_assert_finalize_object (h->house.manager);
  g_clear_pointer (&h->mm, fake_mm_free);
  fake_bus_leave (&h->house.bus);
  g_assert_finalize_object (h->house.store);
  fotad_registry_free (h->house.registry);
  remove_directory (h->directory);
  g_free (h->packages);
  g_free (h->directory);
}

FotadModem *
job_house_plug (JobHouse *h, const char *model, const char *port, char **path)
{
  guint number = (guint) (model[1] - '1') % G_N_ELEMENTS (imeis);
  g_autofree char *uid = g_strdup_printf ("/virtual/%u", number);
  g_autofree char *object =
      fake_mm_add_full (h->mm, uid, imeis[number], model, port != NULL ? port : "/none/at", 3);

  fake_wait (fotad_modems_lookup (h->house.modems, imeis[number]) != NULL);
  if (path != NULL)
    *path = g_steal_pointer (&object);
  return fotad_modems_lookup (h->house.modems, imeis[number]);
}

GVariant *
job_house_options (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *value = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);
  return value;
}

FotadRequest *
job_house_update (const char *url, const char *options)
{
  g_autoptr (GVariant) given = job_house_options (options);
  g_autoptr (GError) error = NULL;
  FotadRequest *request = fotad_request_new_update (url, given, 7, &error);

  g_assert_no_error (error);
  return request;
}

FotadRequest *
job_house_file (const char *name, const char *options)
{
  g_autoptr (GVariant) given = job_house_options (options);
  g_autoptr (GError) error = NULL;
  int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);
  FotadRequest *request = fotad_request_new_update_from_file (fd, name, given, 7, &error);

  g_assert_no_error (error);
  close (fd);
  return request;
}

FotadRequest *
job_house_request (FotadJobKind kind, const char *argument, const char *options)
{
  g_autoptr (GVariant) given = job_house_options (options);
  g_autoptr (GError) error = NULL;
  FotadRequest *request = fotad_request_new (kind, argument, given, 7, &error);

  g_assert_no_error (error);
  return request;
}

void
job_house_assert_error (GError **error, FotadError code, const char *word)
{
  g_assert_error (*error, FOTAD_ERROR, (int) code);
  if (strstr ((*error)->message, word) == NULL)
    g_error ("\"%s\" does not say %s", (*error)->message, word);
  g_clear_error (error);
}

guint
job_house_count (JobHouse *h)
{
  FotadJobFilter all = { NULL };
  g_autoptr (GPtrArray) records = fotad_store_list_jobs (h->house.store, &all, NULL);

  g_assert_nonnull (records);
  return records->len;
}

int
job_house_run (void)
{
  int result;

  fake_bus_up ();
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", fake_bus_address (), TRUE); /* claims are made there */
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
