/*
 * A modem: what ModemManager says of it, what a plugin has for it, and who is using it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-modem-private.h"

G_DEFINE_FINAL_TYPE (FotadModem, fotad_modem, G_TYPE_OBJECT)

const char *
fotad_modem_state_name (FotadModemState state)
{
  switch (state) {
  case FOTAD_MODEM_AVAILABLE:
    return "available";
  case FOTAD_MODEM_BUSY:
    return "busy";
  case FOTAD_MODEM_MISSING:
    return "missing";
  case FOTAD_MODEM_UNSUPPORTED:
    return "unsupported";
  }
  return "";
}

static void
set_string (FotadModem *self, char **field, const char *value, guint prop)
{
  if (g_str_equal (*field, value))
    return;
  g_free (*field);
  *field = g_strdup (value);
  modem_notify (self, prop);
}

/* ModemManager forgets nothing on purpose, so what it leaves empty is not known yet. */
static void
learn (FotadModem *self, char **field, const char *value, guint prop)
{
  if (*value != '\0')
    set_string (self, field, value, prop);
}

FotadModemState
fotad_modem_get_state (FotadModem *self)
{
  if (self->busy)
    return FOTAD_MODEM_BUSY;
  if (!self->seen)
    return FOTAD_MODEM_MISSING;
  return self->family != NULL ? FOTAD_MODEM_AVAILABLE : FOTAD_MODEM_UNSUPPORTED;
}

static void
update_state (FotadModem *self)
{
  FotadModemState state = fotad_modem_get_state (self);

  if (state == self->state)
    return;
  self->state = state;
  modem_notify (self, PROP_STATE);
}

FotadModem *
fotad_modem_new (const char *imei)
{
  FotadModem *self = g_object_new (FOTAD_TYPE_MODEM, NULL);

  self->imei = g_strdup (imei);
  return self;
}

void
fotad_modem_see (FotadModem *self, FotadMmModem *seen)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->seen = seen != NULL;
  if (seen != NULL) {
    g_clear_pointer (&self->last_seen, fotad_mm_modem_unref);
    self->last_seen = fotad_mm_modem_ref (seen);
    learn (self, &self->manufacturer, seen->manufacturer, PROP_MANUFACTURER);
    learn (self, &self->model, seen->model, PROP_MODEL);
    if (!g_str_has_prefix (self->revision, seen->revision)) /* ours may be the fuller one */
      learn (self, &self->revision, seen->revision, PROP_REVISION);
    learn (self, &self->device, seen->uid, PROP_DEVICE);
  }
  update_state (self);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_routes (FotadModem *self, const char *const *routes)
{
  static const char *const none[] = { NULL };

  if (routes == NULL)
    routes = none;
  if (g_strv_equal ((const char *const *) self->routes, routes))
    return;
  g_strfreev (self->routes);
  self->routes = g_strdupv ((char **) routes);
  modem_notify (self, PROP_ROUTES);
}

void
fotad_modem_set_support (FotadModem *self, const FotadModemSupport *support)
{
  self->family = support->family;
  set_string (self, &self->vendor, support->vendor != NULL ? support->vendor : "", PROP_VENDOR);
  set_routes (self, support->routes);
  update_state (self);
}

void
fotad_modem_set_busy (FotadModem *self, gboolean busy)
{
  self->busy = busy;
  update_state (self);
}

void
fotad_modem_set_job (FotadModem *self, const char *path)
{
  set_string (self, &self->job, path, PROP_JOB);
}

void
fotad_modem_set_offer (FotadModem *self, GVariant *offer)
{
  if (offer == NULL && g_variant_n_children (self->offer) == 0)
    return;
  g_variant_unref (self->offer);
  self->offer = g_variant_ref_sink (offer != NULL ? offer : g_variant_new ("a{sv}", NULL));
  modem_notify (self, PROP_OFFER);
}

void
fotad_modem_set_enrolment (FotadModem *self, GVariant *enrolment)
{
  g_variant_ref_sink (enrolment);
  if (g_variant_equal (self->enrolment, enrolment)) {
    g_variant_unref (enrolment);
    return;
  }
  g_variant_unref (self->enrolment);
  self->enrolment = enrolment;
  modem_notify (self, PROP_ENROLMENT);
}

void
fotad_modem_set_revision (FotadModem *self, const char *revision)
{
  set_string (self, &self->revision, revision, PROP_REVISION);
}

void
fotad_modem_set_interface (FotadModem *self, int interface)
{
  self->interface = interface;
}

static void
fotad_modem_finalize (GObject *object)
{
  FotadModem *self = FOTAD_MODEM (object);

  g_free (self->imei);
  g_free (self->manufacturer);
  g_free (self->model);
  g_free (self->revision);
  g_free (self->device);
  g_free (self->job);
  g_variant_unref (self->offer);
  g_variant_unref (self->enrolment);
  g_free (self->vendor);
  g_strfreev (self->routes);
  g_clear_pointer (&self->last_seen, fotad_mm_modem_unref);
  G_OBJECT_CLASS (fotad_modem_parent_class)->finalize (object);
}

static void
fotad_modem_class_init (FotadModemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_modem_finalize;
  modem_install_properties (G_OBJECT_CLASS (klass));
}

static void
fotad_modem_init (FotadModem *self)
{
  self->manufacturer = g_strdup ("");
  self->model = g_strdup ("");
  self->revision = g_strdup ("");
  self->device = g_strdup ("");
  self->vendor = g_strdup ("");
  self->routes = g_new0 (char *, 1);
  self->job = g_strdup ("/");
  self->offer = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  self->enrolment = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  self->interface = -1;
  self->state = FOTAD_MODEM_MISSING;
}
