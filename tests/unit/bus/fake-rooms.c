/*
 * Doubles of the rooms behind the bus.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "fake-rooms.h"

#include <unistd.h>

struct _FotadModems {
  GObject parent_instance;
  GPtrArray *all; /* of FotadModem */
};

G_DEFINE_FINAL_TYPE (FotadModems, fotad_modems, G_TYPE_OBJECT)

struct _FotadJobs {
  GObject parent_instance;
  FotadStore *store;
  GPtrArray *all; /* of FotadJob */
  GError *failure;
  char *last;
  GHashTable *facts; /* of the last request */
  char *content;
  guint uid;
};

G_DEFINE_FINAL_TYPE (FotadJobs, fotad_jobs, G_TYPE_OBJECT)

static GPtrArray *
copy_objects (GPtrArray *objects)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < objects->len; i++)
    g_ptr_array_add (copy, g_object_ref (objects->pdata[i]));
  return copy;
}

static void
add_signals (GType type)
{
  g_signal_new ("added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_OBJECT);
  g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_OBJECT);
}

static void
fotad_modems_finalize (GObject *object)
{
  g_ptr_array_unref (FOTAD_MODEMS (object)->all);
  G_OBJECT_CLASS (fotad_modems_parent_class)->finalize (object);
}

static void
fotad_modems_class_init (FotadModemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_modems_finalize;
  add_signals (G_TYPE_FROM_CLASS (klass));
}

static void
fotad_modems_init (FotadModems *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
}

FotadModems *
fake_modems_new (void)
{
  return g_object_new (FOTAD_TYPE_MODEMS, NULL);
}

void
fake_modems_add (FotadModems *self, FotadModem *modem)
{
  g_ptr_array_add (self->all, g_object_ref (modem));
  g_signal_emit_by_name (self, "added", modem);
}

void
fake_modems_remove (FotadModems *self, FotadModem *modem)
{
  g_autoptr (FotadModem) keep = g_object_ref (modem);

  g_ptr_array_remove (self->all, modem);
  g_signal_emit_by_name (self, "removed", modem);
}

GPtrArray *
fotad_modems_list (FotadModems *self)
{
  return copy_objects (self->all);
}

FotadModem *
fotad_modems_find (FotadModems *self, const char *id, GError **error)
{
  for (guint i = 0; i < self->all->len; i++)
    if (g_str_equal (fotad_modem_get_imei (self->all->pdata[i]), id))
      return self->all->pdata[i];
  g_set_error (error, FOTAD_ERROR, FOTAD_ERROR_NOT_FOUND, "no modem fits \"%s\"", id);
  return NULL;
}

static void
fotad_jobs_finalize (GObject *object)
{
  FotadJobs *self = FOTAD_JOBS (object);

  g_ptr_array_unref (self->all);
  g_clear_error (&self->failure);
  g_clear_object (&self->store);
  g_free (self->last);
  g_clear_pointer (&self->facts, g_hash_table_unref);
  g_free (self->content);
  G_OBJECT_CLASS (fotad_jobs_parent_class)->finalize (object);
}

static void
fotad_jobs_class_init (FotadJobsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fotad_jobs_finalize;
  add_signals (G_TYPE_FROM_CLASS (klass));
}

static void
fotad_jobs_init (FotadJobs *self)
{
  self->all = g_ptr_array_new_with_free_func (g_object_unref);
  self->last = g_strdup ("");
  self->content = g_strdup ("");
}

FotadJobs *
fake_jobs_new (FotadStore *store)
{
  FotadJobs *self = g_object_new (FOTAD_TYPE_JOBS, NULL);

  self->store = g_object_ref (store);
  return self;
}

void
fake_jobs_remove (FotadJobs *self, FotadJob *job)
{
  g_autoptr (FotadJob) keep = g_object_ref (job);

  g_ptr_array_remove (self->all, job);
  g_signal_emit_by_name (self, "removed", job);
}

void
fake_jobs_fail (FotadJobs *self, const GError *error)
{
  g_clear_error (&self->failure);
  self->failure = error != NULL ? g_error_copy (error) : NULL;
}

const char *
fake_jobs_last (FotadJobs *self)
{
  return self->last;
}

const char *
fake_jobs_last_fact (FotadJobs *self, const char *name)
{
  return self->facts != NULL ? g_hash_table_lookup (self->facts, name) : NULL;
}

guint
fake_jobs_last_uid (FotadJobs *self)
{
  return self->uid;
}

const char *
fake_jobs_last_content (FotadJobs *self)
{
  return self->content;
}

static void
remember (FotadJobs *self, FotadRequest *request)
{
  char text[64] = "";

  g_free (self->last);
  self->last = g_strdup_printf ("%s%s %s", fotad_job_kind_name (request->kind),
                                request->removes ? " away" : "",
                                request->source != NULL ? request->source : "");
  g_clear_pointer (&self->facts, g_hash_table_unref);
  self->facts = g_hash_table_ref (request->facts);
  self->uid = request->requester;
  if (request->fd >= 0 && pread (request->fd, text, sizeof text - 1, 0) > 0) {
    g_free (self->content);
    self->content = g_strdup (text);
  }
}

FotadJob *
fotad_jobs_submit (FotadJobs *self, FotadModem *modem, FotadRequest *request, GError **error)
{
  FotadJobRecord *record;
  FotadJob *job;

  remember (self, request);
  if (self->failure != NULL) {
    g_propagate_error (error, g_error_copy (self->failure));
    return NULL;
  }
  record = fotad_job_record_new ();
  record->kind = request->kind;
  record->imei = g_strdup (fotad_modem_get_imei (modem));
  if (!fotad_store_add_job (self->store, record, error)) {
    fotad_job_record_free (record);
    return NULL;
  }
  job = fotad_job_new (self->store, record);
  g_ptr_array_add (self->all, job);
  g_signal_emit_by_name (self, "added", job);
  return job;
}

void
fotad_jobs_ask_async (FotadJobs *self,
                      FotadModem *modem,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (GVariant) answer =
      g_variant_ref_sink (g_variant_new_parsed ("{'of': <%s>}", fotad_modem_get_imei (modem)));

  if (self->failure != NULL)
    g_task_return_error (task, g_error_copy (self->failure));
  else
    g_task_return_pointer (task, g_steal_pointer (&answer), (GDestroyNotify) g_variant_unref);
}

GVariant *
fotad_jobs_ask_finish (FotadJobs *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

GPtrArray *
fotad_jobs_get_all (FotadJobs *self)
{
  return copy_objects (self->all);
}

GVariant *
fotad_jobs_list (FotadJobs *self, GVariant *filter, GError **error)
{
  if (g_variant_n_children (filter) == 0)
    return g_variant_new_parsed ("[(objectpath '/org/fotad1/job/3', {'Id': <'3'>})]");
  g_set_error_literal (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT, "colour: unknown");
  return NULL;
}
