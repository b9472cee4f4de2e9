/*
 * One entry of a settings catalogue: how a setting is read, what its rows look like, how a row
 * is put back, and by which rule two rows are the same.  The keys are described for integrators
 * in docs/settings.md.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-compare.h"
#include "settings/fotad-ini.h"

G_BEGIN_DECLS

typedef struct {
  char *name;     /* no blanks */
  char *provider; /* whom to ask: "at" unless said otherwise */
  char *models;   /* pattern over the model name as ModemManager has it; NULL: all */

  char *read;        /* template of the command; may contain ${name}; NULL: only @dump,
                      * or what the link found when it was opened (see @link) */
  char *dump;        /* a command whose reply holds this setting among others; asked first, once
                      * for all settings that name it; NULL: none */
  char *discover;    /* a command whose reply lists instances; NULL: just one, without a name */
  GRegex *names;     /* finds the instances: each match is one, known by its group "name"; that
                      * is also the key of its row, and a fact of @read and @write */
  char *except;      /* pattern over the names: instances that are left alone; NULL: none */
  GRegex *row;       /* over the lines of a reply joined with \n; each match is a row */
  GStrv groups;      /* the named groups of @row */
  GStrv keys;        /* the groups that tell rows apart; "line" is which match it is, counted
                      * from 1, for modems that do not number; empty: there is one row */
  GStrv never;       /* groups that are neither compared nor written */
  GStrv secrets;     /* groups no one may see; they need not occur in @row */
  gboolean secret;   /* the whole row is */
  char *only;        /* "group=setting.group": only rows where both values are the same are
                      * compared and written; NULL: all */
  char *secret_when; /* the secrets are needed only while this group is neither empty nor 0;
                      * NULL: always */

  char *write;      /* template over @groups and @secrets; NULL: cannot be written */
  char *write_else; /* a shorter one, for a modem that refuses the first; NULL: none */
  char *remove;     /* template for a row that was not there before; NULL: it may stay */
  int order;        /* writes go by ascending order, then as the catalogue has them */
  guint timeout_s;  /* of a write */

  FotadCompareRule compare; /* for groups without a rule of their own */
  GHashTable *compares;     /* key: group, value: GINT_TO_POINTER (FotadCompareRule) */

  char *link;       /* "echo" or "cmee": what the daemon itself changes while it talks; NULL: not */
  gboolean relink;  /* after a write the modem may be found elsewhere (another speed) */
  gboolean reboot;  /* takes effect after a reboot */
  gboolean profile; /* lives in the profile: the catalogue's profile command keeps it */
  gboolean kept;    /* an update keeps it by the vendor's word: verified, not written */
  gboolean identity; /* belongs to this very modem: never written to another one */
  gboolean ignore;   /* neither read nor written: an integrator takes a shipped entry out */
} FotadSetting;

/* Reads @group.  Errors: INVALID_ARGUMENT, "FILE:LINE: [group] Key: what is wrong"; unknown keys,
 * patterns that do not compile, groups no pattern has, templates that could never be filled. */
FotadSetting *fotad_setting_parse (FotadIniGroup *group, GError **error);

void fotad_setting_free (FotadSetting *setting);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadSetting, fotad_setting_free)

/* What a template of the setting may not contain and a pattern must have; the second half of
 * fotad_setting_parse.  @group is where it was read from. */
gboolean fotad_setting_check (const FotadSetting *setting,
                              FotadIniGroup *group,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Says "FILE:LINE: [group] Key: @what"; the place is that of @key, or the group's without it. */
void
fotad_setting_complain (FotadIniGroup *group, const char *key, const char *what, GError **error);

/* Whether it is in force for @model; that may be NULL: unknown, which only settings for all
 * models fit. */
gboolean fotad_setting_fits (const FotadSetting *setting, const char *model);

gboolean fotad_setting_is_secret (const FotadSetting *setting, const char *group);
FotadCompareRule fotad_setting_rule (const FotadSetting *setting, const char *group);

G_END_DECLS
