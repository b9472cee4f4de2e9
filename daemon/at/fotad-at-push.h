/*
 * A package streamed into a modem by one command: raw, after CONNECT or a prompt, or by XMODEM.
 * The file is read as it goes, so its size does not matter to memory.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "at/fotad-at-channel.h"
#include "fotad-plugin.h"

G_BEGIN_DECLS

#define FOTAD_TYPE_AT_PUSH (fotad_at_push_get_type ())
G_DECLARE_FINAL_TYPE (FotadAtPush, fotad_at_push, FOTAD, AT_PUSH, GObject)

/* How long (seconds) a modem may take to begin, when FotadPush.start_s is 0; to take the next
 * bytes or to acknowledge them; and to say its last word after we gave up. */
#define FOTAD_AT_PUSH_START_S 300.0
#define FOTAD_AT_PUSH_STALL_S 60.0
#define FOTAD_AT_PUSH_ABORT_S 15.0

/* Bytes per write when FotadPush.chunk is 0. */
#define FOTAD_AT_PUSH_CHUNK 4096

/* @how, and the file @fd of @size bytes, must outlive the push; the file's position is not used.
 * Of FotadPush:
 * - RAW: @chunk bytes per write; with @bytes_per_ack, one @ack comes back for so many, and no more
 *   than those, or than a larger @chunk, are out without it; @padding other than 0 fills the last
 *   chunk.
 * - XMODEM: @chunk 128 or 1024 (also 0); @padding 0 stands for 0x1a. */
FotadAtPush *
fotad_at_push_new (FotadAtChannel *channel, const FotadPush *how, int fd, guint64 size);

/* Before it runs: small blocks from the start, for XMODEM; for another try after the modem refused
 * the command, or large blocks in mid-transfer.  A first block that is refused becomes small by
 * itself. */
void fotad_at_push_set_small_blocks (FotadAtPush *push);

typedef void (*FotadAtPushProgress) (FotadAtPush *push, guint64 done, gpointer user_data);

/* Called with the bytes of the file that the modem has taken (raw: the port has). */
void
fotad_at_push_set_progress (FotadAtPush *push, FotadAtPushProgress progress, gpointer user_data);

/* Sends @command, streams the file, and waits @timeout for the final result after the last byte.
 * Once for each push.  When cancelled, XMODEM tells the modem; a raw transfer just stops, and the
 * modem ends it by its own time-out: nothing else could be told apart from the data. */
void fotad_at_push_run (FotadAtPush *push,
                        const char *command,
                        double timeout,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);

/* The modem's last word, also when it refused.  NULL and Cancelled, ModemSilent, ModemGone,
 * ModemRefused (it ended or cancelled the transfer in the middle), PackageInvalid (the file is
 * empty, or shorter than @size) or Storage (it cannot be read). */
FotadAtReply *fotad_at_push_run_finish (FotadAtPush *push, GAsyncResult *result, GError **error);

G_END_DECLS
