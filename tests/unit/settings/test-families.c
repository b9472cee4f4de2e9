/*
 * Every family's catalogue against a modem of that family: saved, updated, restored, counted.
 * The figures are what the .setup files and the families' NV tables come to; one row more or
 * less, and somebody has to say why.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "nv-world.h"

#include <string.h>

typedef struct {
  const char *family, *file, *model;
  guint saved;       /* rows */
  guint unsupported; /* settings */
  guint lost;        /* rows that differ after the update */
  guint written;
  guint warned;
  guint reboots;
  const char *secrets; /* a .secrets file; NULL: the modem shows what it has, or nothing is lost */
} Family;

static const Family families[] = {
  { "cinterion", "cinterion/exs82.settings", "EXS82-W", 36, 0, 25, 25, 0, 1,
    "[SGAUTH]\npassword=planted-secret-a\n" },
  { "telit", "telit/xe910.settings", "HE910", 56, 1, 22, 22, 0, 1,
    "[mail-user]\npassword=planted-secret-b\n" },
  { "hl78", "hl78/hl78xx.settings", "HL7812", 38, 0, 22, 20, 2, 1, NULL },
  { "sequans", "sequans/gm01q.settings", "GM01Q", 23, 0, 12, 12, 0, 1,
    "[CGAUTH]\n1.password=planted-secret-a\n" },
  { "quectel", "quectel/bg95.settings", "BG95-M3", 28, 6, 11, 11, 0, 0, NULL },
};

static guint
count_rows (FotadReadout *readout)
{
  guint count = 0;

  for (guint i = 0; i < readout->len; i++)
    count += ((FotadReading *) readout->pdata[i])->rows->len;
  return count;
}

static guint
count_status (FotadReadout *readout, FotadReadingStatus status)
{
  guint count = 0;

  for (guint i = 0; i < readout->len; i++)
    count += ((FotadReading *) readout->pdata[i])->status == status;
  return count;
}

static void
assert_counts (const Family *family, FotadReadout *before, FotadRestore *restore)
{
  g_assert_cmpuint (count_rows (before), ==, family->saved);
  g_assert_cmpuint (count_status (before, FOTAD_READING_UNSUPPORTED), ==, family->unsupported);
  g_assert_cmpuint (count_status (before, FOTAD_READING_FAILED), ==, 0);
  g_assert_cmpuint (restore->differing->len, ==, family->lost);
  g_assert_cmpuint (restore->written->len, ==, family->written);
  g_assert_cmpuint (g_strv_length (restore->warnings), ==, family->warned);
}

/* Nothing was written that did not differ. */
static void
assert_only_differing (FotadRestore *restore)
{
  for (guint i = 0; i < restore->written->len; i++) {
    gboolean differed = FALSE;

    for (guint k = 0; k < restore->differing->len; k++)
      differed |= g_str_equal (((FotadChange *) restore->differing->pdata[k])->name,
                               restore->written->pdata[i]);
    g_assert_true (differed);
  }
}

static void
test_family (gconstpointer data)
{
  const Family *family = data;
  g_autoptr (NvWorld) world = nv_world_new (family->family, family->file, family->model);
  g_autoptr (FotadReadout) before = NULL, stored = NULL;
  g_autoptr (FotadRestore) restore = NULL, again = NULL;
  g_autofree char *warnings = NULL, *log = NULL, *quiet = NULL;

  if (family->secrets != NULL)
    nv_world_add (world, "my.secrets", family->secrets, 0600);
  before = nv_world_save (world);
  g_free (nv_world_say (world, "AT*UPDATE"));
  g_free (nv_world_say (world, "ATE0+CMEE=1"));
  g_free (nv_world_log (world));

  restore = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  warnings = nv_world_warnings (restore);
  log = nv_world_log (world);
  g_test_message ("saved %u, unsupported %u, lost %u, written %u, warned %u, reboots %u\n%s\n%s",
                  count_rows (before), count_status (before, FOTAD_READING_UNSUPPORTED),
                  restore->differing->len, restore->written->len, g_strv_length (restore->warnings),
                  world->reboots, log, warnings);
  assert_counts (family, before, restore);
  assert_only_differing (restore);
  g_assert_cmpuint (world->reboots, ==, family->reboots);

  again = nv_world_restore (world, before, FOTAD_RESTORE_WRITE);
  quiet = nv_world_log (world);
  g_assert_cmpstr (quiet, ==, "");
  g_assert_cmpuint (again->written->len, ==, 0);
  g_assert_cmpuint (again->differing->len, ==, restore->left->len);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++) {
    g_autofree char *path = g_strconcat ("/settings/families/", families[i].family, NULL);

    g_test_add_data_func (path, &families[i], test_family);
  }
  return g_test_run ();
}
