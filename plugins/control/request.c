/*
 * Commands into fields, fields into lines.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "request.h"

#include <string.h>

static void
request_free (gpointer data)
{
  ControlRequest *request = data;

  g_clear_object (&request->peer);
  g_hash_table_unref (request->fields);
  explicit_bzero (request->lines->str, request->lines->len);
  g_string_free (request->lines, TRUE);
  g_array_unref (request->indices);
  g_free (request);
}

static void
wipe (gpointer text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

GTask *
control_request_new (guint timeout,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, data);
  ControlRequest *request = g_new0 (ControlRequest, 1);

  request->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  request->lines = g_string_new (NULL);
  request->indices = g_array_new (FALSE, FALSE, sizeof (guint8));
  request->timeout = timeout;
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, request, request_free);
  return task;
}

/* "key=value" and `key="value"`, a blank between; FALSE for anything else. */
static gboolean
parse_fields (const char *text, GHashTable *fields)
{
  while (*(text += strspn (text, " ")) != '\0') {
    gsize name = strcspn (text, "= \"");
    const char *value = text + name + 1;
    gboolean quoted;
    gsize length;

    if (name == 0 || text[name] != '=')
      return FALSE;
    quoted = *value == '"';
    value += quoted;
    length = strcspn (value, quoted ? "\"" : " ");
    if (quoted && value[length] != '"')
      return FALSE;
    g_hash_table_replace (fields, g_strndup (text, name), g_strndup (value, length));
    text = value + length + quoted;
  }
  return TRUE;
}

static const ControlCommand *
find_command (const ControlCommand *commands, const char *text)
{
  for (; commands->words != NULL; commands++) {
    gsize length = strlen (commands->words);

    if (g_str_has_prefix (text, commands->words) && (text[length] == ' ' || text[length] == '\0'))
      return commands;
  }
  return NULL;
}

static void
refuse (GTask *task, GIOErrorEnum code, const char *why)
{
  g_task_return_new_error (task, G_IO_ERROR, code, "%s", why);
  g_object_unref (task);
}

const ControlCommand *
control_request_parse (GTask *task, const ControlCommand *commands, const char *text)
{
  ControlRequest *request = g_task_get_task_data (task);
  const ControlCommand *found = find_command (commands, text);

  if (found == NULL) {
    refuse (task, G_IO_ERROR_NOT_SUPPORTED, "there is no such command");
    return NULL;
  }
  if (parse_fields (text + strlen (found->words), request->fields))
    return found;
  refuse (task, G_IO_ERROR_INVALID_ARGUMENT, "the command is not key=value");
  return NULL;
}

void
control_request_done (GTask *task)
{
  ControlRequest *request = g_task_get_task_data (task);

  if (request->lines->len > 0)
    g_string_truncate (request->lines, request->lines->len - 1);
  g_task_return_pointer (task, g_strdup (request->lines->str), wipe);
  g_object_unref (task);
}

void
control_request_fail (GTask *task, GIOErrorEnum code, GError *error)
{
  refuse (task, code, error->message);
  g_error_free (error);
}

char *
control_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
can_be_quoted (const char *value)
{
  for (const char *at = value; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at) || *at == '"')
      return FALSE;
  return g_utf8_validate (value, -1, NULL);
}

void
control_request_add_text (GString *lines, const char *key, const char *value)
{
  if (value != NULL && can_be_quoted (value))
    g_string_append_printf (lines, " %s=\"%s\"", key, value);
}

gboolean
control_request_number (GTask *task, const char *key, guint base, guint64 limit, guint64 *value)
{
  ControlRequest *request = g_task_get_task_data (task);
  const char *text = g_hash_table_lookup (request->fields, key);
  g_autofree char *why = NULL;

  if (text == NULL || g_ascii_string_to_unsigned (text, base, 0, limit, value, NULL))
    return TRUE;
  why = g_strdup_printf ("%s is no number this modem can have", key);
  refuse (task, G_IO_ERROR_INVALID_ARGUMENT, why);
  return FALSE;
}
