/*
 * The table of verbs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-verbs.h"

const FotactlVerb *const fotactl_verbs[] = {
  &fotactl_verb_list,
  &fotactl_verb_show,
  &fotactl_verb_update,
  &fotactl_verb_check,
  &fotactl_verb_enrol,
  &fotactl_verb_certificate,
  &fotactl_verb_status,
  &fotactl_verb_settings_save,
  &fotactl_verb_settings_list,
  &fotactl_verb_settings_show,
  &fotactl_verb_settings_diff,
  &fotactl_verb_settings_restore,
  &fotactl_verb_settings_delete,
  &fotactl_verb_jobs,
  &fotactl_verb_job,
  &fotactl_verb_log,
  &fotactl_verb_watch,
  &fotactl_verb_cancel,
  &fotactl_verb_pause,
  &fotactl_verb_resume,
  &fotactl_verb_approve,
  &fotactl_verb_defer,
  &fotactl_verb_key,
  NULL,
};

static gboolean
is_named (const FotactlVerb *verb, char **words, guint *used)
{
  g_auto (GStrv) names = g_strsplit (verb->name, " ", 0);

  for (*used = 0; names[*used] != NULL; (*used)++)
    if (g_strcmp0 (names[*used], words[*used]) != 0)
      return FALSE;
  return TRUE;
}

const FotactlVerb *
fotactl_verb_find (char **words, guint *used)
{
  for (gsize i = 0; fotactl_verbs[i] != NULL; i++)
    if (is_named (fotactl_verbs[i], words, used))
      return fotactl_verbs[i];
  *used = 0;
  return NULL;
}
