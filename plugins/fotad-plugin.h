/*
 * The one door between the daemon and a vendor.
 *
 * A vendor plugin is a book, not a program: constant tables that say which commands this
 * vendor's modems understand, which lines they volunteer and what their numbers mean.  The
 * daemon does all the sending, waiting, timing, retrying, storing and logging.
 *
 * This header includes GLib and nothing else, so a plugin cannot see more of the daemon.  How
 * to write a plugin: docs/writing-a-plugin.md.
 *
 * Patterns are PCRE, matched without regard to case; ^ and $ fit at every line.  Their named
 * groups become facts, the only memory of a run; alternatives may name the same group.  A fact
 * whose name ends in _password, _passphrase, _pin, _puk, _psk, _secret or _key (or is just that
 * word) is kept out of logs and off the bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include <glib.h>
#include <gmodule.h>

G_BEGIN_DECLS

/* Counted up whenever a struct below changes; the daemon loads only its own number. */
#define FOTAD_PLUGIN_ABI 3

/* The parts of a run that belong to the vendor, in the order they run.  Claiming the modem,
 * saving and restoring its settings and waiting for it to come back are the daemon's and the
 * same for every vendor; they happen between these.  CLEANUP rows put back what PREPARE changed
 * and run whatever happened before, whenever the modem answers. */
typedef enum {
  FOTAD_PHASE_CHECK, /* rows that say nothing: one that applies refuses the request */
  FOTAD_PHASE_IDENTIFY,
  FOTAD_PHASE_PREPARE,
  FOTAD_PHASE_TRANSFER,
  FOTAD_PHASE_INSTALL,
  FOTAD_PHASE_VERIFY,
  FOTAD_PHASE_CLEANUP,
} FotadPhase;

/* What a line the modem volunteered means to the daemon.  Whatever the kind, a group "code"
 * that is neither 0 nor empty makes the line a failure, looked up in the table the line names. */
typedef enum {
  FOTAD_NEWS_OTHER,
  FOTAD_NEWS_PROGRESS,  /* group "percent": of the step that is under way */
  FOTAD_NEWS_BUSY,      /* the modem is flashing: leave it alone */
  FOTAD_NEWS_READY,     /* booted, will take commands soon; in a transfer: it lost the download */
  FOTAD_NEWS_INSTALLED, /* the modem says the update is in; only the version proves it */
  FOTAD_NEWS_FAILED,    /* a failure without a number; the line's own failure and text */
  FOTAD_NEWS_NOTHING,   /* the server has nothing for this modem: the run ends well, unchanged */
  FOTAD_NEWS_CHANGED,   /* in the reply to a poll: counts when a group is not the fact it was */
  FOTAD_NEWS_BROKEN,    /* in TRANSFER: it broke off and can go on.  A row that REWINDS fails by it,
                         * others wait on */
} FotadNewsKind;

/* Why something failed.  One name for each error of org.fotad1 a modem can cause. */
typedef enum {
  FOTAD_FAILURE_NONE,
  FOTAD_FAILURE_REFUSED,           /* ModemRefused: said no to a command */
  FOTAD_FAILURE_SILENT,            /* ModemSilent */
  FOTAD_FAILURE_GONE,              /* ModemGone: left the bus */
  FOTAD_FAILURE_BUSY,              /* Busy: an update is already under way in the modem */
  FOTAD_FAILURE_SIM,               /* SimLocked: no SIM, or it wants a PIN or PUK */
  FOTAD_FAILURE_NOT_REGISTERED,    /* NotRegistered */
  FOTAD_FAILURE_NETWORK,           /* Network: bearer, DNS, TCP, TLS, lost on the way */
  FOTAD_FAILURE_SERVER,            /* Server: reached, and it said no */
  FOTAD_FAILURE_NOT_AVAILABLE,     /* NotAvailable: no such file, or nothing on offer */
  FOTAD_FAILURE_PACKAGE_INVALID,   /* PackageInvalid: damaged, digest or signature wrong */
  FOTAD_FAILURE_PACKAGE_TOO_LARGE, /* PackageTooLarge */
  FOTAD_FAILURE_PACKAGE_MISMATCH,  /* PackageMismatch: made for another firmware or model */
  FOTAD_FAILURE_STORAGE,           /* ModemStorage: the modem's flash is full or faulty */
  FOTAD_FAILURE_INSTALL,           /* InstallFailed */
  FOTAD_FAILURE_ARGUMENT,          /* InvalidArgument: a value we passed on */
  FOTAD_FAILURE_UNSUPPORTED,       /* NotSupported by this model or firmware */
  FOTAD_FAILURE_TIMED_OUT,         /* TimedOut */
  FOTAD_FAILURE_CANCELLED,         /* Cancelled, as the modem reports our own abort */
} FotadFailure;

