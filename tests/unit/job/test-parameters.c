/*
 * What is given against a vendor's table of keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-parameters.h"

#include <string.h>

static const FotadParameter enrol[] = {
  { "server", "s", "[a-z.]+", TRUE, FALSE, "A host's name" },
  { "port", "u", "\\d{1,4}", FALSE, FALSE, "1 to 9999" },
  { "roaming", "b", NULL, FALSE, FALSE, "Also abroad" },
  { "kind", "s", "x", FALSE, FALSE, "Of a server" },
  { NULL },
};

static const FotadParameter install[] = {
  { "kind", "s", "ca|key", TRUE, FALSE, "One of ca, key" },
  { "name", "s", NULL, FALSE, FALSE, "Of the file" },
  { NULL },
};

/* Its label is a number. */
static const FotadParameter own_words[] = {
  { "label", "u", NULL, FALSE, FALSE, "A number" },
  { "server-port", "s", NULL, TRUE, FALSE, "Where it is" },
  { NULL },
};

static const FotadStep steps[] = { { 0 } };

static const FotadRoute routes[] = {
  { .name = "enrol", .steps = steps, .parameters = enrol },
  { .name = "certificate", .steps = steps, .parameters = install },
  { .name = "server", .steps = steps, .parameters = own_words },
  { .name = "delete-certificate", .steps = steps },
  { NULL },
};

static const FotadVendor vendor = { .abi = FOTAD_PLUGIN_ABI, .name = "keys", .routes = routes };

typedef struct {
  FotadBook *book;
  const FotadRoute *enrol, *install, *own_words, *none;
} Table;

static void
set_up (Table *table, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;

  table->book = fotad_book_new (&vendor, &error);
  g_assert_no_error (error);
  table->enrol = &routes[0];
  table->install = &routes[1];
  table->own_words = &routes[2];
  table->none = &routes[3];
}

static void
tear_down (Table *table, gconstpointer unused)
{
  fotad_book_unref (table->book);
}

static FotadRequest *
request_of (FotadJobKind kind, const char *argument, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) given = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);
  FotadRequest *request = NULL;

  g_assert_no_error (error);
  request = fotad_request_new (kind, argument, given, 0, &error);
  g_assert_no_error (error);
  return request;
}

