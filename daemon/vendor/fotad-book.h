/*
 * A vendor's tables, ready for use: patterns compiled once, rows chosen by model, replies and
 * volunteered lines read.  Immutable and reference-counted; no I/O.
 *
 * A model of NULL is the empty name: rows with a models pattern usually do not fit it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-error.h"
#include "fotad-plugin.h"
#include "vendor/fotad-news-hit.h"
#include "vendor/fotad-pattern.h"
#include "vendor/fotad-template.h"

G_BEGIN_DECLS

typedef struct _FotadBook FotadBook;

/* @vendor must outlive the book.  FOTAD_ERROR_INTERNAL names the row whose pattern is bad. */
FotadBook *fotad_book_new (const FotadVendor *vendor, GError **error);
FotadBook *fotad_book_ref (FotadBook *book);
void fotad_book_unref (FotadBook *book);

const FotadVendor *fotad_book_get_vendor (FotadBook *book);

/* Whether @models (a pattern of the book's tables, or NULL: all) fits @model. */
gboolean fotad_book_fits (FotadBook *book, const char *models, const char *model);

/* Whether @step is for this model and its condition holds. */
gboolean
fotad_book_applies (FotadBook *book, const FotadStep *step, const char *model, GHashTable *facts);

/* The first row that @line fits.  FALSE, and @hit untouched, when there is none; else clear it
 * with fotad_news_hit_clear (). */
gboolean fotad_book_news (FotadBook *book, const char *model, const char *line, FotadNewsHit *hit);

/* The first row of phase CHECK that applies: why the request is refused; NULL when it is not. */
const FotadStep *
fotad_book_refusal (FotadBook *book, const FotadRoute *route, const char *model, GHashTable *facts);

/* NULL when this model has no such route. */
const FotadRoute *fotad_book_route (FotadBook *book, const char *model, const char *name);

/* The names of this model's routes, in the order of the table. */
GStrv fotad_book_route_names (FotadBook *book, const char *model);

/* The meaning of a number: the vendor's row, else the standard's for "cme" and "cms"; NULL when
 * neither has it. */
const FotadCode *fotad_book_code (FotadBook *book, const char *model, const char *table, int code);

/* The same for a final result in words (+CMEE=2), by the rows' texts. */
const FotadCode *
fotad_book_words (FotadBook *book, const char *model, const char *table, const char *words);

/* Whether the information @lines (NULL-terminated; may be NULL) fit the reply of @step; TRUE
 * without a pattern.  *@facts (may be NULL): on TRUE a new table of the groups that took part. */
gboolean fotad_book_reply (FotadBook *book,
                           const FotadStep *step,
                           const char *const *lines,
                           GHashTable **facts);

/* The same for a reply that has ${fact} in it; @known: the facts. */
gboolean fotad_book_reply_with (FotadBook *book,
                                const FotadStep *step,
                                GHashTable *known,
                                const char *const *lines,
                                GHashTable **facts);

/* Whether @value fits the parameter's pattern as a whole. */
gboolean
fotad_book_parameter_fits (FotadBook *book, const FotadParameter *parameter, const char *value);

/* The error of org.fotad1 for a vendor's failure; FOTAD_FAILURE_NONE is our own fault. */
FotadError fotad_failure_to_error (FotadFailure failure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadBook, fotad_book_unref)

G_END_DECLS