typedef enum {
  FOTAD_STEP_NONE = 0,
  FOTAD_STEP_ONCE = 1 << 0,      /* never sent twice, not even after a crash; needs tries = 1 */
  FOTAD_STEP_RESUMES = 1 << 1,   /* sending it again picks up where it was */
  FOTAD_STEP_NO_RETURN = 1 << 2, /* from here on only forward: power stays on, the version read
                                  * back decides, and no failure line is believed before that;
                                  * without a command: the modem has begun by itself */
  FOTAD_STEP_OPTIONAL = 1 << 3,  /* an error reply, a failure line or one that never comes is an
                                  * answer too: on to the next row, without this one's sets */
  FOTAD_STEP_GATE = 1 << 4,      /* approval "ask": wait for it before the command */
  FOTAD_STEP_PUSH = 1 << 5,      /* when the modem is ready for data, stream the package */
  FOTAD_STEP_DEFERS = 1 << 6,    /* the route's defer steps may answer instead of this command;
                                  * the line in "after" then comes once more */
  FOTAD_STEP_ANEW = 1 << 7,      /* a GATE that asks a question of its own: what was approved
                                  * before does not answer it */
  FOTAD_STEP_REWINDS = 1 << 8,   /* another try, or the modem's return, begins with the first row of
                                  * the phase: what was said there must be said again */
  FOTAD_STEP_GOES_ON = 1 << 9,   /* the modem goes on to install by itself, perhaps without a word:
                                  * one that stays silent, was away or is not found after a restart
                                  * of ours has begun, and the version read back decides */
  FOTAD_STEP_OUTLIVES = 1 << 10, /* the modem goes on with it while its port is away or others read
                                  * what it says: afterwards the phase begins with its first row,
                                  * which finds out; other failures are as ever */
} FotadStepFlags;

/* A line the modem volunteers.  The first row that fits is taken, so a row for whatever else
 * begins the same way, kind OTHER, stands last: unknown words then feed the silence clock and are
 * logged.  Named groups other than "percent" and "code" become facts; both may be quoted and
 * padded with blanks, a percentage may have its sign.  Lines of a poll's reply are read with the
 * same table. */
typedef struct {
  const char *name;    /* what steps wait for and people read */
  const char *prefix;  /* literal, compared before the pattern is tried; NULL: none */
  const char *pattern; /* searched in the whole line, prefix included; NULL: the prefix is enough */
  FotadNewsKind kind;
  const char *codes;    /* where group "code" is looked up */
  FotadFailure failure; /* kind FAILED */
  const char *text;     /* kind FAILED: a sentence for people; kind NOTHING: likewise, or NULL */
  const char *models;   /* pattern over the model name; NULL: all */
} FotadNews;

/* A vendor's number.  The first row whose table, code and model fit is taken, so a row for some
 * models stands before the one for all; code -1, last of its table, is every number without a row.
 * After the rows of "cme" and "cms" come 27.007's and 27.005's.  With +CMEE=2 the modem says words
 * instead; they are compared with the texts. */
