/*
 * The hall of the bus tests: one modem on a bus whose polkit lets everybody in, and doubles of the
 * rooms behind it.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "bench.h"
#include "bus/fotad-bus.h"
#include "core/fotad-names.h"
#include "fake-rooms.h"

#define IMEI "867648049999994"
#define OTHER "867648049999986"
#define MODEM FOTAD_PATH_MODEM IMEI

typedef struct {
  Bench bench;
  FotadStore *store;
  FotadModems *modems;
  FotadJobs *jobs;
  FotadRegistry *registry;
  FotadModem *modem; /* of IMEI */
  FotadBus *bus;
} Hall;

void hall_set_up (Hall *hall, gconstpointer unused);
void hall_tear_down (Hall *hall, gconstpointer unused);

/* A call by this user; the FotadError with which it must fail, or -1: it must not. */
GVariant *hall_call (Hall *hall,
                     const char *path,
                     const char *interface,
                     const char *method,
                     GVariant *arguments,
                     int code);

/* The message of the error that a call of the modem with @text, the arguments in GVariant's
 * notation, brings. */
char *hall_refusal (Hall *hall, const char *method, const char *text, int code);

#define HALL_TEST(path, function)                                                                  \
  g_test_add (path, Hall, NULL, hall_set_up, function, hall_tear_down)
