/*
 * What a server's headers say of the file.  They are a stranger's: each is believed only when it is
 * well formed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  guint status;     /* 0: none yet */
  gboolean chunked; /* its end can be told without a length */
  gint64 length;    /* of this body; -1: not said */
  gint64 start;     /* of this body in the file; -1: not said */
  gint64 total;     /* bytes of the whole file; -1: not said */
  char *etag;       /* a strong one; NULL: none */
  char *modified;   /* Last-Modified; NULL: none */
  gint64 date;      /* UNIX seconds; -1: not said */
  guint64 wait;     /* Retry-After, in seconds */
} FotadFetchReply;

FotadFetchReply *fotad_fetch_reply_new (void);
void fotad_fetch_reply_free (FotadFetchReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadFetchReply, fotad_fetch_reply_free)

/* One line of the headers; a status line (of a redirection's target, say) begins anew. */
void fotad_fetch_reply_take (FotadFetchReply *reply, const char *line, gsize size);

/* By what this very content of the file can be told from another (for If-Range): its strong
 * ETag, or the date of its last change when that lies far enough back that no second change can
 * have happened in the same second.  NULL: by nothing. */
const char *fotad_fetch_reply_tag (FotadFetchReply *reply);

/* Whether the reply says that the file is another than the one of @tag. */
gboolean fotad_fetch_reply_is_another (FotadFetchReply *reply, const char *tag);

G_END_DECLS
