/*
 * The configuration: defaults, drop-ins in order, and a named warning for everything else.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-config.h"

#include <glib/gstdio.h>

typedef struct {
  char *directory;
  char *drop_ins;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->directory = g_dir_make_tmp ("fotad-config-XXXXXX", NULL);
  fixture->drop_ins = g_build_filename (fixture->directory, "fotad.conf.d", NULL);
  g_assert_cmpint (g_mkdir (fixture->drop_ins, 0700), ==, 0);
}

static void
remove_files (const char *directory)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (directory, name, NULL);

    g_remove (path);
  }
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  remove_files (fixture->drop_ins);
  remove_files (fixture->directory);
  g_assert_cmpint (g_rmdir (fixture->directory), ==, 0);
  g_free (fixture->directory);
  g_free (fixture->drop_ins);
}

static void
write_file (const char *directory, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_defaults (const FotadConfig *config)
{
  const char *directories[] = { "/var/lib/fotad/packages", NULL };

  g_assert_cmpuint (config->max_parallel, ==, 1);
  g_assert_cmpuint (config->keep_count, ==, 1000);
  g_assert_cmpuint (config->keep_days, ==, 365);
  g_assert_cmpuint (config->default_deadline, ==, 7200);
  g_assert_null (config->proxy);
  g_assert_null (config->ca_file);
  g_assert_cmpuint (config->max_download, ==, 512);
  g_assert_cmpstr (config->approval, ==, "auto");
  g_assert_cmpstr (config->spare_port, ==, "auto");
  g_assert_cmpstrv (config->package_directories, directories);
  g_assert_false (config->log_at);
}

static void
test_defaults (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadConfig) config = fotad_config_load (fixture->directory);
  g_autoptr (FotadConfig) nowhere = fotad_config_load ("/nonexistent");

  assert_defaults (config);
  assert_defaults (nowhere);
}

static void
test_all_keys (Fixture *fixture, gconstpointer unused)
{
  const char *directories[] = { "/srv/a b", "/srv/c", NULL };
  g_autoptr (FotadConfig) config = NULL;
  const char *ports[] = { "490154203237518:/dev/ttyS1", "356938035643809:/dev/ttyS2", NULL };

  write_file (fixture->directory, "fotad.conf",
              "# a comment\n\n[Jobs]\nMaxParallel=4\n  KeepCount = 5 \nKeepDays=6\n"
              "DefaultDeadline=600\nApproval=ask\n"
              "[Packages]\nDirectories=/srv/a b; /srv/x/../c/ ;;\n[Log]\nAt=yes\n"
              "[Download]\nProxy=http://u:p@proxy:3128\nCaFile=/etc/own ca.pem\nMaxSize=8\n"
              "[Watch]\nPorts=490154203237518:/dev/ttyS1; 356938035643809:/dev/ttyS2;\n");
  config = fotad_config_load (fixture->directory);
  g_assert_cmpuint (config->max_parallel, ==, 4);
  g_assert_cmpuint (config->keep_count, ==, 5);
  g_assert_cmpuint (config->keep_days, ==, 6);
  g_assert_cmpuint (config->default_deadline, ==, 600);
  g_assert_cmpstr (config->approval, ==, "ask");
  g_assert_cmpstrv (config->package_directories, directories);
  g_assert_true (config->log_at);
  g_assert_cmpstrv (config->watch_ports, ports);
  g_assert_cmpstr (config->proxy, ==, "http://u:p@proxy:3128");
  g_assert_cmpstr (config->ca_file, ==, "/etc/own ca.pem");
  g_assert_cmpuint (config->max_download, ==, 8);
}

static void
test_drop_ins (Fixture *fixture, gconstpointer unused)
{
  const char *state[] = { "/st/packages", NULL }, *none[] = { NULL };
  g_autoptr (FotadConfig) elsewhere = NULL;
  g_autoptr (FotadConfig) config = NULL;

  write_file (fixture->directory, "fotad.conf", "[Jobs]\nMaxParallel=2\nKeepDays=2\n");
  write_file (fixture->drop_ins, "20-b.conf", "[Jobs]\nMaxParallel=4\n[Packages]\nDirectories=\n");
  write_file (fixture->drop_ins, "10-a.conf", "[Jobs]\nMaxParallel=3\nKeepCount=3\n");
  write_file (fixture->drop_ins, "30-c.conf.bak", "[Jobs]\nMaxParallel=5\n");
  config = fotad_config_load (fixture->directory);
  g_assert_cmpuint (config->max_parallel, ==, 4);
  g_assert_cmpuint (config->keep_count, ==, 3);
  g_assert_cmpuint (config->keep_days, ==, 2);
  g_assert_cmpstrv (config->package_directories, none);
  g_setenv ("STATE_DIRECTORY", "/st", TRUE);
  elsewhere = fotad_config_load ("/nonexistent");
  g_unsetenv ("STATE_DIRECTORY");
  g_assert_cmpstrv (elsewhere->package_directories, state);
}

static void
test_warnings (Fixture *fixture, gconstpointer unused)
{
  static const struct {
    const char *text;
    const char *warning;
  } cases[] = {
    { "[Job]\nMaxParallel=2\n", "*/fotad.conf: [Job]: there is no such group" },
    { "[Jobs]\nMaxParalel=2\n", "*/fotad.conf: [Jobs] MaxParalel: there is no such key" },
    { "[Jobs]\nMaxParallel=0\n", "*/fotad.conf: [Jobs] MaxParallel: *0*out of bounds*" },
    { "[Jobs]\nMaxParallel=65\n", "*/fotad.conf: [Jobs] MaxParallel: *out of bounds*" },
    { "[Jobs]\nKeepDays=-1\n", "*/fotad.conf: [Jobs] KeepDays: *not an unsigned number*" },
    { "[Jobs]\nKeepCount=99999999999999999999999\n", "*[Jobs] KeepCount: *" },
    { "[Jobs]\nDefaultDeadline=2h\n", "*[Jobs] DefaultDeadline: *" },
    { "[Jobs]\nApproval=Ask\n", "*/fotad.conf: [Jobs] Approval: must be one of: auto ask" },
    { "[Packages]\nDirectories=/a;b\n", "*[Packages] Directories: must be absolute paths*" },
    { "[Watch]\nPorts=/dev/ttyS1\n", "*[Watch] Ports: must be IMEI:DEVICE*" },
    { "[Watch]\nPorts=490154203237518:ttyS1\n", "*[Watch] Ports: must be IMEI:DEVICE*" },
    { "[Download]\nProxy=geheim:3128\n", "*/fotad.conf: [Download] Proxy: must be a URL" },
    { "[Download]\nProxy=http://a b\n", "*[Download] Proxy: must be a URL" },
    { "[Download]\nCaFile=ca.pem\n", "*[Download] CaFile: must be an absolute path" },
    { "[Download]\nMaxSize=0\n", "*[Download] MaxSize: *out of bounds*" },
    { "[Log]\nAt=maybe\n", "*/fotad.conf: [Log] At: must be true or false" },
    { "[Jobs]\nnonsense\n", "*/fotad.conf: line 2 makes no sense" },
    { "MaxParallel=2\n", "*/fotad.conf: line 1 makes no sense" },
    { "[Jobs\nMaxParallel=2\n", "*/fotad.conf: line 1 makes no sense" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (FotadConfig) config = NULL;

    write_file (fixture->directory, "fotad.conf", cases[i].text);
    g_test_expect_message ("fotad-core", G_LOG_LEVEL_WARNING, cases[i].warning);
    if (g_str_has_prefix (cases[i].text, "[Jobs\n"))
      g_test_expect_message ("fotad-core", G_LOG_LEVEL_WARNING, "*line 2 makes no sense");
    config = fotad_config_load (fixture->directory);
    g_test_assert_expected_messages ();
    assert_defaults (config);
  }
}

