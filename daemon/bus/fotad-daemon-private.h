/*
 * What the files of the daemon share: its rooms; -start.c begins the work in them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bus/fotad-bus.h"
#include "bus/fotad-daemon.h"
#include "bus/fotad-match.h"
#include "core/fotad-config.h"
#include "host/fotad-service.h"
#include "job/fotad-enrolments.h"
#include "job/fotad-offers.h"

G_BEGIN_DECLS

struct _FotadDaemon {
  GObject parent_instance;

  GDBusConnection *connection;
  FotadDaemonEnd end;
  gpointer data;

  FotadService *service;
  FotadConfig *config;
  char *cache; /* directory for our copies of packages */
  FotadStore *store;
  FotadRegistry *registry;
  FotadModemManager *manager;
  FotadMatch *match;
  FotadModems *modems;
  FotadJobs *jobs;
  FotadEnrolments *enrolments;
  FotadOffers *offers;
  FotadBus *bus;

  guint patience; /* timer */
  gboolean started;
  gboolean stopping;
};

/* Takes up unfinished jobs and owns the name, once the modems are known. */
void daemon_wait_for_modems (FotadDaemon *self);

G_END_DECLS
