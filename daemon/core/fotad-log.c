/*
 * Logging.  The context travels beside g_log (), which has no place for fields but is what
 * tests can expect messages of.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-log.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/fotad-names.h"

#define MAX_FIELDS 16

static __thread const FotadLogContext *current;

static gboolean to_journal;
static char *debug_domains; /* blanks between */

void
fotad_log_show_debug (const char *domain)
{
  char *longer = g_strjoin (" ", domain, debug_domains, NULL);

  g_free (debug_domains);
  debug_domains = longer;
}

static gboolean
lists_domain (const char *list, const char *domain)
{
  g_auto (GStrv) words = g_strsplit_set (list ?: "", " ", -1);

  return g_strv_contains ((const char *const *) words, "all") ||
         g_strv_contains ((const char *const *) words, domain);
}

gboolean
fotad_log_shows_debug (const char *domain)
{
  return lists_domain (debug_domains, domain) ||
         lists_domain (g_getenv (FOTAD_ENV_MESSAGES_DEBUG), domain);
}

void
fotad_log (const char *domain,
           GLogLevelFlags level,
           const FotadLogContext *context,
           const char *format,
           ...)
{
  const FotadLogContext *outer = current;
  va_list arguments;

  if (level == G_LOG_LEVEL_DEBUG && !fotad_log_shows_debug (domain))
    return;
  current = context;
  va_start (arguments, format);
  g_logv (domain, level, format, arguments);
  va_end (arguments);
  current = outer;
}

static const char *
name_of (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "fatal: ";
  if (level & G_LOG_LEVEL_CRITICAL)
    return "critical: ";
  if (level & G_LOG_LEVEL_WARNING)
    return "warning: ";
  if (level & G_LOG_LEVEL_DEBUG)
    return "debug: ";
  return "";
}

/* syslog's numbers. */
static const char *
priority_of (GLogLevelFlags level)
{
  if (level & G_LOG_LEVEL_ERROR)
    return "3";
  if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    return "4";
  if (level & G_LOG_LEVEL_MESSAGE)
    return "5";
  return level & G_LOG_LEVEL_INFO ? "6" : "7";
}

/* One entry is one line, and a modem cannot send a terminal its escapes through us. */
static void
append_printable (GString *line, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_iscntrl (c))
      g_string_append_printf (line, "\\x%02x", c);
    else
      g_string_append_unichar (line, c);
  }
}

static void
append_context (GString *line, const FotadLogContext *context)
{
  if (context == NULL)
    return;
  if (context->job != 0)
    g_string_append_printf (line, "job %" G_GINT64_FORMAT ": ", context->job);
  else if (context->modem != NULL)
    g_string_append_printf (line, "modem %s: ", context->modem);
  if (context->phase != NULL)
    g_string_append_printf (line, "%s: ", context->phase);
  if (context->step != NULL)
    g_string_append_printf (line, "%s: ", context->step);
}

char *
fotad_log_format (const char *domain,
                  GLogLevelFlags level,
                  const FotadLogContext *context,
                  const char *message)
{
  GString *line = g_string_new (domain ?: "fotad");
  g_autofree char *masked = fotad_log_mask_values (message);

  g_string_append_printf (line, ": %s", name_of (level));
  append_context (line, context);
  append_printable (line, masked);
  return g_string_free (line, FALSE);
}

static void
add_field (GLogField *fields, gsize *n_fields, const char *key, const char *value)
{
  g_assert (*n_fields < MAX_FIELDS);
  if (value != NULL)
    fields[(*n_fields)++] = (GLogField){ key, value, -1 };
}

static gboolean
write_to_journal (const char *domain,
                  GLogLevelFlags level,
                  const FotadLogContext *context,
                  const char *message)
{
  GLogField fields[MAX_FIELDS];
  gsize n_fields = 0;
  g_autofree char *masked = fotad_log_mask_values (message);
  g_autofree char *job = NULL;

  add_field (fields, &n_fields, "MESSAGE", masked);
  add_field (fields, &n_fields, "PRIORITY", priority_of (level));
  add_field (fields, &n_fields, "SYSLOG_IDENTIFIER", "fotad");
  add_field (fields, &n_fields, "GLIB_DOMAIN", domain);
  if (context != NULL) {
    job = context->job != 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, context->job) : NULL;
    add_field (fields, &n_fields, FOTAD_FIELD_JOB, job);
    add_field (fields, &n_fields, FOTAD_FIELD_MODEM, context->modem);
    add_field (fields, &n_fields, FOTAD_FIELD_PHASE, context->phase);
    add_field (fields, &n_fields, FOTAD_FIELD_STEP, context->step);
    add_field (fields, &n_fields, FOTAD_FIELD_MESSAGE_ID, context->message_id);
  }
  return g_log_writer_journald (level, fields, n_fields, NULL) == G_LOG_WRITER_HANDLED;
}

static const char *
find_field (const GLogField *fields, gsize n_fields, const char *key)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, key) && fields[i].length < 0)
      return fields[i].value;
  return NULL;
}

static GLogWriterOutput
write_entry (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer unused)
{
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN") ?: "fotad";
  const char *message = find_field (fields, n_fields, "MESSAGE") ?: "";
  g_autofree char *line = NULL;

  if ((level & G_LOG_LEVEL_DEBUG) && !fotad_log_shows_debug (domain))
    return G_LOG_WRITER_HANDLED;
  if (to_journal && write_to_journal (domain, level, current, message))
    return G_LOG_WRITER_HANDLED;
  line = fotad_log_format (domain, level, current, message);
  fprintf (stderr, "%s\n", line);
  return G_LOG_WRITER_HANDLED;
}

/* "device:inode"; stderr may have been redirected since systemd set it. */
gboolean
fotad_log_is_journal (const char *stream, int fd)
{
  struct stat found;
  g_autofree char *own = NULL;

  if (stream == NULL || fstat (fd, &found) != 0)
    return FALSE;
  own = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) found.st_dev,
                         (guint64) found.st_ino);
  return g_str_equal (own, stream);
}

void
fotad_log_init (void)
{
  to_journal = fotad_log_is_journal (g_getenv (FOTAD_ENV_JOURNAL_STREAM), STDERR_FILENO);
  g_log_set_writer_func (write_entry, NULL, NULL);
}
