/*
 * A modem with settings (nv-modem, in a process of its own), a channel to it, and our settings
 * room on top: what a job does, in steps a test can read.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "settings/fotad-settings.h"

typedef struct {
  char *family; /* of the pretend modem: "cinterion" */
  char *model;
  char *place; /* a temporary directory: settings.d and the modem's state are there */
  FotadCatalogue *catalogue;
  FotadSettings *settings;
  FotadAtChannel *channel;
  GSubprocess *modem;
  guint reboots, losses; /* that restores asked for */
} NvWorld;

/* @file: the catalogue's, below the plugins' directory. */
NvWorld *nv_world_new (const char *family, const char *file, const char *model);
void nv_world_free (NvWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NvWorld, nv_world_free)

/* Adds a file to settings.d, with that mode, and reads all of it anew. */
void nv_world_add (NvWorld *world, const char *name, const char *text, int mode);

/* Sends a command and returns the lines of the answer joined with \n; must be OK. */
char *nv_world_say (NvWorld *world, const char *command);

/* The commands that wrote since the last call, joined with \n. */
char *nv_world_log (NvWorld *world);

FotadReadout *nv_world_save (NvWorld *world);

/* Until it is done, as a job would: reaching the modem again whenever that is asked for. */
FotadRestore *nv_world_restore (NvWorld *world, FotadReadout *wanted, FotadRestoreFlags flags);

/* As the store would keep it and give it back after a restart: without secrets. */
FotadReadout *nv_world_store (NvWorld *world, FotadReadout *readout);

/* The warnings joined with \n. */
char *nv_world_warnings (FotadRestore *restore);

/* Whether any warning begins with @start and contains @part. */
gboolean nv_world_warns (FotadRestore *restore, const char *start, const char *part);

/* There is no other than one that begins with @start and contains @part. */
void nv_world_assert_one_warning (FotadRestore *restore, const char *start, const char *part);

/* A customer's EXS82 that is saved, and then updated. */
NvWorld *nv_world_updated (FotadReadout **before);

/* How many lines of @text begin with @start. */
guint nv_world_count_lines (const char *text, const char *start);
