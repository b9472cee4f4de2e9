/*
 * Property Enrolment while modems, their SIMs and jobs come and go.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job-house.h"

#include "core/fotad-names.h"
#include "host/fotad-mm-sim.h"
#include "job/fotad-enrolment.h"
#include "job/fotad-enrolments.h"

#define ONE FOTAD_MM_PATH "/SIM/1"
#define TWO FOTAD_MM_PATH "/SIM/2"
#define IMSI_ONE "222011234567890"
#define IMSI_TWO "222019876543210"

static const char xml[] = "<node><interface name='" FOTAD_MM_SIM
                          "'><property name='Imsi' type='s' access='read'/></interface></node>";

typedef struct {
  JobHouse house;
  FotadEnrolments *enrolments;
  FotadModem *modem;
  char *path; /* ModemManager's */
  guint sims[2];
  guint asked; /* for an IMSI */
  gboolean locked;
} Bench;

static GVariant *
on_get (GDBusConnection *bus,
        const char *sender,
        const char *path,
        const char *interface,
        const char *property,
        GError **error,
        gpointer data)
{
  Bench *b = data;

  b->asked++;
  if (b->locked)
    return g_variant_new_string ("");
  return g_variant_new_string (g_str_equal (path, ONE) ? IMSI_ONE : IMSI_TWO);
}

static void
set_up (Bench *b, gconstpointer unused)
{
  static const GDBusInterfaceVTable vtable = { .get_property = on_get };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);

  job_house_set_up (&b->house, NULL);
  b->sims[0] = g_dbus_connection_register_object (b->house.mm->bus, ONE, node->interfaces[0],
                                                  &vtable, b, NULL, NULL);
  b->sims[1] = g_dbus_connection_register_object (b->house.mm->bus, TWO, node->interfaces[0],
                                                  &vtable, b, NULL, NULL);
  b->enrolments = fotad_enrolments_new (&b->house.house);
}

static void
tear_down (Bench *b, gconstpointer unused)
{
  if (b->enrolments != NULL)
    g_assert_finalize_object (b->enrolments);
  for (gsize i = 0; i < G_N_ELEMENTS (b->sims); i++)
    g_dbus_connection_unregister_object (b->house.mm->bus, b->sims[i]);
  g_free (b->path);
  job_house_tear_down (&b->house, NULL);
}

static void
plug (Bench *b)
{
  b->modem = job_house_plug (&b->house, "M1", NULL, &b->path);
}

/* An enrolment by SMS has succeeded, with SIM one. */
static void
enrol (Bench *b)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_insert (facts, (gpointer) "enrolled_imsi", (gpointer) IMSI_ONE);
  g_hash_table_insert (facts, (gpointer) "enrolled_by", (gpointer) "sms");
  fotad_enrolment_keep (b->house.house.store, fotad_modem_get_imei (b->modem), facts);
}

/* "/": it is taken out. */
static void
put_sim (Bench *b, const char *sim)
{
  const char *known = g_str_equal (sim, "/") ? "" : sim;

  fake_mm_change (b->house.mm, b->path, g_variant_new_parsed ("{'Sim': <%o>}", sim));
  fake_wait (g_str_equal (fotad_modem_get_last_seen (b->modem)->sim, known));
}

static void
change_revision (Bench *b, const char *revision)
{
  fake_mm_change (b->house.mm, b->path, g_variant_new_parsed ("{'Revision': <%s>}", revision));
  fake_wait (g_str_equal (fotad_modem_get_revision (b->modem), revision));
}

static const char *
shown (Bench *b, const char *key)
{
  const char *value = NULL;

  g_variant_lookup (fotad_modem_get_enrolment (b->modem), key, "&s", &value);
  return value;
}

static gboolean
is_changed (Bench *b)
{
  gboolean changed = FALSE;

  g_assert_true (
      g_variant_lookup (fotad_modem_get_enrolment (b->modem), "sim-changed", "b", &changed));
  return changed;
}

static gboolean
is_empty (Bench *b)
{
  return g_variant_n_children (fotad_modem_get_enrolment (b->modem)) == 0;
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_free (fotad_mm_sim_imsi_finish (G_DBUS_CONNECTION (source), result, NULL));
  *(gboolean *) data = TRUE;
}

/* Whoever asked before the answer to our own question has been heard. */
static void
assert_asked (Bench *b, guint times)
{
  gboolean done = FALSE;

  fotad_mm_sim_imsi_async (b->house.house.bus, ONE, NULL, on_asked, &done);
  fake_wait (done);
  g_assert_cmpuint (--b->asked, ==, times);
}

