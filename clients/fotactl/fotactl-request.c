/*
 * The options of an update: from the command line to the a{sv} of the contract.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-request.h"

#include <stdio.h>
#include <string.h>

#include "fotactl-bar.h"
#include "fotactl-bus.h"
#include "fotactl-error.h"
#include "fotactl-follow.h"
#include "fotactl-json.h"
#include "fotactl-secret.h"

static char *sha256, *from_version, *to_version, *label, *transport, *not_before, *not_after;
static char *apn, *ip_type, *user, *password_file, *pin_file;
static int context = -1, attempts = -1, deadline = -1;
static gboolean ask, automatic, no_restore, no_wait, await_timer, fix_rate;

/* clang-format off */
#define ENTRIES                                                                                    \
  { "from", 0, 0, G_OPTION_ARG_STRING, &from_version, "Firmware it is made for", "VERSION" },      \
  { "to", 0, 0, G_OPTION_ARG_STRING, &to_version, "Firmware it leads to", "VERSION" },             \
  { "ask", 0, 0, G_OPTION_ARG_NONE, &ask, "Wait for approval before the install", NULL },          \
  { "auto", 0, 0, G_OPTION_ARG_NONE, &automatic, "Install without asking", NULL },                 \
  { "not-before", 0, 0, G_OPTION_ARG_STRING, &not_before, "Start then: seconds, +2h or ISO 8601",  \
    "TIME" },                                                                                      \
  { "not-after", 0, 0, G_OPTION_ARG_STRING, &not_after, "Give up when not started by then",        \
    "TIME" },                                                                                      \
  { "label", 0, 0, G_OPTION_ARG_STRING, &label, "Your own name for the job", "TEXT" },             \
  { "no-restore", 0, 0, G_OPTION_ARG_NONE, &no_restore, "Leave changed settings as they are",      \
    NULL },                                                                                        \
  { "no-wait", 0, 0, G_OPTION_ARG_NONE, &no_wait, "Start the job and return", NULL },              \
  { "context", 0, 0, G_OPTION_ARG_INT, &context, "PDP context the modem downloads with", "CID" },  \
  { "apn", 0, 0, G_OPTION_ARG_STRING, &apn, "Its access point", "NAME" },                          \
  { "ip-type", 0, 0, G_OPTION_ARG_STRING, &ip_type, "ipv4, ipv6 or ipv4v6", "TYPE" },              \
  { "user", 0, 0, G_OPTION_ARG_STRING, &user, "Its user", "NAME" },                                \
  { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file,                                  \
    "Its password is the first line of this file (-: standard input)", "FILE" },                   \
  { "pin-file", 0, 0, G_OPTION_ARG_FILENAME, &pin_file,                                            \
    "The SIM's PIN is the first line of this file (-: standard input)", "FILE" },                  \
  { "attempts", 0, 0, G_OPTION_ARG_INT, &attempts, "Tries of the whole job", "N" },                \
  { "deadline", 0, 0, G_OPTION_ARG_INT, &deadline, "Seconds for the whole job", "SECONDS" }
/* clang-format on */

const GOptionEntry fotactl_request_entries[] = {
  { "sha256", 0, 0, G_OPTION_ARG_STRING, &sha256, "Digest the package must have", "HEX" },
  { "transport", 0, 0, G_OPTION_ARG_STRING, &transport, "Who downloads: auto, modem or host",
    "WHO" },
  ENTRIES,
  { NULL }
};

const GOptionEntry fotactl_request_check_entries[] = {
  { "await-timer", 0, 0, G_OPTION_ARG_NONE, &await_timer,
    "Do not ask now; wait until the module does by itself", NULL },
  { "fix-rate", 0, 0, G_OPTION_ARG_NONE, &fix_rate,
    "Fix a line speed that the module detects by itself, for this job", NULL },
  ENTRIES,
  { NULL }
};

static gboolean
parse_relative (const char *text, gint64 now, guint64 *seconds)
{
  static const struct {
    const char *unit;
    gint64 seconds;
  } units[] = { { "", 1 }, { "s", 1 }, { "m", 60 }, { "h", 3600 }, { "d", 86400 } };
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text + 1, &end, 10);

  if (*text != '+' || !g_ascii_isdigit (text[1]) || number > G_MAXUINT32)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    if (!g_str_equal (end, units[i].unit))
      continue;
    *seconds = (guint64) (now + (gint64) number * units[i].seconds);
    return TRUE;
  }
  return FALSE;
}

