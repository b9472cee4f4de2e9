/*
 * Which vendors' books there are and which modem belongs to which.  The *.modems files are read
 * at the start; a plugin is loaded when a modem of its vendor is there, and stays.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "vendor/fotad-book.h"
#include "vendor/fotad-family.h"

G_BEGIN_DECLS

typedef struct _FotadRegistry FotadRegistry;

/* From $CONFIGURATION_DIRECTORY/modems.d, then $FOTAD_DATA_DIR and its folders; plugins from
 * $FOTAD_PLUGIN_DIR and its folders; the built-in directories where a variable is not set.
 * A bad file is warned of and left out. */
FotadRegistry *fotad_registry_new (void);
void fotad_registry_free (FotadRegistry *registry);

/* The names of the installed plugins, sorted, without loading one. */
GStrv fotad_registry_vendors (FotadRegistry *registry);

/* All families in the order they are tried (elements: FotadFamily). */
GPtrArray *fotad_registry_families (FotadRegistry *registry);

/* The first family that fits, or NULL; any argument may be NULL.  @usb: "vvvv:pppp". */
FotadFamily *fotad_registry_match (FotadRegistry *registry,
                                   const char *manufacturer,
                                   const char *model,
                                   const char *revision,
                                   const char *usb);

/* The vendor's book, loaded on first use (a new reference).  FOTAD_ERROR_NOT_SUPPORTED: there is
 * no such plugin, or it is not to be trusted, of another ABI or broken; the message says which. */
FotadBook *fotad_registry_load (FotadRegistry *registry, const char *vendor, GError **error);

/* Where the control module @name ("control-NAME.so" in the plugins' directory or one of its
 * folders) lies; NULL: it is not installed. */
char *fotad_registry_control_file (FotadRegistry *registry, const char *name);

/* Whether plugins may also be our own user's, as in a build tree. */
gboolean fotad_registry_is_uninstalled (FotadRegistry *registry);

/* Where the data file @name (a name, no path) of @family lies: beside its *.modems file, in the
 * data directory, or in one of its folders.  @family may be NULL: no family's.  NULL when it is
 * nowhere. */
char *
fotad_registry_data_file (FotadRegistry *registry, const FotadFamily *family, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadRegistry, fotad_registry_free)

G_END_DECLS
