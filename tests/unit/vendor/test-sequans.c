/*
 * Every line, number, field and state of the RYZ014 chapter, §C.a and §C.b of our vendor reference
 * (AN0214 and the field).  argv[1]: the plugin; argv[2]: its modems file.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-modems-file.h"
#include "vendor/fotad-plugin-file.h"

#define NONE G_MININT

static FotadBook *book;
static const char *modems_file;

/* §C.a.2, §C.a.3: lines the modem volunteers. */
static const struct {
  const char *line;
  const char *name; /* NULL: not news */
  FotadNewsKind kind;
  int percent;
  int code;
} lines[] = {
  { "+SQNSUPGRADE: \"downloading\",10", "fetching", FOTAD_NEWS_PROGRESS, 10, NONE },
  { "+SQNSUPGRADE: downloading,100", "fetching", FOTAD_NEWS_PROGRESS, 100, NONE },
  { "+SQNSUPGRADE:\"Downloading\", 35%", "fetching", FOTAD_NEWS_PROGRESS, 35, NONE },
  { "+SQNSUPGRADE: download 35 %", "fetching", FOTAD_NEWS_PROGRESS, 35, NONE },
  { "+SQNSUPGRADE: \"downloaded\"", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNSUPGRADE: downloaded", "fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNSUPGRADE: \"installing\"", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { "+SQNSUPGRADE: install", "installing", FOTAD_NEWS_BUSY, -1, NONE },
  { "+SQNSUPGRADE: \"installed\"", "installed", FOTAD_NEWS_INSTALLED, -1, NONE },
  { "+SQNSUPGRADE: \"failed\"", "upgrade-failed", FOTAD_NEWS_FAILED, -1, NONE },
  { "+SQNSUPGRADE: error", "upgrade-failed", FOTAD_NEWS_FAILED, -1, NONE },
  { "+SQNSUPGRADE: \"download failed\",22", "upgrade-failed", FOTAD_NEWS_FAILED, -1, NONE },
  { "+SQNSUPGRADE: \"install failed\"", "install-failed", FOTAD_NEWS_FAILED, -1, NONE },
  { "+SQNSUPGRADE: \"polishing\",7", "other-upgrade", FOTAD_NEWS_CHANGED, -1, NONE },
  { "+SQNSUPGRADE: \"down", "other-upgrade", FOTAD_NEWS_CHANGED, -1, NONE },
  { "+SQNSUPGRADE: \"idle\"", "other-upgrade", FOTAD_NEWS_CHANGED, -1, NONE },

  { "+SQNFOTA: 1", "onboarding", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 2", "stopped", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 3", "idle", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 4", "checking", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 5", "server-fetch", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 6", "server-fetched", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 7", "server-install", FOTAD_NEWS_BUSY, -1, NONE },
  { "+SQNFOTA: 8", "server-installed", FOTAD_NEWS_INSTALLED, -1, NONE },
  { "+SQNFOTA:4", "checking", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 5,3,0", "server-fetching", FOTAD_NEWS_PROGRESS, 0, NONE },
  { "+SQNFOTA: 5,3,70", "server-fetching", FOTAD_NEWS_PROGRESS, 70, NONE },
  { "+SQNFOTA: 5, 3, 100", "server-fetching", FOTAD_NEWS_PROGRESS, 100, NONE },
  { "+SQNFOTA: 3,8", "gave-up", FOTAD_NEWS_OTHER, -1, 8 },
  { "+SQNFOTA: 3, 4", "gave-up", FOTAD_NEWS_OTHER, -1, 4 },
  { "+SQNFOTA: 3,0", "gave-up", FOTAD_NEWS_OTHER, -1, 0 },
  { "+SQNFOTA: 5,3", "hitch", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 1,2", "hitch", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: \"available\"", "available", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: available", "available", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: \"downloaded\"", "server-has-it", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: \"install\"", "server-restart", FOTAD_NEWS_BUSY, -1, NONE },
  { "+SQNFOTA: \"installed\",\"5.4.1.1-57830\"", "server-done", FOTAD_NEWS_INSTALLED, -1, NONE },
  { "+SQNFOTA: \"installed\", 5.4.1.1-57830", "server-done", FOTAD_NEWS_INSTALLED, -1, NONE },
  { "+SQNFOTA: \"installed\"", "other-service", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: 9", "other-service", FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNFOTA: \"avail", "other-service", FOTAD_NEWS_OTHER, -1, NONE },

  { "+SYSSTART", "booted", FOTAD_NEWS_READY, -1, NONE },
  { "+SHUTDOWN", "shut-down", FOTAD_NEWS_BUSY, -1, NONE },
  { "+SQNSSHDN", "shut-down", FOTAD_NEWS_BUSY, -1, NONE },

  { "+CEREG: 1,\"0002\",\"01A2D002\",7", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "+SQNDMST: \"bs\",100,\"BS_FINISHED\",10,-1", NULL, FOTAD_NEWS_OTHER, -1, NONE },
  { "LR5.4.1.1-57857", NULL, FOTAD_NEWS_OTHER, -1, NONE },
};

static void
test_lines (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_auto (FotadNewsHit) hit = { 0 };
    gboolean known = fotad_book_news (book, "GM01Q", lines[i].line, &hit);

    g_test_message ("%s", lines[i].line);
    g_assert_cmpstr (known ? hit.news->name : NULL, ==, lines[i].name);
    if (!known)
      continue;
    g_assert_cmpint (hit.news->kind, ==, lines[i].kind);
    g_assert_cmpint (hit.percent, ==, lines[i].percent);
    g_assert_cmpint (hit.code, ==, lines[i].code);
  }
}

static void
test_codes (void)
{
  const FotadCode *failed = fotad_book_code (book, "RYZ014A", "fota", 8);

  g_assert_cmpint (failed->failure, ==, FOTAD_FAILURE_INSTALL);
  g_assert_cmpstr (failed->text, ==, "Idle, installation failure");
  for (int code = 0; code < 100; code++)
    if (code != 8)
      g_assert_null (fotad_book_code (book, "RYZ014A", "fota", code));
}

static const struct {
  const char *maker, *model;
  gboolean ours;
} models[] = {
  { "SEQUANS Communications", "GM01Q", TRUE },
  { "Renesas", "RYZ014A", TRUE },
  { "RENESAS", "RYZ014", TRUE },
  { "Sequans", "GM02S", TRUE },
  { "SEQUANS Communications", "SQN3330", FALSE },
  { "Quectel", "GM01Q", FALSE },
};

static void
test_models (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = fotad_modems_file_load (modems_file, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (models); i++) {
    gboolean ours = FALSE;

    for (guint k = 0; k < families->len; k++)
      ours |=
          fotad_family_matches (families->pdata[k], models[i].maker, models[i].model, NULL, NULL);
    g_test_message ("%s %s", models[i].maker, models[i].model);
    g_assert_cmpint (ours, ==, models[i].ours);
  }
}

/* Nobody can wake a module from AT+SQNSSHDN, and the blocking form holds the port. */
static void
test_never (void)
{
  static const char *const routes[] = { "fetch", "server", "enrol", "status", "certificate" };

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    const FotadRoute *route = fotad_book_route (book, "GM01Q", routes[i]);

    g_assert_nonnull (route);
    for (const FotadStep *step = route->steps; step->name != NULL; step++) {
      if (step->command == NULL)
        continue;
      g_assert_null (strstr (step->command, "SQNSSHDN"));
      g_assert_null (strstr (step->command, ",0]"));
      if (g_str_has_prefix (step->command, "AT+SQNSUPGRADE="))
        g_assert_true (strstr (step->command, ",10,1[") ||
                       g_str_has_suffix (step->command, ",5,2"));
    }
  }
}

