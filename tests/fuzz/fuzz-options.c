/*
 * What callers give: the first line is a method and its argument, the rest a dictionary in
 * GVariant's text form.  Either a request that holds what it says, or an error that says what is
 * wrong.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <string.h>

#include "fuzz.h"
#include "job/fotad-request.h"

static FotadRequest *
request (const char *method, const char *argument, GVariant *options, GError **error)
{
  FotadJobKind kind;

  if (g_str_equal (method, "file"))
    return fotad_request_new_update_from_file (1, argument, options, 1000, error);
  if (!fotad_job_kind_from_name (method, &kind) || kind == FOTAD_JOB_KIND_UPDATE)
    return fotad_request_new_update (argument, options, 1000, error);
  return fotad_request_new (kind, argument, options, 1000, error);
}

/* What is shown on the bus and written to the log must be text. */
static void
check_facts (FotadRequest *made)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_iter_init (&iter, made->facts);
  while (g_hash_table_iter_next (&iter, &name, &value)) {
    g_assert (*(const char *) name != '\0' && g_utf8_validate (name, -1, NULL));
    g_assert (value != NULL && g_utf8_validate (value, -1, NULL));
  }
  g_assert (made->source == NULL || g_utf8_validate (made->source, -1, NULL));
  g_assert (g_variant_is_of_type (made->options, G_VARIANT_TYPE_VARDICT));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1); /* the bus lets nothing else through */
  g_auto (GStrv) parts = g_strsplit (text, "\n", 2);
  char *argument = parts[0] != NULL ? strchr (parts[0], ' ') : NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (FotadRequest) made = NULL;
  g_autoptr (GError) error = NULL;

  if (argument == NULL || parts[1] == NULL)
    return 0;
  *argument++ = '\0';
  options = g_variant_parse (G_VARIANT_TYPE_VARDICT, parts[1], NULL, NULL, NULL);
  if (options == NULL)
    return 0;
  made = request (parts[0], argument, options, &error);
  g_assert ((made == NULL) == (error != NULL));
  if (made != NULL)
    check_facts (made);
  else
    g_assert (error->domain == FOTAD_ERROR && *error->message != '\0');
  return 0;
}
