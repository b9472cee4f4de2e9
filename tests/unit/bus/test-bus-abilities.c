/*
 * What a modem can do, told from its family and an invented vendor's tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-abilities.h"

static const FotadStep steps[] = { { .name = "only" }, { 0 } };

static const FotadParameter enrolment[] = {
  { .name = "psk", .type = "s", .required = TRUE, .secret = TRUE, .text = "hex digits" },
  { .name = "lifetime", .type = "u", .text = "seconds" },
  { .name = "bare", .type = "b" },
  { NULL },
};

static const FotadParameter old_enrolment[] = {
  { .name = "server", .type = "s", .required = TRUE, .text = "its URL" },
  { NULL },
};

static const FotadParameter certificates[] = {
  { .name = "kind", .type = "s", .pattern = "root|client-key", .text = "PEM" },
  { .name = "slot", .type = "u", .secret = TRUE, .text = "0 to 9" },
  { NULL },
};

static const FotadParameter kinds[] = {
  { .name = "kind", .type = "s", .pattern = "root" },
  { NULL },
};

static const FotadParameter transfer[] = {
  { .name = "apn", .type = "s", .text = "never asked for by this name" },
  { NULL },
};

static const FotadRoute routes[] = {
  { .name = "fetch", .models = "^OLD", .steps = steps, .max_url = 100 },
  { .name = "fetch", .models = "^NEW", .steps = steps, .parameters = transfer, .max_url = 200 },
  { .name = "push", .steps = steps, .max_url = 300 },
  { .name = "enrol", .models = "^OLD", .steps = steps, .parameters = old_enrolment },
  { .name = "enrol", .models = "^NEW", .steps = steps, .parameters = enrolment },
  { .name = "certificate", .models = "^NEW", .steps = steps, .parameters = certificates },
  { .name = "delete-certificate", .models = "^NEW", .steps = steps, .parameters = kinds },
  { NULL },
};

static const FotadVendor vendor = { .abi = FOTAD_PLUGIN_ABI, .name = "x", .routes = routes };

static FotadBook *
new_book (void)
{
  g_autoptr (GError) error = NULL;
  FotadBook *book = fotad_book_new (&vendor, &error);

  g_assert_no_error (error);
  return book;
}

/* Takes @value, a floating one. */
static void
assert_says (GVariant *value, const char *type, const char *wanted)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  g_autofree char *text = g_variant_print (owned, TRUE);

  g_assert_cmpstr (g_variant_get_type_string (owned), ==, type);
  g_assert_cmpstr (text, ==, wanted);
}

static void
assert_limits (const FotadFamily *family, FotadBook *book, const char *model, const char *wanted)
{
  assert_says (fotad_bus_limits (family, book, model), "a{sv}", wanted);
}

static void
test_limits (void)
{
  g_autoptr (FotadBook) book = new_book ();
  g_autoptr (FotadFamily) plain = fotad_family_new ("f"), family = fotad_family_new ("g");

  family->max_url = 50;
  family->storage = G_GUINT64_CONSTANT (5000000000);
  assert_limits (NULL, NULL, "NEW", "@a{sv} {}");
  assert_limits (plain, NULL, "NEW", "@a{sv} {}");
  assert_limits (NULL, book, "NEW", "{'max-url': <uint32 200>}");
  assert_limits (plain, book, "OLD", "{'max-url': <uint32 100>}");
  assert_limits (plain, book, "X", "@a{sv} {}");
  family->max_url = 0;
  assert_limits (family, book, "X", "{'max-package': <uint64 5000000000>}");
}

/* The family's own word counts, not the vendor's at large. */
static void
test_family_first (void)
{
  g_autoptr (FotadBook) book = new_book ();
  g_autoptr (FotadFamily) family = fotad_family_new ("f");

  family->max_url = 50;
  assert_limits (family, book, "NEW", "{'max-url': <uint32 50>}");
  assert_limits (family, NULL, "NEW", "{'max-url': <uint32 50>}");
}

static void
assert_parameters (FotadBook *book, const char *model, const char *wanted)
{
  assert_says (fotad_bus_parameters (book, model), "a{ss}", wanted);
}

static void
test_parameters (void)
{
  g_autoptr (FotadBook) book = new_book ();

  assert_parameters (NULL, "NEW", "@a{ss} {}");
  assert_parameters (book, "X", "@a{ss} {}");
  assert_parameters (book, "OLD", "{'enrol.server': 's required: its URL'}");
  assert_parameters (book, "NEW",
                     "{'enrol.psk': 's required secret: hex digits', "
                     "'enrol.lifetime': 'u: seconds', 'enrol.bare': 'b: ', "
                     "'certificate:root': 'PEM', 'certificate:client-key': 'PEM', "
                     "'certificate.slot': 'u secret: 0 to 9', 'delete-certificate:root': ''}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bus/abilities/limits", test_limits);
  g_test_add_func ("/bus/abilities/family-first", test_family_first);
  g_test_add_func ("/bus/abilities/parameters", test_parameters);
  return g_test_run ();
}
