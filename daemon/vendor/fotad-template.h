/*
 * Command templates, the language of FotadStep.command (fotad-plugin.h).  Pure: a template and
 * the facts in, a command out.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "vendor/fotad-condition.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_TEMPLATE_QUOTED, /* ${fact} */
  FOTAD_TEMPLATE_NUMBER, /* ${fact:number}: one to twenty decimal digits */
  FOTAD_TEMPLATE_WORD,   /* ${fact:word}: letters, digits and "_.+-", at least one */
  FOTAD_TEMPLATE_RAW,    /* ${fact:raw}: anything without control characters */
} FotadTemplateFormat;

/* A fact that a template mentions. */
typedef struct {
  char *name;
  FotadTemplateFormat format;
  gboolean needed; /* neither a default nor inside [ ] */
} FotadTemplateFact;

/* Writes @template with @facts (key: name, value: value; borrowed) into *@command.
 * FOTAD_ERROR_INVALID_ARGUMENT names the fact that is unknown or does not fit its format, never
 * its value; FOTAD_ERROR_INTERNAL tells where the template itself is malformed. */
gboolean fotad_template_expand (const char *template,
                                GHashTable *facts,
                                char **command,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for logs and stored edges: secret facts are written as ***, and what cannot be
 * written is left as it stands in the template. */
char *fotad_template_masked (const char *template, GHashTable *facts);

/* The facts of @template in order, for a lint; FOTAD_ERROR_INTERNAL when it is malformed.
 * Elements: FotadTemplateFact. */
GPtrArray *fotad_template_facts (const char *template, GError **error);

G_END_DECLS
