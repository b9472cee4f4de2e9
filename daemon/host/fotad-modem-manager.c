/*
 * The list of modems: what ModemManager exports, and which of it is identified.
 * How the service is followed is fotad-modem-manager-follow.c's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-modem-manager-private.h"

#include "core/fotad-names.h"

G_DEFINE_FINAL_TYPE (FotadModemManager, fotad_modem_manager, G_TYPE_OBJECT)

enum { PROP_RUNNING = 1, PROP_READY, N_PROPS };
static GParamSpec *props[N_PROPS];

enum { EXPORTED, APPEARED, CHANGED, VANISHED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_flag (FotadModemManager *self, gboolean *flag, guint prop, gboolean value)
{
  if (*flag == value)
    return;
  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
manager_set_running (FotadModemManager *self, gboolean running)
{
  set_flag (self, &self->running, PROP_RUNNING, running);
}

void
manager_set_ready (FotadModemManager *self, gboolean ready)
{
  set_flag (self, &self->ready, PROP_READY, ready);
}

/* ModemManager reads the IMEI last of what identifies a modem; one that failed before that
 * will never be known better. */
static gboolean
is_identified (FotadMmModem *modem)
{
  return modem->imei[0] != '\0' ||
         (modem->state != FOTAD_MM_STATE_UNKNOWN && modem->state != FOTAD_MM_STATE_INITIALIZING);
}

static void
publish (FotadModemManager *self, FotadMmModem *modem)
{
  FotadMmModem *known = g_hash_table_lookup (self->modems, modem->uid);
  gboolean fresh = known == NULL;

  if (fresh ? !is_identified (modem) : fotad_mm_modem_equal (known, modem))
    return;
  g_hash_table_replace (self->modems, modem->uid, fotad_mm_modem_ref (modem));
  g_signal_emit (self, signals[fresh ? APPEARED : CHANGED], 0, modem);
}

static void
retract (FotadModemManager *self, FotadMmModem *modem)
{
  FotadMmModem *known = g_hash_table_lookup (self->modems, modem->uid);

  /* The same device may be back already, as another object. */
  if (known == NULL || !g_str_equal (known->path, modem->path))
    return;
  fotad_mm_modem_ref (known);
  g_hash_table_remove (self->modems, known->uid);
  g_signal_emit (self, signals[VANISHED], 0, known->uid);
  fotad_mm_modem_unref (known);
}

void
manager_add_object (FotadModemManager *self, const char *path, GVariant *interfaces)
{
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (FotadMmModem) modem = NULL;

  properties = g_variant_lookup_value (interfaces, FOTAD_MM_MODEM, G_VARIANT_TYPE_VARDICT);
  if (properties == NULL || g_hash_table_contains (self->objects, path))
    return;
  modem = fotad_mm_modem_new (path, properties);
  if (modem->uid[0] == '\0') {
    g_warning ("%s: ModemManager does not say on which device it is; ignored", path);
    return;
  }
  g_debug ("%s is exported, device %s", path, modem->uid);
  g_hash_table_insert (self->objects, modem->path, fotad_mm_modem_ref (modem));
  g_signal_emit (self, signals[EXPORTED], 0, modem->uid);
  publish (self, modem);
}

void
manager_change_object (FotadModemManager *self, const char *path, GVariant *changed)
{
  FotadMmModem *old = g_hash_table_lookup (self->objects, path);
  g_autoptr (FotadMmModem) modem = NULL;

  if (old == NULL)
    return;
  modem = fotad_mm_modem_change (old, changed);
  if (!g_str_equal (old->uid, modem->uid))
    retract (self, old);
  g_hash_table_replace (self->objects, modem->path, fotad_mm_modem_ref (modem));
  publish (self, modem);
}

void
manager_remove_object (FotadModemManager *self, const char *path)
{
  FotadMmModem *modem = g_hash_table_lookup (self->objects, path);

  if (modem == NULL)
    return;
  g_debug ("%s is gone, device %s", path, modem->uid);
  fotad_mm_modem_ref (modem);
  g_hash_table_remove (self->objects, path);
  retract (self, modem);
  fotad_mm_modem_unref (modem);
}

FotadModemManager *
fotad_modem_manager_new (GDBusConnection *bus)
{
  FotadModemManager *self = g_object_new (FOTAD_TYPE_MODEM_MANAGER, NULL);

  self->bus = g_object_ref (bus);
  manager_follow (self);
  return self;
}

GDBusConnection *
fotad_modem_manager_get_bus (FotadModemManager *self)
{
  return self->bus;
}

gboolean
fotad_modem_manager_is_running (FotadModemManager *self)
{
  return self->running;
}

gboolean
fotad_modem_manager_is_ready (FotadModemManager *self)
{
  return self->ready;
}

gboolean
fotad_modem_manager_is_exported (FotadModemManager *self, const char *uid)
{
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->objects);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    if (g_str_equal (((FotadMmModem *) modem)->uid, uid))
      return TRUE;
  return FALSE;
}

FotadMmModem *
fotad_modem_manager_lookup (FotadModemManager *self, const char *uid)
{
  return g_hash_table_lookup (self->modems, uid);
}

GPtrArray *
fotad_modem_manager_list (FotadModemManager *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_mm_modem_unref);
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    g_ptr_array_add (list, fotad_mm_modem_ref (modem));
  return list;
}

static void
fotad_modem_manager_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  FotadModemManager *self = FOTAD_MODEM_MANAGER (object);

  g_value_set_boolean (value, id == PROP_RUNNING ? self->running : self->ready);
}

static void
fotad_modem_manager_dispose (GObject *object)
{
  manager_unfollow (FOTAD_MODEM_MANAGER (object));
  G_OBJECT_CLASS (fotad_modem_manager_parent_class)->dispose (object);
}

static void
fotad_modem_manager_finalize (GObject *object)
{
  FotadModemManager *self = FOTAD_MODEM_MANAGER (object);

  g_hash_table_unref (self->modems);
  g_hash_table_unref (self->objects);
  g_hash_table_unref (self->gone);
  g_clear_object (&self->bus);
  G_OBJECT_CLASS (fotad_modem_manager_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, GType argument)
{
  return g_signal_new (name, FOTAD_TYPE_MODEM_MANAGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 1, argument);
}

static void
fotad_modem_manager_class_init (FotadModemManagerClass *klass)
{
  GObjectClass *object = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object->get_property = fotad_modem_manager_get_property;
  object->dispose = fotad_modem_manager_dispose;
  object->finalize = fotad_modem_manager_finalize;
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  props[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object, N_PROPS, props);
  signals[EXPORTED] = new_signal ("exported", G_TYPE_STRING);
  signals[APPEARED] = new_signal ("appeared", FOTAD_TYPE_MM_MODEM);
  signals[CHANGED] = new_signal ("changed", FOTAD_TYPE_MM_MODEM);
  signals[VANISHED] = new_signal ("vanished", G_TYPE_STRING);
}

static void
fotad_modem_manager_init (FotadModemManager *self)
{
  self->objects =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fotad_mm_modem_unref);
  self->modems =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) fotad_mm_modem_unref);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
