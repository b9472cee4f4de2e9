/*
 * The table of outcomes: version read after the install against what the modem said.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-verdict.h"

static void
succeed (FotadVerdict *verdict, const char *after, FotadSaid said, const GError *failure)
{
  verdict->succeeded = TRUE;
  verdict->message = g_strdup_printf ("The modem runs %s.", after);
  if (said == FOTAD_SAID_FAILURE)
    verdict->warning = g_strdup_printf (
        "The modem reported a failure (%s) although it runs the wanted version; its vendor's "
        "server may have recorded a failure.",
        failure != NULL ? failure->message : "without a reason");
}

/* Nothing was applied: the vendor's reason when there is one, else the plain fact. */
static void
fail_unchanged (FotadVerdict *verdict, const char *after, FotadSaid said, const GError *failure)
{
  verdict->error = FOTAD_ERROR_INSTALL_FAILED;
  if (said == FOTAD_SAID_FAILURE && failure != NULL) {
    verdict->error = (FotadError) failure->code;
    verdict->message = g_strdup_printf ("%s The modem still runs %s.", failure->message, after);
    return;
  }
  verdict->message = g_strdup_printf (
      said == FOTAD_SAID_SUCCESS
          ? "The modem reported success but still runs %s: the update was rolled back or not "
            "applied."
          : "The modem came back with %s, the version it had before: the update was not applied.",
      after);
}

void
fotad_verdict_of (FotadVerdict *verdict,
                  const char *before,
                  const char *after,
                  const char *wanted,
                  FotadSaid said,
                  const GError *failure)
{
  *verdict = (FotadVerdict){ .changed = g_strcmp0 (before, after) != 0 };

  if (wanted != NULL ? g_strcmp0 (after, wanted) == 0 : verdict->changed) {
    succeed (verdict, after, said, failure);
  } else if (!verdict->changed) {
    fail_unchanged (verdict, after, said, failure);
  } else {
    verdict->error = FOTAD_ERROR_VERSION_UNEXPECTED;
    verdict->message = g_strdup_printf ("The modem runs %s, which is neither %s nor %s.", after,
                                        before != NULL ? before : "the version before", wanted);
  }
}

void
fotad_verdict_clear (FotadVerdict *verdict)
{
  g_clear_pointer (&verdict->message, g_free);
  g_clear_pointer (&verdict->warning, g_free);
}