typedef struct {
  const char *table; /* as in FotadNews.codes; "cme" and "cms" for final results */
  int code;
  FotadFailure failure;
  gboolean retry;     /* worth another attempt of the whole job later */
  const char *text;   /* what the vendor's document says it means; no full stop at the end */
  const char *advice; /* what to check, likewise; NULL when the text says it all */
  const char *models; /* pattern over the model name; NULL: all */
} FotadCode;

/* One row of a route: a thing to say, and what to hear for it.
 *
 * Templates (commands): ${fact} is written as a quoted AT string, ${fact:number} as decimal
 * digits, ${fact:word} as bare letters, digits and "_.+-", ${fact:raw} as it was read (for what
 * the modem itself said, never for what a caller gave); any of them may end in |default, written
 * in the same way when the fact is unknown.  [ ... ] is written only when every fact inside is
 * known or has a default; it may contain another.  A backslash before [, ], $ or a backslash
 * takes its meaning away.  Control characters never get through.
 *
 * Conditions (when): facts separated by blanks, all of which must hold: "fact" known,
 * "!fact" unknown, "fact=value", and "fact!=value", which an unknown fact fulfils as well.
 *
 * Facts of the job, each known only when it was given: url, scheme (of the URL, lower case),
 * size, sha256, checksum, format, to_version, from_version, offer
 * (the name of the line by which the modem's server asked before there was a job; a row that awaits
 * it in TRANSFER finds it said), await_timer (true: the module's own timer is to be waited for; a
 * route that would ask anyway refuses it), refusal (the number with which the modem refused the
 * command of the last OPTIONAL row, unknown when it took it; for the rows of cancel, that with
 * which the run ended), refused (the name of the row whose command was refused, which ended the
 * run), context, apn, ip_type (ipv4, ipv6, ipv4v6), pdp_type (the same as 27.007 writes it: IP,
 * IPV6, IPV4V6), user, password, sim_pin, approval, minutes, name, kind (of a certificate), port
 * (usb or uart: where we are), port_rate (bit/s that we talk at, on a uart), fix_rate (true: a
 * speed that the module detects by itself may be fixed for the job), manners_echo and manners_cmee
 * (E and +CMEE as they were before we came), restarted (the daemon was), repeated (INSTALL is said
 * once more), and the route's parameters with '-' written as '_'.
 *
 * Patterns (reply): matched once against all information lines joined with \n.  Without a match
 * the reply counts as "not yet" when poll_s is set, else as a failure.  ${fact} and ${fact|default}
 * in it stand for the fact's very characters, so that what was written can be read back; with an
 * unknown fact nothing matches.
 *
 * Rows of phase CHECK have a condition, a failure and a text and nothing else.  They are asked
 * before a job is made, by what the caller gave, and once more when a file that came with it has
 * been read (facts size, sha256, format: pem, der or other).
 *
 * An IDENTIFY row that learns how many bytes the modem takes calls them limit; a larger package is
 * refused then.
 *
 * How many bytes of a download are still to come, where the modem says so before it asks, is the
 * fact remaining; people see it with the question.
 *
 * What the modem runs are the facts version and, where there is a finer name for the same, build;
 * callers may name either.
 *
 * Rows of a route's cancel, pause and defer tables are of phase CLEANUP. */
typedef struct {
  FotadPhase phase;
  const char *name;    /* shown to people and stored: lower-case words with dashes */
  const char *when;    /* condition; NULL: always */
  const char *models;  /* pattern over the model name; NULL: all */
  const char *after;   /* wait for this line before the command */
  const char *command; /* template; NULL: only wait */
  const char *reply;   /* pattern; NULL: OK is enough */
  const char *until;   /* wait for one of these lines ("a|b"); OK and line come in any order */
  const char *poll;    /* what to send every poll_s while waiting; NULL: the command again.  When
                        * the line in "after" was not heard yet, it is sent at once as well */
  const char *sets;    /* "fact=value", the value a template: set when the step succeeded, forgotten
                        * when not */
  guint16 timeout_s;   /* for the whole step, each try */
  guint16 reply_s;     /* until OK or error; 0: as timeout_s */
  guint16 silence_s;   /* give up sooner when not even a byte is heard; 0: never */
  guint16 poll_s;      /* 0: never */
  guint8 tries;        /* 1 or more */
  guint8 weight;       /* share of the progress bar, relative to the other rows that run */
  FotadStepFlags flags;
  FotadFailure failure; /* what it means when this step fails without a number */
  const char *text;     /* and the sentence for it */
} FotadStep;

