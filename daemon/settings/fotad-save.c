/*
 * Reading all settings: each command is sent once, and its reply serves all settings that need
 * it.  A setting is tried against the replies there are until it says which one it lacks.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-settings-private.h"

#include "vendor/fotad-template.h"

#define READ_TIMEOUT_S 20
#define MAX_INSTANCES 128 /* a modem that lists more is not listing settings */

typedef struct {
  FotadSettings *settings;
  FotadAsker *asker;
  GHashTable *replies; /* key: "provider command", value: FotadAnswer */
  char *asked;         /* the key of the one that is on its way */
  FotadReadout *readout;
  guint next; /* of the catalogue's settings */
} Reader;

static void
reader_free (Reader *reader)
{
  g_object_unref (reader->settings);
  g_clear_pointer (&reader->asker, fotad_asker_free);
  g_hash_table_unref (reader->replies);
  g_clear_pointer (&reader->readout, fotad_readout_free);
  g_free (reader->asked);
  g_free (reader);
}

static const FotadAnswer *
find_reply (Reader *reader, const FotadSetting *setting, const char *command)
{
  g_autofree char *key = g_strconcat (setting->provider, " ", command, NULL);

  return g_hash_table_lookup (reader->replies, key);
}

static FotadReadingStatus
status_of (const FotadAnswer *answer)
{
  switch (answer->kind) {
  case FOTAD_ANSWER_OK:
    return FOTAD_READING_SAVED;
  case FOTAD_ANSWER_UNKNOWN:
    return FOTAD_READING_UNSUPPORTED;
  case FOTAD_ANSWER_REFUSED:
  case FOTAD_ANSWER_BUSY:
  case FOTAD_ANSWER_SILENT:
    return FOTAD_READING_FAILED;
  }
  return FOTAD_READING_FAILED;
}

static FotadReading *
add_reading (Reader *reader,
             const FotadSetting *setting,
             const char *instance,
             const char *command,
             const FotadAnswer *answer)
{
  gboolean saved = answer->kind == FOTAD_ANSWER_OK;
  FotadReading *reading = fotad_readout_add (reader->readout, setting->name, instance, command,
                                             status_of (answer), saved ? NULL : answer->text);

  if (saved)
    fotad_reading_parse (reading, setting, answer->text);
  return reading;
}

/* What the link found, before the daemon changed it. */
static void
read_link (Reader *reader, const FotadSetting *setting)
{
  int value = g_str_equal (setting->link, "echo") ? reader->settings->echo : reader->settings->cmee;
  g_autofree char *text = g_strdup_printf ("%d", value);
  g_autoptr (FotadAnswer) answer = value >= 0
                                       ? fotad_answer_new (FOTAD_ANSWER_OK, text)
                                       : fotad_answer_new (FOTAD_ANSWER_UNKNOWN, "it was not seen");

  add_reading (reader, setting, "", "", answer);
}

static GPtrArray *
list_instances (const FotadSetting *setting, const char *text)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GMatchInfo) match = NULL;

  g_regex_match (setting->names, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch_named (match, "name");

    if (name == NULL || *name == '\0' || names->len == MAX_INSTANCES ||
        g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
      continue;
    if (setting->except == NULL ||
        !g_regex_match_simple (setting->except, name, G_REGEX_CASELESS, 0))
      g_ptr_array_add (names, g_steal_pointer (&name));
  }
  return names;
}

/* NULL for a name no command can carry. */
static char *
instance_command (const FotadSetting *setting, const char *name)
{
  g_autoptr (GHashTable) facts = g_hash_table_new (g_str_hash, g_str_equal);
  char *command = NULL;

  g_hash_table_insert (facts, "name", (gpointer) name);
  return fotad_template_expand (setting->read, facts, &command, NULL) ? command : NULL;
}

