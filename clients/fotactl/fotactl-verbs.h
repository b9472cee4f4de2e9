/*
 * One verb per file; here is the list of them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "fotactl.h"

G_BEGIN_DECLS

extern const FotactlVerb fotactl_verb_list;
extern const FotactlVerb fotactl_verb_show;
extern const FotactlVerb fotactl_verb_update;
extern const FotactlVerb fotactl_verb_check;
extern const FotactlVerb fotactl_verb_enrol;
extern const FotactlVerb fotactl_verb_certificate;
extern const FotactlVerb fotactl_verb_status;
extern const FotactlVerb fotactl_verb_settings_save;
extern const FotactlVerb fotactl_verb_settings_list;
extern const FotactlVerb fotactl_verb_settings_show;
extern const FotactlVerb fotactl_verb_settings_diff;
extern const FotactlVerb fotactl_verb_settings_restore;
extern const FotactlVerb fotactl_verb_settings_delete;
extern const FotactlVerb fotactl_verb_jobs;
extern const FotactlVerb fotactl_verb_job;
extern const FotactlVerb fotactl_verb_log;
extern const FotactlVerb fotactl_verb_watch;
extern const FotactlVerb fotactl_verb_cancel;
extern const FotactlVerb fotactl_verb_pause;
extern const FotactlVerb fotactl_verb_resume;
extern const FotactlVerb fotactl_verb_approve;
extern const FotactlVerb fotactl_verb_defer;
extern const FotactlVerb fotactl_verb_key;

G_END_DECLS
