/*
 * Of a run's modem: the ways to ask it that are not AT.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "job/fotad-run.h"

G_BEGIN_DECLS

/* A provider for each control protocol the modem has a port for (of FotadProvider, the caller's),
 * and in *@files the settings files for them.  Loads the modules; one that cannot be loaded is a
 * warning of the job, and so is a port that does not open later.  The providers end before @run. */
GPtrArray *fotad_run_find_controls (FotadRun *run, GStrv *files);

G_END_DECLS