/* §C.b and §1.2: time-outs. */
static void
test_figures (void)
{
  const FotadSettle *settle = &fotad_book_get_vendor (book)->settle;
  const FotadRoute *fetch = fotad_book_route (book, "GM01Q", "fetch");

  g_assert_cmpuint (settle->back_s, ==, 1800);
  g_assert_cmpuint (settle->stable_s, ==, 20);
  g_assert_cmpuint (settle->bauds[0], ==, 115200);
  g_assert_cmpstr (fetch->schemes, ==, "http https ftp");
  for (const FotadStep *step = fetch->steps; step->name != NULL; step++)
    if (step->phase == FOTAD_PHASE_TRANSFER && step->until != NULL) {
      g_assert_cmpuint (step->timeout_s, ==, 3600);
      g_assert_cmpuint (step->reply_s, ==, 20);
      g_assert_cmpuint (step->silence_s, ==, 600);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int result;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 3);
  book = fotad_plugin_file_open (argv[1], "sequans", TRUE, &error);
  g_assert_no_error (error);
  modems_file = argv[2];
  g_test_add_func ("/vendor/sequans/lines", test_lines);
  g_test_add_func ("/vendor/sequans/codes", test_codes);
  g_test_add_func ("/vendor/sequans/models", test_models);
  g_test_add_func ("/vendor/sequans/never", test_never);
  g_test_add_func ("/vendor/sequans/figures", test_figures);
  result = g_test_run ();
  fotad_book_unref (book);
  return result;
}
