/*
 * Where a PIN comes from, and where it went.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-pin.h"

#include <string.h>

#include "job/fotad-run-private.h"
#include "settings/fotad-secrets.h"
#include "store/fotad-store-edges.h"
#include "store/fotad-store-modem-facts.h"
#include "vendor/fotad-template.h"

/* The group of *.secrets, and the fact of the modem: "SALT:DIGEST". */
#define GROUP "sim"
#define REFUSED "refused_pin_digest"
/* Of the job: its PIN was taken away. */
#define SPENT "pin_spent"

static char *
digest_of (const char *salt, const char *pin)
{
  g_autofree char *digest =
      g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) salt, strlen (salt), pin, -1);

  return g_strdup_printf ("%s:%s", salt, digest);
}

static gboolean
is_digest_of (const char *remembered, const char *pin)
{
  g_autofree char *salt = g_strndup (remembered, strcspn (remembered, ":"));
  g_autofree char *digest = digest_of (salt, pin);

  return g_str_equal (remembered, digest);
}

static char *
recall (FotadRun *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) facts =
      fotad_store_modem_facts (run->house->store, fotad_modem_get_imei (run->modem), &error);

  if (facts == NULL)
    g_warning ("what is remembered of modem %s cannot be read: %s",
               fotad_modem_get_imei (run->modem), error->message);
  return facts != NULL ? g_strdup (g_hash_table_lookup (facts, REFUSED)) : NULL;
}

static void
remember (FotadRun *run, const char *value)
{
  g_autoptr (GError) error = NULL;

  if (!fotad_store_set_modem_fact (run->house->store, fotad_modem_get_imei (run->modem), REFUSED,
                                   value, &error))
    fotad_job_add_warning (run->job, "It could not be noted what became of the SIM's PIN: %s",
                           error->message);
}

/* What a SIM takes, and nothing that would cost a try for sure. */
static gboolean
is_pin (const char *text)
{
  gsize length = strlen (text);

  return length >= 4 && length <= 8 && strspn (text, "0123456789") == length;
}

static void
take_configured (FotadRun *run)
{
  g_autoptr (FotadSecrets) secrets = fotad_secrets_open ();
  const char *imei = fotad_modem_get_imei (run->modem);
  const char *pin = fotad_secrets_lookup (secrets, imei, GROUP, imei, "pin");

  if (pin != NULL && is_pin (pin))
    fotad_facts_set (run->facts, "sim_pin", pin);
  else if (pin != NULL)
    fotad_job_add_warning (run->job, "The configured PIN is left out: it must be four to eight "
                                     "digits.");
}

void
fotad_pin_provide (FotadRun *run)
{
  g_autofree char *refused = NULL;
  const char *pin;

  if (fotad_facts_get (run->facts, "sim_pin") == NULL)
    take_configured (run);
  pin = fotad_facts_get (run->facts, "sim_pin");
  refused = pin != NULL ? recall (run) : NULL;
  if (refused == NULL || !is_digest_of (refused, pin))
    return;
  fotad_facts_set (run->facts, "sim_pin", NULL);
  fotad_facts_set (run->facts, SPENT, "1");
}

static gboolean
says_pin (const FotadStep *step)
{
  g_autoptr (GPtrArray) facts = fotad_template_facts (step->command ?: "", NULL);

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    if (g_str_equal (((FotadTemplateFact *) facts->pdata[i])->name, "sim_pin"))
      return TRUE;
  return FALSE;
}

static const FotadStep *
find_step (const FotadStep *steps, const char *name)
{
  for (; steps->name != NULL; steps++)
    if (g_str_equal (steps->name, name))
      return steps;
  return NULL;
}

FotadPinOutcome
fotad_pin_outcome (const FotadStep *steps, GPtrArray *edges)
{
  FotadPinOutcome outcome = FOTAD_PIN_NOT_TRIED;
  gboolean waiting = FALSE;

  for (guint i = 0; i < edges->len; i++) {
    const FotadEdge *edge = edges->pdata[i];
    const FotadStep *step = find_step (steps, edge->step);

    if (step == NULL || !says_pin (step))
      continue;
    if (waiting && g_str_equal (edge->event, "done"))
      return FOTAD_PIN_TAKEN;
    waiting = g_str_equal (edge->event, "intent");
    if (waiting)
      outcome = FOTAD_PIN_REFUSED;
  }
  return outcome;
}

static FotadPinOutcome
outcome_of (FotadRun *run)
{
  g_autoptr (GPtrArray) edges =
      fotad_store_edges (run->house->store, fotad_job_get_id (run->job), NULL);

  return edges != NULL ? fotad_pin_outcome (run->route->steps, edges) : FOTAD_PIN_REFUSED;
}

/* Where the modem stopped the job for its SIM, an older look does not count. */
static gboolean
is_ready (FotadRun *run)
{
  return fotad_facts_get (run->facts, "sim_ready") != NULL &&
         !g_error_matches (run->failure, FOTAD_ERROR, FOTAD_ERROR_SIM_LOCKED);
}

static const char *
why_not_tried (FotadRun *run)
{
  if (fotad_facts_get (run->facts, SPENT) != NULL)
    return "its PIN was refused before and is not tried again";
  if (fotad_facts_get (run->facts, "sim_pin") == NULL)
    return "no PIN is known for it";
  return "its PIN was not tried, because too few attempts are left";
}

static void
note_refusal (FotadRun *run)
{
  const char *pin = fotad_facts_get (run->facts, "sim_pin");
  g_autofree char *salt = g_uuid_string_random ();
  g_autofree char *digest = pin != NULL ? digest_of (salt, pin) : NULL;

  fotad_job_add_warning (run->job,
                         "The SIM is locked: it refused the PIN, which is not tried again "
                         "until the SIM was unlocked or another PIN is given.");
  if (digest != NULL)
    remember (run, digest);
}

static void
note_unlocked (FotadRun *run)
{
  g_autofree char *refused = recall (run);

  if (refused != NULL)
    remember (run, NULL);
}

static void
note_locked (FotadRun *run)
{
  switch (outcome_of (run)) {
  case FOTAD_PIN_NOT_TRIED:
    fotad_job_add_warning (run->job, "The SIM is locked: %s.", why_not_tried (run));
    break;
  case FOTAD_PIN_TAKEN:
    fotad_job_add_warning (run->job, "The SIM took the PIN and is locked again.");
    break;
  case FOTAD_PIN_REFUSED:
    note_refusal (run);
    break;
  }
}

void
fotad_pin_conclude (FotadRun *run)
{
  if (run->engine == NULL)
    return;
  if (is_ready (run))
    note_unlocked (run);
  else if (fotad_facts_get (run->facts, "pin_wanted") != NULL)
    note_locked (run);
}
