/*
 * Masking: whatever the spelling, the secret is not in the result, and what helps to debug is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-log-mask.h"

#include <string.h>

/* A vendor's patterns as its data would register them. */
static void
register_patterns (void)
{
  fotad_log_add_secret ("^XAUTH");
  fotad_log_add_secret ("+XDMCFG psk");
  fotad_log_add_secret ("xota_apn");
  fotad_log_add_secret ("xota_apn");
}

static void
test_commands (void)
{
  static const struct {
    const char *line;
    const char *masked;
  } cases[] = {
    { "AT+CPIN=\"1234\"", "AT+CPIN=***" },
    { "AT+CPIN=1234,5678\r", "AT+CPIN=***" },
    { "at+cpin=1234", "at+cpin=***" },
    { "AT +C P I N = 1234", "AT +C P I N =***" },
    { "\r\nAT+CPIN=1234", "\r\nAT+CPIN=***" },
    { "AT+CFUN=1;+CPIN=1234", "AT+CFUN=1;+CPIN=***" },
    { "AT+CPIN?;+CPIN=1234", "AT+CPIN?;+CPIN=***" },
    { "AT+CPIN?", "AT+CPIN?" },
    { "AT+CPIN=?", "AT+CPIN=?" },
    { "AT+CPIN= ?", "AT+CPIN= ?" },
    { "+CPIN: SIM PIN", "+CPIN: SIM PIN" },
    { "+CPINR: SIM PIN, 3", "+CPINR: SIM PIN, 3" },
    { "AT+CLCK=\"SC\",0,\"1234\"", "AT+CLCK=***" },
    { "AT+CPWD=\"SC\",\"1234\",\"9\"", "AT+CPWD=***" },
    { "AT+CGAUTH=1,1,\"user\",\"secret\"", "AT+CGAUTH=***" },
    { "+CGAUTH: 1,1,\"user\",\"secret\"", "+CGAUTH:***" },
    { "AT^XAUTH=1,2,\"secret\"", "AT^XAUTH=***" },
    { "OK\rAT^xauth=1,2,\"secret\"", "OK\rAT^xauth=***" },
    { "^XAUTH: 1,2,\"user\",\"secret\"", "^XAUTH:***" },
    { "AT^XAUTHS=1", "AT^XAUTHS=1" },
    { "AT+XDMCFG=\"server\",\"psk\",\"00ff\"", "AT+XDMCFG=\"server\",\"psk\"***" },
    { "AT+XDMCFG=\"server\",PSK,00ff", "AT+XDMCFG=\"server\",PSK***" },
    { "AT+XDMCFG=\"server\",\"coaps://h\"", "AT+XDMCFG=\"server\",\"coaps://h\"" },
    { "AT+XCFG=\"xota_apn\",1,\"a\",\"u\",\"secret\"", "AT+XCFG=\"xota_apn\"***" },
    { "+XCFG: \"XOTA_APN\",1,\"a\",\"u\",\"secret\"", "+XCFG: \"XOTA_APN\"***" },
    { "AT+XCFG=\"xota_apn\"", "AT+XCFG=\"xota_apn\"" },
    { "AT+XL=\"https://user:pa:ss@host/x\"", "AT+XL=\"https://user:***@host/x\"" },
    { "AT+XL=\"ftp://u:p@s@host\" ftp://u:q@h", "AT+XL=\"ftp://u:***@host\" ftp://u:***@h" },
    { "AT+XL=\"https://host:80/a@b\"", "AT+XL=\"https://host:80/a@b\"" },
    { "AT+XL=\"https://user@host:80/\"", "AT+XL=\"https://user@host:80/\"" },
    { "", "" },
    { "+", "+" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *masked = fotad_log_mask (cases[i].line);

    g_assert_cmpstr (masked, ==, cases[i].masked);
  }
}

static void
assert_values (const char *text, const char *wanted)
{
  g_autofree char *masked = fotad_log_mask_values (text);

  g_assert_cmpstr (masked, ==, wanted);
}

static void
test_values (void)
{
  fotad_log_add_secret_value ("00AAbbCC11");
  fotad_log_add_secret_value ("00AAbbCC11");
  fotad_log_add_secret_value ("1234");
  fotad_log_add_secret_value ("abc");
  fotad_log_add_secret_value ("");
  fotad_log_add_secret_value (NULL);
  assert_values ("psk 00aabbcc11!", "psk ***!");
  assert_values ("x00AABBCC1100AABBCC11x", "x******x");
  assert_values ("pin \"1234\", 1234", "pin \"***\", ***");
  assert_values ("imei 4912345 1234x x1234", "imei 4912345 1234x x1234");
  assert_values ("abc", "abc");
  fotad_log_remove_secret_value ("00AAbbCC11");
  assert_values ("00AAbbCC11", "***");
  fotad_log_remove_secret_value ("00AAbbCC11");
  assert_values ("00AAbbCC11", "00AAbbCC11");
  fotad_log_remove_secret_value ("1234");
  fotad_log_remove_secret_value ("1234");
  assert_values ("1234", "1234");
}

/* No spelling of a command may let its secret through: every case, blank and prefix tried. */
static void
test_spellings (void)
{
  for (guint i = 0; i < 4000; i++) {
    g_autoptr (GString) line = g_string_new (i & 1 ? "" : "\r\nAT");
    g_autofree char *masked = NULL;

    for (const char *at = "+CGAUTH"; *at != '\0'; at++) {
      g_string_append (line, g_test_rand_bit () && at[0] != '+' ? " " : "");
      g_string_append_c (line, g_test_rand_bit () ? g_ascii_tolower (*at) : *at);
    }
    g_string_append (line, g_test_rand_bit () ? " " : "");
    g_string_append_c (line, g_test_rand_bit () ? '=' : ':');
    g_string_append (line, g_test_rand_bit () ? " " : "");
    g_string_append (line, "1,\"s3cr3t\"");
    masked = fotad_log_mask (line->str);
    g_assert_null (strstr (masked, "s3cr3t"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  register_patterns ();
  g_test_add_func ("/core/log-mask/commands", test_commands);
  g_test_add_func ("/core/log-mask/values", test_values);
  g_test_add_func ("/core/log-mask/spellings", test_spellings);
  return g_test_run ();
}
