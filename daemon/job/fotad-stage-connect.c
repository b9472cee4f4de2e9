/*
 * Identify: the link to the modem, the vendor's rows that read what it runs, and the guards that
 * stop a job before anything but reads was sent.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-spare.h"

/* ModemManager's last command may still be under way, so the first AT may take a while. */
#define OPEN_LIMIT_S 60.0
/* Nobody else talks on a spare port; one that is silent is none. */
#define SPARE_LIMIT_S 10.0
/* Where in the whole bar the vendor's rows begin and end. */
#define ROUTE_FROM 2
#define ROUTE_TO 95

static void
on_changed (FotadDriver *driver, gpointer data)
{
  FotadRun *run = data;
  const char *step = fotad_engine_get_step (run->engine);
  guint from = ROUTE_FROM + (fotad_run_downloads (run) ? FOTAD_RUN_DOWNLOAD_SHARE : 0);

  if (step != NULL)
    fotad_job_set_step (run->job, step);
  fotad_job_set_progress (run->job,
                          from + (ROUTE_TO - from) * fotad_engine_get_progress (run->engine) / 100,
                          fotad_engine_get_phase_progress (run->engine));
  if (!run->judged)
    fotad_job_set_irreversible (run->job, fotad_engine_get_irreversible (run->engine));
}

static void
on_ask (FotadDriver *driver, gpointer data)
{
  fotad_run_ask (data);
}

static void
on_claim (FotadDriver *driver, gpointer data)
{
  fotad_run_claim_now (data);
}

static void
on_reopened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (fotad_link_open_finish (run->link, result, &error))
    fotad_driver_set_channel (run->driver, fotad_link_get_channel (run->link));
  else
    fotad_driver_fail (run->driver, error);
}

static void
on_reconnect (FotadDriver *driver, gpointer data)
{
  FotadRun *run = data;

  fotad_job_set_message (run->job, "The modem has left its port; waiting for it.");
  fotad_link_close (run->link);
  fotad_link_open_async (run->link, fotad_book_get_vendor (run->book)->settle.back_s,
                         run->cancellable, on_reopened, run);
}

gboolean
fotad_run_ensure_engine (FotadRun *run, GError **error)
{
  const char *model = fotad_modem_get_model (run->modem);

  if (run->engine != NULL)
    return TRUE;
  run->engine = fotad_engine_new (run->book, run->route, run->route->steps, model, run->facts);
  fotad_engine_set_beside (run->engine, run->spare != NULL);
  fotad_engine_set_ask (run->engine,
                        g_strcmp0 (fotad_facts_get (run->facts, "approval"), "ask") == 0);
  for (guint i = 0; run->recovery.sent != NULL && i < run->recovery.sent->len; i++)
    fotad_engine_mark_sent (run->engine, run->recovery.sent->pdata[i]);
  if (run->installed)
    fotad_engine_recall (run->engine);
  run->driver = fotad_driver_new (run->engine, run->book, model, run->facts, run->route->push,
                                  run->house->store, fotad_job_get_id (run->job));
  if (run->package != NULL)
    fotad_driver_set_package (run->driver, fotad_package_get_fd (run->package),
                              fotad_package_get_size (run->package));
  g_signal_connect (run->driver, "changed", G_CALLBACK (on_changed), run);
  g_signal_connect (run->driver, "ask", G_CALLBACK (on_ask), run);
  g_signal_connect (run->driver, "claim", G_CALLBACK (on_claim), run);
  g_signal_connect (run->driver, "reconnect", G_CALLBACK (on_reconnect), run);
  return TRUE;
}

static void
on_lost (FotadLink *link, GError *why, gpointer data)
{
  FotadRun *run = data;

  if (run->driver != NULL)
    fotad_driver_set_channel (run->driver, NULL);
}

static int
number_of (FotadRun *run, const char *name)
{
  const char *text = fotad_facts_get (run->facts, name);

  return text != NULL ? (int) g_ascii_strtoll (text, NULL, 10) : -1;
}

static void
remember (FotadRun *run, const char *name, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  if (value >= 0)
    fotad_facts_set (run->facts, name, text);
}

/* How the modem was before we talked to it must be known to the job's next life as well. */
static void
remember_manners (FotadRun *run)
{
  FotadLinkManners manners = fotad_link_get_manners (run->link);

  remember (run, "manners_echo", manners.echo);
  remember (run, "manners_cmee", manners.cmee);
  remember (run, "manners_flow", manners.flow);
}

static void
recall_manners (FotadRun *run)
{
  FotadLinkManners manners = fotad_link_get_manners (run->link);

  manners.echo = number_of (run, "manners_echo");
  manners.cmee = number_of (run, "manners_cmee");
  manners.flow = number_of (run, "manners_flow");
  fotad_link_set_manners (run->link, manners);
}

void
fotad_run_ensure_link (FotadRun *run)
{
  if (run->link != NULL)
    return;
  run->link = fotad_link_new (run->modem);
  fotad_link_set_device (run->link, run->spare);
  fotad_link_set_bauds (run->link, fotad_book_get_vendor (run->book)->settle.bauds);
  g_signal_connect (run->link, "lost", G_CALLBACK (on_lost), run);
  recall_manners (run);
}

gboolean
fotad_run_is_at (FotadRun *run, const char *wanted)
{
  return g_strcmp0 (wanted, fotad_facts_get (run->facts, "version")) == 0 ||
         g_strcmp0 (wanted, fotad_facts_get (run->facts, "build")) == 0;
}

