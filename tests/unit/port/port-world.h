/*
 * A port and its other end, in the hands of a test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "port/fotad-port.h"

typedef struct {
  FotadPort *port;
  int peer;
  GString *heard;
  guint closed;
  GError *error;
  guint drained;
} PortWorld;

/* Fixtures for g_test_add (): a socket pair, a pseudo terminal. */
void port_world_set_up_socket (PortWorld *world, gconstpointer data);
void port_world_set_up_pty (PortWorld *world, gconstpointer data);
void port_world_tear_down (PortWorld *world, gconstpointer data);

/* Takes over @port and @peer (-1: none). */
void port_world_watch (PortWorld *world, FotadPort *port, int peer);

/* Runs the loop as long as there is something to do at once. */
void port_world_spin (void);

/* The kernel hands a terminal's bytes over in its own time. */
#define WAIT_FOR(condition)                                                                        \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

/* Waits for @size bytes at the other end. */
void port_world_read_peer (PortWorld *world, char *buffer, gsize size);

void port_world_hang_up (PortWorld *world);

void port_world_write (PortWorld *world, const char *text);
