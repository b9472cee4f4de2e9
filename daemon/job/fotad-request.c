/*
 * Checking options and URLs.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-request.h"

#include "core/fotad-options.h"
#include "job/fotad-key.h"
#include "package/fotad-url.h"
#include "vendor/fotad-condition.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Longer than any modem takes; a vendor's own limit is looked at when the modem is known. */
#define MAX_TEXT 2048

typedef struct {
  const char *name;
  const char *type;
  const char *words; /* allowed values, "a|b"; NULL: any */
} Option;

/* clang-format off */
#define UPDATE_OPTIONS                                                                             \
  { "sha256", "s", NULL },                                                                         \
  { "from-version", "s", NULL },                                                                   \
  { "to-version", "s", NULL },                                                                     \
  { "approval", "s", "auto|ask" },                                                                 \
  { "not-before", "t", NULL },                                                                     \
  { "not-after", "t", NULL },                                                                      \
  { "context", "u", NULL },                                                                        \
  { "apn", "s", NULL },                                                                            \
  { "ip-type", "s", "ipv4|ipv6|ipv4v6" },                                                          \
  { "user", "s", NULL },                                                                           \
  { "password", "s", NULL },                                                                       \
  { "restore-settings", "b", NULL },                                                               \
  { "sim-pin", "s", NULL },                                                                        \
  { "attempts", "u", NULL },                                                                       \
  { "deadline", "u", NULL },                                                                       \
  { "transport", "s", "auto|modem|host" },                                                         \
  { "label", "s", NULL }
/* clang-format on */

static const Option update_options[] = { UPDATE_OPTIONS, { NULL } };
static const Option server_options[] = {
  UPDATE_OPTIONS,
  { "await-timer", "b", NULL },
  { "fix-rate", "b", NULL },
  { NULL },
};

static const Option settings_options[] = {
  { "replacement", "b", NULL },
  { "sim-pin", "s", NULL },
  { "deadline", "u", NULL },
  { "label", "s", NULL },
  { NULL },
};

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

static gboolean fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (GError **error, const char *format, ...)
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
static gboolean
check_text (const char *name, const char *text, GError **error)
{
  if (strlen (text) > MAX_TEXT)
    return fail (error, "%s is longer than %d bytes.", name, MAX_TEXT);
  for (gsize i = 0; text[i] != '\0'; i++)
    if ((guchar) text[i] < 0x20 || text[i] == 0x7f || text[i] == '"')
      return fail (error, "%s has a control character or quote at byte %" G_GSIZE_FORMAT ".", name,
                   i);
  return TRUE;
}

static gboolean
check_words (const Option *option, const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (option->words == NULL)
    return TRUE;
  words = g_strsplit (option->words, "|", -1);
  if (g_strv_contains ((const char *const *) words, text))
    return TRUE;
  return fail (error, "%s must be one of %s.", option->name, option->words);
}

static gboolean
is_plain_type (GVariant *value)
{
  return strchr ("sutb", *g_variant_get_type_string (value)) != NULL &&
         g_variant_get_type_string (value)[1] == '\0';
}

static char *
text_of (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    return g_strdup (g_variant_get_boolean (value) ? "true" : "false");
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    return g_strdup_printf ("%u", g_variant_get_uint32 (value));
  return g_strdup_printf ("%" G_GUINT64_FORMAT, g_variant_get_uint64 (value));
}

