/*
 * One row that is not as it was.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "settings/fotad-change.h"

#include <string.h>

static void
free_command (char *command)
{
  if (command != NULL) /* it may contain a password */
    explicit_bzero (command, strlen (command));
  g_free (command);
}

void
fotad_change_free (FotadChange *change)
{
  free_command (change->command);
  free_command (change->command_else);
  g_free (change->name);
  g_free (change->wanted);
  g_free (change->found);
  g_free (change->reason);
  g_free (change);
}

FotadChange *
fotad_change_copy (const FotadChange *change)
{
  FotadChange *copy = g_memdup2 (change, sizeof *change);

  copy->name = g_strdup (change->name);
  copy->wanted = g_strdup (change->wanted);
  copy->found = g_strdup (change->found);
  copy->command = g_strdup (change->command);
  copy->command_else = g_strdup (change->command_else);
  copy->reason = g_strdup (change->reason);
  return copy;
}

char *
fotad_change_describe (const FotadChange *change)
{
  g_autofree char *wanted = change->wanted != NULL ? g_strdup_printf ("wanted %s", change->wanted)
                                                   : g_strdup ("was not there");
  g_autofree char *found = change->found != NULL ? g_strdup_printf ("found %s", change->found)
                                                 : g_strdup ("is not there now");

  return g_strdup_printf ("%s: %s, %s%s%s", change->name, wanted, found,
                          change->reason != NULL ? ": " : "",
                          change->reason != NULL ? change->reason : "");
}
