/*
 * Inside a modem: its state, shared by the file of its behaviour and the one of its properties.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "modem/fotad-modem.h"

struct _FotadModem {
  GObject parent;
  char *imei;
  char *manufacturer;
  char *model;
  char *revision;
  char *device;
  char *job;
  GVariant *offer;     /* a{sv} */
  GVariant *enrolment; /* a{sv} */
  const FotadFamily *family;
  char *vendor;
  GStrv routes;
  FotadMmModem *last_seen;
  int interface;
  gboolean seen;
  gboolean busy;
  FotadModemState state; /* as last notified */
};

enum {
  PROP_IMEI = 1,
  PROP_MANUFACTURER,
  PROP_MODEL,
  PROP_REVISION,
  PROP_VENDOR,
  PROP_DEVICE,
  PROP_JOB,
  PROP_OFFER,
  PROP_ENROLMENT,
  PROP_ROUTES,
  PROP_STATE,
  N_PROPS
};

/* fotad-modem-properties.c: installs all of them and their getter. */
void modem_install_properties (GObjectClass *klass);

/* Tells that property @prop (above) has changed. */
void modem_notify (FotadModem *modem, guint prop);
