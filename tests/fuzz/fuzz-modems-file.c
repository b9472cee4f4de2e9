/*
 * A *.modems file with anything in it: refused with a sentence that names it, or families that can
 * be asked for any modem.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <errno.h>

#include "core/fotad-error.h"
#include "fuzz-file.h"
#include "fuzz.h"
#include "vendor/fotad-modems-file.h"

static const char *const words[] = {
  NULL, "", "Quectel", "BG95-M3", "BG95M3LAR02A03", "2c7c:0700"
};

static void
ask (const FotadFamily *family)
{
  g_assert (family->name != NULL && family->vendor != NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    fotad_family_matches (family, "Quectel", words[i], words[i], words[i]);
    fotad_family_matches (family, words[i], "BG95-M3", NULL, NULL);
    fotad_family_has_usb (family, words[i]);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  char *folder = fuzz_folder_make ();
  g_autofree char *path = fuzz_folder_put (folder, "made-up.modems", data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) families = fotad_modems_file_load (path, &error);

  g_assert ((families == NULL) == (error != NULL));
  if (error != NULL)
    g_assert (error->domain == FOTAD_ERROR && strstr (error->message, "made-up.modems") != NULL);
  for (guint i = 0; families != NULL && i < families->len; i++)
    ask (families->pdata[i]);
  fuzz_folder_remove (folder);
  return 0;
}