static void
test_bad_line_loses_nothing_else (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (FotadConfig) config = NULL;

  write_file (fixture->directory, "fotad.conf", "[Jobs]\nthe next counts\nApproval=ask\n");
  g_test_expect_message ("fotad-core", G_LOG_LEVEL_WARNING, "*line 2 makes no sense");
  config = fotad_config_load (fixture->directory);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (config->approval, ==, "ask");
}

static void
test_unreadable (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = g_build_filename (fixture->directory, "fotad.conf", NULL);
  g_autoptr (FotadConfig) config = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  write_file (fixture->drop_ins, "a.conf", "[Jobs]\nApproval=\xff\n");
  g_test_expect_message ("fotad-core", G_LOG_LEVEL_WARNING, "*/fotad.conf: skipped: *");
  g_test_expect_message ("fotad-core", G_LOG_LEVEL_WARNING, "*/a.conf: [Jobs] Approval: *");
  config = fotad_config_load (fixture->directory);
  g_test_assert_expected_messages ();
  assert_defaults (config);
}

#define CONFIG_TEST(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_unsetenv ("STATE_DIRECTORY");
  g_test_init (&argc, &argv, NULL);
  CONFIG_TEST ("/core/config/defaults", test_defaults);
  CONFIG_TEST ("/core/config/all-keys", test_all_keys);
  CONFIG_TEST ("/core/config/drop-ins", test_drop_ins);
  CONFIG_TEST ("/core/config/warnings", test_warnings);
  CONFIG_TEST ("/core/config/bad-line-loses-nothing-else", test_bad_line_loses_nothing_else);
  CONFIG_TEST ("/core/config/unreadable", test_unreadable);
  return g_test_run ();
}
