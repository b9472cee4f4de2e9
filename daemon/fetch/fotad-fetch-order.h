/*
 * What the daemon wants fetched.  It comes on standard input, since it holds secrets and everybody
 * can read a process's arguments: lines "key value", an empty line at the end.  Standard input then
 * stays open; its end is the word to stop.
 *
 *   url URL           http or https
 *   part PATH         the file to fill, which need not exist
 *   max BYTES         no file may be larger
 *   stall MS          without FOTAD_FETCH_MIN_SPEED for so long, an answering server is given up
 *   connect MS        for name, TCP and TLS together
 *   proxy URL         instead of what the environment says; may be left out
 *   ca-file PATH      of trusted certificates, instead of the system's; may be left out
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes a second below which a connection counts as stalled. */
#define FOTAD_FETCH_MIN_SPEED 16

typedef struct {
  char *url;
  char *part;
  char *proxy;   /* NULL: the environment's */
  char *ca_file; /* NULL: the system's */
  guint64 max;
  guint64 stall;
  guint64 connect;
} FotadFetchOrder;

/* Reads an order up to its empty line.  INVALID_ARGUMENT names the key. */
FotadFetchOrder *fotad_fetch_order_read (int fd, GError **error);

void fotad_fetch_order_free (FotadFetchOrder *order);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadFetchOrder, fotad_fetch_order_free)

G_END_DECLS
