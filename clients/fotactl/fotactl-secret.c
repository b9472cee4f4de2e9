/*
 * Secrets come from files.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fotactl-secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fotactl-error.h"

#define MAX_SECRET 4096

static void
warn_when_open (FILE *stream, const char *file)
{
  struct stat status;

  if (fstat (fileno (stream), &status) == 0 && S_ISREG (status.st_mode) &&
      (status.st_mode & (S_IRGRP | S_IROTH)) != 0)
    g_printerr ("fotactl: warning: others may read %s; chmod 600 it\n", file);
}

static char *
read_line (FILE *stream, const char *file, GError **error)
{
  char line[MAX_SECRET + 2] = "";
  char *secret = NULL;

  if (fgets (line, sizeof line, stream) == NULL)
    fotactl_usage_error (error, "%s: no secret in it", file);
  else if (strlen (line) > MAX_SECRET)
    fotactl_usage_error (error, "%s: its first line is longer than %d bytes", file, MAX_SECRET);
  else if (!g_utf8_validate (line, -1, NULL))
    fotactl_usage_error (error, "%s: its first line is no UTF-8", file);
  else
    secret = g_strndup (line, strcspn (line, "\r\n"));
  explicit_bzero (line, sizeof line);
  return secret;
}

char *
fotactl_secret_read (const char *file, GError **error)
{
  FILE *stream = g_str_equal (file, "-") ? stdin : fopen (file, "re");
  char *secret;

  if (stream == NULL) {
    fotactl_usage_error (error, "%s: %s", file, g_strerror (errno));
    return NULL;
  }
  warn_when_open (stream, file);
  secret = read_line (stream, file, error);
  if (stream != stdin)
    fclose (stream);
  return secret;
}

void
fotactl_secret_wipe (char *secret)
{
  explicit_bzero (secret, strlen (secret));
}
