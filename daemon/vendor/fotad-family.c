/*
 * One family of modems and how it is recognised.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-family.h"

#include "core/fotad-error.h"

G_DEFINE_BOXED_TYPE (FotadFamily, fotad_family, fotad_family_ref, fotad_family_unref)

FotadFamily *
fotad_family_new (const char *name)
{
  FotadFamily *family = g_rc_box_new0 (FotadFamily);

  family->name = g_strdup (name);
  family->usb = g_new0 (char *, 1);
  family->at_interface = -1;
  return family;
}

FotadFamily *
fotad_family_ref (FotadFamily *family)
{
  return g_rc_box_acquire (family);
}

static void
family_clear (gpointer data)
{
  FotadFamily *family = data;

  g_free (family->name);
  g_free (family->vendor);
  g_free (family->directory);
  g_free (family->settings);
  g_strfreev (family->usb);
  g_clear_pointer (&family->manufacturer, fotad_pattern_free);
  g_clear_pointer (&family->model, fotad_pattern_free);
  g_clear_pointer (&family->revision, fotad_pattern_free);
}

void
fotad_family_unref (FotadFamily *family)
{
  g_rc_box_release_full (family, family_clear);
}

static gboolean refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
set_pattern (FotadPattern **pattern, const char *value, GError **error)
{
  g_autoptr (GError) why = NULL;

  if (*value == '\0')
    return refuse (error, "is empty");
  g_clear_pointer (pattern, fotad_pattern_free);
  *pattern = fotad_pattern_new (value, &why);
  return *pattern != NULL || refuse (error, "%s", why->message);
}

static gboolean
set_number (guint64 *number, guint64 max, const char *value, GError **error)
{
  return g_ascii_string_to_unsigned (value, 10, 0, max, number, NULL) ||
         refuse (error, "'%s' is no number from 0 to %" G_GUINT64_FORMAT, value, max);
}

static gboolean
set_uint (guint *number, guint64 max, const char *value, GError **error)
{
  guint64 wide = 0;

  if (!set_number (&wide, max, value, error))
    return FALSE;
  *number = (guint) wide;
  return TRUE;
}

static gboolean
set_usb (FotadFamily *family, const char *value, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit_set (value, " ;,", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *id = g_ascii_strdown (words[i], -1);

    if (*id == '\0')
      continue;
    if (!g_regex_match_simple ("^[0-9a-f]{4}:[0-9a-f]{4}$", id, G_REGEX_DOLLAR_ENDONLY, 0))
      return refuse (error, "'%s' is not like 1a2b:3c4d", words[i]);
    g_strv_builder_add (builder, id);
  }
  g_strfreev (family->usb);
  family->usb = g_strv_builder_end (builder);
  return family->usb[0] != NULL || refuse (error, "is empty");
}

/* A file name, or the name of a plugin: never a path. */
static gboolean
set_name (char **name, const char *pattern, const char *value, GError **error)
{
  if (!g_regex_match_simple (pattern, value, G_REGEX_DOLLAR_ENDONLY, 0))
    return refuse (error, "'%s' is not allowed as a name", value);
  g_free (*name);
  *name = g_strdup (value);
  return TRUE;
}

static gboolean
set_at_interface (FotadFamily *family, const char *value, GError **error)
{
  guint number = 0;

  if (!set_uint (&number, 255, value, error))
    return FALSE;
  family->at_interface = (int) number;
  return TRUE;
}

gboolean
fotad_family_set (FotadFamily *family, const char *key, const char *value, GError **error)
{
  if (g_str_equal (key, "Usb"))
    return set_usb (family, value, error);
  if (g_str_equal (key, "Manufacturer"))
    return set_pattern (&family->manufacturer, value, error);
  if (g_str_equal (key, "Model"))
    return set_pattern (&family->model, value, error);
  if (g_str_equal (key, "Revision"))
    return set_pattern (&family->revision, value, error);
  if (g_str_equal (key, "Vendor"))
    return set_name (&family->vendor, "^[a-z0-9][a-z0-9-]*$", value, error);
  if (g_str_equal (key, "Settings"))
    return set_name (&family->settings, "^[A-Za-z0-9_][A-Za-z0-9_.-]*\\.settings$", value, error);
  if (g_str_equal (key, "AtInterface"))
    return set_at_interface (family, value, error);
  if (g_str_equal (key, "Baud"))
    return set_uint (&family->baud, 4000000, value, error);
  if (g_str_equal (key, "Storage"))
    return set_number (&family->storage, G_MAXINT64, value, error);
  if (g_str_equal (key, "MaxUrl"))
    return set_uint (&family->max_url, 65536, value, error);
  return refuse (error, "is no key of a modems file");
}

gboolean
fotad_family_has_usb (const FotadFamily *family, const char *usb)
{
  g_autofree char *lower = usb != NULL ? g_ascii_strdown (usb, -1) : NULL;

  return lower != NULL && g_strv_contains ((const char *const *) family->usb, lower);
}

static gboolean
fits (FotadPattern *pattern, const char *text)
{
  return pattern == NULL || (text != NULL && fotad_pattern_match (pattern, text, NULL));
}

gboolean
fotad_family_matches (const FotadFamily *family,
                      const char *manufacturer,
                      const char *model,
                      const char *revision,
                      const char *usb)
{
  if (!fits (family->manufacturer, manufacturer))
    return FALSE;
  if (family->model == NULL && family->revision == NULL)
    return fotad_family_has_usb (family, usb);
  return fits (family->model, model) && fits (family->revision, revision);
}
