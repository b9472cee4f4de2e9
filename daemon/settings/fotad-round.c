/*
 * What a round of a restore decides.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <stdarg.h>

#include "core/fotad-log.h"
#include "settings/fotad-restore-private.h"

#define FOR_GOOD 100 /* attempts of a row that is not to be written again */
#define MAX_LOOKS 3  /* in one round: before, after, and after a second try */

FotadRestore *
fotad_restore_new (void)
{
  FotadRestore *restore = g_new0 (FotadRestore, 1);

  restore->written = g_ptr_array_new_with_free_func (g_free);
  restore->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  restore->reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  restore->notes = g_ptr_array_new_with_free_func (g_free);
  return restore;
}

void
fotad_restore_free (FotadRestore *restore)
{
  g_ptr_array_unref (restore->written);
  g_clear_pointer (&restore->differing, g_ptr_array_unref);
  g_clear_pointer (&restore->left, g_ptr_array_unref);
  g_strfreev (restore->warnings);
  g_hash_table_unref (restore->attempts);
  g_hash_table_unref (restore->reasons);
  g_ptr_array_unref (restore->notes);
  g_free (restore);
}

static FotadPlanInput
plan_input (FotadRound *round)
{
  const FotadPlanInput input = {
    .catalogue = round->settings->catalogue,
    .model = round->settings->model,
    .imei = round->settings->imei,
    .secrets = round->settings->secrets,
    .wanted = round->wanted,
    .present = round->present,
    .flags = round->flags,
  };

  return input;
}

static guint
attempts_at (FotadRound *round, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (round->restore->attempts, name));
}

/* A row gets a second chance only when something happened that may have undone the first. */
gboolean
round_may_write (FotadRound *round, const FotadChange *change)
{
  gboolean shaken = round->shaken || round->restore->rebooted || round->restore->losses > 0;

  if ((round->flags & FOTAD_RESTORE_WRITE) == 0 || change->command == NULL)
    return FALSE;
  if (change->setting->relink && round->needs_reboot && !round->restore->rebooted)
    return FALSE; /* after the reboot: the command for it must still be heard */
  return attempts_at (round, change->name) < (shaken ? 2 : 1);
}

static GPtrArray *
copy_changes (GPtrArray *changes)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify) fotad_change_free);

  for (guint i = 0; i < changes->len; i++)
    g_ptr_array_add (copy, fotad_change_copy (changes->pdata[i]));
  return copy;
}

gboolean
round_plan (FotadRound *round)
{
  const FotadPlanInput input = plan_input (round);
  gboolean any = FALSE;

  g_clear_pointer (&round->changes, g_ptr_array_unref);
  round->changes = fotad_plan_make (&input);
  round->next = 0;
  round->wrote = FALSE;
  if (round->restore->differing == NULL)
    round->restore->differing = copy_changes (round->changes);
  for (guint i = 0; i < round->changes->len; i++)
    any |= round_may_write (round, round->changes->pdata[i]);
  return (any || round->restore->profile_due) && ++round->looks < MAX_LOOKS;
}

void
round_begin (FotadRound *round, const FotadChange *change)
{
  const FotadLogContext context = { .modem = round->settings->imei };
  guint attempts = attempts_at (round, change->name) + 1;

  fotad_info (&context, "restore: %s: wanted %s, found %s", change->name,
              change->wanted != NULL ? change->wanted : "nothing",
              change->found != NULL ? change->found : "nothing");
  settings_emit_writing (round->settings, change);
  g_free (round->culprit);
  round->culprit = g_strdup (change->name);
  round->provider = change->setting->provider;
  round->tried_else = FALSE;
  g_hash_table_insert (round->restore->attempts, g_strdup (change->name),
                       GUINT_TO_POINTER (attempts));
}

void
round_blame (FotadRound *round, const char *name, const char *reason, gboolean for_good)
{
  g_hash_table_insert (round->restore->reasons, g_strdup (name), g_strdup (reason));
  if (for_good)
    g_hash_table_insert (round->restore->attempts, g_strdup (name), GUINT_TO_POINTER (FOR_GOOD));
}

