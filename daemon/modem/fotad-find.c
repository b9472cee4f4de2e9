/*
 * By IMEI, device, beginning of either name, or "any".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-find.h"

#include <string.h>

#include "core/fotad-error.h"

#define CANDIDATES_SHOWN 8

typedef gboolean (*Fits) (FotadModem *modem, const char *id);

static gboolean
has_imei (FotadModem *modem, const char *id)
{
  return g_str_equal (fotad_modem_get_imei (modem), id);
}

static gboolean
has_device (FotadModem *modem, const char *id)
{
  return g_str_equal (fotad_modem_get_device (modem), id);
}

static gboolean
begins_so (FotadModem *modem, const char *id)
{
  return g_str_has_prefix (fotad_modem_get_imei (modem), id) ||
         g_ascii_strncasecmp (fotad_modem_get_model (modem), id, strlen (id)) == 0;
}

static gboolean
is_there (FotadModem *modem, const char *id)
{
  return fotad_modem_get_state (modem) != FOTAD_MODEM_MISSING;
}

static gboolean
is_known (FotadModem *modem, const char *id)
{
  return TRUE;
}

static GPtrArray *
filter (GPtrArray *modems, Fits fits, const char *id)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < modems->len; i++)
    if (fits (modems->pdata[i], id))
      g_ptr_array_add (found, modems->pdata[i]);
  return found;
}

static void
set_ambiguous (GError **error, GPtrArray *found, const char *id)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < found->len && i < CANDIDATES_SHOWN; i++)
    g_string_append_printf (names, "%s%s (%s)", i > 0 ? ", " : "",
                            fotad_modem_get_imei (found->pdata[i]),
                            fotad_modem_get_model (found->pdata[i]));
  if (found->len > CANDIDATES_SHOWN)
    g_string_append (names, ", …");
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_AMBIGUOUS, "\"%s\" can be any of %u modems: %s", id,
               found->len, names->str);
}

/* Whether @fits decides: one modem, or an error because there are several. */
static gboolean
decide (GPtrArray *modems, Fits fits, const char *id, FotadModem **modem, GError **error)
{
  g_autoptr (GPtrArray) found = filter (modems, fits, id);

  if (found->len == 0)
    return FALSE;
  if (found->len == 1)
    *modem = found->pdata[0];
  else
    set_ambiguous (error, found, id);
  return TRUE;
}

FotadModem *
fotad_find_modem (GPtrArray *modems, const char *id, GError **error)
{
  static const Fits any[] = { is_there, is_known, NULL };
  static const Fits named[] = { has_imei, has_device, begins_so, NULL };
  FotadModem *modem = NULL;

  if (*id == '\0') {
    g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "an empty name is no modem's");
    return NULL;
  }
  for (const Fits *fits = g_str_equal (id, "any") ? any : named; *fits != NULL; fits++)
    if (decide (modems, *fits, id, &modem, error))
      return modem;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "there is no modem \"%s\" (of %u known)",
               id, modems->len);
  return NULL;
}
