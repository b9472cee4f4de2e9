/*
 * A modem's face on the bus: its properties.  The skeleton sends only what has changed, in one go,
 * so all of them are told to it whenever one does.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-modem.h"

#include "bus/fotad-bus-abilities.h"

struct _FotadBusModem {
  FotadDBusModemSkeleton parent_instance;

  const FotadBusHouse *house;
  FotadModem *modem;
};

G_DEFINE_FINAL_TYPE_WITH_CODE (FotadBusModem,
                               fotad_bus_modem,
                               FOTAD_DBUS_TYPE_MODEM_SKELETON,
                               G_IMPLEMENT_INTERFACE (FOTAD_DBUS_TYPE_MODEM,
                                                      fotad_bus_modem_implement))

const FotadBusHouse *
fotad_bus_modem_get_house (FotadBusModem *self)
{
  return self->house;
}

FotadModem *
fotad_bus_modem_get_modem (FotadBusModem *self)
{
  return self->modem;
}

static void
add_known (GVariantBuilder *builder, const char *key, const char *text)
{
  if (*text != '\0')
    g_variant_builder_add (builder, "{ss}", key, text);
}

/* What an enrolment left to know of it. */
static void
add_enrolled (GVariantBuilder *builder, FotadModem *modem)
{
  static const char *const keys[] = { "serial", "number", "endpoint" };
  const char *text;

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_variant_lookup (fotad_modem_get_enrolment (modem), keys[i], "&s", &text))
      add_known (builder, keys[i], text);
}

static GVariant *
write_identity (FotadModem *modem)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  add_known (&builder, "imei", fotad_modem_get_imei (modem));
  add_known (&builder, "model", fotad_modem_get_model (modem));
  add_known (&builder, "firmware", fotad_modem_get_revision (modem));
  add_enrolled (&builder, modem);
  return g_variant_builder_end (&builder);
}

static void
tell_abilities (FotadBusModem *self)
{
  FotadDBusModem *skeleton = FOTAD_DBUS_MODEM (self);
  const FotadFamily *family = fotad_modem_get_family (self->modem);
  const char *model = fotad_modem_get_model (self->modem);
  g_autoptr (FotadBook) book = NULL;

  if (family != NULL)
    book = fotad_registry_load (self->house->registry, family->vendor, NULL);
  fotad_dbus_modem_set_routes (skeleton, fotad_modem_get_routes (self->modem));
  fotad_dbus_modem_set_limits (skeleton, fotad_bus_limits (family, book, model));
  fotad_dbus_modem_set_parameters (skeleton, fotad_bus_parameters (book, model));
}

static void
tell_all (FotadBusModem *self)
{
  FotadDBusModem *skeleton = FOTAD_DBUS_MODEM (self);
  FotadModem *modem = self->modem;

  fotad_dbus_modem_set_imei (skeleton, fotad_modem_get_imei (modem));
  fotad_dbus_modem_set_manufacturer (skeleton, fotad_modem_get_manufacturer (modem));
  fotad_dbus_modem_set_model (skeleton, fotad_modem_get_model (modem));
  fotad_dbus_modem_set_revision (skeleton, fotad_modem_get_revision (modem));
  fotad_dbus_modem_set_vendor (skeleton, fotad_modem_get_vendor (modem));
  fotad_dbus_modem_set_device (skeleton, fotad_modem_get_device (modem));
  fotad_dbus_modem_set_state (skeleton, fotad_modem_state_name (fotad_modem_get_state (modem)));
  fotad_dbus_modem_set_job (skeleton, fotad_modem_get_job (modem));
  fotad_dbus_modem_set_service_identity (skeleton, write_identity (modem));
  fotad_dbus_modem_set_offer (skeleton, fotad_modem_get_offer (modem));
  fotad_dbus_modem_set_enrolment (skeleton, fotad_modem_get_enrolment (modem));
  tell_abilities (self);
}

static void
fotad_bus_modem_finalize (GObject *object)
{
  g_object_unref (FOTAD_BUS_MODEM (object)->modem);
  G_OBJECT_CLASS (fotad_bus_modem_parent_class)->finalize (object);
}

static void
fotad_bus_modem_class_init (FotadBusModemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_bus_modem_finalize;
}

static void
fotad_bus_modem_init (FotadBusModem *self)
{
}

FotadBusModem *
fotad_bus_modem_new (const FotadBusHouse *house, FotadModem *modem)
{
  FotadBusModem *self = g_object_new (FOTAD_TYPE_BUS_MODEM, NULL);

  self->house = house;
  self->modem = g_object_ref (modem);
  tell_all (self);
  g_signal_connect_object (modem, "notify", G_CALLBACK (tell_all), self, G_CONNECT_SWAPPED);
  return self;
}