/* How to stream a package into a modem. */
typedef struct {
  enum {
    FOTAD_PUSH_RAW,
    FOTAD_PUSH_XMODEM,
  } protocol;
  gsize chunk;         /* bytes per write, or per block */
  gsize bytes_per_ack; /* 0: no acknowledgements */
  char ack;
  guint8 padding;
  guint16 start_s; /* until the modem is ready */
  guint32 (*checksum) (guint32 sum, gsize at, const guint8 *data, gsize size); /* fact "checksum" */
} FotadPush;

/* What a route's parameters are: the keys of Enrol and InstallCertificate.  A secret one is named
 * like a secret fact. */
typedef struct {
  const char *name;    /* as on the bus; the fact has '_' for '-' */
  const char *type;    /* D-Bus type: "s", "u" or "b" */
  const char *pattern; /* of the whole value as text; NULL: any */
  gboolean required;
  gboolean secret;
  const char *text; /* for people: meaning, range, unit */
} FotadParameter;

/* Every table ends with a row whose name (for codes: whose table) is NULL. */
typedef struct {
  const char *name;   /* "fetch", "push", "server", "enrol", "certificate", "delete-certificate" or
                       * "status" */
  const char *models; /* pattern over the model name; NULL: all */
  const FotadStep *steps;
  const FotadStep *cancel; /* NULL: nothing to say; the download is left alone */
  const FotadStep *pause;  /* NULL: cannot be suspended; resuming runs TRANSFER again, whose
                            * rows must be RESUMES then */
  const FotadStep *defer;  /* fact "minutes" */
  const FotadPush *push;
  const FotadParameter *parameters;
  const char *repeats; /* a row of INSTALL that may be said once more when the modem comes back as
                        * it was, its package still being stored, if the job has attempts left */
  const char *schemes; /* "http https …": what a URL may begin with; NULL: no URL */
  guint32 max_url;     /* bytes; 0: no limit known */
  const char *beside;  /* condition, as "when", under which everything before the first NO_RETURN
                        * or GOES_ON row may run beside a data session of the host, on an AT port
                        * that ModemManager leaves alone; "": always; NULL: never */
} FotadRoute;

/* How the modem goes away and comes back once the update is in its hands. */
typedef struct {
  guint16 gone_s;     /* may take this long to leave after the last word */
  guint16 back_s;     /* and altogether this long to return */
  guint16 silence_s;  /* a port that stayed but is silent this long is asked */
  guint16 quiet_s;    /* after it is ready, leave it alone this long */
  guint16 stable_s;   /* and the version must read the same this long (several boots) */
  const guint *bauds; /* to try on a UART after the last known one; ends with 0; NULL: none */
} FotadSettle;

/* How to hear, on a spare AT port while no job runs, what the modem's server offers.  The route
 * "server" then runs with the fact "offer". */
typedef struct {
  const char *command; /* makes the lines come to the port it is said on; NULL: they do anyhow */
  const char *offers; /* the lines that are one ("a|b"); NULL: this vendor's modems offer nothing */
  const char *ends;   /* the lines that take it back ("a|b"); NULL: none */
  guint16 answer_s;   /* how long it stands */
} FotadListen;

typedef struct {
  guint32 abi;
  const char *name; /* stem of its data files: NAME.modems */
  const FotadNews *news;
  const FotadCode *codes;
  const FotadRoute *routes;
  FotadSettle settle;
  FotadListen listen;
} FotadVendor;

#define FOTAD_PLUGIN_DEFINE(vendor)                                                                \
  G_MODULE_EXPORT const FotadVendor *const fotad_plugin = &(vendor)

G_END_DECLS
