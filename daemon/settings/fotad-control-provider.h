/*
 * A provider over a control module (plugins/fotad-control.h): the port is opened when something
 * is asked, and given back when the operation is over.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotad-control.h"
#include "settings/fotad-provider.h"

G_BEGIN_DECLS

/* Loads the module @path, which must call itself @name; it stays in memory.  NOT_SUPPORTED names
 * the file and what is wrong with it.  @uninstalled: as of fotad_plugin_file_open. */
const FotadControl *
fotad_control_load (const char *path, const char *name, gboolean uninstalled, GError **error);

/* Where the port is at this moment, to be freed; NULL: away. */
typedef char *(*FotadControlFind) (gpointer data);

/* The port is not there, or does not open: nothing can be asked in this operation.  @why is for
 * people. */
typedef void (*FotadControlTrouble) (const char *why, gpointer data);

/* @trouble may be NULL.  @free_data is called for @data with the provider. */
FotadProvider *fotad_control_provider_new (const FotadControl *control,
                                           FotadControlFind find,
                                           FotadControlTrouble trouble,
                                           gpointer data,
                                           GDestroyNotify free_data);

G_END_DECLS
