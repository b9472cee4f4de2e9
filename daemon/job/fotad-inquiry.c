/*
 * Claim, link, rows, and all of it back again, whatever the rows said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-inquiry.h"

#include "engine/fotad-driver.h"
#include "host/fotad-claim.h"
#include "job/fotad-enrolment.h"
#include "modem/fotad-link.h"
#include "vendor/fotad-condition.h"

/* Somebody waits for the answer. */
#define OPEN_LIMIT_S 45.0
/* ModemManager probes a modem that it gets back; real seconds, since it keeps its own time. */
#define TAKE_BACK_S 10

typedef struct {
  FotadModemManager *manager;
  gulong appeared_id;
  guint timer;
  FotadModem *modem;
  FotadBook *book;
  FotadFacts *facts;
  FotadClaim *claim;
  FotadLink *link;
  FotadEngine *engine;
  FotadDriver *driver;
  GError *failure;
} Inquiry;

static void
inquiry_free (gpointer data)
{
  Inquiry *inquiry = data;

  g_clear_object (&inquiry->driver);
  g_clear_pointer (&inquiry->engine, fotad_engine_free);
  g_clear_object (&inquiry->link);
  g_clear_object (&inquiry->claim);
  g_clear_pointer (&inquiry->book, fotad_book_unref);
  g_clear_error (&inquiry->failure);
  fotad_facts_free (inquiry->facts);
  g_object_unref (inquiry->manager);
  g_object_unref (inquiry->modem);
  g_free (inquiry);
}

static GVariant *
tell (FotadFacts *facts)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer name, value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_hash_table_iter_init (&iter, fotad_facts_table (facts));
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_autofree char *key = g_strdelimit (g_strdup (name), "_", '-');

    if (!fotad_fact_is_secret (name))
      g_variant_builder_add (&builder, "{sv}", key, g_variant_new_string (value));
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static void
answer (GTask *task)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  g_clear_handle_id (&inquiry->timer, g_source_remove);
  g_clear_signal_handler (&inquiry->appeared_id, inquiry->manager);
  if (inquiry->failure != NULL)
    g_task_return_error (task, g_steal_pointer (&inquiry->failure));
  else
    g_task_return_pointer (task, tell (inquiry->facts), (GDestroyNotify) g_variant_unref);
  g_object_unref (task);
}

static gboolean
on_not_taken_back (gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);

  inquiry->timer = 0;
  answer (data);
  return G_SOURCE_REMOVE;
}

static void
on_appeared (FotadModemManager *manager, FotadMmModem *modem, gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);

  if (g_str_equal (modem->uid, fotad_modem_get_device (inquiry->modem)))
    answer (data);
}

/* Whoever asked may want to do something next, so the modem is there again when there is an answer;
 * one that could not be opened perhaps never is. */
static void
on_released (GObject *source, GAsyncResult *result, gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);
  const char *device = fotad_modem_get_device (inquiry->modem);

  fotad_claim_release_finish (inquiry->claim, result);
  if (inquiry->engine == NULL || !fotad_modem_manager_is_running (inquiry->manager) ||
      fotad_modem_manager_lookup (inquiry->manager, device) != NULL) {
    answer (data);
    return;
  }
  inquiry->appeared_id =
      g_signal_connect (inquiry->manager, "appeared", G_CALLBACK (on_appeared), data);
  inquiry->timer = g_timeout_add_seconds (TAKE_BACK_S, on_not_taken_back, data);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);

  fotad_link_close_finish (inquiry->link, result);
  fotad_claim_release_async (inquiry->claim, on_released, data);
}

/* @error is consumed. */
static void
end (GTask *task, GError *error)
{
  Inquiry *inquiry = g_task_get_task_data (task);

  inquiry->failure = error;
  if (inquiry->driver != NULL)
    fotad_driver_set_channel (inquiry->driver, NULL);
  if (inquiry->link != NULL)
    fotad_link_close_async (inquiry->link, on_closed, task);
  else
    fotad_claim_release_async (inquiry->claim, on_released, task);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);
  GError *error = NULL;

  (void) !fotad_driver_run_finish (inquiry->driver, result, &error);
  end (data, error);
}

/* Nobody looks for a modem that leaves in the middle of a question. */
static void
on_reconnect (FotadDriver *driver, gpointer data)
{
  fotad_driver_fail (driver, g_error_new_literal (FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE,
                                                  "The modem left its port."));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);
  const char *model = fotad_modem_get_model (inquiry->modem);
  const FotadRoute *route = fotad_book_route (inquiry->book, model, "status");
  GError *error = NULL;

  if (!fotad_link_open_finish (inquiry->link, result, &error)) {
    end (data, error);
    return;
  }
  inquiry->engine = fotad_engine_new (inquiry->book, route, route->steps, model, inquiry->facts);
  inquiry->driver =
      fotad_driver_new (inquiry->engine, inquiry->book, model, inquiry->facts, NULL, NULL, 0);
  g_signal_connect (inquiry->driver, "reconnect", G_CALLBACK (on_reconnect), NULL);
  fotad_driver_set_channel (inquiry->driver, fotad_link_get_channel (inquiry->link));
  fotad_driver_run_async (inquiry->driver, FOTAD_PHASE_IDENTIFY, g_task_get_cancellable (data),
                          on_answered, data);
}

static void
on_claimed (GObject *source, GAsyncResult *result, gpointer data)
{
  Inquiry *inquiry = g_task_get_task_data (data);
  GError *error = NULL;

  if (!fotad_claim_take_finish (inquiry->claim, result, &error)) {
    end (data, error);
    return;
  }
  inquiry->link = fotad_link_new (inquiry->modem);
  fotad_link_set_bauds (inquiry->link, fotad_book_get_vendor (inquiry->book)->settle.bauds);
  fotad_link_open_async (inquiry->link, OPEN_LIMIT_S, g_task_get_cancellable (data), on_opened,
                         data);
}

static void
recall_enrolment (const FotadHouse *house, Inquiry *inquiry)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  fotad_enrolment_recall (house->store, fotad_modem_get_imei (inquiry->modem), known);
  fotad_facts_merge (inquiry->facts, known);
}

void
fotad_inquiry_async (const FotadHouse *house,
                     FotadModem *modem,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  const char *model = fotad_modem_get_model (modem);
  Inquiry *inquiry = g_new0 (Inquiry, 1);
  GError *error = NULL;

  inquiry->manager = g_object_ref (house->manager);
  inquiry->modem = g_object_ref (modem);
  inquiry->facts = fotad_facts_new ();
  recall_enrolment (house, inquiry);
  g_task_set_task_data (task, inquiry, inquiry_free);
  inquiry->book = fotad_registry_load (house->registry, fotad_modem_get_vendor (modem), &error);
  if (inquiry->book != NULL && fotad_book_route (inquiry->book, model, "status") == NULL)
    g_set_error (&error, FOTAD_ERROR, FOTAD_ERROR_NOT_SUPPORTED,
                 "%s cannot be asked about a server.", model);
  if (error != NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  inquiry->claim = fotad_claim_new (house->manager, fotad_modem_get_device (modem), NULL);
  fotad_claim_take_async (inquiry->claim, cancellable, on_claimed, task);
}

GVariant *
fotad_inquiry_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
