/*
 * Inside a job: its state, shared by the files of its behaviour, changes and properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-job.h"

struct _FotadJob {
  GObject parent_instance;

  FotadStore *store;
  FotadJobRecord *record;
  char *path;
  GVariant *approval; /* a{sv} */
  guint phase_progress;
  char *key; /* made for the caller and not taken yet */
  FotadJobWishFunc wish;
  gpointer worker;
};

enum {
  PROP_0,
  PROP_ID,
  PROP_KIND,
  PROP_IMEI,
  PROP_LABEL,
  PROP_STATE,
  PROP_PHASE,
  PROP_STEP,
  PROP_MESSAGE,
  PROP_PROGRESS,
  PROP_PHASE_PROGRESS,
  PROP_IRREVERSIBLE,
  PROP_APPROVAL,
  PROP_ROUTE,
  PROP_SOURCE,
  PROP_FROM_VERSION,
  PROP_TO_VERSION,
  PROP_CHANGED,
  PROP_ERROR_NAME,
  PROP_ERROR_TEXT,
  PROP_VENDOR_CODE,
  PROP_WARNINGS,
  PROP_CREATED,
  PROP_STARTED,
  PROP_FINISHED,
  PROP_REQUESTER,
  N_PROPS,
};

/* fotad-job-properties.c: installs all of them and their getter. */
void job_install_properties (GObjectClass *klass);

/* Tells that property @prop (above) has changed. */
void job_notify (FotadJob *job, guint prop);
