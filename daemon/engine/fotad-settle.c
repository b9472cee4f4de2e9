/*
 * When to leave a rebooting modem alone, and when to ask it.
 *
 * A modem in mid-flash must not be disturbed, so it is asked only when it said it is ready, when
 * its port came back and stayed quiet, or when it has been silent for longer than any install.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-settle.h"

#include "core/fotad-error.h"

/* Between two probes of a modem that should be there but does not answer yet. */
#define PROBE_EVERY_S 10.0
/* How often a modem that boots several times may go away once more while it is asked. */
#define MAX_RETURNS 4

static FotadSettleAction
wait_on (FotadSettling *settling)
{
  FotadSettleAction action = { FOTAD_SETTLE_WAIT, settling->deadline };

  if (settling->ask_at != 0 && !settling->probing)
    action.wake_at = MIN (settling->ask_at, settling->deadline);
  return action;
}

static FotadSettleAction
listen (FotadSettling *settling)
{
  settling->listening = TRUE;
  settling->ask_at = 0;
  return (FotadSettleAction){ FOTAD_SETTLE_LISTEN, settling->deadline };
}

static FotadSettleAction
probe (FotadSettling *settling)
{
  settling->asked = TRUE;
  settling->probing = TRUE;
  return (FotadSettleAction){ FOTAD_SETTLE_PROBE, 0 };
}

static FotadSettleAction
tick (FotadSettling *settling, double now)
{
  if (settling->probing)
    return wait_on (settling);
  if (now >= settling->deadline && (settling->asked || !settling->open))
    return (FotadSettleAction){ FOTAD_SETTLE_GIVE_UP, 0 };
  if (now >= settling->deadline)
    return probe (settling); /* one that talked all the time, such as of what it waits for */
  if (settling->ask_at != 0 && now >= settling->ask_at)
    return probe (settling);
  return wait_on (settling);
}

static FotadSettleAction
hear (FotadSettling *settling, FotadNewsKind kind, double now)
{
  switch (kind) {
  case FOTAD_NEWS_READY:
    settling->ask_at = now + settling->figures->quiet_s;
    break;
  case FOTAD_NEWS_PROGRESS:
  case FOTAD_NEWS_BUSY:
    settling->ask_at = now + settling->figures->silence_s;
    break;
  case FOTAD_NEWS_INSTALLED: /* some say so when they have booted, and that is not put off */
  case FOTAD_NEWS_FAILED:
    if (settling->ask_at == 0 || settling->ask_at > now + settling->figures->quiet_s)
      settling->ask_at = now + settling->figures->silence_s;
    break;
  case FOTAD_NEWS_OTHER:
  case FOTAD_NEWS_NOTHING:
  case FOTAD_NEWS_CHANGED:
  case FOTAD_NEWS_BROKEN:
    break;
  }
  return wait_on (settling);
}

static FotadSettleAction
lost (FotadSettling *settling)
{
  settling->open = FALSE;
  if (settling->probing) /* the probe ends by itself, as silent */
    return wait_on (settling);
  return listen (settling);
}

static FotadSettleAction
silent (FotadSettling *settling, double now)
{
  settling->probing = FALSE;
  if (now >= settling->deadline)
    return (FotadSettleAction){ FOTAD_SETTLE_GIVE_UP, 0 };
  if (!settling->open)
    return listen (settling);
  settling->ask_at = now + PROBE_EVERY_S;
  return wait_on (settling);
}

FotadSettleAction
fotad_settling_begin (
    FotadSettling *settling, const FotadSettle *figures, gboolean open, gboolean ready, double now)
{
  *settling = (FotadSettling){ .figures = figures, .open = open };
  settling->deadline = now + figures->back_s;
  if (!open)
    return listen (settling);
  settling->ask_at = now + (ready ? figures->quiet_s : MAX (figures->silence_s, figures->gone_s));
  return wait_on (settling);
}

FotadSettleAction
fotad_settling_feed (FotadSettling *settling,
                     FotadSettleEvent event,
                     FotadNewsKind kind,
                     double now)
{
  switch (event) {
  case FOTAD_SETTLE_LINE:
    return hear (settling, kind, now);
  case FOTAD_SETTLE_BYTES:
    /* un-framed dots are work, too; what is about to be asked anyway is not put off by chatter */
    if (settling->ask_at > now + settling->figures->quiet_s)
      settling->ask_at = now + settling->figures->silence_s;
    return wait_on (settling);
  case FOTAD_SETTLE_PORT_LOST:
    return lost (settling);
  case FOTAD_SETTLE_PORT_BACK:
    settling->open = TRUE;
    settling->listening = FALSE;
    settling->ask_at = now + settling->figures->quiet_s;
    return wait_on (settling);
  case FOTAD_SETTLE_PORT_OPENED:
    settling->open = TRUE;
    settling->listening = FALSE;
    settling->ask_at = now + settling->figures->silence_s;
    return wait_on (settling);
  case FOTAD_SETTLE_ANSWERED:
    return (FotadSettleAction){ FOTAD_SETTLE_DONE, 0 };
  case FOTAD_SETTLE_SILENT:
    return silent (settling, now);
  case FOTAD_SETTLE_TICK:
    return tick (settling, now);
  }
  return wait_on (settling);
}

gboolean
fotad_settling_may_leave_again (const FotadSettle *figures, guint returns, const GError *error)
{
  if (figures->stable_s == 0 || returns >= MAX_RETURNS)
    return FALSE;
  return g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT) ||
         g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE);
}
