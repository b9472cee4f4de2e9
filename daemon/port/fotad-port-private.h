/*
 * Inside a port: its state, shared by reading, writing and opening it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "port/fotad-port.h"

struct _FotadPort {
  GObject parent;
  char *device;
  int fd; /* -1 when closed */
  gboolean is_socket;
  guint read_source;
  guint write_source;
  GQueue queue;  /* of GBytes *, the first one partly written */
  gsize written; /* of the first one */
  gsize pending;
  FotadPortDrained drained;
  gpointer drained_data;
};

/* Closes the port and says why by signal "closed". */
void port_fail (FotadPort *port, const char *reason);

/* fotad-port-write.c: forgets what has not been written. */
void port_drop_queue (FotadPort *port);
