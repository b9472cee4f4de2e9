/*
 * Between the daemon and a control module: how settings are read and written over a protocol
 * other than AT.  A module is loaded when a modem has a port for it, and only it links the
 * protocol's library.
 *
 * A command is text, "get THING" or "set THING key=value key="value""; an answer is lines of
 * text.  Errors are of G_IO_ERROR: NOT_SUPPORTED (the modem does not know it), BUSY, TIMED_OUT,
 * CLOSED (the port is gone), CANCELLED; any other: the modem refuses, the message says why.
 * Neither a message nor a log entry of a module carries a value.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define FOTAD_CONTROL_ABI 1u

typedef struct _FotadControlLink FotadControlLink; /* the module's own */

typedef struct {
  guint abi;        /* FOTAD_CONTROL_ABI */
  const char *name; /* as in control-NAME.so and in Provider= of settings files */

  /* Opens the device file @path.  Time-outs are real seconds. */
  void (*open) (const char *path,
                guint timeout,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer data);
  FotadControlLink *(*open_finish) (GAsyncResult *result, GError **error);

  /* One command at a time; @link outlives it. */
  void (*ask) (FotadControlLink *link,
               const char *command,
               guint timeout,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer data);
  char *(*ask_finish) (GAsyncResult *result, GError **error);

  /* Gives the port back and frees @link.  Nobody else may open the port before @closed is called,
   * because two readers would take each other's answers; that takes some seconds at most. */
  void (*close) (FotadControlLink *link, void (*closed) (gpointer data), gpointer data);
} FotadControl;

/* What a module exports: a pointer named fotad_control. */
#define FOTAD_CONTROL_EXPORT(table)                                                                \
  extern const FotadControl *const fotad_control;                                                  \
  G_MODULE_EXPORT const FotadControl *const fotad_control = &(table)

G_END_DECLS
