/*
 * Answers of a provider.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-provider.h"

#include <string.h>

FotadAnswer *
fotad_answer_new (FotadAnswerKind kind, const char *text)
{
  FotadAnswer *answer = g_new0 (FotadAnswer, 1);

  answer->kind = kind;
  answer->text = g_strdup (text);
  return answer;
}

/* The lines of a reply may hold a password. */
void
fotad_answer_free (FotadAnswer *answer)
{
  explicit_bzero (answer->text, strlen (answer->text));
  g_free (answer->text);
  g_free (answer);
}

void
fotad_provider_free (FotadProvider *provider)
{
  provider->free (provider);
}
