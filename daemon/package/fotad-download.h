/*
 * A download by the gateway itself: runs fotad-fetch, and runs it again after failures that may
 * pass, longer apart each time, as long as each of FOTAD_DOWNLOAD_TRIES in a row brings nothing
 * new.
 *
 * Signals:
 *   progress (guint64 done, guint64 total)   total is 0 while it is not known
 *   trouble (GError *why, guint seconds)     it goes on in so many seconds
 *   ended (GError *why)                      NULL: the file is complete
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_DOWNLOAD_TRIES 10

/* Between two tries, in seconds: twice as long each time.  What a server asks for counts, up to
 * FOTAD_DOWNLOAD_PATIENCE_S. */
#define FOTAD_DOWNLOAD_PAUSE_FIRST_S 2.0
#define FOTAD_DOWNLOAD_PAUSE_LAST_S 60.0
#define FOTAD_DOWNLOAD_PATIENCE_S 600.0

/* For name, TCP and TLS together; and for a server that has gone quiet. */
#define FOTAD_DOWNLOAD_CONNECT_S 30.0
#define FOTAD_DOWNLOAD_STALL_S 60.0

#define FOTAD_TYPE_DOWNLOAD (fotad_download_get_type ())
G_DECLARE_FINAL_TYPE (FotadDownload, fotad_download, FOTAD, DOWNLOAD, GObject)

/* @url into the file @path, which may be there in part and then is gone on with; at most @max
 * bytes. */
FotadDownload *fotad_download_new (const char *url, const char *path, guint64 max);

/* A proxy's URL and a file of trusted certificates; NULL: as the environment and system say. */
void fotad_download_set_way (FotadDownload *download, const char *proxy, const char *ca_file);

/* Another program than the fotad-fetch beside our own. */
void fotad_download_set_program (FotadDownload *download, const char *program);

/* Errors of "ended": NETWORK, SERVER, NOT_AVAILABLE, PACKAGE_TOO_LARGE, PACKAGE_INVALID (empty),
 * STORAGE, INTERNAL.  None holds a part of the URL. */
void fotad_download_start (FotadDownload *download);

/* No signal comes after this.  What has come is kept; it may be started again. */
void fotad_download_stop (FotadDownload *download);

/* When it has ended: of how many replies the file is made. */
guint fotad_download_get_pieces (FotadDownload *download);

/* Where the download of a job is put in the directory of packages, and its removal with all that
 * belongs to it. */
char *fotad_download_path (const char *directory, gint64 job);
void fotad_download_remove (const char *path);

/* The note beside it. */
char *fotad_download_note (const char *path);

G_END_DECLS
