/*
 * What a fuzz target is: one function, called by libFuzzer (meson setup -Dfuzz=true, with clang)
 * or by replay.c, which plays the kept inputs as an ordinary test.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
