/*
 * What can be said about a command without sending it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "at/fotad-at-command.h"

#include <string.h>

#include "core/fotad-error.h"

#define NAME_MARKS "+^#*%$"

/* Shorter ends of a command are too likely to be an answer ("1"). */
#define SHORTEST_ECHO_END 3

char *
fotad_at_command_name (const char *text)
{
  const char *name = text + 2;
  gsize size = 1;

  if (g_ascii_strncasecmp (text, "AT", 2) != 0 || *name == '\0' ||
      strchr (NAME_MARKS, *name) == NULL)
    return NULL;
  while (g_ascii_isalnum (name[size]) || name[size] == '_')
    size++;
  return size > 1 ? g_strndup (name, size) : NULL;
}

static gboolean
is_read (const char *text, const char *name)
{
  const char *rest = text + 2 + strlen (name);

  return *rest == '\0' || *rest == '?' || strcmp (rest, "=?") == 0;
}

FotadAtCommand *
fotad_at_command_new (const char *text, double timeout)
{
  FotadAtCommand *command = g_new0 (FotadAtCommand, 1);

  command->text = g_strdup (text);
  command->name = fotad_at_command_name (text);
  command->reads = command->name != NULL && is_read (text, command->name);
  command->timeout = timeout;
  command->lines = g_ptr_array_new_with_free_func (g_free);
  return command;
}

void
fotad_at_command_free (FotadAtCommand *command)
{
  g_clear_handle_id (&command->cancel_source, g_source_remove);
  g_clear_object (&command->task);
  g_ptr_array_unref (command->lines);
  g_free (command->name);
  g_free (command->text);
  g_free (command);
}

gboolean
fotad_at_command_check (const char *text, GError **error)
{
  if (*text == '\0') {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "the command is empty");
    return FALSE;
  }
  for (const char *at = text; *at != '\0'; at++) {
    if ((guchar) *at >= 0x20 && *at != 0x7f)
      continue;
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                 "byte 0x%02x at position %td cannot be part of a command", (guchar) *at,
                 at - text);
    return FALSE;
  }
  return TRUE;
}

/* "GMR" of AT+CGMR, but not "+CGMR: 1" of whatever was asked: with the beginning of a name it
 * must lack nothing but "AT". */
static gboolean
is_echo_end (const char *text, const char *line)
{
  if (!g_str_has_suffix (text, line))
    return FALSE;
  if (strlen (text) - strlen (line) <= 2)
    return TRUE;
  return strlen (line) >= SHORTEST_ECHO_END && strchr (NAME_MARKS, *line) == NULL;
}

gboolean
fotad_at_is_echo (const char *text, const char *line, gboolean first)
{
  if (g_ascii_strncasecmp (line, "AT", 2) == 0 && g_str_has_prefix (text, line))
    return TRUE;
  return strcmp (text, line) == 0 || (first && is_echo_end (text, line));
}

gboolean
fotad_at_command_owns (FotadAtCommand *command, const char *line)
{
  gsize size;

  if (command->name == NULL)
    return FALSE;
  size = strlen (command->name);
  return g_ascii_strncasecmp (line, command->name, size) == 0 && !g_ascii_isalnum (line[size]) &&
         line[size] != '_';
}

void
fotad_at_command_add_line (FotadAtCommand *command, const char *line, gboolean cut)
{
  gsize size = strlen (line);

  command->cut |= cut;
  if (command->lines->len >= FOTAD_AT_REPLY_LINES || command->size + size > FOTAD_AT_REPLY_BYTES) {
    command->cut = TRUE;
    return;
  }
  command->size += size;
  g_ptr_array_add (command->lines, g_strdup (line));
}

FotadAtReply *
fotad_at_command_take_reply (FotadAtCommand *command, const FotadAtToken *final)
{
  FotadAtReply *reply = fotad_at_reply_new (final->status, final->code, final->text);
  gsize count = command->lines->len;

  g_strfreev (reply->lines);
  reply->lines = g_new0 (char *, count + 1);
  for (gsize i = 0; i < count; i++)
    reply->lines[i] = g_strdup (command->lines->pdata[i]);
  g_ptr_array_set_size (command->lines, 0);
  reply->cut = command->cut;
  return reply;
}
