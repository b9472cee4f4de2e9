/*
 * A *.settings file with anything in it, and a modem that answers its commands with anything: what
 * comes before the line "----" is the file, what comes after it the answer to every command.
 *
 * As a vendor's file it is refused with its name, or taken; as an integrator's it is taken or left
 * out with a complaint, and never an error.  What was read twice alike does not differ.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>
#include <string.h>

#include "core/fotad-error.h"
#include "fuzz-file.h"
#include "fuzz.h"
#include "settings/fotad-catalogue.h"
#include "settings/fotad-plan.h"

#define DIVIDER "\n----\n"

static FotadReadout *
read_all (FotadCatalogue *catalogue, const char *answer)
{
  GPtrArray *settings = fotad_catalogue_settings (catalogue);
  FotadReadout *readout = fotad_readout_new ();

  for (guint i = 0; i < settings->len; i++) {
    const FotadSetting *setting = settings->pdata[i];
    FotadReading *reading = fotad_readout_add (readout, setting->name, "", setting->read ?: "",
                                               FOTAD_READING_SAVED, NULL);

    if (setting->row != NULL)
      fotad_reading_parse (reading, setting, answer);
    for (guint j = 0; j < reading->rows->len; j++)
      g_free (fotad_setting_row_describe (reading->rows->pdata[j], setting));
  }
  return readout;
}

static guint
differences (FotadCatalogue *catalogue, FotadReadout *wanted, FotadReadout *present)
{
  const FotadPlanInput input = {
    .catalogue = catalogue,
    .model = "BG95-M3",
    .wanted = wanted,
    .present = present,
    .flags = FOTAD_RESTORE_WRITE,
  };
  g_autoptr (GPtrArray) changes = fotad_plan_make (&input);
  g_autoptr (GPtrArray) link = fotad_plan_link (&input);

  (void) link;
  return changes->len;
}

static void
use (FotadCatalogue *catalogue, const char *answer)
{
  g_autoptr (FotadReadout) wanted = read_all (catalogue, answer);
  g_autoptr (FotadReadout) found = read_all (catalogue, answer);
  g_autoptr (FotadReadout) empty = fotad_readout_new ();

  differences (catalogue, wanted, empty);
  differences (catalogue, empty, wanted);
  g_assert (differences (catalogue, wanted, found) == 0);
}

static void
as_vendors (const char *path, const char *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadCatalogue) catalogue = fotad_catalogue_load (path, NULL, &error);
  g_auto (GStrv) faults = fotad_catalogue_lint (path);

  g_assert ((catalogue == NULL) == (error != NULL));
  if (error != NULL)
    g_assert (error->domain == FOTAD_ERROR && strstr (error->message, "made-up") != NULL);
  if (catalogue != NULL)
    use (catalogue, answer);
}

static void
as_integrators (const char *folder, const char *answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadCatalogue) catalogue = fotad_catalogue_load (NULL, folder, &error);

  g_assert_no_error (error);
  use (catalogue, answer);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  char *folder = fuzz_folder_make ();
  const guint8 *divider = memmem (data, size, DIVIDER, strlen (DIVIDER));
  gsize length = divider != NULL ? (gsize) (divider - data) + 1 : size;
  gsize begin = MIN (size, length + strlen (DIVIDER) - 1);
  g_autofree char *raw = g_strndup ((const char *) data + begin, size - begin);
  g_autofree char *answer = g_utf8_make_valid (raw, -1);
  g_autofree char *path = fuzz_folder_put (folder, "made-up.settings", data, length);

  as_vendors (path, answer);
  as_integrators (folder, answer);
  fuzz_folder_remove (folder);
  return 0;
}
