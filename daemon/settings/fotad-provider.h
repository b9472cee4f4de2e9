/*
 * Whom settings are asked of.  A provider takes a command as text and answers with lines, so
 * that whatever speaks to a modem (AT, or another control protocol in a module that is loaded
 * when a modem has such a port) shares catalogue, rules, snapshots and restore.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  FOTAD_ANSWER_OK,
  FOTAD_ANSWER_UNKNOWN, /* the modem does not know the command or the item */
  FOTAD_ANSWER_REFUSED, /* it does, and said no */
  FOTAD_ANSWER_BUSY,    /* not now: worth asking again in some seconds */
  FOTAD_ANSWER_SILENT,  /* nothing in time */
} FotadAnswerKind;

typedef struct {
  FotadAnswerKind kind;
  char *text; /* OK: the lines, joined with \n; else words for people */
} FotadAnswer;

FotadAnswer *fotad_answer_new (FotadAnswerKind kind, const char *text);
void fotad_answer_free (FotadAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadAnswer, fotad_answer_free)

typedef struct _FotadProvider FotadProvider;

struct _FotadProvider {
  const char *name;  /* as in Provider= of settings files */
  const char *probe; /* a command that changes nothing, to see whether the modem is back */

  /* Asks; one command at a time.  @timeout: vendor seconds. */
  void (*ask) (FotadProvider *provider,
               const char *command,
               double timeout,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer data);

  /* NULL with MODEM_GONE or CANCELLED. */
  FotadAnswer *(*ask_finish) (FotadProvider *provider, GAsyncResult *result, GError **error);

  void (*free) (FotadProvider *provider);

  /* The operation is over: lets go of its port; NULL: it has nothing to let go of. */
  void (*rest) (FotadProvider *provider);

  /* FALSE: it has let go of its port.  TRUE: not yet; @rested is called when it has.  NULL where
   * @rest is. */
  gboolean (*await_rest) (FotadProvider *provider, void (*rested) (gpointer data), gpointer data);
};

void fotad_provider_free (FotadProvider *provider);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadProvider, fotad_provider_free)

G_END_DECLS
