/*
 * The settings of one family of modems: the vendor's file NAME.settings, overlaid by the
 * integrator's files in settings.d.  Immutable once loaded.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-setting.h"

G_BEGIN_DECLS

typedef struct _FotadCatalogue FotadCatalogue;

/* Loads the vendor's file at @path (see fotad_registry_data_file) and lays over it the files @more
 * (what a control module shows of any modem), then every settings.d/NAME.settings of the
 * configuration directory, in the order of their names.  @path may be NULL: only the others.
 * @more ends with NULL, and may be NULL.  From then on the log masks what the commands of secret
 * settings carry.
 *
 * A bad file of @more or of the integrator's is left out, with a line in the log and in
 * fotad_catalogue_complaints (); a bad or missing file of the vendor's is an error:
 * NOT_FOUND, INVALID_ARGUMENT ("FILE:LINE: [group] Key: what is wrong"). */
FotadCatalogue *fotad_catalogue_open (const char *path, const char *const *more, GError **error);

/* The vendor's file with the integrator's files in @overlays; NULL: none. */
FotadCatalogue *fotad_catalogue_load (const char *path, const char *overlays, GError **error);

FotadCatalogue *fotad_catalogue_ref (FotadCatalogue *catalogue);
void fotad_catalogue_unref (FotadCatalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadCatalogue, fotad_catalogue_unref)

/* The name of the vendor's file without ".settings"; empty without one. */
const char *fotad_catalogue_family (FotadCatalogue *catalogue);

/* FotadSetting, borrowed, in the order of the files; also those not in force. */
GPtrArray *fotad_catalogue_settings (FotadCatalogue *catalogue);

/* NULL when there is none, or it is not in force for @model. */
const FotadSetting *
fotad_catalogue_find (FotadCatalogue *catalogue, const char *name, const char *model);

/* The command that keeps the profile, and the one that reboots the modem; NULL: none. */
const char *fotad_catalogue_profile (FotadCatalogue *catalogue);
const char *fotad_catalogue_reboot (FotadCatalogue *catalogue);

/* What is wrong with the integrator's files, one sentence each, for a job's warnings. */
const char *const *fotad_catalogue_complaints (FotadCatalogue *catalogue);

/* All that is wrong with the file at @path, for tests and integrators: what loading refuses,
 * group by group, and what it would let pass but nobody can mean.  Empty: nothing. */
GStrv fotad_catalogue_lint (const char *path);

G_END_DECLS
