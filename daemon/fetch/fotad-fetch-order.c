/*
 * Reading the order.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fetch/fotad-fetch-order.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/fotad-error.h"

#define MAX_ORDER (64 * 1024)

typedef struct {
  const char *name;
  gsize offset;
  gboolean is_number;
  gboolean may_lack;
} Key;

static const Key keys[] = {
  { "url", G_STRUCT_OFFSET (FotadFetchOrder, url), .may_lack = FALSE },
  { "part", G_STRUCT_OFFSET (FotadFetchOrder, part), .may_lack = FALSE },
  { "max", G_STRUCT_OFFSET (FotadFetchOrder, max), .is_number = TRUE },
  { "stall", G_STRUCT_OFFSET (FotadFetchOrder, stall), .is_number = TRUE },
  { "connect", G_STRUCT_OFFSET (FotadFetchOrder, connect), .is_number = TRUE },
  { "proxy", G_STRUCT_OFFSET (FotadFetchOrder, proxy), .may_lack = TRUE },
  { "ca-file", G_STRUCT_OFFSET (FotadFetchOrder, ca_file), .may_lack = TRUE },
};

void
fotad_fetch_order_free (FotadFetchOrder *order)
{
  g_free (order->url);
  g_free (order->part);
  g_free (order->proxy);
  g_free (order->ca_file);
  g_free (order);
}

static gboolean
refuse (GError **error, const char *key, const char *what)
{
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "order: %s %s", key, what);
  return FALSE;
}

/* Byte by byte: what comes behind the empty line is not ours to read. */
static char *
read_text (int fd, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char byte;

  while (text->len < MAX_ORDER && !g_str_has_suffix (text->str, "\n\n")) {
    gssize got = read (fd, &byte, 1);

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0 || byte == '\0')
      break;
    g_string_append_c (text, byte);
  }
  if (g_str_has_suffix (text->str, "\n\n"))
    return g_string_free (g_steal_pointer (&text), FALSE);
  refuse (error, "it", "has no end");
  return NULL;
}

static gboolean
set_key (FotadFetchOrder *order, const Key *key, const char *value, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (order, key->offset);

  if (key->is_number)
    return g_ascii_string_to_unsigned (value, 10, 1, G_MAXINT64, member, NULL) ||
           refuse (error, key->name, "is no number");
  g_free (*(char **) member);
  *(char **) member = g_strdup (value);
  return TRUE;
}

static gboolean
take_line (FotadFetchOrder *order, const char *line, GError **error)
{
  gsize size = strcspn (line, " ");

  if (line[size] == '\0' || line[size + 1] == '\0')
    return refuse (error, "a line", "has no value");
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strlen (keys[i].name) == size && strncmp (keys[i].name, line, size) == 0)
      return set_key (order, &keys[i], line + size + 1, error);
  return refuse (error, "a key", "is unknown");
}

static gboolean
is_missing (FotadFetchOrder *order, const Key *key)
{
  gconstpointer member = G_STRUCT_MEMBER_P (order, key->offset);

  if (key->is_number)
    return *(const guint64 *) member == 0;
  return !key->may_lack && *(char *const *) member == NULL;
}

FotadFetchOrder *
fotad_fetch_order_read (int fd, GError **error)
{
  g_autoptr (FotadFetchOrder) order = g_new0 (FotadFetchOrder, 1);
  g_autofree char *text = read_text (fd, error);
  g_auto (GStrv) lines = text != NULL ? g_strsplit (text, "\n", -1) : NULL;

  if (lines == NULL)
    return NULL;
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    if (!take_line (order, lines[i], error))
      return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (is_missing (order, &keys[i])) {
      refuse (error, keys[i].name, "is missing");
      return NULL;
    }
  return g_steal_pointer (&order);
}
