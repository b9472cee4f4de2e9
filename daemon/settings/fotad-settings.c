/*
 * What is known of the modem whose settings these are.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-settings-private.h"

#include "settings/fotad-at-provider.h"

static guint writing;

G_DEFINE_FINAL_TYPE (FotadSettings, fotad_settings, G_TYPE_OBJECT)

static void
fotad_settings_finalize (GObject *object)
{
  FotadSettings *self = FOTAD_SETTINGS (object);

  g_clear_pointer (&self->catalogue, fotad_catalogue_unref);
  g_clear_pointer (&self->secrets, fotad_secrets_free);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_free (self->model);
  g_free (self->imei);
  G_OBJECT_CLASS (fotad_settings_parent_class)->finalize (object);
}

static void
fotad_settings_class_init (FotadSettingsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_settings_finalize;
  writing = g_signal_new ("writing", FOTAD_TYPE_SETTINGS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                          G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
}

void
settings_emit_writing (FotadSettings *self, const FotadChange *change)
{
  g_signal_emit (self, writing, 0, change->name, change->wanted != NULL ? change->wanted : "",
                 change->found != NULL ? change->found : "");
}

static void
fotad_settings_init (FotadSettings *self)
{
  self->echo = self->cmee = -1;
  self->providers = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_provider_free);
}

FotadSettings *
fotad_settings_new (FotadCatalogue *catalogue, const char *model, const char *imei)
{
  FotadSettings *self = g_object_new (FOTAD_TYPE_SETTINGS, NULL);

  self->catalogue = fotad_catalogue_ref (catalogue);
  self->model = g_strdup (model);
  self->imei = g_strdup (imei);
  return self;
}

void
fotad_settings_set_manners (FotadSettings *self, int echo, int cmee)
{
  self->echo = echo;
  self->cmee = cmee;
}

void
fotad_settings_set_secrets (FotadSettings *self, FotadSecrets *secrets)
{
  g_clear_pointer (&self->secrets, fotad_secrets_free);
  self->secrets = secrets;
}

void
fotad_settings_add_provider (FotadSettings *self, FotadProvider *provider)
{
  g_ptr_array_add (self->providers, provider);
}

static void
look_for_rest (gpointer data)
{
  FotadSettings *self = data;

  for (guint i = 0; i < self->providers->len; i++) {
    FotadProvider *provider = self->providers->pdata[i];

    if (provider->await_rest != NULL && provider->await_rest (provider, look_for_rest, self))
      return;
  }
  self->rested (self->rested_data);
}

void
fotad_settings_await_rest (FotadSettings *self, void (*rested) (gpointer data), gpointer data)
{
  self->rested = rested;
  self->rested_data = data;
  look_for_rest (self);
}

FotadCatalogue *
fotad_settings_get_catalogue (FotadSettings *self)
{
  return self->catalogue;
}

FotadAsker *
settings_make_asker (FotadSettings *self, FotadAtChannel *channel, GCancellable *cancellable)
{
  FotadAsker *asker = fotad_asker_new (cancellable);

  fotad_asker_add (asker, fotad_at_provider_new (channel), TRUE);
  for (guint i = 0; i < self->providers->len; i++)
    fotad_asker_add (asker, self->providers->pdata[i], FALSE);
  return asker;
}