static gboolean
take_option (FotadRequest *request,
             FotadOptions *options,
             const Option *option,
             GVariantBuilder *kept,
             GError **error)
{
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;

  if (!fotad_options_take_value (options, option->name, G_VARIANT_TYPE (option->type), &value,
                                 error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  text = text_of (value);
  if (!check_text (option->name, text, error) || !check_words (option, text, error))
    return FALSE;
  if (!fotad_fact_is_secret (option->name))
    g_variant_builder_add (kept, "{sv}", option->name, value);
  g_hash_table_replace (request->facts, fotad_fact_of_option (option->name),
                        g_steal_pointer (&text));
  return TRUE;
}

/* The same word as 27.007 has it, for +CGDCONT and its like. */
static void
translate_ip_type (FotadRequest *request)
{
  const char *type = fotad_request_get (request, "ip-type");
  const char *pdp = g_strcmp0 (type, "ipv6") == 0     ? "IPV6"
                    : g_strcmp0 (type, "ipv4v6") == 0 ? "IPV4V6"
                                                      : "IP";

  if (type != NULL)
    g_hash_table_replace (request->facts, g_strdup ("pdp_type"), g_strdup (pdp));
}

static gboolean
take_options (FotadRequest *request, const Option *known, GVariant *given, GError **error)
{
  g_autoptr (FotadOptions) options = fotad_options_new (given);
  g_auto (GVariantBuilder) kept = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  for (const Option *option = known; option->name != NULL; option++)
    if (!take_option (request, options, option, &kept, error))
      return FALSE;
  if (!fotad_options_finish (options, error))
    return FALSE;
  request->options = g_variant_ref_sink (g_variant_builder_end (&kept));
  translate_ip_type (request);
  return TRUE;
}

static gboolean
check_sha256 (FotadRequest *request, GError **error)
{
  const char *digest = fotad_request_get (request, "sha256");

  if (digest == NULL)
    return TRUE;
  for (gsize i = 0; digest[i] != '\0'; i++)
    if (!g_ascii_isxdigit (digest[i]))
      return fail (error,
                   "sha256 has something other than a hex digit at byte %" G_GSIZE_FORMAT ".", i);
  if (strlen (digest) != 64)
    return fail (error, "sha256 has %" G_GSIZE_FORMAT " digits instead of 64.", strlen (digest));
  g_hash_table_replace (request->facts, g_strdup ("sha256"), g_ascii_strdown (digest, -1));
  return TRUE;
}

static gboolean
check_times (FotadRequest *request, GError **error)
{
  const char *before = fotad_request_get (request, "not-before");
  const char *after = fotad_request_get (request, "not-after");
  guint64 from = before != NULL ? g_ascii_strtoull (before, NULL, 10) : 0;
  guint64 until = after != NULL ? g_ascii_strtoull (after, NULL, 10) : 0;

  if (from > G_MAXINT64 || until > G_MAXINT64)
    return fail (error, "not-before and not-after are UNIX seconds.");
  if (until == 0)
    return TRUE;
  if (until < from)
    return fail (error, "not-after lies before not-before.");
  if ((gint64) until > g_get_real_time () / G_USEC_PER_SEC)
    return TRUE;
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_EXPIRED, "not-after has passed already.");
  return FALSE;
}

/* What a SIM takes; anything else would cost one of its three tries. */
static gboolean
check_pin (FotadRequest *request, GError **error)
{
  const char *pin = fotad_request_get (request, "sim-pin");

  if (pin == NULL ||
      (strspn (pin, "0123456789") == strlen (pin) && strlen (pin) >= 4 && strlen (pin) <= 8))
    return TRUE;
  return fail (error, "sim-pin must be four to eight digits.");
}

static gboolean
take_update_options (FotadRequest *request, GVariant *options, GError **error)
{
  return take_options (request, update_options, options, error) && check_sha256 (request, error) &&
         check_pin (request, error) && check_times (request, error);
}

FotadRequest *
fotad_request_new_update (const char *url, GVariant *options, guint uid, GError **error)
{
  g_autoptr (FotadRequest) request = request_new (FOTAD_JOB_KIND_UPDATE, uid);

  if (!fotad_url_check (url, NULL, 0, error) || !take_update_options (request, options, error))
    return NULL;
  request->source = fotad_url_display (url);
  g_hash_table_replace (request->facts, g_strdup ("url"), g_strdup (url));
  g_hash_table_replace (request->facts, g_strdup ("scheme"), g_uri_parse_scheme (url));
  return g_steal_pointer (&request);
}

FotadRequest *
fotad_request_new_update_from_file (
    int fd, const char *name, GVariant *options, guint uid, GError **error)
{
  g_autoptr (FotadRequest) request = request_new (FOTAD_JOB_KIND_UPDATE, uid);

  if (!check_text ("name", name, error) || !take_update_options (request, options, error))
    return NULL;
  if (g_strcmp0 (fotad_request_get (request, "transport"), "modem") == 0) {
    fail (error, "transport must be host or auto: a modem cannot download a file.");
    return NULL;
  }
  request->fd = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  if (request->fd < 0) {
    fail (error, "The file cannot be used: %s.", g_strerror (errno));
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
  return fail (error, "\"%.64s\" is no parameter's name: those are lower-case words with dashes.",
               name);
}

/* What a vendor knows by that name is asked when the modem is known. */
static gboolean
keep_parameter (FotadRequest *request, const char *name, GVariant *value, GError **error)
{
  g_autofree char *text = is_plain_type (value) ? text_of (value) : NULL;

  if (!check_name (name, error))
    return FALSE;
  if (text == NULL)
    return fail (error, "Parameter %.64s must be of type s, u, t or b.", name);
  if (!check_text (name, text, error))
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

static const Option *
options_of (FotadJobKind kind)
{
  switch (kind) {
  case FOTAD_JOB_KIND_UPDATE:
    return update_options;
  case FOTAD_JOB_KIND_SERVER:
    return server_options;
  case FOTAD_JOB_KIND_SAVE:
  case FOTAD_JOB_KIND_RESTORE:
  case FOTAD_JOB_KIND_COMPARE:
    return settings_options;
  case FOTAD_JOB_KIND_ENROL:
  case FOTAD_JOB_KIND_CERTIFICATE:
    return NULL;
  }
  return NULL;
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
  const Option *known = options_of (kind);
  const char *name = name_of_argument (kind);

  if (known != NULL ? !take_options (request, known, options, error)
                    : !keep_parameters (request, options, error))
    return NULL;
  if (name != NULL) {
    if (!check_text (name, argument, error))
      return NULL;
    g_hash_table_replace (request->facts, g_strdup (name), g_strdup (argument));
  }
  if (!check_times (request, error))
    return NULL;
  return g_steal_pointer (&request);
}
