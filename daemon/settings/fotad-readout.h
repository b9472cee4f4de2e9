/*
 * What a modem's settings are at one moment, as read through its catalogue.
 *
 * Values that are secret are held beside the others and only in memory: no function here gives
 * them out as text, and they are not part of what is stored.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-setting.h"

G_BEGIN_DECLS

typedef enum {
  FOTAD_READING_SAVED,
  FOTAD_READING_UNSUPPORTED, /* this modem does not know the setting */
  FOTAD_READING_FAILED,      /* it does, but would not tell */
} FotadReadingStatus;

typedef struct {
  char *key;           /* what tells it from its sisters: "1", "4,0"; empty: there is just one */
  char *raw;           /* the line or lines it was read from, secrets as *** */
  GHashTable *values;  /* key: group, value: text */
  GHashTable *secrets; /* the same; empty after a restart of the daemon */
} FotadSettingRow;

typedef struct {
  char *setting;
  char *instance; /* of a setting with Discover; else empty */
  char *command;  /* what was sent */
  FotadReadingStatus status;
  char *note;      /* what the modem said instead; NULL when SAVED */
  GPtrArray *rows; /* of FotadSettingRow; may be empty: a modem with no such row */
} FotadReading;

/* A list of readings (GPtrArray of FotadReading). */
typedef GPtrArray FotadReadout;

FotadReadout *fotad_readout_new (void);
void fotad_readout_free (FotadReadout *readout);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadReadout, fotad_readout_free)

/* Adds an empty reading and returns it; @note may be NULL. */
FotadReading *fotad_readout_add (FotadReadout *readout,
                                 const char *setting,
                                 const char *instance,
                                 const char *command,
                                 FotadReadingStatus status,
                                 const char *note);

/* The reading of @instance; with @instance NULL, the first of the setting.  NULL: none. */
FotadReading *fotad_readout_find (FotadReadout *readout, const char *setting, const char *instance);

/* The row of that key in any reading of the setting; NULL: none. */
FotadSettingRow *fotad_readout_row (FotadReadout *readout, const char *setting, const char *key);

FotadSettingRow *fotad_setting_row_new (const char *key);

/* Adds the rows @setting's pattern finds in @text, the lines of a reply joined with \n, to
 * @reading.  Of two rows with the same key the first one counts.  Returns how many. */
guint fotad_reading_parse (FotadReading *reading, const FotadSetting *setting, const char *text);

/* The fields of @row that are compared, for people: "1,IP,internet"; secrets as "(secret)". */
char *fotad_setting_row_describe (const FotadSettingRow *row, const FotadSetting *setting);

G_END_DECLS
