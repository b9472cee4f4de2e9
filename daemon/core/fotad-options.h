/*
 * Strict reader for the option dictionaries (a{sv}) of D-Bus calls: known keys are taken, and
 * whatever is left at the end is an error.
 *
 *   g_autoptr (FotadOptions) options = fotad_options_new (dictionary);
 *
 *   return fotad_options_take_string (options, "label", 200, &label, error)
 *          && fotad_options_take_u32 (options, "attempts", &attempts, error)
 *          && fotad_options_finish (options, error);
 *
 * A key that is not there leaves its value as it was.  All errors are
 * FOTAD_ERROR_INVALID_ARGUMENT and begin with the key.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _FotadOptions FotadOptions;

/* Keeps a reference on @dictionary, which is an a{sv}. */
FotadOptions *fotad_options_new (GVariant *dictionary);
void fotad_options_free (FotadOptions *options);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadOptions, fotad_options_free)

/* A string of at most @max bytes without control characters; an old *@value is freed. */
gboolean fotad_options_take_string (FotadOptions *options,
                                    const char *key,
                                    gsize max,
                                    char **value,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One of the words in @words (NULL-terminated); an old *@value is freed. */
gboolean fotad_options_take_word (FotadOptions *options,
                                  const char *key,
                                  const char *const *words,
                                  char **value,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean fotad_options_take_u32 (FotadOptions *options,
                                 const char *key,
                                 guint32 *value,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean fotad_options_take_u64 (FotadOptions *options,
                                 const char *key,
                                 guint64 *value,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean fotad_options_take_boolean (FotadOptions *options,
                                     const char *key,
                                     gboolean *value,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For keys that are known only at run time: a value of @type (NULL: any), owned by the caller,
 * or NULL when it is not there. */
gboolean fotad_options_take_value (FotadOptions *options,
                                   const char *key,
                                   const GVariantType *type,
                                   GVariant **value,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fails on the first key that nobody took, or that is given twice, and says which there are. */
gboolean fotad_options_finish (FotadOptions *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
