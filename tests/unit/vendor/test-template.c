/*
 * Templates written, masked, listed and refused.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-error.h"
#include "vendor/fotad-template.h"

#include <string.h>

static GHashTable *
some_facts (void)
{
  GHashTable *facts = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (facts, "url", "http://a/b,c");
  g_hash_table_insert (facts, "size", "51203");
  g_hash_table_insert (facts, "apn", "internet");
  g_hash_table_insert (facts, "user", "u");
  g_hash_table_insert (facts, "password", "s3cret");
  g_hash_table_insert (facts, "mask", "0f0E-1.2+_");
  g_hash_table_insert (facts, "odd", "a;b");
  g_hash_table_insert (facts, "crlf", "a\r\nAT+EVIL");
  g_hash_table_insert (facts, "quote", "a\"b");
  g_hash_table_insert (facts, "empty", "");
  g_hash_table_insert (facts, "long", "123456789012345678901");
  return facts;
}

static const struct {
  const char *template;
  const char *command; /* NULL: must fail */
  const char *message; /* what the failure must contain */
} rows[] = {
  { "AT+CGMR", "AT+CGMR", NULL },
  { "", "", NULL },
  { "AT+X=${url}", "AT+X=\"http://a/b,c\"", NULL },
  { "AT+X=${size:number}", "AT+X=51203", NULL },
  { "AT+X=${mask:word}", "AT+X=0f0E-1.2+_", NULL },
  { "AT+X=${odd:raw}", "AT+X=a;b", NULL },
  { "AT+X=${empty}", "AT+X=\"\"", NULL },
  { "AT+X=${none|}", "AT+X=\"\"", NULL },
  { "AT+X=${none|dflt}", "AT+X=\"dflt\"", NULL },
  { "AT+X=${none:number|7}", "AT+X=7", NULL },
  { "AT+X=${size:number|7}", "AT+X=51203", NULL },
  { "AT+X=1[,${user},${password}]", "AT+X=1,\"u\",\"s3cret\"", NULL },
  { "AT+X=1[,${user},${none}]", "AT+X=1", NULL },
  { "AT+X=1[,${none}[,${user}]],2", "AT+X=1,2", NULL },
  { "AT+X=1[,${user}[,${none}]],2", "AT+X=1,\"u\",2", NULL },
  { "AT+X=1[,${user},${none|}]", "AT+X=1,\"u\",\"\"", NULL },
  { "AT$QCRM", "AT$QCRM", NULL },
  { "AT\\Q3", "AT\\Q3", NULL },
  { "AT\\\\\\[0\\]=\\${url}", "AT\\[0]=${url}", NULL },
  { "AT+X=${none}", NULL, "'none' is not known" },
  { "AT+X=${url:number}", NULL, "'url' is not a number" },
  { "AT+X=${empty:number}", NULL, "'empty' is not a number" },
  { "AT+X=${long:number}", NULL, "'long' is not a number" },
  { "AT+X=${odd:word}", NULL, "'odd' has characters" },
  { "AT+X=${empty:word}", NULL, "'empty' has characters" },
  { "AT+X=${crlf}", NULL, "'crlf': " },
  { "AT+X=${crlf:raw}", NULL, "'crlf' contains control" },
  { "AT+X=${quote}", NULL, "'quote': " },
  { "AT+X=[,${crlf}]", NULL, "'crlf': " },
  { "AT+X=${url", NULL, "byte 5: ${ without }" },
  { "AT+X=${}", NULL, "names no fact" },
  { "AT+X=${a b}", NULL, "names no fact" },
  { "AT+X=${url:hex}", NULL, "unknown format" },
  { "AT+X=[,1", NULL, "byte 5: [ without ]" },
  { "AT+X=1]", NULL, "byte 6: ] without [" },
  { "[[[[[1]]]]]", NULL, "nested too deep" },
};

static void
test_expand (void)
{
  g_autoptr (GHashTable) facts = some_facts ();

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *command = NULL;
    gboolean written = fotad_template_expand (rows[i].template, facts, &command, &error);

    g_test_message ("%s", rows[i].template);
    g_assert_cmpstr (command, ==, rows[i].command);
    g_assert_cmpint (written, ==, rows[i].command != NULL);
    if (written)
      continue;
    g_assert_true (error->domain == FOTAD_ERROR);
    g_test_message ("  %s", error->message);
    g_assert_nonnull (strstr (error->message, rows[i].message));
    g_assert_null (strstr (error->message, "EVIL"));
  }
}

static void
check_masked (const char *template, const char *expected)
{
  g_autoptr (GHashTable) facts = some_facts ();
  g_autofree char *masked = fotad_template_masked (template, facts);

  g_assert_cmpstr (masked, ==, expected);
}

static void
test_masked (void)
{
  check_masked ("AT+X=${apn},${user},${password}", "AT+X=\"internet\",\"u\",***");
  check_masked ("AT+X=${apn}[,${password:raw}]", "AT+X=\"internet\",***");
  check_masked ("AT+X=${crlf}", "AT+X=${crlf}");
  check_masked ("AT+X=${none}", "AT+X=${none}");
  check_masked ("AT+X=${bad", "AT+X=${bad");
}

static void
check_fact (
    GPtrArray *facts, guint i, const char *name, FotadTemplateFormat format, gboolean needed)
{
  FotadTemplateFact *fact = facts->pdata[i];

  g_assert_cmpstr (fact->name, ==, name);
  g_assert_cmpint (fact->format, ==, format);
  g_assert_cmpint (fact->needed, ==, needed);
}

static void
test_facts (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) facts =
      fotad_template_facts ("A${a}[${b:word}${c:raw|x}]${d:number|1}", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (facts->len, ==, 4);
  check_fact (facts, 0, "a", FOTAD_TEMPLATE_QUOTED, TRUE);
  check_fact (facts, 1, "b", FOTAD_TEMPLATE_WORD, FALSE);
  check_fact (facts, 2, "c", FOTAD_TEMPLATE_RAW, FALSE);
  check_fact (facts, 3, "d", FOTAD_TEMPLATE_NUMBER, FALSE);
  g_assert_null (fotad_template_facts ("A${", &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vendor/template/expand", test_expand);
  g_test_add_func ("/vendor/template/masked", test_masked);
  g_test_add_func ("/vendor/template/facts", test_facts);
  return g_test_run ();
}
