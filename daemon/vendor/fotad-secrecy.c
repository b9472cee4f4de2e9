/*
 * Secrets in a vendor's table, found by the names of its facts.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "vendor/fotad-secrecy.h"

#include <string.h>

#include "core/fotad-log-mask.h"
#include "vendor/fotad-template.h"

static gboolean
says_secret (const char *template)
{
  g_autoptr (GPtrArray) facts = template != NULL ? fotad_template_facts (template, NULL) : NULL;

  for (guint i = 0; facts != NULL && i < facts->len; i++)
    if (fotad_fact_is_secret (((FotadTemplateFact *) facts->pdata[i])->name))
      return TRUE;
  return FALSE;
}

static gboolean
tells_secret (const char *pattern)
{
  for (const char *at = pattern; at != NULL && (at = strstr (at, "(?<")) != NULL; at += 3) {
    gsize length = strcspn (at + 3, ">");
    g_autofree char *name = g_strndup (at + 3, length);

    if (fotad_fact_is_secret (name))
      return TRUE;
  }
  return FALSE;
}

/* "AT+NAME="word",…" is "+NAME word"; without a word in quotes, "+NAME". */
static char *
pattern_of (const char *command)
{
  const char *name = g_ascii_strncasecmp (command, "AT", 2) == 0 ? command + 2 : command;
  gsize length = strcspn (name, "=?");
  const char *word = name + length;

  if (!g_str_has_prefix (word, "=\""))
    return g_strndup (name, length);
  word += 2;
  return g_strdup_printf ("%.*s %.*s", (int) length, name, (int) strcspn (word, "\""), word);
}

char *
fotad_secrecy_of (const FotadStep *step)
{
  if (step->command == NULL || (!says_secret (step->command) && !tells_secret (step->reply)))
    return NULL;
  return pattern_of (step->command);
}

void
fotad_secrecy_register (const FotadStep *steps)
{
  for (; steps != NULL && steps->name != NULL; steps++) {
    g_autofree char *pattern = fotad_secrecy_of (steps);

    if (pattern != NULL)
      fotad_log_add_secret (pattern);
  }
}
