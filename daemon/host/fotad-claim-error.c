/*
 * ModemManager's error names, and what a person can do about each.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "host/fotad-claim-error.h"

#include "core/fotad-error.h"

#define CORE "org.freedesktop.ModemManager1.Error.Core."
#define DBUS "org.freedesktop.DBus.Error."

static const struct {
  const char *name;
  FotadError code;
  const char *text;
} rows[] = {
  { CORE "WrongState", FOTAD_ERROR_WRONG_STATE,
    "ModemManager is still busy making or dropping it" },
  { CORE "NotFound", FOTAD_ERROR_MODEM_GONE, "ModemManager has no such modem" },
  { CORE "InProgress", FOTAD_ERROR_BUSY,
    "it is inhibited already, by another program (fwupd, mmcli --inhibit-device) or by an "
    "inhibition that ModemManager did not finish; then replug it or restart ModemManager" },
  { CORE "Unauthorized", FOTAD_ERROR_NOT_AUTHORIZED,
    "polkit refuses org.freedesktop.ModemManager1.Control" },
  { DBUS "AccessDenied", FOTAD_ERROR_NOT_AUTHORIZED,
    "the bus policy does not let us call ModemManager's InhibitDevice" },
  { DBUS "ServiceUnknown", FOTAD_ERROR_MODEM_GONE, "ModemManager does not run" },
  { DBUS "NameHasNoOwner", FOTAD_ERROR_MODEM_GONE, "ModemManager does not run" },
  { DBUS "NoReply", FOTAD_ERROR_MODEM_GONE, "ModemManager went away when asked" },
  { DBUS "UnknownMethod", FOTAD_ERROR_NOT_SUPPORTED, "this ModemManager is too old" },
};

GError *
fotad_claim_error (const GError *error, const char *uid)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);
  g_autoptr (GError) plain = g_error_copy (error);
  GError *own;

  g_dbus_error_strip_remote_error (plain);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (g_strcmp0 (rows[i].name, name) != 0)
      continue;
    return g_error_new (FOTAD_ERROR, rows[i].code, "cannot claim the modem %s: %s (%s)", uid,
                        rows[i].text, plain->message);
  }
  own = fotad_error_convert (plain);
  g_prefix_error (&own, "cannot claim the modem %s: ", uid);
  return own;
}
