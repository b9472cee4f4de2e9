/*
 * Looked at when a modem is free and whenever ModemManager has another SIM object for it: after
 * each job, and after a SIM was changed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-enrolments.h"

#include "host/fotad-mm-sim.h"
#include "job/fotad-enrolment.h"

struct _FotadEnrolments {
  GObject parent_instance;

  FotadHouse house;
  GHashTable *asked; /* key: FotadModem, value: object path of the SIM that was asked for */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (FotadEnrolments, fotad_enrolments, G_TYPE_OBJECT)

typedef struct {
  FotadEnrolments *enrolments; /* gone when cancelled */
  FotadModem *modem;
} Question;

static void
tell (FotadEnrolments *self, FotadModem *modem, const char *sim)
{
  fotad_modem_set_enrolment (
      modem, fotad_enrolment_describe (self->house.store, fotad_modem_get_imei (modem), sim));
}

static void
on_imsi (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Question *question = data;
  g_autoptr (FotadModem) modem = question->modem;
  g_autoptr (GError) error = NULL;
  g_autofree char *imsi = fotad_mm_sim_imsi_finish (G_DBUS_CONNECTION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (imsi == NULL) { /* locked yet, or gone again: the next change asks anew */
    g_debug ("%s: %s", fotad_modem_get_imei (modem), error->message);
    g_hash_table_remove (question->enrolments->asked, modem);
  }
  tell (question->enrolments, modem, imsi);
}

static void
ask (FotadEnrolments *self, FotadModem *modem, const char *path)
{
  Question *question = g_new (Question, 1);

  *question = (Question){ self, g_object_ref (modem) };
  g_hash_table_replace (self->asked, g_object_ref (modem), g_strdup (path));
  fotad_mm_sim_imsi_async (self->house.bus, path, self->cancellable, on_imsi, question);
}

static gboolean
is_enrolled (FotadEnrolments *self, FotadModem *modem)
{
  g_autoptr (GVariant) known = g_variant_ref_sink (
      fotad_enrolment_describe (self->house.store, fotad_modem_get_imei (modem), NULL));

  return g_variant_n_children (known) > 0;
}

/* A modem that a job has is not ModemManager's; what was enrolled in it is known when it is back.
 */
static void
look (FotadEnrolments *self, FotadModem *modem)
{
  FotadMmModem *seen = fotad_modem_get_last_seen (modem);

  if (fotad_modem_get_state (modem) != FOTAD_MODEM_AVAILABLE || seen == NULL)
    return;
  if (*seen->sim == '\0' || !is_enrolled (self, modem)) {
    g_hash_table_remove (self->asked, modem);
    tell (self, modem, NULL);
  } else if (g_strcmp0 (g_hash_table_lookup (self->asked, modem), seen->sim) != 0) {
    ask (self, modem, seen->sim);
  }
}

static void
on_state (FotadModem *modem, GParamSpec *spec, gpointer data)
{
  FotadEnrolments *self = data;

  if (fotad_modem_is_busy (modem))
    g_hash_table_remove (self->asked, modem);
  look (self, modem);
}

static void
on_changed (FotadModemManager *manager, FotadMmModem *seen, gpointer data)
{
  FotadEnrolments *self = data;
  FotadModem *modem = fotad_modems_lookup (self->house.modems, seen->imei);

  if (modem != NULL)
    look (self, modem);
}

static void
follow (FotadEnrolments *self, FotadModem *modem)
{
  g_signal_connect_object (modem, "notify::state", G_CALLBACK (on_state), self, 0);
  look (self, modem);
}

static void
on_removed (FotadEnrolments *self, FotadModem *modem)
{
  g_signal_handlers_disconnect_by_data (modem, self);
  g_hash_table_remove (self->asked, modem);
}

FotadEnrolments *
fotad_enrolments_new (const FotadHouse *house)
{
  FotadEnrolments *self = g_object_new (FOTAD_TYPE_ENROLMENTS, NULL);
  g_autoptr (GPtrArray) modems = fotad_modems_list (house->modems);

  self->house = *house;
  g_signal_connect_object (house->modems, "added", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (house->modems, "removed", G_CALLBACK (on_removed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (house->manager, "changed", G_CALLBACK (on_changed), self, 0);
  for (guint i = 0; i < modems->len; i++)
    follow (self, modems->pdata[i]);
  return self;
}

static void
fotad_enrolments_finalize (GObject *object)
{
  FotadEnrolments *self = FOTAD_ENROLMENTS (object);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->asked);
  G_OBJECT_CLASS (fotad_enrolments_parent_class)->finalize (object);
}

static void
fotad_enrolments_class_init (FotadEnrolmentsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_enrolments_finalize;
}

static void
fotad_enrolments_init (FotadEnrolments *self)
{
  self->asked = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->cancellable = g_cancellable_new ();
}