/* The finer name is not in the job's record; it must be known after a restart as well. */
static void
note_build (FotadRun *run)
{
  const char *build = fotad_facts_get (run->facts, "build");

  if (build != NULL && fotad_facts_get (run->facts, "build_before") == NULL)
    fotad_facts_set (run->facts, "build_before", build);
}

/* Some modems say how much they take; others' limits are in their data files. */
gboolean
fotad_run_check_size (FotadRun *run, GError **error)
{
  const char *limit = fotad_facts_get (run->facts, "limit");
  guint64 size = run->package != NULL ? fotad_package_get_size (run->package) : 0;

  if (limit == NULL || size <= g_ascii_strtoull (limit, NULL, 10))
    return TRUE;
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_PACKAGE_TOO_LARGE,
               "The package has %" G_GUINT64_FORMAT " bytes; the modem takes at most %s.", size,
               limit);
  return FALSE;
}

void
fotad_run_go_on_from (FotadRun *run, FotadStage stage)
{
  run->installed = TRUE;
  fotad_run_note (run, "irreversible", "the modem has begun by itself");
  if (run->engine != NULL)
    fotad_engine_recall (run->engine);
  fotad_job_set_irreversible (run->job, TRUE);
  fotad_run_enter (run, stage);
}

/* Whether its version is another one than before the transfer that an earlier life began. */
static gboolean
has_installed (FotadRun *run)
{
  const char *before = fotad_job_get_record (run->job)->from_version;
  const char *version = fotad_facts_get (run->facts, "version");

  return (run->recovery.may_install || run->recovery.transferring) && before != NULL &&
         *before != '\0' &&
         (g_strcmp0 (before, version) != 0 ||
          g_strcmp0 (fotad_facts_get (run->facts, "build_before"),
                     fotad_facts_get (run->facts, "build")) != 0);
}

/* Only reads have been sent so far. */
static void
guard (FotadRun *run)
{
  const char *version = fotad_facts_get (run->facts, "version");
  const char *from = fotad_facts_get (run->facts, "from_version");
  const char *to = fotad_facts_get (run->facts, "to_version");
  const char *before = fotad_job_get_record (run->job)->from_version;
  FotadJobKind kind = fotad_job_get_record (run->job)->kind;
  g_autofree char *sentence = NULL;
  GError *error = NULL;

  if (before == NULL || *before == '\0')
    fotad_job_set_versions (run->job, version, NULL);
  else if (g_strcmp0 (before, version) != 0)
    fotad_job_set_changed (run->job, TRUE); /* an earlier life of this job did it */
  if (kind != FOTAD_JOB_KIND_UPDATE && kind != FOTAD_JOB_KIND_SERVER) {
    fotad_run_next (run, NULL);
    return;
  }
  if (has_installed (run)) {
    fotad_run_go_on_from (run, FOTAD_STAGE_VERIFY);
    return;
  }
  note_build (run);
  if (to != NULL && fotad_run_is_at (run, to)) {
    sentence = g_strdup_printf ("The modem runs %s already.", to);
    fotad_run_finish_early (run, sentence);
    return;
  }
  if (from != NULL && !fotad_run_is_at (run, from)) {
    fotad_run_next (run, g_error_new (FOTAD_ERROR, FOTAD_ERROR_PACKAGE_MISMATCH,
                                      "The package is for %s, but the modem runs %s.", from,
                                      version != NULL ? version : "an unknown version"));
    return;
  }
  (void) !fotad_run_check_size (run, &error);
  fotad_run_next (run, error);
}

static void
on_identified (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (fotad_driver_run_finish (run->driver, result, &error)) {
    guard (run);
    return;
  }
  fotad_run_take_code (run);
  fotad_run_next (run, error);
}

/* Where the modem's lines have to come out, for vendors who must be told. */
static void
note_port (FotadRun *run)
{
  if (fotad_link_is_hotplug (run->link))
    fotad_facts_set (run->facts, "port", "usb");
  else if (!g_str_has_prefix (fotad_modem_get_device (run->modem), "/virtual/"))
    fotad_facts_set (run->facts, "port", "uart");
  if (g_strcmp0 (fotad_facts_get (run->facts, "port"), "uart") == 0)
    remember (run, "port_rate", fotad_link_get_manners (run->link).baud);
}

static gboolean
may_be_installing (FotadRun *run, const GError *error)
{
  return run->recovery.may_install &&
         (g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_SILENT) ||
          g_error_matches (error, FOTAD_ERROR, FOTAD_ERROR_MODEM_GONE));
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  FotadRun *run = data;
  GError *error = NULL;

  if (!fotad_link_open_finish (run->link, result, &error) ||
      !fotad_run_ensure_engine (run, &error)) {
    if (run->spare != NULL && !g_cancellable_is_cancelled (run->cancellable)) {
      fotad_spare_give_up (run, error);
      g_error_free (error);
    } else if (may_be_installing (run, error)) {
      g_error_free (error);
      fotad_run_go_on_from (run, FOTAD_STAGE_SETTLE);
    } else {
      fotad_run_next (run, error);
    }
    return;
  }
  note_port (run);
  remember_manners (run);
  fotad_driver_set_channel (run->driver, fotad_link_get_channel (run->link));
  fotad_driver_run_async (run->driver, FOTAD_PHASE_IDENTIFY, run->cancellable, on_identified, run);
}

void
fotad_stage_connect (FotadRun *run)
{
  fotad_run_ensure_link (run);
  fotad_link_open_async (run->link, run->spare != NULL ? SPARE_LIMIT_S : OPEN_LIMIT_S,
                         run->cancellable, on_opened, run);
}
