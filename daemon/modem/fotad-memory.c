/*
 * A modem as a dictionary in GVariant's text form, with ModemManager's own property names.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-memory.h"

#include "core/fotad-error.h"
#include "core/fotad-imei.h"

#define KEY_IMEI "Imei"
#define KEY_INTERFACE "Interface"

static GVariant *
write_ports (GArray *ports)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(su)"));
  for (guint i = 0; i < ports->len; i++) {
    FotadMmPort *port = &g_array_index (ports, FotadMmPort, i);

    g_variant_builder_add (&builder, "(su)", port->name, port->type);
  }
  return g_variant_builder_end (&builder);
}

char *
fotad_memory_write (FotadModem *modem)
{
  FotadMmModem *seen = fotad_modem_get_last_seen (modem);
  g_autoptr (GVariant) variant = NULL;
  GVariantDict dict;

  if (seen == NULL)
    return NULL;
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, KEY_IMEI, "s", fotad_modem_get_imei (modem));
  g_variant_dict_insert (&dict, KEY_INTERFACE, "i", fotad_modem_get_interface (modem));
  g_variant_dict_insert (&dict, "Device", "s", seen->uid);
  g_variant_dict_insert (&dict, "Physdev", "s", seen->physdev);
  g_variant_dict_insert (&dict, "EquipmentIdentifier", "s", seen->imei);
  g_variant_dict_insert (&dict, "Manufacturer", "s", fotad_modem_get_manufacturer (modem));
  g_variant_dict_insert (&dict, "Model", "s", fotad_modem_get_model (modem));
  g_variant_dict_insert (&dict, "Revision", "s", fotad_modem_get_revision (modem));
  g_variant_dict_insert (&dict, "PrimaryPort", "s", seen->primary_port);
  g_variant_dict_insert_value (&dict, "Ports", write_ports (seen->ports));
  variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  return g_variant_print (variant, TRUE);
}

FotadMmModem *
fotad_memory_read (const char *text, char **imei, int *interface, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GVariant) dict = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &why);
  const char *device = NULL;

  *imei = NULL;
  if (dict == NULL) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "the stored modem cannot be read: %s", why->message);
    return NULL;
  }
  if (!g_variant_lookup (dict, "Device", "&s", &device) || *device == '\0') {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "the stored modem has no Device");
    return NULL;
  }
  if (!g_variant_lookup (dict, KEY_INTERFACE, "i", interface))
    *interface = -1;
  if (!g_variant_lookup (dict, KEY_IMEI, "s", imei) || !fotad_imei_is_valid (*imei)) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "the stored modem has no " KEY_IMEI);
    g_clear_pointer (imei, g_free);
    return NULL;
  }
  return fotad_mm_modem_new ("/", dict);
}