/* The three ways of reading return the command whose reply is lacking, or NULL: done. */
static char *
read_instances (Reader *reader, const FotadSetting *setting)
{
  const FotadAnswer *list = find_reply (reader, setting, setting->discover);
  g_autoptr (GPtrArray) names = NULL;

  if (list == NULL)
    return g_strdup (setting->discover);
  if (list->kind != FOTAD_ANSWER_OK) {
    add_reading (reader, setting, "", setting->discover, list);
    return NULL;
  }
  names = list_instances (setting, list->text);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *command = instance_command (setting, names->pdata[i]);

    if (command != NULL && find_reply (reader, setting, command) == NULL)
      return g_steal_pointer (&command);
  }
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *command = instance_command (setting, names->pdata[i]);

    if (command != NULL)
      add_reading (reader, setting, names->pdata[i], command,
                   find_reply (reader, setting, command));
  }
  return NULL;
}

/* *@found: the dump held it. */
static char *
read_dump (Reader *reader, const FotadSetting *setting, gboolean *found)
{
  const FotadAnswer *answer = find_reply (reader, setting, setting->dump);
  FotadReading *reading;

  if (answer == NULL)
    return g_strdup (setting->dump);
  reading = add_reading (reader, setting, "", setting->dump, answer);
  *found = reading->rows->len > 0 || setting->read == NULL;
  if (!*found) /* asked for by itself */
    g_ptr_array_remove (reader->readout, reading);
  return NULL;
}

static char *
read_setting (Reader *reader, const FotadSetting *setting)
{
  const FotadAnswer *answer;
  gboolean found = FALSE;
  char *lacking;

  if (setting->discover != NULL)
    return read_instances (reader, setting);
  if (setting->dump != NULL) {
    lacking = read_dump (reader, setting, &found);
    if (lacking != NULL || found)
      return lacking;
  }
  if (setting->read == NULL) {
    read_link (reader, setting);
    return NULL;
  }
  answer = find_reply (reader, setting, setting->read);
  if (answer == NULL)
    return g_strdup (setting->read);
  add_reading (reader, setting, "", setting->read, answer);
  return NULL;
}

static void read_on (GTask *task);

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Reader *reader = g_task_get_task_data (task);
  GError *error = NULL;
  FotadAnswer *answer = fotad_asker_ask_finish (result, &error);

  if (answer == NULL) {
    g_task_return_error (task, error);
    g_object_unref (task);
    return;
  }
  g_hash_table_insert (reader->replies, g_steal_pointer (&reader->asked), answer);
  read_on (task);
}

static void
read_on (GTask *task)
{
  Reader *reader = g_task_get_task_data (task);
  GPtrArray *all = fotad_catalogue_settings (reader->settings->catalogue);

  for (; reader->next < all->len; reader->next++) {
    const FotadSetting *setting = all->pdata[reader->next];
    g_autofree char *lacking = NULL;

    if (!fotad_setting_fits (setting, reader->settings->model))
      continue;
    lacking = read_setting (reader, setting);
    if (lacking == NULL)
      continue;
    reader->asked = g_strconcat (setting->provider, " ", lacking, NULL);
    fotad_asker_ask (reader->asker, setting->provider, lacking, READ_TIMEOUT_S, on_answer, task);
    return;
  }
  g_task_return_pointer (task, g_steal_pointer (&reader->readout),
                         (GDestroyNotify) fotad_readout_free);
  g_object_unref (task);
}

void
fotad_settings_save_async (FotadSettings *settings,
                           FotadAtChannel *channel,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (settings, NULL, callback, data);
  Reader *reader = g_new0 (Reader, 1);

  reader->settings = g_object_ref (settings);
  reader->asker = settings_make_asker (settings, channel, cancellable);
  reader->replies =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) fotad_answer_free);
  reader->readout = fotad_readout_new ();
  g_task_set_task_data (task, reader, (GDestroyNotify) reader_free);
  read_on (task);
}

FotadReadout *
fotad_settings_save_finish (FotadSettings *settings, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
