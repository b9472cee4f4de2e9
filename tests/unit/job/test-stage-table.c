/*
 * Which stages a job of each kind has, in what order, when each is passed over and what does it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-stage.h"

#define KINDS (FOTAD_JOB_KIND_COMPARE + 1)

static const FotadJobKind kinds[KINDS] = {
  FOTAD_JOB_KIND_UPDATE, FOTAD_JOB_KIND_SERVER,  FOTAD_JOB_KIND_ENROL,   FOTAD_JOB_KIND_CERTIFICATE,
  FOTAD_JOB_KIND_SAVE,   FOTAD_JOB_KIND_RESTORE, FOTAD_JOB_KIND_COMPARE,
};

/* "check claim+ …": a mark behind a name for each flag. */
static void
assert_stages (FotadJobKind kind, const char *expected)
{
  static const struct {
    FotadStageFlags flag;
    char mark;
  } marks[] = {
    { FOTAD_STAGE_ALWAYS, '*' },       { FOTAD_STAGE_AFTER_INSTALL, '+' },
    { FOTAD_STAGE_IF_INSTALLED, '!' }, { FOTAD_STAGE_IF_DOWNLOAD, '?' },
    { FOTAD_STAGE_IF_REBOOT, '~' },
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (const FotadStageRow *row = fotad_stage_rows_of (kind); row->run != NULL; row++) {
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", fotad_stage_name (row->stage));
    for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
      if (row->flags & marks[i].flag)
        g_string_append_c (text, marks[i].mark);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* What the modem's server offers is no less an update. */
static void
test_updates (void)
{
  static const char rows[] = "check transfer? claim identify transfer? save-settings prepare "
                             "transfer install settle! verify! restore-settings+! release*";

  assert_stages (FOTAD_JOB_KIND_UPDATE, rows);
  assert_stages (FOTAD_JOB_KIND_SERVER, rows);
}

/* Nothing is saved where no firmware is changed; the vendor's word is read back all the same. */
static void
test_configuration (void)
{
  static const char rows[] =
      "check claim identify prepare transfer install~ settle! verify release*";

  assert_stages (FOTAD_JOB_KIND_ENROL, rows);
  assert_stages (FOTAD_JOB_KIND_CERTIFICATE, rows);
}

static void
test_settings (void)
{
  assert_stages (FOTAD_JOB_KIND_SAVE, "claim identify save-settings release*");
  assert_stages (FOTAD_JOB_KIND_RESTORE, "claim identify restore-settings release*");
  assert_stages (FOTAD_JOB_KIND_COMPARE, "claim identify restore-settings release*");
}

/* Whatever it is: it is given back at last, and nothing is asked before the modem is ours. */
static void
test_every_kind (void)
{
  for (gsize i = 0; i < KINDS; i++) {
    gboolean claimed = FALSE, released = FALSE;

    for (const FotadStageRow *row = fotad_stage_rows_of (kinds[i]); row->run != NULL; row++) {
      g_assert_false (released);
      claimed |= row->stage == FOTAD_STAGE_CLAIM;
      released = row->stage == FOTAD_STAGE_RELEASE;
      g_assert_true (released == ((row->flags & FOTAD_STAGE_ALWAYS) != 0));
      if (row->run != fotad_stage_package && row->run != fotad_stage_download)
        g_assert_true (claimed);
    }
    g_assert_true (released);
  }
}

static FotadStageFunc
function_of (const FotadStageRow *row, FotadJobKind kind)
{
  gboolean configures = kind == FOTAD_JOB_KIND_ENROL || kind == FOTAD_JOB_KIND_CERTIFICATE;

  switch (row->stage) {
  case FOTAD_STAGE_CHECK:
    return fotad_stage_package;
  case FOTAD_STAGE_CLAIM:
    return fotad_stage_claim;
  case FOTAD_STAGE_IDENTIFY:
    return fotad_stage_connect;
  case FOTAD_STAGE_SAVE_SETTINGS:
    return fotad_stage_save;
  case FOTAD_STAGE_TRANSFER:
    return row->flags & FOTAD_STAGE_IF_DOWNLOAD ? fotad_stage_download : fotad_stage_rows;
  case FOTAD_STAGE_PREPARE:
  case FOTAD_STAGE_INSTALL:
    return fotad_stage_rows;
  case FOTAD_STAGE_SETTLE:
    return fotad_stage_settle;
  case FOTAD_STAGE_VERIFY:
    return configures ? fotad_stage_read_back : fotad_stage_verify;
  case FOTAD_STAGE_RESTORE_SETTINGS:
    return fotad_stage_restore;
  case FOTAD_STAGE_RELEASE:
    return fotad_stage_release;
  case FOTAD_STAGE_APPROVAL: /* is asked in the vendor's rows */
    break;
  }
  return NULL;
}

static void
test_functions (void)
{
  for (gsize i = 0; i < KINDS; i++)
    for (const FotadStageRow *row = fotad_stage_rows_of (kinds[i]); row->run != NULL; row++)
      g_assert_true (row->run == function_of (row, kinds[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/job/stage-table/updates", test_updates);
  g_test_add_func ("/job/stage-table/configuration", test_configuration);
  g_test_add_func ("/job/stage-table/settings", test_settings);
  g_test_add_func ("/job/stage-table/every-kind", test_every_kind);
  g_test_add_func ("/job/stage-table/functions", test_functions);
  return g_test_run ();
}
