/*
 * A request: what somebody on the bus asked for, checked as far as that is possible without a
 * modem.  Options are strict: an unknown key or a wrong type is INVALID_ARGUMENT and named.
 *
 * Every option becomes a fact of the run under its own name with "_" for "-".
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#pragma once

#include "core/fotad-error.h"
#include "store/fotad-job-record.h"

G_BEGIN_DECLS

typedef struct {
  FotadJobKind kind;
  guint requester;      /* uid */
  char *source;         /* for people: the URL as it may be shown, or a file's name */
  GHashTable *facts;    /* key: name, value: text; secret ones too */
  GVariant *options;    /* a{sv} as given, without the secret ones */
  GVariant *parameters; /* a{sv} of Enrol and InstallCertificate; NULL for the others */
  gboolean removes;     /* a certificate: it is to be taken out of the module */
  char *made_key;       /* by us, for the caller to take once; NULL: none */
  int fd;               /* of the package or certificate; -1: none.  Owned. */
} FotadRequest;

void fotad_request_free (FotadRequest *request);

/* Update (s url, a{sv} options). */
FotadRequest *
fotad_request_new_update (const char *url, GVariant *options, guint uid, GError **error);

/* UpdateFromFile (h, s name, a{sv} options); @fd is duplicated. */
FotadRequest *fotad_request_new_update_from_file (
    int fd, const char *name, GVariant *options, guint uid, GError **error);

/* The other kinds; @argument: a snapshot's id, a certificate's kind, a label; NULL where there is
 * none. */
FotadRequest *fotad_request_new (
    FotadJobKind kind, const char *argument, GVariant *options, guint uid, GError **error);

/* Option @name as text, or NULL. */
const char *fotad_request_get (FotadRequest *request, const char *name);

/* The same of an option that was checked to be a number; 0 when it is not given. */
gint64 fotad_request_get_seconds (FotadRequest *request, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FotadRequest, fotad_request_free)

G_END_DECLS
