/*
 * What ModemManager says about a modem, at one moment.  Immutable and reference counted.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* ModemManager's MMModemPortType, as far as it matters here. */
typedef enum {
  FOTAD_MM_PORT_UNKNOWN = 1,
  FOTAD_MM_PORT_NET = 2,
  FOTAD_MM_PORT_AT = 3,
  FOTAD_MM_PORT_QCDM = 4,
  FOTAD_MM_PORT_GPS = 5,
  FOTAD_MM_PORT_QMI = 6,
  FOTAD_MM_PORT_MBIM = 7,
  FOTAD_MM_PORT_AUDIO = 8,
  FOTAD_MM_PORT_IGNORED = 9,
  FOTAD_MM_PORT_XMMRPC = 10,
} FotadMmPortType;

/* MMModemState, those that are told apart here. */
typedef enum {
  FOTAD_MM_STATE_FAILED = -1,
  FOTAD_MM_STATE_UNKNOWN = 0,
  FOTAD_MM_STATE_INITIALIZING = 1,
  FOTAD_MM_STATE_LOCKED = 2,
  FOTAD_MM_STATE_DISABLED = 3,
  FOTAD_MM_STATE_REGISTERED = 8,
  FOTAD_MM_STATE_CONNECTED = 11,
} FotadMmState;

typedef struct {
  char *name; /* as ModemManager writes it: "ttyUSB2", "wwan0at0", a socket's path */
  guint type; /* FotadMmPortType, or a number newer than this file */
} FotadMmPort;

/* Strings are never NULL: what ModemManager does not say is "". */
typedef struct {
  char *path; /* D-Bus object path; another one after every restart or inhibition */
  char *uid;  /* Modem.Device: sysfs path, udev's tag, or "/virtual/…" */
  char *imei; /* EquipmentIdentifier, as it came; not checked */
  char *manufacturer;
  char *model;
  char *revision;
  char *plugin;
  char *physdev; /* sysfs path; only ModemManager 1.22 and later say it */
  char *primary_port;
  char *sim;     /* the SIM's object path; "" while there is none to ask */
  GArray *ports; /* of FotadMmPort, in ModemManager's order */
  int state;     /* FotadMmState, or another of ModemManager's numbers */
} FotadMmModem;

#define FOTAD_TYPE_MM_MODEM (fotad_mm_modem_get_type ())
GType fotad_mm_modem_get_type (void);

/* A snapshot from the properties (a{sv}) of org.freedesktop.ModemManager1.Modem.  What is
 * missing or has a strange type counts as not said. */
FotadMmModem *fotad_mm_modem_new (const char *path, GVariant *properties);

/* @modem with the properties in @changed (a{sv}) replaced: a new snapshot. */
FotadMmModem *fotad_mm_modem_change (FotadMmModem *modem, GVariant *changed);

FotadMmModem *fotad_mm_modem_ref (FotadMmModem *modem);
void fotad_mm_modem_unref (FotadMmModem *modem);

gboolean fotad_mm_modem_equal (FotadMmModem *a, FotadMmModem *b);

/* The type of the port called @name; FOTAD_MM_PORT_UNKNOWN when there is none. */
guint fotad_mm_modem_port_type (FotadMmModem *modem, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadMmModem, fotad_mm_modem_unref)

G_END_DECLS
