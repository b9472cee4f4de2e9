/*
 * Words for people: tables, lists of properties, times.  What comes over the bus was partly said
 * by a modem or a server, so nothing reaches the terminal that could steer it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @text with every control character replaced by "?"; never NULL. */
char *fotactl_text_clean (const char *text);

/* A property as a person reads it: lists with commas, dictionaries as key=value, times in local
 * time when @name says it is one; nothing for an empty value. */
char *fotactl_text_value (const char *name, GVariant *value);

/* One "Name: value" line for each property that says something, in the order of @names (or
 * as they come, when NULL). */
void fotactl_text_print_properties (GVariant *properties, const char *const *names);

/* A table of rows (GStrv) under @titles; columns as wide as their widest cell, none at the end. */
void fotactl_text_print_table (const char *const *titles, GPtrArray *rows);

/* Local time to the second, or "" for 0. */
char *fotactl_text_time (guint64 seconds);

G_END_DECLS