void
round_note (FotadRound *round, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (round->restore->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
round_written (FotadRound *round, const FotadChange *change, const FotadAnswer *answer)
{
  g_autofree char *reason = NULL;

  round->wrote = TRUE;
  if (answer->kind == FOTAD_ANSWER_SILENT) {
    round->shaken = TRUE;
    round_blame (round, change->name, "the modem did not answer when it was written", TRUE);
    return;
  }
  if (answer->kind != FOTAD_ANSWER_OK) {
    reason = g_strdup_printf ("the modem refused it (%s)", answer->text);
    round_blame (round, change->name, reason, FALSE);
    return;
  }
  g_hash_table_remove (round->restore->reasons, change->name);
  g_ptr_array_add (round->restore->written, g_strdup (change->name));
  round->restore->profile_due |= change->setting->profile;
  round->needs_reboot |= change->setting->reboot;
  round->needs_link |= change->setting->relink;
  if (change->setting->reboot && round->restore->rebooted)
    round_note (round, "%s takes effect when the modem reboots next", change->name);
}

/* The daemon's own echo and +CMEE must not get into the profile: what is wanted goes before. */
GPtrArray *
round_profile (FotadRound *round)
{
  const FotadPlanInput input = plan_input (round);
  g_autoptr (GPtrArray) link = fotad_plan_link (&input);
  GPtrArray *commands = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < link->len; i++) {
    const FotadChange *change = link->pdata[i];

    if (change->command != NULL && attempts_at (round, change->name) < FOR_GOOD)
      g_ptr_array_add (commands, g_strdup (change->command));
  }
  g_ptr_array_add (commands, g_strdup (fotad_catalogue_profile (round->settings->catalogue)));
  if (link->len > 0) {
    g_ptr_array_add (commands, g_strdup ("ATE0"));
    g_ptr_array_add (commands, g_strdup ("AT+CMEE=1"));
  }
  return commands;
}

static void
add_reason (FotadRound *round, FotadChange *change)
{
  const char *reason = g_hash_table_lookup (round->restore->reasons, change->name);

  if (reason == NULL && attempts_at (round, change->name) > 0)
    reason = "it was written, and reads otherwise";
  if (reason != NULL) {
    g_free (change->reason);
    change->reason = g_strdup (reason);
  }
}

static void
add_changes (FotadRound *round, GStrvBuilder *warnings)
{
  GPtrArray *left = round->restore->left;

  for (guint i = 0; left != NULL && i < left->len; i++) {
    FotadChange *change = left->pdata[i];
    g_autofree char *text = NULL;

    add_reason (round, change);
    if (change->extra)
      continue;
    text = fotad_change_describe (change);
    g_strv_builder_add (warnings, text);
  }
}

/* When the modem went away before the first look of this round, the last one's is what is
 * known. */
void
round_conclude (FotadRound *round)
{
  g_autoptr (GStrvBuilder) warnings = g_strv_builder_new ();
  FotadRestore *restore = round->restore;

  if (round->changes != NULL) {
    g_clear_pointer (&restore->left, g_ptr_array_unref);
    restore->left = g_steal_pointer (&round->changes);
  }
  add_changes (round, warnings);
  for (guint i = 0; i < restore->notes->len; i++)
    g_strv_builder_add (warnings, restore->notes->pdata[i]);
  if (restore->state != FOTAD_RESTORE_DONE)
    g_strv_builder_add (warnings, "the settings have not been looked at again");
  g_strv_builder_addv (warnings,
                       (const char **) fotad_catalogue_complaints (round->settings->catalogue));
  if (round->settings->secrets != NULL)
    g_strv_builder_addv (warnings,
                         (const char **) fotad_secrets_complaints (round->settings->secrets));
  g_strfreev (restore->warnings);
  restore->warnings = g_strv_builder_end (warnings);
}
