/*
 * Logging: to the journal with fields when systemd started us, else one line each to stderr.
 *
 * Goes through g_log (), so a test can g_test_expect_message () it.  Whatever is logged, by us
 * or by a library, has registered secrets and the passwords in URLs masked.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

#include "core/fotad-log-mask.h"

G_BEGIN_DECLS

/* What a message is about; what is 0 or NULL is left out.  Becomes the fields FOTAD_JOB,
 * FOTAD_MODEM, FOTAD_PHASE, FOTAD_STEP and MESSAGE_ID. */
typedef struct {
  gint64 job;
  const char *modem; /* IMEI */
  const char *phase;
  const char *step;
  const char *message_id; /* of core/fotad-message-ids.h */
} FotadLogContext;

/* @context may be NULL. */
#define fotad_warning(context, ...)                                                                \
  fotad_log (G_LOG_DOMAIN, G_LOG_LEVEL_WARNING, (context), __VA_ARGS__)
#define fotad_message(context, ...)                                                                \
  fotad_log (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE, (context), __VA_ARGS__)
#define fotad_info(context, ...) fotad_log (G_LOG_DOMAIN, G_LOG_LEVEL_INFO, (context), __VA_ARGS__)
#define fotad_debug(context, ...)                                                                  \
  fotad_log (G_LOG_DOMAIN, G_LOG_LEVEL_DEBUG, (context), __VA_ARGS__)

void fotad_log (const char *domain,
                GLogLevelFlags level,
                const FotadLogContext *context,
                const char *format,
                ...) G_GNUC_PRINTF (4, 5);

/* To be called once, by main (), before anything is logged. */
void fotad_log_init (void);

/* Shows the debug messages of a domain ("fotad-at": the AT traffic), as $G_MESSAGES_DEBUG would
 * ("all" or names with blanks between). */
void fotad_log_show_debug (const char *domain);

/* Whether debug messages of @domain are shown; saves the making of expensive ones. */
gboolean fotad_log_shows_debug (const char *domain);

/* One entry as the line that stderr gets, without the newline. */
char *fotad_log_format (const char *domain,
                        GLogLevelFlags level,
                        const FotadLogContext *context,
                        const char *message);

/* Whether stderr is the journal's stream, by @stream, the value of $JOURNAL_STREAM. */
gboolean fotad_log_is_journal (const char *stream, int fd);

G_END_DECLS
