/*
 * Inside a run: what its stages share, and how they go on from one to the next.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-wall-timer.h"
#include "engine/fotad-driver.h"
#include "engine/fotad-settle.h"
#include "host/fotad-claim.h"
#include "host/fotad-inhibitor.h"
#include "job/fotad-run.h"
#include "job/fotad-stage.h"
#include "modem/fotad-link.h"
#include "package/fotad-download.h"
#include "package/fotad-package.h"
#include "settings/fotad-settings.h"

G_BEGIN_DECLS

typedef void (*FotadAsideFunc) (FotadRun *run, const GError *error);

struct _FotadRun {
  const FotadHouse *house;
  FotadJob *job;
  FotadModem *modem;
  FotadFacts *facts;
  GStrv secrets; /* names of those that came with the request and must not be logged */
  FotadBook *book;
  const FotadFamily *family;
  const FotadRoute *route;

  const FotadStageRow *rows; /* of the job's kind; ends with a row without a function */
  const FotadStageRow *row;  /* that runs */
  GCancellable *cancellable;

  FotadSettings *settings; /* NULL: not looked at yet, or nothing to look after */
  FotadReadout *readout;   /* what was saved */
  FotadRestore *restore;   /* how far restoring is */

  char *spare;            /* the port to begin on, beside ModemManager; NULL: none */
  gboolean claiming;      /* while rows wait for it */
  gboolean release_waits; /* and the job has ended meanwhile */
  FotadClaim *claim;
  FotadInhibitor *inhibitor;
  FotadLink *link;
  FotadEngine *engine;
  FotadDriver *driver;
  FotadSettling settling;
  guint settle_timer;
  char *stable_version; /* verify: last read, and since when */
  double stable_since;
  guint n_returns;          /* verify: times it went back to settle */
  FotadEngine *side_engine; /* runs the vendor's cancel, pause and defer rows */
  FotadDriver *side_driver;
  FotadAsideFunc aside;      /* what comes after them */
  FotadWallTimer *ask_timer; /* a question that was put off */
  guint deadline_timer;
  double noted_at;         /* when the last edge of the stages was stored */
  int package_fd;          /* what the caller gave, until it is copied; -1: none */
  FotadPackage *package;   /* our copy */
  FotadDownload *download; /* NULL: none is under way */
  guint cancel_source;     /* its end when the job is cancelled */
  guint pieces;            /* of how many replies what was downloaded is made */
  gboolean began_anew;     /* since they did not fit together */

  FotadRecovery recovery; /* where to begin after a restart */
  gboolean claim_kept;    /* taken over from an earlier process, which perhaps began an install */
  gboolean transfer_begun;
  gboolean installed;      /* the install command went out */
  gboolean was_there;      /* release: the modem answered to the end */
  gboolean judged;         /* the verdict is taken */
  gboolean pausing;        /* the transfer's rows are ending, to be suspended */
  gboolean resting;        /* suspended: nothing runs until it is resumed or cancelled */
  gboolean finished_early; /* nothing to do: straight to release, well */
  gboolean changed;
  gboolean again;  /* failed, but worth another attempt: the job is not finished */
  char *verdict;   /* a sentence */
  GError *failure; /* the first */
  char *vendor_code;

  void (*done) (FotadRun *run, gpointer data);
  gpointer data;
};

/* For the stages: this one is over; @error (consumed) when it failed. */
void fotad_run_next (FotadRun *run, GError *error);

/* No further stage: what comes of the job, and "done" from the main loop. */
void fotad_run_finish (FotadRun *run);

/* Goes on with @stage, of those of this kind. */
void fotad_run_enter (FotadRun *run, FotadStage stage);

/* Skips what is left, except release, without a failure. */
void fotad_run_finish_early (FotadRun *run, const char *sentence);

/* Ends the run before its time with @error (consumed): cancelled, deadline. */
void fotad_run_abort (FotadRun *run, GError *error);

/* Not once the install has begun, nor while the job ends; @error says which. */
gboolean fotad_run_may_be_stopped (FotadRun *run, GError **error);

void fotad_run_note (FotadRun *run, const char *event, const char *detail);

/* Sets a fact (NULL: removes it) that the next life of the job must know. */
void fotad_run_remember (FotadRun *run, const char *name, const char *value);

/* The package is there: takes it, and goes on when it may be used.  Owned from now on. */
void fotad_run_use_package (FotadRun *run, FotadPackage *package);

/* Whether the modem takes as much, as far as it has said so. */
gboolean fotad_run_check_size (FotadRun *run, GError **error);

/* How much of the whole bar, in percent, a download by ourselves is. */
#define FOTAD_RUN_DOWNLOAD_SHARE 30

/* fotad-stage-download.c: whether this job's package is downloaded by us; whether now; and the end
 * of that, which tells nobody. */
gboolean fotad_run_downloads (FotadRun *run);
gboolean fotad_run_must_download (FotadRun *run);
void fotad_run_pause_download (FotadRun *run);
void fotad_run_end_download (FotadRun *run);

/* How it ends for people; takes @sentence. */
void fotad_run_take_verdict (FotadRun *run, char *sentence);

/* What a run works with, made on first use: the engine with its driver, the link to the modem, and
 * what saves and restores its settings. */
void fotad_run_ensure_engine (FotadRun *run);
void fotad_run_ensure_link (FotadRun *run);
FotadSettings *fotad_run_ensure_settings (FotadRun *run);

/* Once the link is open: how the modem was before, for the job's next life, and where its lines
 * come out, for the vendor's rows. */
void fotad_run_note_link (FotadRun *run);

/* Says @rows (of the vendor's cancel, pause or defer table) beside the stage that runs. */
void fotad_run_aside (FotadRun *run, const FotadStep *rows, FotadAsideFunc then);

/* fotad-wish.c: what the job's owner wishes (a FotadJobWishFunc). */
gboolean
fotad_run_wish (FotadJob *job, FotadWish wish, guint minutes, gpointer data, GError **error);
void fotad_run_suspend (FotadRun *run); /* the transfer's rows have ended for it */
void fotad_run_rest (FotadRun *run);
void fotad_run_ask (FotadRun *run);
void fotad_run_end_question (FotadRun *run); /* nobody need answer any more */

/* The modem went on by itself while nobody looked: from here on only forward. */
void fotad_run_go_on_from (FotadRun *run, FotadStage stage);

/* Phase and message of the stage that runs. */
void fotad_run_show_stage (FotadRun *run);

/* Claims the modem in the middle of the vendor's rows; the driver is told. */
void fotad_run_claim_now (FotadRun *run);

/* Takes the locks out of systemd's store, an earlier life's too: they are being given back. */
void fotad_run_forget_locks (FotadRun *run);

/* The sentence for a server that has nothing. */
char *fotad_run_dup_nothing (FotadRun *run);

/* Keeps the vendor's number of the engine's failure for the job. */
void fotad_run_take_code (FotadRun *run);

G_END_DECLS
