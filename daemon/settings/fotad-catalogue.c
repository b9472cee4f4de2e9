/*
 * A catalogue and what is looked up in it.  How its files are read is fotad-catalogue-load.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-catalogue-private.h"

#include "core/fotad-directories.h"

FotadCatalogue *
fotad_catalogue_load (const char *path, const char *overlays, GError **error)
{
  return catalogue_load (path, NULL, overlays, error);
}

FotadCatalogue *
fotad_catalogue_open (const char *path, const char *const *more, GError **error)
{
  g_autofree char *config = fotad_directory_get (FOTAD_DIRECTORY_CONFIGURATION);
  g_autofree char *overlays = g_build_filename (config, "settings.d", NULL);

  return catalogue_load (path, more, overlays, error);
}

FotadCatalogue *
fotad_catalogue_ref (FotadCatalogue *catalogue)
{
  return g_rc_box_acquire (catalogue);
}

static void
catalogue_clear (gpointer data)
{
  FotadCatalogue *catalogue = data;

  g_free (catalogue->family);
  g_free (catalogue->profile);
  g_free (catalogue->reboot);
  g_clear_pointer (&catalogue->settings, g_ptr_array_unref);
  g_strfreev (catalogue->complaints);
}

void
fotad_catalogue_unref (FotadCatalogue *catalogue)
{
  g_rc_box_release_full (catalogue, catalogue_clear);
}

const char *
fotad_catalogue_family (FotadCatalogue *catalogue)
{
  return catalogue->family;
}

GPtrArray *
fotad_catalogue_settings (FotadCatalogue *catalogue)
{
  return catalogue->settings;
}

const FotadSetting *
fotad_catalogue_find (FotadCatalogue *catalogue, const char *name, const char *model)
{
  for (guint i = 0; i < catalogue->settings->len; i++) {
    const FotadSetting *setting = catalogue->settings->pdata[i];

    if (g_str_equal (setting->name, name) && fotad_setting_fits (setting, model))
      return setting;
  }
  return NULL;
}

const char *
fotad_catalogue_profile (FotadCatalogue *catalogue)
{
  return catalogue->profile;
}

const char *
fotad_catalogue_reboot (FotadCatalogue *catalogue)
{
  return catalogue->reboot;
}

const char *const *
fotad_catalogue_complaints (FotadCatalogue *catalogue)
{
  return (const char *const *) catalogue->complaints;
}