static void
accept (Table *table, const FotadRoute *route, const char *text)
{
  g_autoptr (FotadRequest) request = request_of (FOTAD_JOB_KIND_ENROL, NULL, text);
  g_autoptr (GError) error = NULL;
  gboolean good = fotad_parameters_check (table->book, route, request, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static void
refuse (Table *table, const FotadRoute *route, const char *text, const char *words)
{
  g_autoptr (FotadRequest) request = request_of (FOTAD_JOB_KIND_ENROL, NULL, text);
  g_autoptr (GError) error = NULL;

  g_assert_false (fotad_parameters_check (table->book, route, request, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, words);
}

static void
test_find (Table *table, gconstpointer unused)
{
  g_assert_true (fotad_parameters_find (table->enrol, "port") == &enrol[1]);
  g_assert_true (fotad_parameters_find (table->install, "kind") == &install[0]);
  g_assert_null (fotad_parameters_find (table->enrol, "por"));
  g_assert_null (fotad_parameters_find (table->enrol, "Port"));
  g_assert_null (fotad_parameters_find (table->none, "port"));
}

static void
test_good (Table *table, gconstpointer unused)
{
  accept (table, table->enrol, "{'server': <'a.b'>}");
  accept (table, table->enrol,
          "{'server': <'a.b'>, 'port': <uint32 9999>, 'roaming': <false>, 'kind': <'x'>}");
  accept (table, table->none, "{}");
}

static void
test_unknown (Table *table, gconstpointer unused)
{
  refuse (table, table->enrol, "{'server': <'a.b'>, 'colour': <'red'>}",
          "Unknown parameter \"colour\".");
  refuse (table, table->install, "{'server': <'a.b'>}", "Unknown parameter \"server\".");
  refuse (table, table->none, "{'port': <uint32 1>}", "Unknown parameter \"port\".");
}

static void
test_type (Table *table, gconstpointer unused)
{
  refuse (table, table->enrol, "{'server': <true>}",
          "Parameter server is not as it must be: type \"s\", A host's name.");
  refuse (table, table->enrol, "{'server': <'a'>, 'port': <'80'>}",
          "Parameter port is not as it must be: type \"u\", 1 to 9999.");
  refuse (table, table->enrol, "{'server': <'a'>, 'port': <uint64 80>}",
          "Parameter port is not as it must be: type \"u\", 1 to 9999.");
  refuse (table, table->enrol, "{'server': <'a'>, 'roaming': <'true'>}",
          "Parameter roaming is not as it must be: type \"b\", Also abroad.");
}

/* The whole of the value, numbers too. */
static void
test_form (Table *table, gconstpointer unused)
{
  refuse (table, table->enrol, "{'server': <'a.b/c'>}",
          "Parameter server is not as it must be: type \"s\", A host's name.");
  refuse (table, table->enrol, "{'server': <''>}",
          "Parameter server is not as it must be: type \"s\", A host's name.");
  refuse (table, table->enrol, "{'server': <'a'>, 'port': <uint32 12345>}",
          "Parameter port is not as it must be: type \"u\", 1 to 9999.");
}

static void
test_required (Table *table, gconstpointer unused)
{
  refuse (table, table->enrol, "{}", "Parameter server is missing: A host's name.");
  refuse (table, table->enrol, "{'port': <uint32 1>, 'label': <'x'>}",
          "Parameter server is missing: A host's name.");
  refuse (table, table->own_words, "{}", "Parameter server-port is missing: Where it is.");
  accept (table, table->own_words, "{'server-port': <'x'>}");
}

/* Every kind has them, of those types; a table may have its own. */
static void
test_common (Table *table, gconstpointer unused)
{
  accept (table, table->none, "{'label': <'x'>, 'deadline': <uint32 60>}");
  refuse (table, table->none, "{'label': <uint32 1>}", "Unknown parameter \"label\".");
  refuse (table, table->none, "{'deadline': <'60'>}", "Unknown parameter \"deadline\".");
  refuse (table, table->none, "{'approval': <'ask'>}", "Unknown parameter \"approval\".");
  accept (table, table->own_words, "{'server-port': <'x'>, 'label': <uint32 1>}");
  refuse (table, table->own_words, "{'server-port': <'x'>, 'label': <'x'>}",
          "Parameter label is not as it must be: type \"u\", A number.");
}

static void
check_kind (Table *table, const FotadRoute *route, const char *kind, const char *words)
{
  g_autoptr (FotadRequest) request = request_of (FOTAD_JOB_KIND_CERTIFICATE, kind, "{}");
  g_autoptr (GError) error = NULL;
  gboolean good = fotad_parameters_check (table->book, route, request, &error);

  g_assert_cmpint (good, ==, words == NULL);
  g_assert_cmpstr (good ? NULL : error->message, ==, words);
  if (!good)
    g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
}

/* It comes beside the keys. */
static void
test_kind (Table *table, gconstpointer unused)
{
  check_kind (table, table->install, "ca", NULL);
  check_kind (table, table->install, "key", NULL);
  check_kind (table, table->install, "keys",
              "There is no certificate of kind \"keys\": One of ca, key.");
  check_kind (table, table->install, "", "There is no certificate of kind \"\": One of ca, key.");
  check_kind (table, table->none, "anything", NULL); /* no table, no kinds */
}

/* Somebody else's kind is a key like others. */
static void
test_kind_of_other (Table *table, gconstpointer unused)
{
  refuse (table, table->enrol, "{'server': <'a'>, 'kind': <'ca'>}",
          "Parameter kind is not as it must be: type \"s\", Of a server.");
  refuse (table, table->install, "{}", "Parameter kind is missing: One of ca, key.");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/job/parameters/" name, Table, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("find", test_find);
  ADD ("good", test_good);
  ADD ("unknown", test_unknown);
  ADD ("type", test_type);
  ADD ("form", test_form);
  ADD ("required", test_required);
  ADD ("common", test_common);
  ADD ("kind", test_kind);
  ADD ("kind-of-other", test_kind_of_other);
  return g_test_run ();
}
