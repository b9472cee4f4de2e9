/*
 * Every refusal of ModemManager and the bus has a meaning.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"
#include "host/fotad-claim-error.h"

#define CORE "org.freedesktop.ModemManager1.Error.Core."
#define DBUS "org.freedesktop.DBus.Error."

static const struct {
  const char *name;
  FotadError code;
  const char *word;
} table[] = {
  { CORE "WrongState", FOTAD_ERROR_WRONG_STATE, "busy" },
  { CORE "NotFound", FOTAD_ERROR_MODEM_GONE, "no such modem" },
  { CORE "InProgress", FOTAD_ERROR_BUSY, "fwupd" },
  { CORE "Unauthorized", FOTAD_ERROR_NOT_AUTHORIZED, "polkit" },
  { CORE "Failed", FOTAD_ERROR_INTERNAL, "the words" },
  { DBUS "AccessDenied", FOTAD_ERROR_NOT_AUTHORIZED, "policy" },
  { DBUS "ServiceUnknown", FOTAD_ERROR_MODEM_GONE, "does not run" },
  { DBUS "NameHasNoOwner", FOTAD_ERROR_MODEM_GONE, "does not run" },
  { DBUS "NoReply", FOTAD_ERROR_MODEM_GONE, "went away" },
  { DBUS "UnknownMethod", FOTAD_ERROR_NOT_SUPPORTED, "too old" },
};

static void
test_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++) {
    g_autoptr (GError) remote = g_dbus_error_new_for_dbus_error (table[i].name, "the words");
    g_autoptr (GError) error = fotad_claim_error (remote, "/uid/7");

    g_test_message ("%s: %s", table[i].name, error->message);
    g_assert_error (error, FOTAD_ERROR, (int) table[i].code);
    g_assert_nonnull (strstr (error->message, table[i].word));
    g_assert_nonnull (strstr (error->message, "the words"));
    g_assert_nonnull (strstr (error->message, "/uid/7"));
    g_assert_null (strstr (error->message, "GDBus.Error"));
  }
}

static void
test_local (void)
{
  g_autoptr (GError) late = g_error_new (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "late");
  g_autoptr (GError) error = fotad_claim_error (late, "/uid/7");

  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_TIMED_OUT);
  g_assert_nonnull (strstr (error->message, "/uid/7"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/host/claim-error/table", test_table);
  g_test_add_func ("/host/claim-error/local", test_local);
  return g_test_run ();
}
