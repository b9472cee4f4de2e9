/*
 * Secrets in what is logged: masked by the name of the command that carries them, and by value.
 *
 * The daemon knows the commands of 3GPP TS 27.007; a vendor's are registered from its data.
 * A name is found in any case, with blanks in it, quoted or not, as command, echo or reply,
 * and everything behind it is masked.  A question ("?", "=?") is shown.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Registers a command that carries secrets, for good:
 *   "+NAME"       in commands and in replies
 *   "+NAME="      in commands only: the reply holds no secret
 *   "+NAME word"  only behind that word among the parameters */
void fotad_log_add_secret (const char *pattern);

/* Registers a secret itself, masked in every log line and whatever its case from now on until
 * it is removed as often as added.  Shorter than 8 characters, it is masked only where it
 * stands alone; shorter than 4, not at all. */
void fotad_log_add_secret_value (const char *value);
void fotad_log_remove_secret_value (const char *value);

/* The line of AT traffic as it may be logged: commands' secrets, registered values and the
 * passwords in URLs are "***". */
char *fotad_log_mask (const char *at_line);

/* Any other text: registered values and the passwords in URLs only. */
char *fotad_log_mask_values (const char *text);

G_END_DECLS
