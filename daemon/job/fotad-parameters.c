/*
 * Keys against a table.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-parameters.h"

const FotadParameter *
fotad_parameters_find (const FotadRoute *route, const char *name)
{
  for (const FotadParameter *row = route->parameters; row != NULL && row->name != NULL; row++)
    if (g_str_equal (row->name, name))
      return row;
  return NULL;
}

/* Keys that every kind has, whatever the vendor's table says. */
static gboolean
is_common (const char *name, GVariant *value)
{
  return (g_str_equal (name, "label") && g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)) ||
         (g_str_equal (name, "deadline") && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32));
}

/* The vendor's table says what is a key, of which type, and how it must look. */
static gboolean
check_given (const FotadRoute *route, FotadBook *book, GVariant *given, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;
  gboolean good = TRUE;

  g_variant_iter_init (&iter, given);
  while (good && g_variant_iter_next (&iter, "{&sv}", &name, &value)) {
    const FotadParameter *row = fotad_parameters_find (route, name);
    g_autofree char *text = g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)
                                ? g_variant_dup_string (value, NULL)
                                : g_variant_print (value, FALSE);

    good = row != NULL ? g_variant_is_of_type (value, G_VARIANT_TYPE (row->type)) &&
                             fotad_book_parameter_fits (book, row, text)
                       : is_common (name, value);
    if (row == NULL && !good)
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "Unknown parameter \"%.64s\".",
                   name);
    else if (!good)
      g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
                   "Parameter %s is not as it must be: type \"%s\", %s.", name, row->type,
                   row->text);
    g_variant_unref (value);
  }
  return good;
}

/* The kind of a certificate comes beside the keys; its row lists those there are. */
static gboolean
check_kind (const FotadRoute *route, FotadBook *book, FotadRequest *request, GError **error)
{
  const char *kind = fotad_request_get (request, "kind");
  const FotadParameter *row = fotad_parameters_find (route, "kind");

  if (request->kind != FOTAD_JOB_KIND_CERTIFICATE || row == NULL || kind == NULL ||
      fotad_book_parameter_fits (book, row, kind))
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT,
               "There is no certificate of kind \"%.64s\": %s.", kind, row->text);
  return FALSE;
}

gboolean
fotad_parameters_check (FotadBook *book,
                        const FotadRoute *route,
                        FotadRequest *request,
                        GError **error)
{
  if (!check_given (route, book, request->parameters, error) ||
      !check_kind (route, book, request, error))
    return FALSE;
  for (const FotadParameter *row = route->parameters; row != NULL && row->name != NULL; row++) {
    if (!row->required || fotad_request_get (request, row->name) != NULL)
      continue;
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "Parameter %s is missing: %s.",
                 row->name, row->text);
    return FALSE;
  }
  return TRUE;
}
