#!/usr/bin/python3
"""fotad-fetch, the program that downloads: what goes well, certificates, proxies, and its own life.

    FOTAD_BUILD_DIR=build tests/fetch/test_fetch.py [Class.test_case]

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import signal
import subprocess
import time

from fetchcase import (DATA, ETAG, PROGRAM, BadServer, FetchCase, Fetching, cases, rest, webserver,
                       whole)


class Plain(FetchCase):
    def test_whole(self):
        self.serve(whole)
        self.assert_done(self.fetch())
        self.assertEqual(os.stat(self.part).st_mode & 0o777, 0o600)
        self.assertEqual(os.stat(self.note).st_mode & 0o777, 0o600)
        self.assertIn('progress %d %d\n' % (len(DATA), len(DATA)), self.output)

    def test_done_already_asks_nobody(self):
        self.serve(whole)
        self.fetch()
        self.assert_done(self.fetch())
        self.assertEqual(len(self.server.requests), 1)

    def test_chunked(self):
        def chunks(request):
            request.head('200 OK', Transfer_Encoding='chunked')
            for at in range(0, len(DATA), 100000):
                request.send(b'%x\r\n%s\r\n' % (100000, DATA[at:at + 100000]))
            request.send(b'0\r\n\r\n')
        self.serve(chunks)
        self.assert_done(self.fetch())

    def test_encoded_stays_as_it_is(self):
        self.serve(lambda r: whole(r, Content_Encoding='gzip'))
        self.assert_done(self.fetch())

    def test_statuses(self):
        for status, name, retry in ((404, 'NotAvailable', False), (410, 'NotAvailable', False),
                                    (403, 'Server', False), (401, 'Server', False),
                                    (304, 'Server', False), (408, 'Server', True),
                                    (429, 'Server', True), (500, 'Server', True),
                                    (503, 'Server', True)):
            for body in (b'', b'<html>no</html>' * 5000):
                with self.subTest(status, body=len(body)):
                    server = self.serve(lambda r, s=status, b=body: (
                        r.head('%d Bad' % s, Content_Length=len(b)), r.send(b)))
                    self.assert_failed(self.fetch(), name, retry, 'HTTP %d' % status)
                    self.assert_nothing_stored()
                    server.ends.set()

    def test_retry_after(self):
        self.serve(lambda r: r.head('503 Busy', Retry_After=17, Content_Length=0))
        self.assertEqual(self.fetch().split()[2:4], ['1', '17'])

    def test_empty(self):
        self.serve(lambda r: r.whole(b''))
        self.assert_failed(self.fetch(), 'PackageInvalid', False, 'empty')

    def test_nobody_listens(self):
        self.assert_failed(self.fetch(webserver.dead_url()), 'Network', True)

    def test_no_such_host(self):
        self.assert_failed(self.fetch('http://no-such-host.invalid/x'), 'Network', True)


class Tls(FetchCase):
    def setUp(self):
        super().setUp()
        self.certificate = webserver.make_certificate(self.folder)

    def test_trusted(self):
        self.serve(whole, certificate=self.certificate)
        self.assert_done(self.fetch(ca_file=self.certificate[0]))

    def test_not_trusted(self):
        self.serve(whole, certificate=self.certificate)
        self.assert_failed(self.fetch(), 'Network', False, 'certificate')
        self.assertEqual(self.server.requests, [])

    def test_of_another_host(self):
        self.serve(whole, certificate=self.certificate)
        self.assert_failed(self.fetch(self.server.url(host='localhost'), ca_file=self.certificate[0]),
                           'Network', False)

    def test_down_to_http(self):
        other = BadServer(whole)
        self.addCleanup(other.stop)
        self.serve(lambda r: r.go_to(other.url()), certificate=self.certificate)
        self.assert_failed(self.fetch(ca_file=self.certificate[0]), 'Server', False)
        self.assertEqual(other.requests, [])

    def test_no_such_list_of_certificates(self):
        self.serve(whole, certificate=self.certificate)
        self.assert_failed(self.fetch(ca_file='/nowhere'), 'Network', False)


class Proxy(FetchCase):
    TARGET = 'http://packages.invalid/file.bin'

    def test_ordered(self):
        self.serve(whole)
        self.assert_done(self.fetch(self.TARGET, proxy=self.server.url('')))
        self.assertEqual(self.server.requests[0].path, self.TARGET)

    def test_from_the_environment(self):
        self.serve(whole)
        self.assert_done(self.fetch(self.TARGET, env={'http_proxy': self.server.url('')}))

    def test_not_for_these_hosts(self):
        self.serve(whole)
        self.assert_done(self.fetch(env={'http_proxy': 'http://127.0.0.1:9', 'no_proxy': '127.0.0.1'}))


class Life(FetchCase):
    """Of the process, and of what it leaves."""

    def slow(self, request):
        """The first 200000 bytes, the others never; a range at once."""
        if request.start() is not None:
            rest(request)
            return
        request.head('200 OK', Content_Length=len(DATA), ETag=ETAG)
        request.send(DATA[:200000])
        self.server.pause()

    def begin(self):
        self.serve(self.slow)
        run = self.start(stall=60000)
        run.wait_for(lambda words: words[0] == 'progress' and int(words[1]) > 0)
        while os.path.getsize(self.part) < 200000:
            time.sleep(0.02)
        return run

    def test_stopped(self):
        run = self.begin()
        self.assert_failed(run.stop(), 'Cancelled', False)
        self.assert_done(self.fetch(), pieces=2)
        self.assertEqual(self.server.requests[1].start(), 200000)

    def test_stopped_since_nobody_wants_it(self):
        """The file and its note are removed before it has saved what came."""
        run = self.begin()
        os.unlink(self.part)
        os.unlink(self.note)
        run.stop()
        self.assertEqual(os.listdir(self.folder), [])

    def test_stopped_while_a_name_is_looked_for(self):
        run = self.start('http://slow.invalid/x')
        since = time.monotonic()
        self.assertEqual(run.stop().split()[0], 'failed')
        self.assertLess(time.monotonic() - since, 2)

    def test_signals_do_not_stop_it(self):
        run = self.begin()
        run.process.send_signal(signal.SIGTERM)
        run.process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        self.assertIsNone(run.process.poll())
        run.stop()

    def test_killed(self):
        """Only what was noted counts, which here is its beginning."""
        run = self.begin()
        run.process.kill()
        run.end()
        self.serve(whole)
        self.assert_done(self.fetch())
        self.assertIsNone(self.server.requests[0].start())

    def test_the_next_one_waits(self):
        run = self.begin()
        second = self.start()
        time.sleep(0.3)
        self.assertEqual(len(self.server.requests), 1)
        run.stop()
        self.assert_done(second.end(), pieces=2)

    def test_file_system_full(self):
        self.serve(whole)
        self.assert_failed(self.fetch(limit=100000), 'Storage', False)
        self.assert_done(self.fetch())

    def test_file_system_full_half_way(self):
        """Of a file whose size was not said."""
        def chunks(request):
            request.head('200 OK', Transfer_Encoding='chunked')
            request.send(b'%x\r\n%s\r\n0\r\n\r\n' % (len(DATA), DATA))
        self.serve(chunks)
        self.assert_failed(self.fetch(limit=100000), 'Storage', False, 'write')
        self.assertLessEqual(os.path.getsize(self.part), 100000)

    def test_a_link_is_not_followed(self):
        os.symlink(os.path.join(self.folder, 'elsewhere'), self.part)
        self.serve(whole)
        self.assert_failed(self.fetch(), 'Storage', False)
        self.assertEqual(os.listdir(self.folder), [os.path.basename(self.part)])

    def test_orders_that_make_no_sense(self):
        good = 'url http://127.0.0.1:9/\npart %s\nmax 5\nstall 1\nconnect 1\n' % self.part
        for order in ('', '\n', good, good.replace('max 5\n', '') + '\n', good + 'max x\n\n',
                      good + 'max\n\n', good + 'colour red\n\n', good + 'stall 0\n\n', 'x' * 70000):
            with self.subTest(order[-20:]):
                run = Fetching(order)
                self.assert_failed(run.stop(), 'InvalidArgument', False)

    def test_is_no_tool_for_people(self):
        done = subprocess.run([PROGRAM, 'http://127.0.0.1/'], capture_output=True, text=True, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, ''))


if __name__ == '__main__':
    cases.main()
