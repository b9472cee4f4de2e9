/*
 * The URL of a package.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-url.h"

#include <string.h>

#include "core/fotad-error.h"
#include "core/fotad-text.h"

/* HAS_PASSWORD: or a colon in the user part would be no error of the host's. */
#define PARSE_FLAGS (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED)

#define HIDDEN_QUERY "?***"

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL) {
    *error = g_error_new_valist (FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, format, arguments);
    g_prefix_error (error, "url: ");
  }
  va_end (arguments);
  return FALSE;
}

static const char *
name_of_byte (guchar byte)
{
  if (byte == ' ')
    return "a blank";
  if (byte == '"' || byte == '\'')
    return "a quote";
  if (byte == '\\')
    return "a backslash";
  if (byte < 0x20 || byte == 0x7f)
    return "a control character";
  return byte > 0x7f ? "a byte that is not ASCII" : NULL;
}

static gboolean
check_bytes (const char *url, gsize max, GError **error)
{
  gsize size = strlen (url);

  if (size > max)
    return refuse (error, "%" G_GSIZE_FORMAT " bytes are too long, at most %" G_GSIZE_FORMAT, size,
                   max);
  for (gsize i = 0; i < size; i++)
    if (name_of_byte ((guchar) url[i]) != NULL)
      return refuse (error, "%s at byte %" G_GSIZE_FORMAT, name_of_byte ((guchar) url[i]), i);
  return TRUE;
}

static gboolean
allows_scheme (const char *schemes, const char *scheme)
{
  g_auto (GStrv) list = g_strsplit (schemes, " ", -1);

  return g_strv_contains ((const char *const *) list, scheme);
}

gboolean
fotad_url_check (const char *url, const char *schemes, gsize max, GError **error)
{
  g_autofree char *scheme = NULL, *host = NULL;
  g_autoptr (GError) failure = NULL;

  if (!check_bytes (url, max > 0 ? MIN (max, FOTAD_URL_MAX) : FOTAD_URL_MAX, error))
    return FALSE;
  if (!g_uri_split (url, PARSE_FLAGS, &scheme, NULL, &host, NULL, NULL, NULL, NULL, &failure))
    return refuse (error, "%s", failure->message);
  if (scheme == NULL || strncmp (url + strlen (scheme), "://", 3) != 0)
    return refuse (error, "must begin with a scheme and ://");
  if (schemes != NULL && !allows_scheme (schemes, scheme))
    return refuse (error, "%s cannot be used here, only %s", scheme, schemes);
  if (!g_str_equal (scheme, "file") && (host == NULL || *host == '\0'))
    return refuse (error, "there is no host");
  if (host != NULL && strchr (host, '@') != NULL) /* which host that is, modems disagree about */
    return refuse (error, "a second @ before the host");
  return TRUE;
}

char *
fotad_url_display (const char *url)
{
  const char *host = strstr (url, "://");
  gsize query = strcspn (url, "?");
  const char *at;

  host = host != NULL && host + 3 <= url + query ? host + 3 : url;
  at = memrchr (host, '@', strcspn (host, "/?#"));
  at = at != NULL ? at + 1 : host;
  return g_strdup_printf ("%.*s%.*s%s", (int) (host - url), url, (int) (url + query - at), at,
                          url[query] == '?' && url[query + 1] != '\0' ? HIDDEN_QUERY : "");
}

char *
fotad_url_basename (const char *url)
{
  g_autofree char *path = NULL, *host = NULL, *last = NULL, *plain = NULL;

  if (!g_uri_split (url, PARSE_FLAGS, NULL, NULL, &host, NULL, &path, NULL, NULL, NULL))
    return g_strdup (url);
  last = g_path_get_basename (path);
  plain = g_uri_unescape_string (last, "/");
  if (plain == NULL || !fotad_text_check ("", plain, strlen (plain), FOTAD_URL_MAX, NULL))
    return g_steal_pointer (&last);
  return g_str_equal (plain, "/") || g_str_equal (plain, ".") ? g_strdup (host)
                                                              : g_steal_pointer (&plain);
}
