/*
 * Control modules, loaded.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-control-provider.h"

#include <gmodule.h>

#include "core/fotad-error.h"
#include "vendor/fotad-plugin-file.h"

static const FotadControl *
find_table (GModule *module, const char *name)
{
  const FotadControl *const *symbol = NULL;

  if (!g_module_symbol (module, "fotad_control", (gpointer *) &symbol) || *symbol == NULL ||
      (*symbol)->abi != FOTAD_CONTROL_ABI || g_strcmp0 ((*symbol)->name, name) != 0)
    return NULL;
  return *symbol;
}

const FotadControl *
fotad_control_load (const char *path, const char *name, gboolean uninstalled, GError **error)
{
  const FotadControl *control = NULL;
  GModule *module;

  if (!fotad_plugin_file_is_trusted (path, uninstalled, error)) {
    g_prefix_error (error, "%s: ", path);
    return NULL;
  }
  module = g_module_open (path, G_MODULE_BIND_LOCAL | G_MODULE_BIND_LAZY);
  if (module == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED, "%s: %s", path, g_module_error ());
    return NULL;
  }
  control = find_table (module, name);
  if (control == NULL)
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED,
                 "%s is no control module for %s of ABI %u", path, name, FOTAD_CONTROL_ABI);
  else
    g_module_make_resident (module); /* its library registers types */
  g_module_close (module);
  return control;
}
