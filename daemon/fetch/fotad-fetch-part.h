/*
 * The file a download grows in, and beside it (PATH.from) a note of what must be known to go on
 * with it later: how much of it is safe on the disk, how large it is to become, and by what the
 * server tells this very content from another.
 *
 * Whenever the power goes: what the note counts is on the disk and of one content; what it does not
 * count is cut off the next time.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FotadFetchPart FotadFetchPart;

/* Opens the file, waiting for an earlier process that still has it to let go.  STORAGE. */
FotadFetchPart *fotad_fetch_part_open (const char *path, GError **error);
void fotad_fetch_part_free (FotadFetchPart *part);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadFetchPart, fotad_fetch_part_free)

/* Empties it for a file of @total bytes (0: not known) that is known by @tag (NULL: by nothing, so
 * that it cannot be gone on with).  STORAGE when there is no room for it. */
gboolean
fotad_fetch_part_begin (FotadFetchPart *part, guint64 total, const char *tag, GError **error);

/* Goes on with what is there, for a file of @total bytes (0: what was known of that stays). */
gboolean fotad_fetch_part_resume (FotadFetchPart *part, guint64 total, GError **error);

gboolean
fotad_fetch_part_append (FotadFetchPart *part, const void *bytes, gsize size, GError **error);

/* Puts it on the disk and notes it. */
gboolean fotad_fetch_part_save (FotadFetchPart *part, GError **error);

/* As above, and notes that nothing is to follow. */
gboolean fotad_fetch_part_finish (FotadFetchPart *part, GError **error);

guint64 fotad_fetch_part_get_length (FotadFetchPart *part);
guint64 fotad_fetch_part_get_total (FotadFetchPart *part); /* 0: not known */
const char *fotad_fetch_part_get_tag (FotadFetchPart *part);

/* How many replies it is made of. */
guint fotad_fetch_part_get_pieces (FotadFetchPart *part);

gboolean fotad_fetch_part_is_complete (FotadFetchPart *part);

G_END_DECLS
