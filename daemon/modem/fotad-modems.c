/*
 * All modems, matched to what ModemManager shows.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-modems.h"

#include "core/fotad-imei.h"
#include "modem/fotad-find.h"
#include "modem/fotad-memory.h"
#include "modem/fotad-ports.h"
#include "modem/fotad-sysfs.h"

#define MISSING_KEPT 16

struct _FotadModems {
  GObject parent;
  FotadModemManager *manager;
  FotadModemsMatch match;
  gpointer match_data;
  GHashTable *modems;  /* key: IMEI, value: FotadModem */
  GHashTable *devices; /* key: uid, value: the FotadModem that ModemManager shows there */
  GQueue missing;      /* of FotadModem, borrowed, the longest missing first */
};

G_DEFINE_FINAL_TYPE (FotadModems, fotad_modems, G_TYPE_OBJECT)

enum { ADDED, REMOVED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
forget_one (FotadModems *self)
{
  for (GList *l = self->missing.head; l != NULL; l = l->next) {
    g_autoptr (FotadModem) modem = NULL;

    if (fotad_modem_is_busy (l->data))
      continue;
    modem = g_object_ref (l->data);
    g_queue_delete_link (&self->missing, l);
    g_hash_table_remove (self->modems, fotad_modem_get_imei (modem));
    g_signal_emit (self, signals[REMOVED], 0, modem);
    return;
  }
}

static void
add_missing (FotadModems *self, FotadModem *modem)
{
  g_queue_remove (&self->missing, modem);
  g_queue_push_tail (&self->missing, modem);
  if (self->missing.length > MISSING_KEPT)
    forget_one (self);
}

static int
choose_interface (FotadMmModem *seen, const FotadFamily *family, const char *usb)
{
  gboolean wanted = family != NULL && fotad_family_has_usb (family, usb);

  return fotad_ports_choose_interface (seen, wanted ? family->at_interface : -1);
}

/* Support is looked for with every change: the revision may decide, and the first words of a
 * modem may come late. */
static void
see (FotadModems *self, FotadModem *modem, FotadMmModem *seen)
{
  g_autofree char *usb = fotad_sysfs_usb_id (seen);
  FotadModemSupport support = { 0 };

  if (!self->match (seen, usb, &support, self->match_data))
    support = (FotadModemSupport){ 0 };
  fotad_modem_set_support (modem, &support);
  fotad_modem_set_interface (modem, choose_interface (seen, support.family, usb));
  fotad_modem_see (modem, seen);
}

static FotadModem *
ensure_modem (FotadModems *self, const char *imei, gboolean *fresh)
{
  FotadModem *modem = g_hash_table_lookup (self->modems, imei);

  *fresh = modem == NULL;
  if (modem == NULL) {
    modem = fotad_modem_new (imei);
    g_hash_table_insert (self->modems, (char *) fotad_modem_get_imei (modem), modem);
  }
  return modem;
}

/* Where ModemManager shows @modem; NULL when nowhere. */
static const char *
uid_of (FotadModems *self, FotadModem *modem)
{
  GHashTableIter iter;
  gpointer uid, other;

  g_hash_table_iter_init (&iter, self->devices);
  while (g_hash_table_iter_next (&iter, &uid, &other))
    if (other == modem)
      return uid;
  return NULL;
}

static gboolean
is_acceptable (FotadModems *self, FotadMmModem *seen)
{
  FotadModem *known = g_hash_table_lookup (self->modems, seen->imei);
  const char *uid = known != NULL ? uid_of (self, known) : NULL;

  if (!fotad_imei_is_valid (seen->imei)) {
    g_message ("%s: ignored, \"%s\" is no IMEI", seen->uid, seen->imei);
    return FALSE;
  }
  if (uid != NULL && !g_str_equal (uid, seen->uid)) {
    g_warning ("%s: ignored, its IMEI %s is already that of %s", seen->uid, seen->imei, uid);
    return FALSE;
  }
  return TRUE;
}

static void
show (FotadModems *self, FotadMmModem *seen)
{
  FotadModem *modem;
  gboolean fresh;

  if (!is_acceptable (self, seen))
    return;
  modem = ensure_modem (self, seen->imei, &fresh);
  g_queue_remove (&self->missing, modem);
  g_hash_table_replace (self->devices, g_strdup (seen->uid), g_object_ref (modem));
  see (self, modem, seen);
  if (fresh)
    g_signal_emit (self, signals[ADDED], 0, modem);
}

/* A device whose IMEI was refused because another one had it may have it now. */
static void
show_refused (FotadModems *self, const char *imei)
{
  g_autoptr (GPtrArray) list = fotad_modem_manager_list (self->manager);

  for (guint i = 0; i < list->len; i++) {
    FotadMmModem *seen = list->pdata[i];

    if (g_str_equal (seen->imei, imei) && !g_hash_table_contains (self->devices, seen->uid))
      show (self, seen);
  }
}

static void
hide (FotadModems *self, const char *uid)
{
  g_autoptr (FotadModem) modem = g_hash_table_lookup (self->devices, uid);

  if (modem == NULL)
    return;
  g_object_ref (modem);
  g_hash_table_remove (self->devices, uid);
  fotad_modem_see (modem, NULL);
  add_missing (self, modem);
  show_refused (self, fotad_modem_get_imei (modem));
}

static void
on_appeared (FotadModemManager *manager, FotadMmModem *seen, FotadModems *self)
{
  show (self, seen);
}

static void
on_changed (FotadModemManager *manager, FotadMmModem *seen, FotadModems *self)
{
  FotadModem *modem = g_hash_table_lookup (self->devices, seen->uid);

  if (modem != NULL && !g_str_equal (fotad_modem_get_imei (modem), seen->imei))
    hide (self, seen->uid);
  show (self, seen);
}

static void
on_vanished (FotadModemManager *manager, const char *uid, FotadModems *self)
{
  hide (self, uid);
}

FotadModems *
fotad_modems_new (FotadModemManager *manager, FotadModemsMatch match, gpointer data)
{
  FotadModems *self = g_object_new (FOTAD_TYPE_MODEMS, NULL);
  g_autoptr (GPtrArray) list = fotad_modem_manager_list (manager);

  self->manager = g_object_ref (manager);
  self->match = match;
  self->match_data = data;
  g_signal_connect_object (manager, "appeared", G_CALLBACK (on_appeared), self, 0);
  g_signal_connect_object (manager, "changed", G_CALLBACK (on_changed), self, 0);
  g_signal_connect_object (manager, "vanished", G_CALLBACK (on_vanished), self, 0);
  for (guint i = 0; i < list->len; i++)
    show (self, list->pdata[i]);
  return self;
}

FotadModem *
fotad_modems_lookup (FotadModems *self, const char *imei)
{
  return g_hash_table_lookup (self->modems, imei);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (fotad_modem_get_imei (*(FotadModem *const *) a),
                    fotad_modem_get_imei (*(FotadModem *const *) b));
}

GPtrArray *
fotad_modems_list (FotadModems *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer modem;

  g_hash_table_iter_init (&iter, self->modems);
  while (g_hash_table_iter_next (&iter, NULL, &modem))
    g_ptr_array_add (list, g_object_ref (modem));
  g_ptr_array_sort (list, compare);
  return list;
}

FotadModem *
fotad_modems_find (FotadModems *self, const char *id, GError **error)
{
  g_autoptr (GPtrArray) list = fotad_modems_list (self);

  return fotad_find_modem (list, id, error);
}

char *
fotad_modems_remember (FotadModems *self, FotadModem *modem)
{
  return fotad_memory_write (modem);
}

FotadModem *
fotad_modems_restore (FotadModems *self, const char *memory, GError **error)
{
  g_autofree char *imei = NULL;
  g_autoptr (FotadMmModem) seen = NULL;
  FotadModem *modem;
  gboolean fresh;
  int interface;

  seen = fotad_memory_read (memory, &imei, &interface, error);
  if (seen == NULL)
    return NULL;
  modem = ensure_modem (self, imei, &fresh);
  if (!fresh)
    return modem;
  see (self, modem, seen);
  fotad_modem_set_interface (modem, interface);
  fotad_modem_see (modem, NULL);
  add_missing (self, modem);
  g_signal_emit (self, signals[ADDED], 0, modem);
  return modem;
}

static void
fotad_modems_finalize (GObject *object)
{
  FotadModems *self = FOTAD_MODEMS (object);

  g_queue_clear (&self->missing);
  g_hash_table_unref (self->devices);
  g_hash_table_unref (self->modems);
  g_clear_object (&self->manager);
  G_OBJECT_CLASS (fotad_modems_parent_class)->finalize (object);
}

static void
fotad_modems_class_init (FotadModemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_modems_finalize;
  signals[ADDED] = g_signal_new ("added", FOTAD_TYPE_MODEMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, FOTAD_TYPE_MODEM);
  signals[REMOVED] = g_signal_new ("removed", FOTAD_TYPE_MODEMS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, FOTAD_TYPE_MODEM);
}

static void
fotad_modems_init (FotadModems *self)
{
  self->modems = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->devices = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_queue_init (&self->missing);
}
