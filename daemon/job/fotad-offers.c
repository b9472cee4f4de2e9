/*
 * From a line on a spare port to a property and a job.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-offers.h"

#include "core/fotad-clock.h"
#include "job/fotad-spare.h"
#include "modem/fotad-watch.h"

#include <unistd.h>

struct _FotadOffers {
  GObject parent_instance;

  FotadHouse house;
  FotadJobs *jobs;
  GHashTable *guards; /* key: FotadModem, value: Guard */
};

G_DEFINE_FINAL_TYPE (FotadOffers, fotad_offers, G_TYPE_OBJECT)

/* One modem that is watched. */
typedef struct {
  FotadOffers *offers;
  FotadModem *modem;
  FotadWatch *watch;
  guint stands_s;
  guint timer;
  gboolean answered; /* by a job */
} Guard;

static void
guard_free (gpointer data)
{
  Guard *guard = data;

  g_clear_handle_id (&guard->timer, g_source_remove);
  g_signal_handlers_disconnect_by_data (guard->watch, guard);
  g_object_unref (guard->watch);
  g_object_unref (guard->modem);
  g_free (guard);
}

static void
withdraw (Guard *guard)
{
  g_clear_handle_id (&guard->timer, g_source_remove);
  guard->answered = FALSE;
  fotad_modem_set_offer (guard->modem, NULL);
}

static gboolean
on_too_late (gpointer data)
{
  Guard *guard = data;

  guard->timer = 0;
  withdraw (guard);
  return G_SOURCE_REMOVE;
}

static void
show (Guard *guard)
{
  gint64 until =
      g_get_real_time () / G_USEC_PER_SEC + (gint64) (guard->stands_s * fotad_clock_scale ());
  GVariantDict offer;

  g_variant_dict_init (&offer, NULL);
  g_variant_dict_insert (&offer, "kind", "s", "update");
  g_variant_dict_insert (&offer, "deadline", "t", (guint64) until);
  fotad_modem_set_offer (guard->modem, g_variant_dict_end (&offer));
  g_clear_handle_id (&guard->timer, g_source_remove);
  guard->timer = fotad_clock_after (guard->stands_s, on_too_late, guard);
}

/* The job finds the offer as if it had heard it itself. */
static void
on_offered (FotadWatch *watch, const char *line, Guard *guard)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadRequest) request = NULL;
  g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));

  g_message ("the server of %s offers an update (%s)", fotad_modem_get_imei (guard->modem), line);
  show (guard);
  request = fotad_request_new (FOTAD_JOB_KIND_SERVER, NULL, none, (guint) getuid (), &error);
  if (request != NULL) {
    g_hash_table_replace (request->facts, g_strdup ("offer"), g_strdup (line));
    guard->answered =
        fotad_jobs_submit (guard->offers->jobs, guard->modem, request, &error) != NULL;
  }
  if (error != NULL)
    g_warning ("the offer to %s cannot be answered: %s", fotad_modem_get_imei (guard->modem),
               error->message);
}

/* Modems are known before their vendor is. */
static void
ensure_watched (FotadOffers *self, FotadModem *modem)
{
  const char *device = fotad_spare_configured (self->house.config, fotad_modem_get_imei (modem));
  g_autoptr (FotadBook) book = NULL;
  Guard *guard;

  if (device == NULL || g_hash_table_contains (self->guards, modem) ||
      fotad_modem_get_state (modem) != FOTAD_MODEM_AVAILABLE)
    return;
  book = fotad_registry_load (self->house.registry, fotad_modem_get_vendor (modem), NULL);
  if (book == NULL || fotad_book_get_vendor (book)->listen.offers == NULL)
    return;
  guard = g_new0 (Guard, 1);
  guard->offers = self;
  guard->modem = g_object_ref (modem);
  guard->stands_s = fotad_book_get_vendor (book)->listen.answer_s;
  guard->watch = fotad_watch_new (modem, book, device);
  g_signal_connect (guard->watch, "offered", G_CALLBACK (on_offered), guard);
  g_signal_connect_swapped (guard->watch, "withdrawn", G_CALLBACK (withdraw), guard);
  g_hash_table_insert (self->guards, modem, guard);
}

/* With its job an offer is over, however that ended. */
static void
on_state (FotadModem *modem, GParamSpec *spec, gpointer data)
{
  Guard *guard = g_hash_table_lookup (FOTAD_OFFERS (data)->guards, modem);

  if (guard != NULL && guard->answered && !fotad_modem_is_busy (modem))
    withdraw (guard);
  ensure_watched (data, modem);
}

static void
follow (FotadOffers *self, FotadModem *modem)
{
  g_signal_connect_object (modem, "notify::state", G_CALLBACK (on_state), self, 0);
  ensure_watched (self, modem);
}

static void
on_removed (FotadOffers *self, FotadModem *modem)
{
  g_signal_handlers_disconnect_by_data (modem, self);
  g_hash_table_remove (self->guards, modem);
}

FotadOffers *
fotad_offers_new (const FotadHouse *house, FotadJobs *jobs)
{
  FotadOffers *self = g_object_new (FOTAD_TYPE_OFFERS, NULL);
  g_autoptr (GPtrArray) modems = fotad_modems_list (house->modems);

  self->house = *house;
  self->jobs = jobs;
  g_signal_connect_object (house->modems, "added", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (house->modems, "removed", G_CALLBACK (on_removed), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < modems->len; i++)
    follow (self, modems->pdata[i]);
  return self;
}

static void
fotad_offers_finalize (GObject *object)
{
  g_hash_table_unref (FOTAD_OFFERS (object)->guards);
  G_OBJECT_CLASS (fotad_offers_parent_class)->finalize (object);
}

static void
fotad_offers_class_init (FotadOffersClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_offers_finalize;
}

static void
fotad_offers_init (FotadOffers *self)
{
  self->guards = g_hash_table_new_full (NULL, NULL, NULL, guard_free);
}
