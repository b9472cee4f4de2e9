/*
 * What is remembered of an enrolment, and how it is shown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-enrolment.h"

#include <glib/gstdio.h>

#define ONE "860000000000002"
#define OTHER "860000000000010"

typedef struct {
  char *directory;
  FotadStore *store;
} Shelf;

static void
set_up (Shelf *shelf, gconstpointer unused)
{
  shelf->directory = g_dir_make_tmp ("fotad-enrolment-XXXXXX", NULL);
  shelf->store = fotad_store_open (shelf->directory, NULL);
  g_assert_nonnull (shelf->store);
}

static void
tear_down (Shelf *shelf, gconstpointer unused)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_assert_finalize_object (shelf->store);
  dir = g_dir_open (shelf->directory, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (shelf->directory, name, NULL);

    g_unlink (file);
  }
  g_rmdir (shelf->directory);
  g_free (shelf->directory);
}

static GHashTable *
new_facts (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static void
keep (Shelf *shelf, const char *imsi)
{
  g_autoptr (GHashTable) facts = new_facts ();

  if (imsi != NULL)
    g_hash_table_insert (facts, g_strdup ("enrolled_imsi"), g_strdup (imsi));
  g_hash_table_insert (facts, g_strdup ("enrolled_by"), g_strdup ("sms"));
  g_hash_table_insert (facts, g_strdup ("enrolled_psk"), g_strdup ("hush"));
  g_hash_table_insert (facts, g_strdup ("imsi"), g_strdup ("7"));
  fotad_enrolment_keep (shelf->store, ONE, facts);
}

static void
test_recalled (Shelf *shelf, gconstpointer unused)
{
  g_autoptr (GHashTable) facts = new_facts ();
  g_autoptr (GHashTable) others = new_facts ();

  keep (shelf, "222011");
  fotad_enrolment_recall (shelf->store, ONE, facts);
  g_assert_cmpuint (g_hash_table_size (facts), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (facts, "enrolled_imsi"), ==, "222011");
  g_assert_cmpstr (g_hash_table_lookup (facts, "enrolled_by"), ==, "sms");
  fotad_enrolment_recall (shelf->store, OTHER, others);
  g_assert_cmpuint (g_hash_table_size (others), ==, 0);
}

/* The next enrolment did not learn it: it does not hold any more. */
static void
test_replaced (Shelf *shelf, gconstpointer unused)
{
  g_autoptr (GHashTable) facts = new_facts ();

  keep (shelf, "222011");
  keep (shelf, NULL);
  fotad_enrolment_recall (shelf->store, ONE, facts);
  g_assert_null (g_hash_table_lookup (facts, "enrolled_imsi"));
  g_assert_cmpstr (g_hash_table_lookup (facts, "enrolled_by"), ==, "sms");
}

static void
assert_shown (Shelf *shelf, const char *imei, const char *sim, const char *expected)
{
  g_autoptr (GVariant) shown =
      g_variant_ref_sink (fotad_enrolment_describe (shelf->store, imei, sim));
  g_autoptr (GVariantDict) dict = g_variant_dict_new (shown);
  g_autoptr (GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (expected));
  g_autoptr (GVariant) rest = NULL;
  guint64 time;

  g_assert_cmpint (g_variant_dict_lookup (dict, "time", "t", &time), ==,
                   g_variant_n_children (shown) > 0);
  g_variant_dict_remove (dict, "time");
  rest = g_variant_ref_sink (g_variant_dict_end (dict));
  g_assert_cmpuint (g_variant_n_children (rest), ==, g_variant_n_children (wanted));
  for (gsize i = 0; i < g_variant_n_children (wanted); i++) {
    g_autoptr (GVariant) value = NULL, found = NULL;
    const char *key;

    g_variant_get_child (wanted, i, "{&sv}", &key, &value);
    found = g_variant_lookup_value (rest, key, NULL);
    g_assert_nonnull (found);
    g_assert_cmpvariant (found, value);
  }
}

static void
test_shown (Shelf *shelf, gconstpointer unused)
{
  assert_shown (shelf, ONE, "222011", "@a{sv} {}");
  keep (shelf, "222011");
  assert_shown (shelf, ONE, NULL, "{'imsi': <'222011'>, 'by': <'sms'>}");
  assert_shown (shelf, ONE, "222011",
                "{'imsi': <'222011'>, 'by': <'sms'>, 'sim': <'222011'>, 'sim-changed': <false>}");
  assert_shown (shelf, ONE, "222019",
                "{'imsi': <'222011'>, 'by': <'sms'>, 'sim': <'222019'>, 'sim-changed': <true>}");
  keep (shelf, NULL);
  assert_shown (shelf, ONE, "222019", "{'by': <'sms'>, 'sim': <'222019'>}");
  assert_shown (shelf, OTHER, "222019", "@a{sv} {}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                                        \
  g_test_add ("/job/enrolment/" name, Shelf, NULL, set_up, function, tear_down)
  ADD ("recalled", test_recalled);
  ADD ("replaced", test_replaced);
  ADD ("shown", test_shown);
  return g_test_run ();
}
