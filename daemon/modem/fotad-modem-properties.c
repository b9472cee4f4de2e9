/*
 * A modem's properties as GObject has them, and what else is asked of it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-modem-private.h"

static GParamSpec *props[N_PROPS];

static const char *
string_of (FotadModem *self, guint id)
{
  switch (id) {
  case PROP_IMEI:
    return self->imei;
  case PROP_MANUFACTURER:
    return self->manufacturer;
  case PROP_MODEL:
    return self->model;
  case PROP_REVISION:
    return self->revision;
  case PROP_VENDOR:
    return self->vendor;
  case PROP_DEVICE:
    return self->device;
  case PROP_JOB:
    return self->job;
  default: /* GObject's numbers */
    return fotad_modem_state_name (fotad_modem_get_state (self));
  }
}

static void
fotad_modem_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  FotadModem *self = FOTAD_MODEM (object);

  if (id == PROP_OFFER)
    g_value_set_variant (value, self->offer);
  else if (id == PROP_ENROLMENT)
    g_value_set_variant (value, self->enrolment);
  else if (id == PROP_ROUTES)
    g_value_set_boxed (value, fotad_modem_get_routes (self));
  else
    g_value_set_string (value, string_of (self, id));
}

void
modem_install_properties (GObjectClass *klass)
{
  static const char *const names[N_PROPS] = {
    [PROP_IMEI] = "imei",         [PROP_MANUFACTURER] = "manufacturer",
    [PROP_MODEL] = "model",       [PROP_VENDOR] = "vendor",
    [PROP_REVISION] = "revision", [PROP_DEVICE] = "device",
    [PROP_JOB] = "job",           [PROP_STATE] = "state",
  };
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  klass->get_property = fotad_modem_get_property;
  for (guint i = 1; i < N_PROPS; i++)
    if (names[i] != NULL)
      props[i] = g_param_spec_string (names[i], NULL, NULL, NULL, flags);
  props[PROP_OFFER] =
      g_param_spec_variant ("offer", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, flags);
  props[PROP_ENROLMENT] =
      g_param_spec_variant ("enrolment", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, flags);
  props[PROP_ROUTES] = g_param_spec_boxed ("routes", NULL, NULL, G_TYPE_STRV, flags);
  g_object_class_install_properties (klass, N_PROPS, props);
}

void
modem_notify (FotadModem *modem, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (modem), props[prop]);
}

const char *
fotad_modem_get_imei (FotadModem *self)
{
  return self->imei;
}

const char *
fotad_modem_get_manufacturer (FotadModem *self)
{
  return self->manufacturer;
}

const char *
fotad_modem_get_model (FotadModem *self)
{
  return self->model;
}

const char *
fotad_modem_get_revision (FotadModem *self)
{
  return self->revision;
}

const char *
fotad_modem_get_vendor (FotadModem *self)
{
  return self->vendor;
}

const char *
fotad_modem_get_device (FotadModem *self)
{
  return self->device;
}

const char *
fotad_modem_get_job (FotadModem *self)
{
  return self->job;
}

GVariant *
fotad_modem_get_offer (FotadModem *self)
{
  return self->offer;
}

GVariant *
fotad_modem_get_enrolment (FotadModem *self)
{
  return self->enrolment;
}

const char *const *
fotad_modem_get_routes (FotadModem *self)
{
  return (const char *const *) self->routes;
}

const FotadFamily *
fotad_modem_get_family (FotadModem *self)
{
  return self->family;
}

gboolean
fotad_modem_is_busy (FotadModem *self)
{
  return self->busy;
}

gboolean
fotad_modem_is_seen (FotadModem *self)
{
  return self->seen;
}

FotadMmModem *
fotad_modem_get_last_seen (FotadModem *self)
{
  return self->last_seen;
}

int
fotad_modem_get_interface (FotadModem *self)
{
  return self->interface;
}