gboolean
fotactl_request_parse_time (const char *text, gint64 now, guint64 *seconds, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, seconds, NULL) ||
      parse_relative (text, now, seconds))
    return TRUE;
  time = g_date_time_new_from_iso8601 (text, zone);
  if (time == NULL || g_date_time_to_unix (time) < 0) {
    fotactl_usage_error (error, "“%s” is no time: UNIX seconds, +2h or 2026-11-21T04:00:00", text);
    return FALSE;
  }
  *seconds = (guint64) g_date_time_to_unix (time);
  return TRUE;
}

static void
add_text (GVariantDict *options, const char *key, const char *text)
{
  if (text != NULL)
    g_variant_dict_insert (options, key, "s", text);
}

static gboolean
add_number (GVariantDict *options, const char *key, int number, GError **error)
{
  if (number == -1)
    return TRUE;
  if (number < 0) {
    fotactl_usage_error (error, "--%s cannot be negative", key);
    return FALSE;
  }
  g_variant_dict_insert (options, key, "u", (guint32) number);
  return TRUE;
}

static gboolean
add_time (GVariantDict *options, const char *key, const char *text, GError **error)
{
  guint64 seconds;

  if (text == NULL)
    return TRUE;
  if (!fotactl_request_parse_time (text, g_get_real_time () / G_USEC_PER_SEC, &seconds, error))
    return FALSE;
  g_variant_dict_insert (options, key, "t", seconds);
  return TRUE;
}

static gboolean
add_secret (GVariantDict *options, const char *key, const char *file, GError **error)
{
  g_autofree char *secret = NULL;

  if (file == NULL)
    return TRUE;
  secret = fotactl_secret_read (file, error);
  if (secret == NULL)
    return FALSE;
  g_variant_dict_insert (options, key, "s", secret);
  fotactl_secret_wipe (secret);
  return TRUE;
}

static gboolean
fill (GVariantDict *options, GError **error)
{
  if (ask && automatic) {
    fotactl_usage_error (error, "--ask and --auto exclude each other");
    return FALSE;
  }
  add_text (options, "sha256", sha256);
  add_text (options, "from-version", from_version);
  add_text (options, "to-version", to_version);
  add_text (options, "label", label);
  add_text (options, "transport", transport);
  add_text (options, "apn", apn);
  add_text (options, "ip-type", ip_type);
  add_text (options, "user", user);
  add_text (options, "approval", ask ? "ask" : automatic ? "auto" : NULL);
  if (await_timer)
    g_variant_dict_insert (options, "await-timer", "b", TRUE);
  if (fix_rate)
    g_variant_dict_insert (options, "fix-rate", "b", TRUE);
  if (no_restore)
    g_variant_dict_insert (options, "restore-settings", "b", FALSE);
  return add_number (options, "context", context, error) &&
         add_number (options, "attempts", attempts, error) &&
         add_number (options, "deadline", deadline, error) &&
         add_time (options, "not-before", not_before, error) &&
         add_time (options, "not-after", not_after, error) &&
         add_secret (options, "password", password_file, error) &&
         add_secret (options, "sim-pin", pin_file, error);
}

GVariant *
fotactl_request_build (GError **error)
{
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  if (fill (&options, error))
    return g_variant_dict_end (&options);
  g_variant_dict_clear (&options);
  return NULL;
}

FotactlExit
fotactl_request_wait (Fotactl *self, const char *path, GError **error)
{
  g_autoptr (GVariant) job = NULL;

  if (!no_wait)
    return fotactl_follow_job (self, path, FOTACTL_FOLLOW_NONE, error);
  if (self->json) {
    job = fotactl_bus_job_properties (self, path, error);
    if (job == NULL)
      return FOTACTL_FAILED;
    fotactl_json_print (job);
  } else {
    const char *id = strrchr (path, '/') + 1;

    printf ("Job %s.  To follow it: fotactl watch %s\n", id, id);
  }
  return FOTACTL_SUCCEEDED;
}
