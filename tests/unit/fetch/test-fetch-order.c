/*
 * The order: every key where it belongs, nothing read behind its end, and a refusal that names what
 * is wrong without saying what may be secret.
 *
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

#include <fcntl.h>
#include <string.h>

#include "core/fotad-error.h"
#include "core/fotad-fd.h"
#include "fetch/fotad-fetch-order.h"

#define MAX_ORDER (64 * 1024)
#define GOOD "url http://h/p\npart /p\nmax 5\nstall 6\nconnect 7\n"

/* The end to read of a pipe that holds @size bytes of @text and then ends. */
static int
open_text (const char *text, gsize size)
{
  fotad_autofd int writer = -1;
  int ends[2];

  g_assert_cmpint (pipe2 (ends, O_CLOEXEC), ==, 0);
  writer = ends[1];
  g_assert_cmpint (fcntl (writer, F_SETPIPE_SZ, 4 * MAX_ORDER), >=, (int) size);
  g_assert_cmpint (write (writer, text, size), ==, (gssize) size);
  return ends[0];
}

static FotadFetchOrder *
read_order (const char *text, GError **error)
{
  fotad_autofd int fd = open_text (text, strlen (text));

  return fotad_fetch_order_read (fd, error);
}

static void
assert_left (int fd, const char *text)
{
  char rest[8] = "";

  g_assert_cmpint (read (fd, rest, sizeof rest - 1), ==, (gssize) strlen (text));
  g_assert_cmpstr (rest, ==, text);
}

static void
assert_refused (const char *text, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadFetchOrder) order = read_order (text, &error);

  g_assert_null (order);
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_all (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FotadFetchOrder) order =
      read_order ("ca-file /etc/ca\n" GOOD "proxy http://me:pw@proxy:3128\n\n", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (order->url, ==, "http://h/p");
  g_assert_cmpstr (order->part, ==, "/p");
  g_assert_cmpstr (order->proxy, ==, "http://me:pw@proxy:3128");
  g_assert_cmpstr (order->ca_file, ==, "/etc/ca");
  g_assert_cmpuint (order->max, ==, 5);
  g_assert_cmpuint (order->stall, ==, 6);
  g_assert_cmpuint (order->connect, ==, 7);
}

static void
test_what_may_lack (void)
{
  g_autoptr (FotadFetchOrder) order = read_order (GOOD "\n", NULL);

  g_assert_nonnull (order);
  g_assert_null (order->proxy);
  g_assert_null (order->ca_file);
}

/* A path may hold blanks; of a key that comes twice the last one counts. */
static void
test_values (void)
{
  g_autoptr (FotadFetchOrder) order =
      read_order (GOOD "part /a b  c \nmax 9223372036854775807\n\n", NULL);

  g_assert_nonnull (order);
  g_assert_cmpstr (order->part, ==, "/a b  c ");
  g_assert_cmpuint (order->max, ==, G_MAXINT64);
}

static void
test_missing (void)
{
  static const struct {
    const char *text, *message;
  } rows[] = {
    { "part /p\nmax 5\nstall 6\nconnect 7\n\n", "order: url is missing" },
    { "url u\nmax 5\nstall 6\nconnect 7\n\n", "order: part is missing" },
    { "url u\npart /p\nstall 6\nconnect 7\n\n", "order: max is missing" },
    { "url u\npart /p\nmax 5\nconnect 7\n\n", "order: stall is missing" },
    { "url u\npart /p\nmax 5\nstall 6\n\n", "order: connect is missing" },
    { "\n\n", "order: url is missing" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_refused (rows[i].text, rows[i].message);
}

static void
test_bad_numbers (void)
{
  static const char *const values[] = {
    "0", "-1", "+5", " 5", "5 ", "5k", "0x5", "1e3", "9223372036854775808", "5\r",
  };
  static const char *const names[] = { "max", "stall", "connect" };

  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (names); j++) {
      g_autofree char *text = g_strdup_printf (GOOD "%s %s\n\n", names[j], values[i]);
      g_autofree char *message = g_strdup_printf ("order: %s is no number", names[j]);

      assert_refused (text, message);
    }
}

/* A line that is not understood may hold a secret: it is not repeated. */
static void
test_bad_lines (void)
{
  static const struct {
    const char *line, *message;
  } rows[] = {
    { "url", "order: a line has no value" },      { "url ", "order: a line has no value" },
    { "secret", "order: a line has no value" },   { "secret x", "order: a key is unknown" },
    { "URL secret", "order: a key is unknown" },  { "urls secret", "order: a key is unknown" },
    { "ur secret", "order: a key is unknown" },   { "url\tsecret", "order: a line has no value" },
    { " url secret", "order: a key is unknown" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strdup_printf (GOOD "%s\n\n", rows[i].line);

    assert_refused (text, rows[i].message);
  }
}

static void
test_no_end (void)
{
  static const char *const texts[] = { "", "\n", GOOD, GOOD "proxy x", GOOD "\r\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    assert_refused (texts[i], "order: it has no end");
}

/* It would hide what follows it, so nothing is waited for any more. */
static void
test_nul (void)
{
  static const char text[] = GOOD "proxy a\0b\n\n";
  g_autoptr (GError) error = NULL;
  fotad_autofd int fd = open_text (text, sizeof text - 1);

  g_assert_null (fotad_fetch_order_read (fd, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
  assert_left (fd, "b\n\n");
}

static void
test_cannot_be_read (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fotad_fetch_order_read (-1, &error));
  g_assert_error (error, FOTAD_ERROR, FOTAD_ERROR_INVALID_ARGUMENT);
}

/* An order of @size bytes that is good but for its size. */
static char *
make_large (gsize size)
{
  g_autofree char *filling = g_strnfill (size - strlen (GOOD "proxy \n\n"), 'x');

  return g_strconcat (GOOD, "proxy ", filling, "\n\n", NULL);
}

static void
test_large (void)
{
  g_autofree char *largest = make_large (MAX_ORDER), *larger = make_large (MAX_ORDER + 1);
  g_autoptr (FotadFetchOrder) order = read_order (largest, NULL);

  g_assert_nonnull (order);
  assert_refused (larger, "order: it has no end");
}

/* What comes behind the empty line is not the order's: its end will be the word to stop. */
static void
test_leaves_the_rest (void)
{
  static const char text[] = GOOD "\nmore";
  fotad_autofd int fd = open_text (text, sizeof text - 1);
  g_autoptr (FotadFetchOrder) order = fotad_fetch_order_read (fd, NULL);

  g_assert_nonnull (order);
  assert_left (fd, "more");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fetch/order/all", test_all);
  g_test_add_func ("/fetch/order/what-may-lack", test_what_may_lack);
  g_test_add_func ("/fetch/order/values", test_values);
  g_test_add_func ("/fetch/order/missing", test_missing);
  g_test_add_func ("/fetch/order/bad-numbers", test_bad_numbers);
  g_test_add_func ("/fetch/order/bad-lines", test_bad_lines);
  g_test_add_func ("/fetch/order/no-end", test_no_end);
  g_test_add_func ("/fetch/order/nul", test_nul);
  g_test_add_func ("/fetch/order/cannot-be-read", test_cannot_be_read);
  g_test_add_func ("/fetch/order/large", test_large);
  g_test_add_func ("/fetch/order/leaves-the-rest", test_leaves_the_rest);
  return g_test_run ();
}
