/*
 * PEM, DER, and what only begins like them.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include "package/fotad-format.h"

#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct {
  const char *bytes;
  gsize size;
  const char *format;
} files[] = {
  { "-----BEGIN CERTIFICATE-----\nMIIB\n", 33, "pem" },
  { "Bag Attributes\n  name: x\n-----BEGIN PRIVATE KEY-----\n", 53, "pem" },
  { "\x30\x03\x02\x01\x05", 5, "der" },
  { "\x30\x81\x03\x02\x01\x05", 6, "der" },
  { "\x30\x82\x00\x03\x02\x01\x05", 7, "der" },
  { "\x30\x03\x02\x01\x05\x00", 6, "other" }, /* something behind it: a container */
  { "\x30\x03\x02\x01", 4, "other" },
  { "\x30\x80\x00\x00", 4, "other" },
  { "\x30\x85\x00\x00\x00\x00\x00", 7, "other" },
  { "\x30\x82\x00", 3, "other" },
  { "\x30", 1, "other" },
  { "\x53\x45\x43", 3, "other" },
  { "", 0, "other" },
};

static void
test_files (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
    int fd = memfd_create ("format", MFD_CLOEXEC);

    g_assert_cmpint (write (fd, files[i].bytes, files[i].size), ==, (gssize) files[i].size);
    g_test_message ("%" G_GSIZE_FORMAT, i);
    g_assert_cmpstr (fotad_format_of (fd), ==, files[i].format);
    close (fd);
  }
  g_assert_cmpstr (fotad_format_of (-1), ==, "other");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/format", test_files);
  return g_test_run ();
}
