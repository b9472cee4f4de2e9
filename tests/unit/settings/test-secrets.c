/*
 * Secrets from files: who may read them, which one counts, and that none is ever shown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-secrets.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/fotad-log.h"

typedef struct {
  char *place;
  char *directory;
  char *credentials;
} Files;

static void
set_up (Files *files, gconstpointer unused)
{
  files->place = g_dir_make_tmp ("fotad-XXXXXX", NULL);
  files->directory = g_build_filename (files->place, "settings.d", NULL);
  files->credentials = g_build_filename (files->place, "credentials", NULL);
  g_assert_cmpint (g_mkdir (files->directory, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (files->credentials, 0700), ==, 0);
}

static void
tear_down (Files *files, gconstpointer unused)
{
  g_autofree char *command = g_strdup_printf ("rm -r %s", files->place);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (files->place);
  g_free (files->directory);
  g_free (files->credentials);
}

static void
add (const char *directory, const char *name, const char *text, int mode)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  g_assert_cmpint (g_chmod (path, (mode_t) mode), ==, 0);
}

static void
test_lookup (Files *files, gconstpointer unused)
{
  g_autoptr (FotadSecrets) secrets = NULL;

  add (files->directory, "sim.secrets",
       "[auth]\npassword=for-all\n2.password=for-two\n[auth 490154203237518]\n"
       "password=for-one-modem\n",
       0600);
  add (files->directory, "not.settings", "[auth]\npin=nobody\n", 0600);
  secrets = fotad_secrets_load (files->directory, files->credentials);
  g_assert_null (fotad_secrets_complaints (secrets)[0]);
  g_assert_cmpstr (fotad_secrets_lookup (secrets, NULL, "auth", "1", "password"), ==, "for-all");
  g_assert_cmpstr (fotad_secrets_lookup (secrets, "1", "auth", "2", "password"), ==, "for-two");
  g_assert_cmpstr (fotad_secrets_lookup (secrets, "490154203237518", "auth", "2", "password"), ==,
                   "for-one-modem");
  g_assert_null (fotad_secrets_lookup (secrets, NULL, "auth", "1", "pin"));
  g_assert_null (fotad_secrets_lookup (secrets, NULL, "other", "1", "password"));
}

static void
test_credentials_win (Files *files, gconstpointer unused)
{
  g_autoptr (FotadSecrets) secrets = NULL;

  add (files->directory, "a.secrets", "[auth]\npassword=from-etc\n", 0640);
  add (files->credentials, "a.secrets", "[auth]\npassword=from-systemd\n", 0400);
  secrets = fotad_secrets_load (files->directory, files->credentials);
  g_assert_cmpstr (fotad_secrets_lookup (secrets, NULL, "auth", "", "password"), ==,
                   "from-systemd");
}

/* The file is named, what it holds is not. */
static void
test_refuses (Files *files, gconstpointer unused)
{
  g_autoptr (FotadSecrets) secrets = NULL;
  const char *const *complaints;

  add (files->directory, "1.secrets", "[auth]\npassword=planted-hunter2\n", 0644);
  add (files->directory, "2.secrets", "[auth]\npassword planted-hunter2\n", 0600);
  add (files->directory, "3.secrets", "[auth]\npassword=planted-hunter2\n", 0660);
  add (files->directory, "4.secrets", "[other]\npassword=good-one\n", 0600);
  for (guint i = 0; i < 3; i++)
    g_test_expect_message ("fotad-settings", G_LOG_LEVEL_WARNING, "*is left out*");
  secrets = fotad_secrets_load (files->directory, NULL);
  g_test_assert_expected_messages ();
  complaints = fotad_secrets_complaints (secrets);
  g_assert_cmpuint (g_strv_length ((GStrv) complaints), ==, 3);
  g_assert_nonnull (strstr (complaints[0], "1.secrets is left out: its mode 0644"));
  g_assert_nonnull (strstr (complaints[1], "2.secrets:2: neither"));
  g_assert_nonnull (strstr (complaints[2], "3.secrets is left out: its mode 0660"));
  for (guint i = 0; i < 3; i++)
    g_assert_null (strstr (complaints[i], "hunter2"));
  g_assert_null (fotad_secrets_lookup (secrets, NULL, "auth", "", "password"));
  g_assert_nonnull (fotad_secrets_lookup (secrets, NULL, "other", "", "password"));
}

/* The log knows them as long as we do. */
static void
test_masked (Files *files, gconstpointer unused)
{
  FotadSecrets *secrets;
  g_autofree char *during = NULL, *after = NULL;

  add (files->directory, "a.secrets", "[auth]\npassword=planted-hunter3\n", 0600);
  secrets = fotad_secrets_load (files->directory, NULL);
  during = fotad_log_mask_values ("it says planted-hunter3 here");
  fotad_secrets_free (secrets);
  after = fotad_log_mask_values ("it says planted-hunter3 here");
  g_assert_null (strstr (during, "hunter3"));
  g_assert_nonnull (strstr (after, "hunter3"));
}

static void
test_nothing (Files *files, gconstpointer unused)
{
  g_autoptr (FotadSecrets) secrets = fotad_secrets_load ("/nonexistent", NULL);

  g_assert_null (fotad_secrets_complaints (secrets)[0]);
  g_assert_null (fotad_secrets_lookup (secrets, NULL, "auth", "", "password"));
}

static void
add_case (const char *path, void (*test) (Files *, gconstpointer))
{
  g_test_add (path, Files, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/settings/secrets/lookup", test_lookup);
  add_case ("/settings/secrets/credentials-win", test_credentials_win);
  add_case ("/settings/secrets/refuses", test_refuses);
  add_case ("/settings/secrets/masked", test_masked);
  add_case ("/settings/secrets/nothing", test_nothing);
  return g_test_run ();
}
