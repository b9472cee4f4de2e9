/*
 * Acme: a fictitious vendor with a table for everything the engine can do.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "play.h"

extern const FotadVendor acme;
extern const FotadStep acme_fetch[];

void begin_fetch (Play *play);
void begin_transfer (Play *play);
void begin_install (Play *play);
