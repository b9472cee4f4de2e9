/*
 * fotad.conf and its drop-ins: the files of fotad.conf.d that end in .conf, by name.
 *
 * Reading never fails: a file, line, group, key or value that cannot be understood is a warning
 * that names it, and is skipped.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  guint max_parallel;        /* [Jobs] MaxParallel, 1..64: modems updated at the same time */
  guint keep_count;          /* [Jobs] KeepCount, finished jobs */
  guint keep_days;           /* [Jobs] KeepDays */
  guint default_deadline;    /* [Jobs] DefaultDeadline, seconds for a whole job */
  char *approval;            /* [Jobs] Approval: "auto" or "ask" */
  char *spare_port;          /* [Jobs] SparePort: "auto" or "never" */
  GStrv package_directories; /* [Packages] Directories: below which file:/// may point */
  char *proxy;               /* [Download] Proxy: a URL; NULL: the environment's */
  char *ca_file;             /* [Download] CaFile: trusted certificates; NULL: the system's */
  guint max_download;        /* [Download] MaxSize, in MiB */
  GStrv watch_ports;         /* [Watch] Ports: IMEI:DEVICE, where ModemManager does not listen */
  gboolean log_at;           /* [Log] At: AT traffic, masked */
} FotadConfig;

/* What @directory (usually FOTAD_DIRECTORY_CONFIGURATION) says, over the defaults. */
FotadConfig *fotad_config_load (const char *directory);
void fotad_config_free (FotadConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadConfig, fotad_config_free)

G_END_DECLS
