/*
 * The options of a request: which there are, of which type, and what must hold between them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-request-private.h"

#include <string.h>

#include "core/fotad-options.h"
#include "vendor/fotad-condition.h"

/* Seconds, of a whole job. */
#define DEADLINE_MIN 1
#define DEADLINE_MAX (7 * 24 * 3600)
#define LABEL_MAX 256

typedef struct {
  const char *name;
  const char *type;
  const char *words; /* allowed values, "a|b"; NULL: any */
} Option;

/* clang-format off */
#define RUN_OPTIONS                                                                                \
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
  { "label", "s", NULL }
/* clang-format on */

static const Option update_options[] = {
  RUN_OPTIONS,
  { "sha256", "s", NULL },
  { "transport", "s", "auto|modem|host" },
  { NULL },
};

/* The package is the server's choice, and the module fetches it. */
static const Option server_options[] = {
  RUN_OPTIONS,
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

static gboolean
check_words (const Option *option, const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;

  if (option->words == NULL)
    return TRUE;
  words = g_strsplit (option->words, "|", -1);
  if (g_strv_contains ((const char *const *) words, text))
    return TRUE;
  return request_fail (error, "%s must be one of %s.", option->name, option->words);
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
  text = request_text_of (value);
  if (!request_check_text (option->name, text, error) || !check_words (option, text, error))
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
      return request_fail (
          error, "sha256 has something other than a hex digit at byte %" G_GSIZE_FORMAT ".", i);
  if (strlen (digest) != 64)
    return request_fail (error, "sha256 has %" G_GSIZE_FORMAT " digits instead of 64.",
                         strlen (digest));
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
    return request_fail (error, "not-before and not-after are UNIX seconds.");
  if (until == 0)
    return TRUE;
  if (until < from)
    return request_fail (error, "not-after lies before not-before.");
  if ((gint64) until > g_get_real_time () / G_USEC_PER_SEC)
    return TRUE;
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_EXPIRED, "not-after has passed already.");
  return FALSE;
}

static gboolean
check_range (FotadRequest *request, const char *name, guint min, guint max, GError **error)
{
  const char *text = fotad_request_get (request, name);
  guint64 number = text != NULL ? g_ascii_strtoull (text, NULL, 10) : min;

  if (number >= min && number <= max)
    return TRUE;
  return request_fail (error, "%s must be from %u to %u.", name, min, max);
}

gboolean
request_check_common (FotadRequest *request, GError **error)
{
  const char *label = fotad_request_get (request, "label");

  if (label != NULL && strlen (label) > LABEL_MAX)
    return request_fail (error, "label is longer than %d bytes.", LABEL_MAX);
  return check_range (request, "deadline", DEADLINE_MIN, DEADLINE_MAX, error) &&
         check_times (request, error);
}

/* What a SIM takes; anything else would cost one of its three tries. */
static gboolean
check_pin (FotadRequest *request, GError **error)
{
  const char *pin = fotad_request_get (request, "sim-pin");

  if (pin == NULL ||
      (strspn (pin, "0123456789") == strlen (pin) && strlen (pin) >= 4 && strlen (pin) <= 8))
    return TRUE;
  return request_fail (error, "sim-pin must be four to eight digits.");
}

gboolean
request_take_update_options (FotadRequest *request, GVariant *options, GError **error)
{
  return request_take_options (request, options, error) && check_sha256 (request, error) &&
         request_check_common (request, error);
}

gboolean
request_has_options (FotadJobKind kind)
{
  return options_of (kind) != NULL;
}

gboolean
request_take_options (FotadRequest *request, GVariant *given, GError **error)
{
  return take_options (request, options_of (request->kind), given, error) &&
         check_pin (request, error) && check_range (request, "context", 1, 16, error) &&
         check_range (request, "attempts", 1, 10, error);
}
