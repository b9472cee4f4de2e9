/*
 * A house for what decides about jobs: a real store, real books, real modems of a pretend
 * ModemManager, and a configuration to change.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fake-bus.h"
#include "fake-mm.h"

#include "job/fotad-house.h"
#include "job/fotad-request.h"

typedef struct {
  char *directory;
  char *packages; /* the only package directory */
  char *directories[2];
  FotadConfig config; /* approval "auto", deadline 7200 */
  FakeMm *mm;
  FotadHouse house;
} JobHouse;

void job_house_set_up (JobHouse *h, gconstpointer unused);
void job_house_tear_down (JobHouse *h, gconstpointer unused);

/* A modem of that model, as house.modems has them or of none; borrowed.  @port: its AT port, NULL
 * for one that is not there; @path (may be NULL): ModemManager's object, to be freed. */
FotadModem *job_house_plug (JobHouse *h, const char *model, const char *port, char **path);

/* a{sv} of text; sunk. */
GVariant *job_house_options (const char *text);

/* Requests that must be good so far. */
FotadRequest *job_house_update (const char *url, const char *options);
FotadRequest *job_house_file (const char *name, const char *options);
FotadRequest *job_house_request (FotadJobKind kind, const char *argument, const char *options);

/* Whether @error is @code and says @word; cleared. */
void job_house_assert_error (GError **error, FotadError code, const char *word);

/* How many jobs are stored. */
guint job_house_count (JobHouse *h);

/* Runs the tests on a bus of their own. */
int job_house_run (void);

#define JOB_HOUSE_TEST(path, function)                                                             \
  g_test_add ("/job/" path, JobHouse, NULL, job_house_set_up, function, job_house_tear_down)
