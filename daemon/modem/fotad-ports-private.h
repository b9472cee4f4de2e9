/*
 * What the files of a modem's AT port share: -wait.c waits for it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-ports.h"

G_BEGIN_DECLS

struct _FotadPorts {
  GObject parent;
  FotadMmModem *modem;
  char *name;
  int interface;      /* -1: known by its name only */
  gboolean is_socket; /* or a path that is as it is */
  gboolean is_uart;
};

G_END_DECLS
