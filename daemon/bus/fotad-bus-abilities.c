/*
 * What a modem can do, told from its family and its vendor's tables.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "bus/fotad-bus-abilities.h"

/* The family knows better than the vendor at large. */
static guint32
find_max_url (const FotadFamily *family, FotadBook *book, const char *model)
{
  const FotadRoute *route;

  if (family != NULL && family->max_url != 0)
    return family->max_url;
  route = book != NULL ? fotad_book_route (book, model, "fetch") : NULL;
  return route != NULL ? route->max_url : 0;
}

GVariant *
fotad_bus_limits (const FotadFamily *family, FotadBook *book, const char *model)
{
  guint32 max_url = find_max_url (family, book, model);
  GVariantDict limits;

  g_variant_dict_init (&limits, NULL);
  if (max_url != 0)
    g_variant_dict_insert (&limits, "max-url", "u", max_url);
  if (family != NULL && family->storage != 0)
    g_variant_dict_insert (&limits, "max-package", "t", family->storage);
  return g_variant_dict_end (&limits);
}

static void
add_parameter (GVariantBuilder *builder, const FotadRoute *route, const FotadParameter *parameter)
{
  g_autofree char *key = g_strdup_printf ("%s.%s", route->name, parameter->name);
  g_autofree char *text = g_strdup_printf (
      "%s%s%s: %s", parameter->type, parameter->required ? " required" : "",
      parameter->secret ? " secret" : "", parameter->text != NULL ? parameter->text : "");

  g_variant_builder_add (builder, "{ss}", key, text);
}

/* The kinds of certificates are the words of a parameter's pattern. */
static void
add_kinds (GVariantBuilder *builder, const FotadRoute *route, const FotadParameter *parameter)
{
  g_auto (GStrv) kinds = g_strsplit (parameter->pattern ?: "", "|", -1);

  for (guint i = 0; kinds[i] != NULL; i++) {
    g_autofree char *key = g_strdup_printf ("%s:%s", route->name, kinds[i]);

    g_variant_builder_add (builder, "{ss}", key, parameter->text ?: "");
  }
}

GVariant *
fotad_bus_parameters (FotadBook *book, const char *model)
{
  static const char *const routes[] = { "enrol", "certificate", "delete-certificate" };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (gsize i = 0; book != NULL && i < G_N_ELEMENTS (routes); i++) {
    const FotadRoute *route = fotad_book_route (book, model, routes[i]);
    const FotadParameter *parameter = route != NULL ? route->parameters : NULL;

    for (; parameter != NULL && parameter->name != NULL; parameter++)
      if (g_str_equal (parameter->name, "kind"))
        add_kinds (&builder, route, parameter);
      else
        add_parameter (&builder, route, parameter);
  }
  return g_variant_builder_end (&builder);
}
