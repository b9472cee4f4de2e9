/*
 * Opening, asking, closing.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-control-provider.h"

#include <math.h>
#include <string.h>

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

/* After a reboot this port may come later than the one for AT. */
#define PORT_WAIT_S 20
#define LOOK_EVERY_S 0.5
#define OPEN_TIMEOUT_S 20

typedef struct {
  FotadProvider base;
  const FotadControl *control;
  FotadControlFind find;
  FotadControlTrouble on_trouble;
  gpointer data;
  GDestroyNotify free_data;

  FotadControlLink *link;         /* NULL: not open */
  gboolean closing;               /* the one before is; until then nothing is opened */
  gboolean freed;                 /* only waits for that */
  void (*rested) (gpointer data); /* who else does; NULL: nobody */
  gpointer rested_data;
  char *trouble; /* why it does not open; not tried again in this operation */
  GTask *task;   /* what is being asked; NULL: nothing */
  char *command;
  guint timeout;
  guint timer;
  double since; /* waiting for the port */
} ControlProvider;

static void
finish (ControlProvider *self, FotadAnswer *answer, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->command, g_free);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) fotad_answer_free);
}

static FotadAnswerKind
kind_of (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return FOTAD_ANSWER_UNKNOWN;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY))
    return FOTAD_ANSWER_BUSY;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return FOTAD_ANSWER_SILENT;
  return FOTAD_ANSWER_REFUSED;
}

/* @error: consumed. */
static void
fail (ControlProvider *self, GError *error)
{
  if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    finish (self, NULL, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "cancelled"));
  else
    finish (self, fotad_answer_new (kind_of (error), error->message), NULL);
  g_error_free (error);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  ControlProvider *self = data;
  GError *error = NULL;
  char *text = self->control->ask_finish (result, &error);

  if (text == NULL) {
    fail (self, error);
    return;
  }
  finish (self, fotad_answer_new (FOTAD_ANSWER_OK, text), NULL);
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
say (ControlProvider *self)
{
  self->control->ask (self->link, self->command, self->timeout, g_task_get_cancellable (self->task),
                      on_answer, self);
}

/* Every further question would wait as long. */
static void
give_up (ControlProvider *self, const char *why)
{
  self->trouble = g_strdup_printf ("its port for %s %s", self->base.name, why);
  if (self->on_trouble != NULL)
    self->on_trouble (self->trouble, self->data);
  finish (self, fotad_answer_new (FOTAD_ANSWER_REFUSED, self->trouble), NULL);
}

static void
on_open (GObject *source, GAsyncResult *result, gpointer data)
{
  ControlProvider *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *why = NULL;

  self->link = self->control->open_finish (result, &error);
  if (self->link != NULL) {
    say (self);
  } else if (g_cancellable_is_cancelled (g_task_get_cancellable (self->task))) {
    fail (self, g_steal_pointer (&error));
  } else {
    why = g_strdup_printf ("does not open: %s", error->message);
    give_up (self, why);
  }
}

static guint
real_seconds (double vendor)
{
  return (guint) MAX (1, ceil (vendor * fotad_clock_scale ()));
}

static gboolean
look (gpointer data)
{
  ControlProvider *self = data;
  GCancellable *cancellable = g_task_get_cancellable (self->task);
  g_autofree char *path = self->find (self->data);
  GError *error = NULL;

  if (path == NULL && fotad_clock_now () - self->since < PORT_WAIT_S &&
      !g_cancellable_is_cancelled (cancellable))
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    fail (self, error);
  else if (path == NULL)
    give_up (self, "is not there");
  else
    self->control->open (path, real_seconds (OPEN_TIMEOUT_S), cancellable, on_open, self);
  return G_SOURCE_REMOVE;
}

static void
begin (ControlProvider *self)
{
  self->since = fotad_clock_now ();
  if (look (self) == G_SOURCE_CONTINUE)
    self->timer = fotad_clock_after (LOOK_EVERY_S, look, self);
}

static void
control_ask (FotadProvider *provider,
             const char *command,
             double timeout,
             GCancellable *cancellable,
             GAsyncReadyCallback callback,
             gpointer data)
{
  ControlProvider *self = (ControlProvider *) provider;

  self->task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_check_cancellable (self->task, FALSE);
  self->command = g_strdup (command);
  self->timeout = real_seconds (timeout);
  if (self->trouble != NULL)
    finish (self, fotad_answer_new (FOTAD_ANSWER_REFUSED, self->trouble), NULL);
  else if (self->link != NULL)
    say (self);
  else if (!self->closing)
    begin (self);
}

static FotadAnswer *
control_ask_finish (FotadProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_closed (gpointer data)
{
  ControlProvider *self = data;

  self->closing = FALSE;
  if (self->freed) {
    g_free (self);
    return;
  }
  if (self->task != NULL)
    begin (self);
  if (self->rested != NULL)
    g_steal_pointer (&self->rested) (self->rested_data);
}

static gboolean
control_await_rest (FotadProvider *provider, void (*rested) (gpointer data), gpointer data)
{
  ControlProvider *self = (ControlProvider *) provider;

  self->rested = self->closing ? rested : NULL;
  self->rested_data = data;
  return self->closing;
}

static void
control_rest (FotadProvider *provider)
{
  ControlProvider *self = (ControlProvider *) provider;

  g_clear_pointer (&self->trouble, g_free);
  if (self->link == NULL)
    return;
  self->closing = TRUE;
  self->control->close (g_steal_pointer (&self->link), on_closed, self);
}

static void
control_free (FotadProvider *provider)
{
  ControlProvider *self = (ControlProvider *) provider;

  control_rest (provider);
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->free_data != NULL)
    self->free_data (self->data);
  self->freed = TRUE;
  if (!self->closing)
    g_free (self);
}

FotadProvider *
fotad_control_provider_new (const FotadControl *control,
                            FotadControlFind find,
                            FotadControlTrouble trouble,
                            gpointer data,
                            GDestroyNotify free_data)
{
  ControlProvider *self = g_new0 (ControlProvider, 1);

  self->base = (FotadProvider){ .name = control->name,
                                .ask = control_ask,
                                .ask_finish = control_ask_finish,
                                .free = control_free,
                                .rest = control_rest,
                                .await_rest = control_await_rest };
  self->control = control;
  self->find = find;
  self->on_trouble = trouble;
  self->data = data;
  self->free_data = free_data;
  return &self->base;
}
