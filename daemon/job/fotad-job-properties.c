/*
 * A job's properties, as org.fotad1.Job names them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "job/fotad-job-private.h"

static GParamSpec *props[N_PROPS];

void
job_notify (FotadJob *job, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (job), props[prop]);
}

/* The bus room is told "" and [], never NULL. */
static void
get_text (FotadJob *job, guint prop, GValue *value)
{
  const FotadJobRecord *record = job->record;
  const char *text = prop == PROP_KIND           ? fotad_job_kind_name (record->kind)
                     : prop == PROP_IMEI         ? record->imei
                     : prop == PROP_LABEL        ? record->label
                     : prop == PROP_STATE        ? fotad_job_state_name (record->state)
                     : prop == PROP_PHASE        ? record->phase
                     : prop == PROP_STEP         ? record->step
                     : prop == PROP_MESSAGE      ? record->message
                     : prop == PROP_ROUTE        ? record->route
                     : prop == PROP_SOURCE       ? record->source
                     : prop == PROP_FROM_VERSION ? record->from_version
                     : prop == PROP_TO_VERSION   ? record->to_version
                     : prop == PROP_ERROR_NAME   ? record->error_name
                     : prop == PROP_ERROR_TEXT   ? record->error_text
                                                 : record->vendor_code;

  g_value_set_string (value, text != NULL ? text : "");
}

static void
fotad_job_get_property (GObject *object, guint prop, GValue *value, GParamSpec *pspec)
{
  static const char *const none[] = { NULL };
  FotadJob *job = FOTAD_JOB (object);
  const FotadJobRecord *record = job->record;

  if (G_IS_PARAM_SPEC_STRING (pspec))
    get_text (job, prop, value);
  else if (prop == PROP_ID)
    g_value_set_int64 (value, record->id);
  else if (prop == PROP_PROGRESS)
    g_value_set_uint (value, record->progress);
  else if (prop == PROP_PHASE_PROGRESS)
    g_value_set_uint (value, job->phase_progress);
  else if (prop == PROP_REQUESTER)
    g_value_set_uint (value, record->requester);
  else if (prop == PROP_IRREVERSIBLE)
    g_value_set_boolean (value, record->irreversible);
  else if (prop == PROP_CHANGED)
    g_value_set_boolean (value, record->changed);
  else if (prop == PROP_APPROVAL)
    g_value_set_variant (value, job->approval);
  else if (prop == PROP_WARNINGS)
    g_value_set_boxed (value, record->warnings != NULL ? (gconstpointer) record->warnings : none);
  else if (prop == PROP_CREATED)
    g_value_set_uint64 (value, (guint64) record->created);
  else if (prop == PROP_STARTED)
    g_value_set_uint64 (value, (guint64) record->started);
  else if (prop == PROP_FINISHED)
    g_value_set_uint64 (value, (guint64) record->finished);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop, pspec);
}

#define FLAGS (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

static void
install_texts (void)
{
  static const struct {
    guint prop;
    const char *name;
  } texts[] = {
    { PROP_KIND, "kind" },
    { PROP_IMEI, "imei" },
    { PROP_LABEL, "label" },
    { PROP_STATE, "state" },
    { PROP_PHASE, "phase" },
    { PROP_STEP, "step" },
    { PROP_MESSAGE, "message" },
    { PROP_ROUTE, "route" },
    { PROP_SOURCE, "source" },
    { PROP_FROM_VERSION, "from-version" },
    { PROP_TO_VERSION, "to-version" },
    { PROP_ERROR_NAME, "error-name" },
    { PROP_ERROR_TEXT, "error-text" },
    { PROP_VENDOR_CODE, "vendor-code" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    props[texts[i].prop] = g_param_spec_string (texts[i].name, NULL, NULL, "", FLAGS);
}

void
job_install_properties (GObjectClass *klass)
{
  klass->get_property = fotad_job_get_property;
  install_texts ();
  props[PROP_ID] = g_param_spec_int64 ("id", NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
  props[PROP_PROGRESS] = g_param_spec_uint ("progress", NULL, NULL, 0, 100, 0, FLAGS);
  props[PROP_PHASE_PROGRESS] = g_param_spec_uint ("phase-progress", NULL, NULL, 0, 100, 0, FLAGS);
  props[PROP_IRREVERSIBLE] = g_param_spec_boolean ("irreversible", NULL, NULL, FALSE, FLAGS);
  props[PROP_APPROVAL] =
      g_param_spec_variant ("approval", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL, FLAGS);
  props[PROP_CHANGED] = g_param_spec_boolean ("changed", NULL, NULL, FALSE, FLAGS);
  props[PROP_WARNINGS] = g_param_spec_boxed ("warnings", NULL, NULL, G_TYPE_STRV, FLAGS);
  props[PROP_CREATED] = g_param_spec_uint64 ("created", NULL, NULL, 0, G_MAXUINT64, 0, FLAGS);
  props[PROP_STARTED] = g_param_spec_uint64 ("started", NULL, NULL, 0, G_MAXUINT64, 0, FLAGS);
  props[PROP_FINISHED] = g_param_spec_uint64 ("finished", NULL, NULL, 0, G_MAXUINT64, 0, FLAGS);
  props[PROP_REQUESTER] = g_param_spec_uint ("requester", NULL, NULL, 0, G_MAXUINT, 0, FLAGS);
  g_object_class_install_properties (klass, N_PROPS, props);
}
