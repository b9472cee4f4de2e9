/*
 * A link's line: its speeds, its flow control, and a module that speaks at another speed.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "modem/fotad-link-private.h"

/* A modem that answers does so at once. */
#define PROBE_S 15.0
/* More bytes than any line has: the speed is wrong. */
#define MUCH_NONSENSE 160

guint
link_speed_first (FotadLink *self)
{
  const FotadFamily *family = fotad_modem_get_family (self->modem);

  if (self->manners.baud > 0)
    return (guint) self->manners.baud;
  return family != NULL ? family->baud : 0;
}

GArray *
link_speed_list (FotadLink *self)
{
  GArray *bauds = g_array_new (TRUE, FALSE, sizeof (guint));
  guint first = link_speed_first (self);

  if (first != 0)
    g_array_append_val (bauds, first);
  for (guint i = 0; i < self->bauds->len; i++)
    if (g_array_index (self->bauds, guint, i) != first)
      g_array_append_val (bauds, g_array_index (self->bauds, guint, i));
  return bauds;
}

/* As the host had it before us; the other way is tried next. */
static void
set_flow_control (FotadLink *self)
{
  g_autoptr (GError) error = NULL;

  if (self->manners.flow >= 0 &&
      !fotad_port_set_flow_control (fotad_at_channel_get_port (self->channel), self->manners.flow,
                                    &error))
    g_debug ("%s", error->message);
}

/* Between the last known speed and the one that the vendor's modems fall back to. */
static void
change_speed (FotadLink *self)
{
  guint other = self->bauds->len > 0 ? g_array_index (self->bauds, guint, 0) : 0;
  guint baud = self->strayed ? link_speed_first (self) : other;
  g_autoptr (GError) error = NULL;

  self->nonsense = 0;
  if (other == 0 || other == link_speed_first (self))
    return;
  if (fotad_port_set_baud (fotad_at_channel_get_port (self->channel), baud, &error)) {
    self->strayed = !self->strayed;
    g_debug ("%s: listening at %u baud", fotad_modem_get_imei (self->modem), baud);
  } else {
    g_debug ("%s", error->message);
  }
}

void
link_speed_begin (FotadLink *self)
{
  set_flow_control (self);
  if (self->strayed)
    change_speed (self);
}

static gboolean
is_sense (const char *line)
{
  for (const char *c = line; *c != '\0'; c++)
    if ((guchar) *c < ' ' || (guchar) *c > '~')
      return FALSE;
  return line[0] != '\0' && line[1] != '\0';
}

void
link_speed_line (FotadLink *self, const char *line)
{
  if (is_sense (line))
    self->nonsense = 0;
}

/* The lines of these bytes follow, so they are counted at the next. */
void
link_speed_bytes (FotadLink *self, guint count)
{
  if (self->watching && self->nonsense > MUCH_NONSENSE)
    change_speed (self);
  self->nonsense += count;
}

void
fotad_link_watch_speed (FotadLink *self, gboolean watch)
{
  self->watching = watch && self->ports != NULL && fotad_ports_is_uart (self->ports);
  self->nonsense = 0;
}

double
fotad_link_get_probe_time (FotadLink *self)
{
  g_autoptr (GArray) bauds = link_speed_list (self);
  gboolean uart = self->ports != NULL && fotad_ports_is_uart (self->ports);

  return uart ? MAX (PROBE_S, (bauds->len + 1) * FOTAD_HELLO_SPEED_S) : PROBE_S;
}

void
fotad_link_set_bauds (FotadLink *self, const guint *bauds)
{
  g_array_set_size (self->bauds, 0);
  for (; bauds != NULL && *bauds != 0; bauds++)
    g_array_append_val (self->bauds, *bauds);
}
