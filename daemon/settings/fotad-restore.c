/*
 * One round of a restore: look, write what differs, keep the profile, reboot or look again.
 *
 * A round that ends in a reboot or a loss is followed by another one, which begins with a look
 * like the first.  So nothing has to be remembered but what was tried.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-restore-private.h"

#include "core/fotad-error.h"
#include "core/fotad-log.h"

#define MAX_LOSSES 3

static void look (GTask *task);
static void write_next (GTask *task);

static void
round_free (FotadRound *round)
{
  g_object_unref (round->settings);
  g_object_unref (round->channel);
  g_clear_object (&round->cancellable);
  g_ptr_array_unref (round->wanted);
  g_clear_pointer (&round->asker, fotad_asker_free);
  g_clear_pointer (&round->present, fotad_readout_free);
  g_clear_pointer (&round->changes, g_ptr_array_unref);
  g_clear_pointer (&round->profile, g_ptr_array_unref);
  g_clear_pointer (&round->restore, fotad_restore_free);
  g_clear_pointer (&round->culprit, g_free);
  g_free (round);
}

/* The round is over. */
static void
finish (GTask *task, FotadRestoreState state)
{
  FotadRound *round = g_task_get_task_data (task);

  round->restore->state = state;
  round_conclude (round);
  g_task_return_pointer (task, g_steal_pointer (&round->restore),
                         (GDestroyNotify) fotad_restore_free);
  g_object_unref (task);
}

/* The modem went away while saying @error (consumed); the row it happened at is left alone. */
static void
lose (GTask *task, GError *error)
{
  FotadRound *round = g_task_get_task_data (task);
  const FotadLogContext context = { .modem = round->settings->imei };

  if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED)) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  if (round->culprit != NULL)
    round_blame (round, round->culprit, "the modem went away when it was written", TRUE);
  fotad_info (&context, "restore: %s", error->message);
  g_error_free (error);
  if (++round->restore->losses < MAX_LOSSES) {
    finish (task, FOTAD_RESTORE_LOST);
    return;
  }
  round_note (round, "the modem went away %d times while its settings were restored", MAX_LOSSES);
  finish (task, FOTAD_RESTORE_DONE);
}

static void
say (GTask *task, const char *command, double timeout, GAsyncReadyCallback callback)
{
  FotadRound *round = g_task_get_task_data (task);

  fotad_asker_ask (round->asker, round->provider, command, timeout, callback, task);
}

static void
on_rebooting (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  FotadRound *round = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAnswer) answer = fotad_asker_ask_finish (result, &error);

  /* A modem that has just been told to reboot owes no answer. */
  if (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_CANCELLED)) {
    lose (task, g_steal_pointer (&error));
    return;
  }
  if (answer != NULL && answer->kind != FOTAD_ANSWER_OK && answer->kind != FOTAD_ANSWER_SILENT) {
    round_note (round, "the modem would not reboot, which some settings need: %s", answer->text);
    look (task);
    return;
  }
  finish (task, FOTAD_RESTORE_REBOOTING);
}

/* All is written: whatever needs a reboot gets its one, else the proof is another look. */
static void
settle (GTask *task)
{
  FotadRound *round = g_task_get_task_data (task);

  g_clear_pointer (&round->culprit, g_free);
  if (round->needs_reboot && !round->restore->rebooted) {
    round->restore->rebooted = TRUE;
    round->provider = "at";
    say (task, fotad_catalogue_reboot (round->settings->catalogue), FOTAD_WRITE_TIMEOUT_S,
         on_rebooting);
  } else if (round->needs_link) {
    round->restore->losses++; /* bounds the rounds; nothing was lost */
    finish (task, FOTAD_RESTORE_LOST);
  } else if (round->wrote) {
    look (task);
  } else {
    finish (task, FOTAD_RESTORE_DONE);
  }
}

static void
on_profile_step (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  FotadRound *round = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (FotadAnswer) answer = fotad_asker_ask_finish (result, &error);

  if (answer == NULL) {
    lose (task, error);
    return;
  }
  if (answer->kind != FOTAD_ANSWER_OK)
    round_note (round, "the profile could not be kept: %s", answer->text);
  g_ptr_array_remove_index (round->profile, 0);
  if (round->profile->len > 0) {
    say (task, round->profile->pdata[0], FOTAD_WRITE_TIMEOUT_S, on_profile_step);
    return;
  }
  round->restore->profile_due = FALSE;
  settle (task);
}

/* Where the modem talks at another speed by now, it is kept in the next round. */
static void
keep_profile (GTask *task)
{
  FotadRound *round = g_task_get_task_data (task);

  if (!round->restore->profile_due || round->needs_link) {
    settle (task);
    return;
  }
  round->provider = "at";
  g_clear_pointer (&round->culprit, g_free);
  g_clear_pointer (&round->profile, g_ptr_array_unref);
  round->profile = round_profile (round);
  say (task, round->profile->pdata[0], FOTAD_WRITE_TIMEOUT_S, on_profile_step);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  FotadRound *round = g_task_get_task_data (task);
  const FotadChange *change = round->changes->pdata[round->next];
  GError *error = NULL;
  g_autoptr (FotadAnswer) answer = fotad_asker_ask_finish (result, &error);

  if (answer == NULL) {
    lose (task, error);
    return;
  }
  if (answer->kind != FOTAD_ANSWER_OK && answer->kind != FOTAD_ANSWER_SILENT &&
      change->command_else != NULL && !round->tried_else) {
    round->tried_else = TRUE;
    say (task, change->command_else, change->setting->timeout_s, on_written);
    return;
  }
  round_written (round, change, answer);
  round->next++;
  write_next (task);
}

static void
write_next (GTask *task)
{
  FotadRound *round = g_task_get_task_data (task);
  const FotadChange *change;

  while (round->next < round->changes->len &&
         !round_may_write (round, round->changes->pdata[round->next]))
    round->next++;
  if (round->next == round->changes->len) {
    keep_profile (task);
    return;
  }
  change = round->changes->pdata[round->next];
  round_begin (round, change);
  say (task, change->command, change->setting->timeout_s, on_written);
}

static void
on_seen (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  FotadRound *round = g_task_get_task_data (task);
  GError *error = NULL;
  FotadReadout *present = fotad_settings_save_finish (FOTAD_SETTINGS (source), result, &error);

  if (present == NULL) {
    lose (task, error);
    return;
  }
  g_clear_pointer (&round->present, fotad_readout_free);
  round->present = present;
  if (round_plan (round))
    write_next (task);
  else
    finish (task, FOTAD_RESTORE_DONE);
}

static void
look (GTask *task)
{
  FotadRound *round = g_task_get_task_data (task);

  fotad_settings_save_async (round->settings, round->channel, round->cancellable, on_seen, task);
}

void
fotad_settings_restore_async (FotadSettings *settings,
                              FotadAtChannel *channel,
                              FotadReadout *wanted,
                              FotadRestoreFlags flags,
                              FotadRestore *earlier,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  GTask *task = g_task_new (settings, NULL, callback, data);
  FotadRound *round = g_new0 (FotadRound, 1);

  round->settings = g_object_ref (settings);
  round->channel = g_object_ref (channel);
  g_set_object (&round->cancellable, cancellable);
  round->wanted = g_ptr_array_ref (wanted);
  round->flags = flags;
  round->asker = settings_make_asker (settings, channel, cancellable);
  round->restore = earlier != NULL ? earlier : fotad_restore_new ();
  g_task_set_task_data (task, round, (GDestroyNotify) round_free);
  look (task);
}

FotadRestore *
fotad_settings_restore_finish (FotadSettings *settings, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
