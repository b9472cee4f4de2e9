/*
 * Making requests: URL, file, arguments, and parameters that are a vendor's.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-request-private.h"

#include "job/fotad-key.h"
#include "package/fotad-url.h"
#include "vendor/fotad-condition.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Longer than any modem takes; a vendor's own limit is looked at when the modem is known. */
#define MAX_TEXT 2048

void
fotad_request_free (FotadRequest *request)
{
  g_free (request->source);
  fotad_key_forget (request->made_key);
  g_hash_table_unref (request->facts);
  g_clear_pointer (&request->options, g_variant_unref);
  g_clear_pointer (&request->parameters, g_variant_unref);
  if (request->fd >= 0)
    close (request->fd);
  g_free (request);
}

const char *
fotad_request_get (FotadRequest *request, const char *name)
{
  g_autofree char *fact = fotad_fact_of_option (name);

  return g_hash_table_lookup (request->facts, fact);
}

gint64
fotad_request_get_seconds (FotadRequest *request, const char *name)
{
  const char *text = fotad_request_get (request, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

static FotadRequest *
request_new (FotadJobKind kind, guint uid)
{
  FotadRequest *request = g_new0 (FotadRequest, 1);

  request->kind = kind;
  request->requester = uid;
  request->facts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  request->fd = -1;
  return request;
}

gboolean
request_fail (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, message);
  return FALSE;
}

/* What would break out of a quoted AT string or a log line. */
gboolean
request_check_text (const char *name, const char *text, GError **error)
{
  if (strlen (text) > MAX_TEXT)
    return request_fail (error, "%s is longer than %d bytes.", name, MAX_TEXT);
  for (gsize i = 0; text[i] != '\0'; i++)
    if ((guchar) text[i] < 0x20 || text[i] == 0x7f || text[i] == '"')
      return request_fail (
          error, "%s has a control character or quote at byte %" G_GSIZE_FORMAT ".", name, i);
  return TRUE;
}

static gboolean
is_plain_type (GVariant *value)
{
  return strchr ("sutb", *g_variant_get_type_string (value)) != NULL &&
         g_variant_get_type_string (value)[1] == '\0';
}

char *
request_text_of (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "true" : "false");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_strdup_printf ("%u", g_variant_get_uint32 (value));
  return g_strdup_printf ("%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
}

FotadRequest *
fotad_request_new_update (const char *url, GVariant *options, guint uid, GError **error)
{
  g_autoptr (FotadRequest) request = request_new (FOTAD_JOB_KIND_UPDATE, uid);
  g_autofree char *scheme = NULL;

  if (!fotad_url_check (url, NULL, 0, error) ||
      !request_take_update_options (request, options, error))
    return NULL;
  request->source = fotad_url_display (url);
  g_hash_table_replace (request->facts, g_strdup ("url"), g_strdup (url));
  scheme = g_uri_parse_scheme (url);
  g_hash_table_replace (request->facts, g_strdup ("scheme"), g_ascii_strdown (scheme, -1));
  return g_steal_pointer (&request);
}

FotadRequest *
fotad_request_new_update_from_file (
    int fd, const char *name, GVariant *options, guint uid, GError **error)
{
  g_autoptr (FotadRequest) request = request_new (FOTAD_JOB_KIND_UPDATE, uid);

  if (!request_check_text ("name", name, error) ||
      !request_take_update_options (request, options, error))
    return NULL;
  if (g_strcmp0 (fotad_request_get (request, "transport"), "modem") == 0) {
    request_fail (error, "transport must be host or auto: a modem cannot download a file.");
    return NULL;
  }
  request->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  if (request->fd < 0) {
    request_fail (error, "The file cannot be used: %s.", g_strerror (errno));
    return NULL;
  }
  request->source = g_path_get_basename (name);
  return g_steal_pointer (&request);
}

static gboolean
check_name (const char *name, GError **error)
{
  if (*name != '\0' && name[strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-")] == '\0')
    return TRUE;
  return request_fail (
      error, "\"%.64s\" is no parameter's name: those are lower-case words with dashes.", name);
}

/* What a vendor knows by that name is asked when the modem is known. */
static gboolean
keep_parameter (FotadRequest *request, const char *name, GVariant *value, GError **error)
{
  g_autofree char *text = is_plain_type (value) ? request_text_of (value) : NULL;

  if (!check_name (name, error))
    return FALSE;
  if (text == NULL)
    return request_fail (error, "Parameter %.64s must be of type s, u, t or b.", name);
  if (!request_check_text (name, text, error))
    return FALSE;
  g_hash_table_replace (request->facts, fotad_fact_of_option (name), g_steal_pointer (&text));
  return TRUE;
}

static gboolean
keep_parameters (FotadRequest *request, GVariant *given, GError **error)
{
  GVariantIter iter;
  const char *name;
  GVariant *value;

  g_variant_iter_init (&iter, given);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &value)) {
    if (!keep_parameter (request, name, value, error)) {
      g_variant_unref (value);
      return FALSE;
    }
  }
  request->parameters = g_variant_ref (given);
  request->options = g_variant_ref_sink (g_variant_new ("a{sv}", NULL));
  return TRUE;
}

/* What the second argument of each method is called among the facts. */
static const char *
name_of_argument (FotadJobKind kind)
{
  switch (kind) {
  case FOTAD_JOB_KIND_SAVE:
    return "label";
  case FOTAD_JOB_KIND_RESTORE:
  case FOTAD_JOB_KIND_COMPARE:
    return "snapshot";
  case FOTAD_JOB_KIND_CERTIFICATE:
    return "kind";
  case FOTAD_JOB_KIND_UPDATE:
  case FOTAD_JOB_KIND_SERVER:
  case FOTAD_JOB_KIND_ENROL:
    break;
  }
  return NULL;
}

FotadRequest *
fotad_request_new (
    FotadJobKind kind, const char *argument, GVariant *options, guint uid, GError **error)
{
  g_autoptr (FotadRequest) request = request_new (kind, uid);
  const char *name = name_of_argument (kind);

  if (request_has_options (kind) ? !request_take_options (request, options, error)
                                 : !keep_parameters (request, options, error))
    return NULL;
  if (name != NULL) {
    if (!request_check_text (name, argument, error))
      return NULL;
    g_hash_table_replace (request->facts, g_strdup (name), g_strdup (argument));
  }
  if (!request_check_common (request, error))
    return NULL;
  return g_steal_pointer (&request);
}
