/*
 * A family of modems that behave alike: one group of a *.modems file.  Immutable once read,
 * reference-counted, a boxed type.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib-object.h>

#include "vendor/fotad-pattern.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_FAMILY (fotad_family_get_type ())

typedef struct {
  char *name;       /* the group, a model or several */
  char *vendor;     /* which plugin drives it: "x" for fotad-x.so */
  char *directory;  /* where its file lies; Settings are beside it or in the data directory */
  char *settings;   /* a file name; NULL: nothing is saved */
  GStrv usb;        /* "vvvv:pppp", lower case; may be empty */
  int at_interface; /* USB interface number of the AT port to use; -1: whichever answers */
  guint baud;       /* of a serial line; 0: as found */
  guint64 storage;  /* bytes a package may have; 0: no limit known */
  guint max_url;    /* bytes a URL may have; 0: no limit known */
  FotadPattern *manufacturer; /* NULL: any, like the next two */
  FotadPattern *model;
  FotadPattern *revision;
} FotadFamily;

GType fotad_family_get_type (void);
FotadFamily *fotad_family_new (const char *name);
FotadFamily *fotad_family_ref (FotadFamily *family);
void fotad_family_unref (FotadFamily *family);

/* Takes one key of the group; FOTAD_ERROR_INVALID_ARGUMENT says what is wrong with it. */
gboolean fotad_family_set (FotadFamily *family, const char *key, const char *value, GError **error);

/* Whether the modem is of this family: what it calls itself decides, all of Manufacturer, Model
 * and Revision that the group gives.  A USB id says little, because families share them and a
 * serial modem shows its adapter's; it decides only in a group without Model and Revision.
 * Any argument may be NULL: not known. */
gboolean fotad_family_matches (const FotadFamily *family,
                               const char *manufacturer,
                               const char *model,
                               const char *revision,
                               const char *usb);

/* Whether @usb ("vvvv:pppp", may be NULL) is one of the family's, so that at_interface counts. */
gboolean fotad_family_has_usb (const FotadFamily *family, const char *usb);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadFamily, fotad_family_unref)

G_END_DECLS
