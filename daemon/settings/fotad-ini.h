/*
 * Strict reading of "[group] key=value" files.  Unlike GKeyFile it remembers the line of
 * everything, refuses what appears twice, and never quotes a value in an error: a value may be
 * a secret.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char *name;
  char *value; /* as written, without blanks at either end; no escapes */
  char *file;  /* base name, for messages */
  guint line;  /* counted from 1 */
} FotadIniKey;

typedef struct {
  char *name;
  char *file;
  guint line;
  GPtrArray *keys; /* of FotadIniKey, in the order of the file */
} FotadIniGroup;

/* An ordered list of groups (GPtrArray of FotadIniGroup). */
typedef GPtrArray FotadIni;

/* No settings file has a reason to be longer. */
#define FOTAD_INI_MAX_SIZE (256 * 1024)

/* Reads @length bytes of @text; @file is the name errors and keys carry.
 * Errors: INVALID_ARGUMENT, "FILE:LINE: what is wrong". */
FotadIni *fotad_ini_parse (const char *file, const char *text, gsize length, GError **error);

/* The same from a path.  Errors: also NOT_FOUND; INVALID_ARGUMENT when it cannot be read. */
FotadIni *fotad_ini_load (const char *path, GError **error);

FotadIni *fotad_ini_copy (FotadIni *ini);
void fotad_ini_free (FotadIni *ini);

/* NULL when there is none. */
FotadIniGroup *fotad_ini_find (FotadIni *ini, const char *group);
FotadIniKey *fotad_ini_group_find (FotadIniGroup *group, const char *key);

/* Lays @group over @ini: its keys replace those of the group of the same name, or the group is
 * added at the end.  Returns the group as it is now. */
FotadIniGroup *fotad_ini_overlay (FotadIni *ini, FotadIniGroup *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadIni, fotad_ini_free)

G_END_DECLS
