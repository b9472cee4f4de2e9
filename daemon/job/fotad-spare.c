/*
 * Whether there is a spare port, and where.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-spare.h"

#include <string.h>

#include "job/fotad-run-control.h"
#include "job/fotad-run-private.h"
#include "modem/fotad-sysfs.h"
#include "settings/fotad-provider.h"
#include "vendor/fotad-condition.h"

const char *
fotad_spare_configured (const FotadConfig *config, const char *imei)
{
  gsize length = strlen (imei);

  for (guint i = 0; config->watch_ports != NULL && config->watch_ports[i] != NULL; i++)
    if (strncmp (config->watch_ports[i], imei, length) == 0 &&
        config->watch_ports[i][length] == ':')
      return config->watch_ports[i] + length + 1;
  return NULL;
}

/* ModemManager's rules name ports of other kinds; somebody may read positions there. */
static gboolean
is_of_other_kind (const char *name)
{
  static const char *const kinds[] = { "ID_MM_PORT_TYPE_GPS", "ID_MM_PORT_TYPE_QCDM",
                                       "ID_MM_PORT_TYPE_AUDIO" };
  g_autoptr (GUdevDevice) port = fotad_sysfs_port (name);

  for (gsize i = 0; port != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_udev_device_get_property_as_boolean (port, kinds[i]))
      return TRUE;
  return FALSE;
}

/* One that a udev rule keeps from ModemManager (ID_MM_PORT_IGNORE), behind @after if that is one.
 * Not all of them need be AT ports. */
static char *
find_ignored (FotadMmModem *seen, const char *after)
{
  gboolean behind = after == NULL;

  for (guint i = 0; i < seen->ports->len; i++) {
    const FotadMmPort *port = &g_array_index (seen->ports, FotadMmPort, i);

    g_autofree char *device = g_strconcat ("/dev/", port->name, NULL);

    if (port->type != FOTAD_MM_PORT_IGNORED || !g_str_has_prefix (port->name, "tty") ||
        strchr (port->name, '/') != NULL || is_of_other_kind (port->name))
      continue;
    if (behind)
      return g_steal_pointer (&device);
    behind = g_str_equal (device, after);
  }
  return NULL;
}

/* Over QMI or MBIM ModemManager and we cannot ask at the same time, and without it the settings are
 * not complete. */
static gboolean
has_controls (FotadRun *run)
{
  g_auto (GStrv) files = NULL;
  g_autoptr (GPtrArray) controls = fotad_run_find_controls (run, &files);

  g_ptr_array_set_free_func (controls, (GDestroyNotify) fotad_provider_free);
  return controls->len > 0;
}

static gboolean
is_wanted (FotadRun *run)
{
  return fotad_job_get_record (run->job)->kind == FOTAD_JOB_KIND_UPDATE &&
         run->route->beside != NULL && !run->installed && !run->recovery.may_install &&
         g_str_equal (run->house->config->spare_port, "auto") &&
         fotad_condition_holds (run->route->beside, fotad_facts_table (run->facts));
}

char *
fotad_spare_choose (FotadRun *run)
{
  FotadMmModem *seen = fotad_modem_get_last_seen (run->modem);
  const char *configured =
      fotad_spare_configured (run->house->config, fotad_modem_get_imei (run->modem));
  g_autofree char *device = NULL;

  if (seen == NULL || !is_wanted (run))
    return NULL;
  device = configured != NULL ? g_strdup (configured) : find_ignored (seen, NULL);
  if (device == NULL || has_controls (run))
    return NULL;
  g_message ("job %" G_GINT64_FORMAT " begins on the spare port %s", fotad_job_get_id (run->job),
             device);
  return g_steal_pointer (&device);
}

void
fotad_spare_give_up (FotadRun *run, const GError *why)
{
  g_autofree char *silent = g_steal_pointer (&run->spare);

  fotad_run_note (run, "no-spare-port", why->message);
  run->spare = find_ignored (fotad_modem_get_last_seen (run->modem), silent);
  g_signal_handlers_disconnect_by_data (run->link, run);
  g_clear_object (&run->link);
  if (run->spare != NULL)
    fotad_stage_connect (run);
  else
    fotad_run_enter (run, FOTAD_STAGE_CLAIM);
}
