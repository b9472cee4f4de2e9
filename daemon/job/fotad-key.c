/*
 * Random keys.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-key.h"

#include "core/fotad-error.h"
#include "vendor/fotad-condition.h"

#include <string.h>
#include <sys/random.h>

#define KEY_BYTES 32

static char *
make_hex (GError **error)
{
  guint8 bytes[KEY_BYTES];
  GString *text;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes) {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INTERNAL,
                 "The kernel has no %d random bytes for a key.", KEY_BYTES);
    return NULL;
  }
  text = g_string_sized_new (2 * KEY_BYTES + 1);
  for (gsize i = 0; i < sizeof bytes; i++)
    g_string_append_printf (text, "%02x", bytes[i]);
  explicit_bzero (bytes, sizeof bytes);
  return g_string_free (text, FALSE);
}

static gboolean
make_one (const char *name, FotadRequest *request, GError **error)
{
  g_autofree char *fact = fotad_fact_of_option (name);
  char *key = make_hex (error);

  if (key == NULL)
    return FALSE;
  fotad_key_forget (request->made_key);
  request->made_key = g_strdup (key);
  g_hash_table_replace (request->facts, g_steal_pointer (&fact), key);
  return TRUE;
}

gboolean
fotad_key_make (const FotadRoute *route, FotadRequest *request, GError **error)
{
  for (const FotadParameter *row = route->parameters; row != NULL && row->name != NULL; row++) {
    g_autofree char *option = g_strconcat ("generate-", row->name, NULL);
    g_autofree char *fact = fotad_fact_of_option (option);
    gboolean wanted = g_strcmp0 (fotad_request_get (request, option), "true") == 0;

    if (!row->secret)
      continue;
    g_hash_table_remove (request->facts, fact);
    if (wanted && !make_one (row->name, request, error))
      return FALSE;
  }
  return TRUE;
}

void
fotad_key_forget (char *key)
{
  if (key != NULL)
    explicit_bzero (key, strlen (key));
  g_free (key);
}
