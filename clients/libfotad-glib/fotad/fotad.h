/*
 * libfotad-glib: a client of org.fotad1, the firmware updates of cellular modems.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <fotad/fotad-client.h>
#include <fotad/fotad-error.h>
#include <fotad/fotad-proxies.h>
