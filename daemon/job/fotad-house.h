/*
 * What jobs need from the house: the rooms below, opened once by the daemon.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-config.h"
#include "host/fotad-service.h"
#include "modem/fotad-modems.h"
#include "store/fotad-store.h"
#include "vendor/fotad-registry.h"

G_BEGIN_DECLS

/* Borrowed; outlives all jobs and runs. */
typedef struct {
  GDBusConnection *bus;
  const FotadConfig *config;
  const char *packages; /* directory for our copies of packages */
  FotadService *service;
  FotadStore *store;
  FotadModemManager *manager;
  FotadModems *modems;
  FotadRegistry *registry;
} FotadHouse;

G_END_DECLS
