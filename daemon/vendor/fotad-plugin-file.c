/*
 * Plugins: trust, symbol, ABI, name, patterns.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-plugin-file.h"

#include <gmodule.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, what);
  return FALSE;
}

static gboolean
ensure_trusted (const char *path, gboolean uninstalled, GError **error)
{
  struct stat status;

  if (stat (path, &status) != 0)
    return refuse (error, g_strerror (errno));
  if (status.st_uid != 0 && !(uninstalled && status.st_uid == geteuid ()))
    return refuse (error, "not owned by root");
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return refuse (error, "writable by others than its owner");
  return TRUE;
}

gboolean
fotad_plugin_file_is_trusted (const char *path, gboolean uninstalled, GError **error)
{
  g_autofree char *directory = g_path_get_dirname (path);

  if (!ensure_trusted (directory, uninstalled, error)) {
    g_prefix_error (error, "its directory is ");
    return FALSE;
  }
  return ensure_trusted (path, uninstalled, error);
}

static const FotadVendor *
find_vendor (GModule *module, const char *name, GError **error)
{
  const FotadVendor *const *symbol = NULL;

  if (!g_module_symbol (module, "fotad_plugin", (gpointer *) &symbol) || *symbol == NULL) {
    refuse (error, "has no fotad_plugin");
    return NULL;
  }
  if ((*symbol)->abi != FOTAD_PLUGIN_ABI) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "is of ABI %u, we need %u",
                 (*symbol)->abi, (guint) FOTAD_PLUGIN_ABI);
    return NULL;
  }
  if (g_strcmp0 ((*symbol)->name, name) != 0) {
    refuse (error, "calls itself by another name than its file");
    return NULL;
  }
  return *symbol;
}

static FotadBook *
open_book (const char *path, const char *name, GError **error)
{
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL | G_MODULE_BIND_LAZY);
  const FotadVendor *vendor;
  FotadBook *book = NULL;

  if (module == NULL) {
    refuse (error, g_module_error ());
    return NULL;
  }
  vendor = find_vendor (module, name, error);
  if (vendor != NULL)
    book = fotad_book_new (vendor, error);
  if (book != NULL)
    g_module_make_resident (module);
  g_module_close (module);
  return book;
}

FotadBook *
fotad_plugin_file_open (const char *path, const char *name, gboolean uninstalled, GError **error)
{
  g_autoptr (GError) why = NULL;
  FotadBook *book = NULL;

  if (fotad_plugin_file_is_trusted (path, uninstalled, &why))
    book = open_book (path, name, &why);
  if (book == NULL)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "plugin %s: %s", path,
                 why->message);
  return book;
}
