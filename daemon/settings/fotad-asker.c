/*
 * Patience.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-asker.h"

#include "core/fotad-clock.h"
#include "core/fotad-error.h"

#define BUSY_TRIES 6
#define BUSY_PAUSE_S 5
#define PROBES 18
#define PROBE_S 5

struct _FotadAsker {
  GCancellable *cancellable;
  GPtrArray *providers; /* of FotadProvider, borrowed */
  GPtrArray *owned;

  GTask *task; /* what is being asked; NULL: nothing */
  FotadProvider *provider;
  char *command;
  double timeout;
  guint tries;
  guint timer;
};

FotadAsker *
fotad_asker_new (GCancellable *cancellable)
{
  FotadAsker *asker = g_new0 (FotadAsker, 1);

  g_set_object (&asker->cancellable, cancellable);
  asker->providers = g_ptr_array_new ();
  asker->owned = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_provider_free);
  return asker;
}

void
fotad_asker_add (FotadAsker *asker, FotadProvider *provider, gboolean owned)
{
  g_ptr_array_add (asker->providers, provider);
  if (owned)
    g_ptr_array_add (asker->owned, provider);
}

void
fotad_asker_free (FotadAsker *asker)
{
  g_clear_handle_id (&asker->timer, g_source_remove);
  g_clear_object (&asker->cancellable);
  for (guint i = 0; i < asker->providers->len; i++) {
    FotadProvider *provider = asker->providers->pdata[i];

    if (provider->rest != NULL)
      provider->rest (provider);
  }
  g_ptr_array_unref (asker->providers);
  g_ptr_array_unref (asker->owned);
  g_free (asker->command);
  g_free (asker);
}

static FotadProvider *
find_provider (FotadAsker *asker, const char *name)
{
  for (guint i = 0; i < asker->providers->len; i++) {
    FotadProvider *provider = asker->providers->pdata[i];

    if (g_str_equal (provider->name, name))
      return provider;
  }
  return NULL;
}

/* The callback may ask again at once. */
static void
finish (FotadAsker *asker, FotadAnswer *answer, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&asker->task);

  g_clear_pointer (&asker->command, g_free);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, (GDestroyNotify) fotad_answer_free);
}

static void probe (FotadAsker *asker);

static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadAsker *asker = data;
  GError *error = NULL;
  g_autoptr (FotadAnswer) answer = asker->provider->ask_finish (asker->provider, result, &error);

  if (answer == NULL)
    finish (asker, NULL, error);
  else if (answer->kind != FOTAD_ANSWER_SILENT)
    finish (asker, fotad_answer_new (FOTAD_ANSWER_SILENT, "no answer"), NULL);
  else if (++asker->tries < PROBES)
    probe (asker);
  else
    finish (asker, NULL,
            g_error_new (FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT,
                         "the modem fell silent and did not come back in %d s", PROBES * PROBE_S));
}

static void
probe (FotadAsker *asker)
{
  asker->provider->ask (asker->provider, asker->provider->probe, PROBE_S, asker->cancellable,
                        on_probed, asker);
}

static void ask (FotadAsker *asker);

static gboolean
on_pause_over (gpointer data)
{
  FotadAsker *asker = data;

  asker->timer = 0;
  if (g_cancellable_is_cancelled (asker->cancellable))
    finish (asker, NULL, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_CANCELLED, "cancelled"));
  else
    ask (asker);
  return G_SOURCE_REMOVE;
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadAsker *asker = data;
  GError *error = NULL;
  g_autoptr (FotadAnswer) answer = asker->provider->ask_finish (asker->provider, result, &error);

  if (answer == NULL) {
    finish (asker, NULL, error);
  } else if (answer->kind == FOTAD_ANSWER_BUSY && ++asker->tries < BUSY_TRIES) {
    asker->timer = fotad_clock_after (BUSY_PAUSE_S, on_pause_over, asker);
  } else if (answer->kind == FOTAD_ANSWER_SILENT && asker->provider->probe != NULL) {
    asker->tries = 0;
    probe (asker);
  } else {
    finish (asker, g_steal_pointer (&answer), NULL);
  }
}

static void
ask (FotadAsker *asker)
{
  asker->provider->ask (asker->provider, asker->command, asker->timeout, asker->cancellable,
                        on_answer, asker);
}

void
fotad_asker_ask (FotadAsker *asker,
                 const char *name,
                 const char *command,
                 double timeout,
                 GAsyncReadyCallback callback,
                 gpointer data)
{
  g_return_if_fail (asker->task == NULL);
  asker->task = g_task_new (NULL, NULL, callback, data);
  asker->provider = find_provider (asker, name);
  asker->tries = 0;
  if (asker->provider == NULL) {
    g_autofree char *text = g_strdup_printf ("it has no port for %s", name);

    finish (asker, fotad_answer_new (FOTAD_ANSWER_UNKNOWN, text), NULL);
    return;
  }
  asker->command = g_strdup (command);
  asker->timeout = timeout;
  ask (asker);
}

FotadAnswer *
fotad_asker_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