static void
test_never_enrolled (Bench *b, gconstpointer unused)
{
  plug (b);
  put_sim (b, ONE);
  assert_asked (b, 0);
  g_assert_true (is_empty (b));
}

static void
test_enrolled (Bench *b, gconstpointer unused)
{
  plug (b);
  enrol (b);
  g_assert_true (is_empty (b)); /* not looked at yet */
  change_revision (b, "R2");
  g_assert_cmpstr (shown (b, "by"), ==, "sms");
  g_assert_cmpstr (shown (b, "imsi"), ==, IMSI_ONE);
  g_assert_null (shown (b, "sim"));
  put_sim (b, ONE);
  fake_wait (shown (b, "sim") != NULL);
  g_assert_cmpstr (shown (b, "sim"), ==, IMSI_ONE);
  g_assert_false (is_changed (b));
}

static void
test_another_sim (Bench *b, gconstpointer unused)
{
  plug (b);
  enrol (b);
  put_sim (b, ONE);
  fake_wait (g_strcmp0 (shown (b, "sim"), IMSI_ONE) == 0);
  put_sim (b, TWO);
  fake_wait (g_strcmp0 (shown (b, "sim"), IMSI_TWO) == 0);
  g_assert_true (is_changed (b));
  put_sim (b, "/");
  g_assert_null (shown (b, "sim"));
  g_assert_cmpstr (shown (b, "imsi"), ==, IMSI_ONE);
  put_sim (b, TWO); /* which may be one that was never there */
  fake_wait (g_strcmp0 (shown (b, "sim"), IMSI_TWO) == 0);
  assert_asked (b, 3);
}

static void
test_asked_once (Bench *b, gconstpointer unused)
{
  plug (b);
  enrol (b);
  put_sim (b, ONE);
  fake_wait (shown (b, "sim") != NULL);
  change_revision (b, "R2");
  assert_asked (b, 1);
  g_assert_nonnull (shown (b, "sim"));
}

/* What ModemManager cannot tell now it may know after the next change. */
static void
test_locked (Bench *b, gconstpointer unused)
{
  plug (b);
  enrol (b);
  b->locked = TRUE;
  put_sim (b, ONE);
  fake_wait (shown (b, "by") != NULL);
  g_assert_null (shown (b, "sim"));
  b->locked = FALSE;
  change_revision (b, "R2");
  fake_wait (g_strcmp0 (shown (b, "sim"), IMSI_ONE) == 0);
}

/* The job may have enrolled it, and what was asked before it does not hold. */
static void
test_after_a_job (Bench *b, gconstpointer unused)
{
  plug (b);
  put_sim (b, ONE);
  fotad_modem_set_busy (b->modem, TRUE);
  enrol (b);
  change_revision (b, "R2");
  assert_asked (b, 0);
  g_assert_true (is_empty (b));
  fotad_modem_set_busy (b->modem, FALSE);
  fake_wait (g_strcmp0 (shown (b, "sim"), IMSI_ONE) == 0);
  fotad_modem_set_busy (b->modem, TRUE);
  fotad_modem_set_busy (b->modem, FALSE);
  assert_asked (b, 2);
}

static void
test_there_before (Bench *b, gconstpointer unused)
{
  g_assert_finalize_object (g_steal_pointer (&b->enrolments));
  plug (b);
  enrol (b);
  put_sim (b, TWO);
  g_assert_true (is_empty (b));
  b->enrolments = fotad_enrolments_new (&b->house.house);
  fake_wait (g_strcmp0 (shown (b, "sim"), IMSI_TWO) == 0);
  g_assert_true (is_changed (b));
}

static void
test_removed (Bench *b, gconstpointer unused)
{
  plug (b);
  enrol (b);
  g_signal_emit_by_name (b->house.house.modems, "removed", b->modem);
  fotad_modem_set_busy (b->modem, TRUE);
  fotad_modem_set_busy (b->modem, FALSE);
  g_assert_true (is_empty (b));
}

/* The answer finds nobody. */
static void
test_gone_meanwhile (Bench *b, gconstpointer unused)
{
  plug (b);
  enrol (b);
  put_sim (b, ONE);
  g_assert_finalize_object (g_steal_pointer (&b->enrolments));
  assert_asked (b, 1);
  g_assert_null (shown (b, "sim"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/job/enrolments/" name, Bench, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("never-enrolled", test_never_enrolled);
  ADD ("enrolled", test_enrolled);
  ADD ("another-sim", test_another_sim);
  ADD ("asked-once", test_asked_once);
  ADD ("locked", test_locked);
  ADD ("after-a-job", test_after_a_job);
  ADD ("there-before", test_there_before);
  ADD ("removed", test_removed);
  ADD ("gone-meanwhile", test_gone_meanwhile);
  return job_house_run ();
}
