/*
 * The bench of the tests of runs and jobs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "run-bench.h"

#include "fake-bus.h"

#include <glib/gstdio.h>

static const struct {
  const char *command;
  const char *before; /* OK */
  const char *after;
} words[] = {
  { "AT+GET=", "", "\r\n+GOT: 0\r\n" },
  { "AT+YES", "\r\n+GOT: 0\r\n", "" },
  { "AT+PUT", "", "\r\n+DONE: 0\r\n\r\n+BOOT\r\n" },
};

static gboolean
begins (const char *command, const char *prefix)
{
  return prefix != NULL && g_str_has_prefix (command, prefix);
}

static gboolean
say_word (FakeModem *fake, const char *command, RunBench *b)
{
  gboolean all = !begins (command, b->held);

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    if (!begins (command, words[i].command))
      continue;
    fake_modem_say (fake, all ? words[i].before : "");
    fake_modem_say (fake, "\r\nOK\r\n");
    fake_modem_say (fake, all ? words[i].after : "");
    return TRUE;
  }
  return FALSE;
}

static gboolean
answer (FakeModem *fake, const char *command, gpointer data)
{
  RunBench *b = data;
  g_autofree char *version = g_strdup_printf ("\r\nV%s\r\n\r\nOK\r\n", b->version);

  if (begins (command, b->unanswered))
    return TRUE;
  if (begins (command, b->refused))
    fake_modem_say (fake, b->refusal != NULL ? b->refusal : "\r\nERROR\r\n");
  else if (g_str_equal (command, "AT+V"))
    fake_modem_say (fake, version);
  else if (g_str_equal (command, "AT+SERVER?"))
    fake_modem_say (fake, "\r\n" RUN_BENCH_URL "\r\n\r\nOK\r\n");
  else
    return say_word (fake, command, b);
  return TRUE;
}

static gboolean
on_command (FakeModem *fake, const char *command, gpointer data)
{
  RunBench *b = data;

  if (begins (command, "AT+PUT") && !begins (command, b->refused) && b->next != NULL)
    b->version = b->next;
  return answer (fake, command, data);
}

static gboolean
match (FotadMmModem *seen, const char *usb, FotadModemSupport *support, gpointer data)
{
  static const char *const routes[] = { "fetch", "server", "enrol", NULL };

  *support = (FotadModemSupport){ ((RunBench *) data)->family, "bench", routes };
  return TRUE;
}

FakeModem *
run_bench_add_port (RunBench *b, const char *imei)
{
  FakeModem *fake = fake_modem_new (imei);

  fake->answers = on_command;
  fake->data = b;
  fake_modem_plug (fake);
  g_ptr_array_add (b->fakes, fake);
  return fake;
}

FotadModem *
run_bench_add_modem (RunBench *b)
{
  g_autofree char *imei = g_strdup_printf ("8676480499999%02u", b->fakes->len);
  g_autofree char *uid = g_strdup_printf ("/virtual/%u", b->fakes->len);
  FakeModem *fake = run_bench_add_port (b, imei);

  g_free (fake_mm_add_full (b->mm, uid, imei, "M1", fake->path, FOTAD_MM_STATE_DISABLED));
  fake_wait (fotad_modems_lookup (b->house.modems, imei) != NULL);
  return fotad_modems_lookup (b->house.modems, imei);
}

static void
open_house (RunBench *b)
{
  FotadHouse *house = &b->house;

  house->bus = fake_bus_join ();
  house->config = &b->config;
  house->packages = b->directory;
  house->service = fotad_service_new ();
  house->store = fotad_store_open (b->directory, NULL);
  house->manager = fotad_modem_manager_new (house->bus);
  fake_wait (fotad_modem_manager_is_ready (house->manager));
  house->modems = fotad_modems_new (house->manager, match, b);
  house->registry = fotad_registry_new ();
  g_assert_nonnull (house->store);
}

void
run_bench_set_up (RunBench *b, gconstpointer data)
{
  b->logind = fake_logind_new ();
  b->mm = fake_mm_new ();
  b->fakes = g_ptr_array_new_with_free_func ((GDestroyNotify) fake_modem_free);
  b->family = fotad_family_new ("M1");
  b->config = (FotadConfig){ .max_parallel = 1,
                             .keep_count = 100,
                             .keep_days = 365,
                             .approval = (char *) "auto",
                             .spare_port = (char *) "never" };
  b->directory = g_dir_make_tmp ("fotad-run-XXXXXX", NULL);
  b->package_fd = -1;
  b->version = "1";
  b->next = "2";
  open_house (b);
  b->modem = run_bench_add_modem (b);
  b->fake = b->fakes->pdata[0];
}

static void
close_house (RunBench *b)
{
  FotadHouse *house = &b->house;

  fotad_registry_free (house->registry);
  g_assert_finalize_object (house->modems);
  fake_wait (G_OBJECT (house->manager)->ref_count == 1); /* what was called has been answered */
  g_assert_finalize_object (house->manager);
  g_assert_finalize_object (house->store);
  g_assert_finalize_object (house->service);
  fake_bus_leave (&house->bus);
}

static void
remove_directory (RunBench *b)
{
  g_autoptr (GDir) dir = g_dir_open (b->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (b->directory, name, NULL);

    g_unlink (file);
  }
  g_assert_cmpint (g_rmdir (b->directory), ==, 0);
  g_free (b->directory);
}

void
run_bench_tear_down (RunBench *b, gconstpointer data)
{
  g_assert_null (b->run);
  g_clear_object (&b->job);
  fake_pass (20); /* what was cancelled lets go in the main loop */
  close_house (b);
  fotad_family_unref (b->family);
  g_ptr_array_unref (b->fakes);
  fake_mm_free (b->mm);
  fake_logind_free (b->logind);
  remove_directory (b);
}

int
run_bench_main (int argc, char **argv, void (*add) (void))
{
  int result;

  g_setenv ("FOTAD_TIME_SCALE", g_getenv ("FOTAD_TEST_SLOWNESS") == NULL ? "0.02" : "0.1", TRUE);
  g_setenv ("CONFIGURATION_DIRECTORY", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2); /* where the plugin lies */
  g_setenv ("FOTAD_PLUGIN_DIR", argv[1], TRUE);
  g_setenv ("FOTAD_DATA_DIR", argv[1], TRUE);
  fake_bus_up ();
  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", fake_bus_address (), TRUE);
  add ();
  result = g_test_run ();
  fake_bus_down ();
  return result;
}
