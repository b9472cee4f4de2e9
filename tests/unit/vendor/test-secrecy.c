/*
 * Which commands are masked because of what a vendor's table says of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-secrecy.h"

#include <string.h>

#include "core/fotad-log-mask.h"

static const struct {
  const char *command, *reply, *pattern;
} rows[] = {
  { "AT+SET=${apn}", NULL, NULL },
  { "AT+SET=${apn}[,${user},${password|}]", NULL, "+SET" },
  { "AT+EXT=\"fota_apn\",0,${password}", NULL, "+EXT fota_apn" },
  { "AT+EXT=\"fota_apn\"", "^(?<old_apn>.*),(?<old_password>.*)$", "+EXT fota_apn" },
  { "AT+READ?", "(?<old_user>.*)", NULL },
  { NULL, NULL, NULL },
};

static void
test_patterns (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    FotadStep step = { .name = "x", .command = rows[i].command, .reply = rows[i].reply };
    g_autofree char *pattern = fotad_secrecy_of (&step);

    g_assert_cmpstr (pattern, ==, rows[i].pattern);
  }
}

static void
test_masked (void)
{
  static const FotadStep steps[] = {
    { .name = "x", .command = "AT+ACME=\"apn\",${apn},${password}" },
    { 0 },
  };
  g_autofree char *line = NULL;
  g_autofree char *reply = NULL;

  fotad_secrecy_register (steps);
  line = fotad_log_mask ("AT+ACME=\"apn\",\"net\",\"hush-hush\"");
  reply = fotad_log_mask ("+ACME: \"apn\",\"net\",\"hush-hush\"");
  g_assert_null (strstr (line, "hush-hush"));
  g_assert_null (strstr (reply, "hush-hush"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secrecy/patterns", test_patterns);
  g_test_add_func ("/secrecy/masked", test_masked);
  return g_test_run ();
}
