/*
 * From rows of the store to the contract's tuples.  Secrets were never stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-snapshots.h"

#include "core/fotad-error.h"

static GVariant *
describe (FotadStore *store, const FotadSnapshot *snapshot)
{
  g_autoptr (GPtrArray) rows = fotad_store_snapshot_rows (store, snapshot->id, NULL);
  GVariantDict details;

  g_variant_dict_init (&details, NULL);
  g_variant_dict_insert (&details, "label", "s", snapshot->label);
  g_variant_dict_insert (&details, "version", "s", snapshot->version);
  g_variant_dict_insert (&details, "imei", "s", snapshot->imei);
  g_variant_dict_insert (&details, "rows", "u", rows != NULL ? rows->len : 0);
  return g_variant_dict_end (&details);
}

GVariant *
fotad_bus_snapshots_list (FotadStore *store, FotadModem *modem, GError **error)
{
  g_autoptr (GPtrArray) snapshots =
      fotad_store_snapshots (store, fotad_modem_get_imei (modem), error);
  GVariantBuilder builder;

  if (snapshots == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sta{sv})"));
  for (guint i = 0; i < snapshots->len; i++) {
    const FotadSnapshot *snapshot = snapshots->pdata[i];
    g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, snapshot->id);

    g_variant_builder_add (&builder, "(st@a{sv})", id, (guint64) snapshot->time,
                           describe (store, snapshot));
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* The number in @id, when it is a snapshot of this modem; 0 with an error. */
static gint64
find (FotadStore *store, FotadModem *modem, const char *id, GError **error)
{
  g_autoptr (FotadSnapshot) snapshot = NULL;
  gint64 number = 0;

  if (g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &number, NULL))
    snapshot = fotad_store_get_snapshot (store, number, NULL);
  if (snapshot != NULL && g_str_equal (snapshot->imei, fotad_modem_get_imei (modem)))
    return number;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "Modem %s has no snapshot \"%.32s\".",
               fotad_modem_get_imei (modem), id);
  return 0;
}

GVariant *
fotad_bus_snapshots_get (FotadStore *store, FotadModem *modem, const char *id, GError **error)
{
  gint64 number = find (store, modem, id, error);
  g_autoptr (GPtrArray) rows =
      number != 0 ? fotad_store_snapshot_rows (store, number, error) : NULL;
  GVariantBuilder builder;

  if (rows == NULL)
    return NULL;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssssb)"));
  for (guint i = 0; i < rows->len; i++) {
    const FotadSnapshotRow *row = rows->pdata[i];

    g_variant_builder_add (&builder, "(ssssb)", row->name, row->read_command,
                           row->secret ? "" : row->raw, row->secret ? "" : row->write_command,
                           row->secret);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

gboolean
fotad_bus_snapshots_delete (FotadStore *store, FotadModem *modem, const char *id, GError **error)
{
  gint64 number = find (store, modem, id, error);

  if (number == 0)
    return FALSE;
  if (!fotad_modem_is_busy (modem))
    return fotad_store_delete_snapshot (store, number, error);
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_WRONG_STATE,
               "A job has modem %s and may need the snapshot.", fotad_modem_get_imei (modem));
  return FALSE;
}
