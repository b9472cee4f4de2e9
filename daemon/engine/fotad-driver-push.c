/*
 * The driver's uploads.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "engine/fotad-driver-private.h"

#include <unistd.h>

#include "at/fotad-at-push.h"

/* Even, for checksums over words. */
#define CHECKSUM_SLICE 65536

static void
on_push_progress (FotadAtPush *push, guint64 done, gpointer data)
{
  FotadDriver *driver = data;
  FotadEvent event = { .type = FOTAD_EVENT_BYTES };

  event.percent = (guint) (100 * done / MAX (driver->package_size, 1));
  if (event.percent == driver->push_percent) /* of megabytes in small pieces */
    return;
  driver->push_percent = event.percent;
  driver_feed (driver, &event);
}

static void
on_pushed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (FotadDriver) driver = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadAtReply) reply =
      fotad_at_push_run_finish (FOTAD_AT_PUSH (source), result, &error);
  FotadEvent event = { .type = FOTAD_EVENT_PUSH_FAILED };

  driver->push_failed = reply == NULL || driver_kind_of (reply) != FOTAD_REPLY_OK;
  if (reply != NULL) {
    driver_feed_reply (driver, reply);
    return;
  }
  if (driver_is_end_of_channel (driver, driver->channel, error))
    return;
  event.text = error->message;
  driver_feed (driver, &event);
}

void
driver_push (FotadDriver *driver, FotadAction action)
{
  FotadEvent event = { .type = FOTAD_EVENT_PUSH_FAILED, .text = "there is no package to upload" };
  g_autoptr (FotadAtPush) upload = NULL;

  if (driver->channel == NULL) {
    driver_tell_lost (driver);
  } else if (driver->push == NULL || driver->package_fd < 0) {
    driver_feed (driver, &event);
  } else {
    upload =
        fotad_at_push_new (driver->channel, driver->push, driver->package_fd, driver->package_size);
    driver->push_percent = 0;
    if (driver->push_failed)
      fotad_at_push_set_small_blocks (upload);
    fotad_at_push_set_progress (upload, on_push_progress, driver);
    fotad_at_push_run (upload, action.command, action.reply_s, driver->stop, on_pushed,
                       g_object_ref (driver));
  }
}

/* What cannot be read is found out by the upload. */
static void
note_checksum (FotadDriver *driver)
{
  g_autofree guint8 *data = g_malloc (CHECKSUM_SLICE);
  g_autofree char *text = NULL;
  guint32 sum = 0;
  guint64 at = 0;
  gssize size;

  while ((size = pread (driver->package_fd, data, CHECKSUM_SLICE, (off_t) at)) > 0) {
    sum = driver->push->checksum (sum, at, data, (gsize) size);
    at += (guint64) size;
  }
  text = g_strdup_printf ("%x", sum);
  fotad_facts_set (driver->facts, "checksum", text);
}

void
fotad_driver_set_package (FotadDriver *driver, int fd, guint64 size)
{
  driver->package_fd = fd;
  driver->package_size = size;
  if (fd >= 0 && driver->push != NULL && driver->push->checksum != NULL)
    note_checksum (driver);
}
