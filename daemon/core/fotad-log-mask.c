/*
 * Masking.  Rather too much than too little: what follows a secret command is masked to the
 * end, whatever it is.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "core/fotad-log-mask.h"

#include <string.h>

#define MASK "***"
#define MIN_VALUE 4
#define MIN_EMBEDDED 8

static const char *const standard[] = { "+CPIN=", "+CLCK=", "+CPWD=", "+CGAUTH", "+CNMPSD" };

/* GIO's threads may log, too. */
static GMutex lock;
static GPtrArray *patterns; /* char * */
static GHashTable *values;  /* key: the secret, value: how often it was added */

static void
wipe (gpointer secret)
{
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static void
ensure_patterns (void)
{
  if (patterns != NULL)
    return;
  patterns = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (standard); i++)
    g_ptr_array_add (patterns, g_strdup (standard[i]));
}

void
fotad_log_add_secret (const char *pattern)
{
  g_mutex_lock (&lock);
  ensure_patterns ();
  if (!g_ptr_array_find_with_equal_func (patterns, pattern, g_str_equal, NULL))
    g_ptr_array_add (patterns, g_strdup (pattern));
  g_mutex_unlock (&lock);
}

void
fotad_log_add_secret_value (const char *value)
{
  guint count;

  if (value == NULL || strlen (value) < MIN_VALUE)
    return;
  g_mutex_lock (&lock);
  if (values == NULL)
    values = g_hash_table_new_full (g_str_hash, g_str_equal, wipe, NULL);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (values, value));
  g_hash_table_insert (values, g_strdup (value), GUINT_TO_POINTER (count + 1));
  g_mutex_unlock (&lock);
}

void
fotad_log_remove_secret_value (const char *value)
{
  guint count;

  if (value == NULL)
    return;
  g_mutex_lock (&lock);
  count = values != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (values, value)) : 0;
  if (count > 1)
    g_hash_table_insert (values, g_strdup (value), GUINT_TO_POINTER (count - 1));
  else if (count == 1)
    g_hash_table_remove (values, value);
  g_mutex_unlock (&lock);
}

static const char *
skip_blanks (const char *text)
{
  while (*text == ' ' || *text == '\t')
    text++;
  return text;
}

/* Behind @word, when @text begins with it in any case and with any blanks between. */
static const char *
match_word (const char *text, const char *word, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    text = i > 0 ? skip_blanks (text) : text;
    if (g_ascii_tolower (*text) != g_ascii_tolower (word[i]))
      return NULL;
    text++;
  }
  return g_ascii_isalnum (*text) || *text == '_' ? NULL : text;
}

static const char *
find_word (const char *text, const char *word, gsize size)
{
  const char *end = NULL;

  for (; *text != '\0' && end == NULL; text++)
    end = match_word (text, word, size);
  return end;
}

/* Where what is to be masked begins behind a name; NULL for a question or nothing at all. */
static const char *
find_parameters (const char *text, gboolean only_commands)
{
  text += strspn (text, "\"' \t");
  if (*text == '?' || *text == '\0' || (*text == ':' && only_commands))
    return NULL;
  if (*text == '=' && *skip_blanks (text + 1) == '?')
    return NULL;
  if (*text == '=' || *text == ':')
    return text + 1;
  return only_commands ? NULL : text;
}

/* Behind the last of a pattern's words when @text (just behind the first) has them all. */
static const char *
find_words (const char *text, const char *words)
{
  while (text != NULL && *(words = skip_blanks (words)) != '\0') {
    gsize size = strcspn (words, " \t");

    text = find_word (text, words, size);
    words += size;
  }
  return text != NULL ? text + strspn (text, "\"' ") : NULL;
}

static const char *
find_secret (const char *line, const char *pattern)
{
  gsize size = strcspn (pattern, " \t=");
  gboolean only_commands = pattern[size] == '=';
  const char *words = pattern + size + (only_commands ? 1 : 0);

  for (const char *at = find_word (line, pattern, size); at != NULL;
       at = find_word (at, pattern, size)) {
    const char *secret = find_parameters (at, only_commands);

    if (secret != NULL)
      secret = *skip_blanks (words) != '\0' ? find_words (secret, words) : secret;
    if (secret != NULL)
      return secret;
  }
  return NULL;
}

/* Where the first secret of a command begins in @line; its end if there is none. */
static gsize
find_first_secret (const char *line)
{
  const char *first = line + strlen (line);

  g_mutex_lock (&lock);
  ensure_patterns ();
  for (guint i = 0; i < patterns->len; i++) {
    const char *secret = find_secret (line, g_ptr_array_index (patterns, i));

    first = secret != NULL && secret < first ? secret : first;
  }
  g_mutex_unlock (&lock);
  return (gsize) (first - line);
}

static gboolean
stands_alone (const char *text, const char *at, gsize size)
{
  return (at == text || !g_ascii_isalnum (at[-1])) && !g_ascii_isalnum (at[size]);
}

static void
replace (GString *text, gsize at, gsize size)
{
  g_string_erase (text, (gssize) at, (gssize) size);
  g_string_insert (text, (gssize) at, MASK);
}

static void
mask_value (GString *text, const char *value)
{
  gsize size = strlen (value), at = 0;

  while (at + size <= text->len) {
    if (g_ascii_strncasecmp (text->str + at, value, size) == 0 &&
        (size >= MIN_EMBEDDED || stands_alone (text->str, text->str + at, size))) {
      replace (text, at, size);
      at += strlen (MASK);
    } else {
      at++;
    }
  }
}

static void
mask_values (GString *text)
{
  GHashTableIter all;
  gpointer value;

  g_mutex_lock (&lock);
  if (values != NULL) {
    g_hash_table_iter_init (&all, values);
    while (g_hash_table_iter_next (&all, &value, NULL))
      mask_value (text, value);
  }
  g_mutex_unlock (&lock);
}

/* scheme://user:password@host */
static void
mask_passwords (GString *text)
{
  gsize at = 0;
  const char *found;

  while ((found = strstr (text->str + at, "://")) != NULL) {
    const char *host = found + 3;
    const char *last = memrchr (host, '@', strcspn (host, "/?#\"' \r\n"));
    const char *colon = last != NULL ? memchr (host, ':', (gsize) (last - host)) : NULL;

    at = (gsize) (host - text->str);
    if (colon != NULL)
      replace (text, (gsize) (colon + 1 - text->str), (gsize) (last - colon - 1));
  }
}

char *
fotad_log_mask_values (const char *text)
{
  GString *masked = g_string_new (text);

  mask_values (masked);
  mask_passwords (masked);
  return g_string_free (masked, FALSE);
}

char *
fotad_log_mask (const char *at_line)
{
  gsize secret = find_first_secret (at_line);
  GString *masked = g_string_new_len (at_line, (gssize) secret);

  if (at_line[secret] != '\0')
    g_string_append (masked, MASK);
  mask_values (masked);
  mask_passwords (masked);
  return g_string_free (masked, FALSE);
}
