#!/usr/bin/python3
"""fotad-fetch, the program that downloads, before servers that lie, break off, stall, change their
file, send for ever and lead astray.

    FOTAD_BUILD_DIR=build tests/fetch/test_fetch.py [Class.test_case]

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'modem'), os.path.join(HERE, '..')]

import cases  # noqa: E402
import webserver  # noqa: E402
from badserver import BadServer  # noqa: E402

BUILD = os.environ.get('FOTAD_BUILD_DIR', os.path.join(HERE, '..', '..', 'build'))
PROGRAM = os.path.join(BUILD, 'daemon', 'fotad-fetch')
DATA = os.urandom(300000)
OTHER = os.urandom(300000)
ETAG = '"one"'
LONG_AGO, NOW = 'Wed, 01 Jan 2025 10:00:00 GMT', 'Wed, 01 Jan 2025 12:00:00 GMT'
CLEAN = {k: v for k, v in os.environ.items() if not k.lower().endswith('_proxy')}


class Fetching:
    """One run of the program."""

    def __init__(self, order, limit=None, env=None):
        def prepare():
            if limit:
                resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        self.process = subprocess.Popen(
            [PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, preexec_fn=prepare, env={**CLEAN, **(env or {})})
        try:
            self.process.stdin.write(order)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has seen enough of it
        self.output = ''

    def wait_for(self, predicate):
        """Reads lines until one fits; it, as words."""
        for line in self.process.stdout:
            self.output += line
            if predicate(line.split()):
                return line.split()
        raise AssertionError('ended before that: ' + self.output)

    def close(self):
        self.process.stdin.close()
        self.process.stdout.close()

    def stop(self):
        """The word to stop; its last line."""
        self.process.stdin.close()
        return self.end()

    def end(self):
        """Its last line."""
        self.output += self.process.stdout.read()
        self.process.wait(20)
        self.close()
        return self.output.strip().rpartition('\n')[2]


class FetchCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='fotad-fetch.')
        self.addCleanup(shutil.rmtree, self.folder)
        self.part = os.path.join(self.folder, 'package-1.download')
        self.note = self.part + '.from'

    def serve(self, answer, **options):
        """`answer`: a function, or a list of them, one for each request; the last one stays."""
        answers = list(answer) if isinstance(answer, (list, tuple)) else [answer]

        def choose(request):
            return (answers.pop(0) if len(answers) > 1 else answers[0])(request)
        self.server = BadServer(choose, **options)
        self.addCleanup(self.server.stop)
        return self.server

    def start(self, url=None, limit=None, env=None, **more):
        values = {'url': url or self.server.url(), 'part': self.part, 'max': 1 << 20, 'stall': 800,
                  'connect': 3000, **{k.replace('_', '-'): v for k, v in more.items()}}
        order = ''.join('%s %s\n' % item for item in values.items() if item[1] is not None)
        return Fetching(order + '\n', limit, env)

    def fetch(self, *arguments, **more):
        """The last line."""
        run = self.start(*arguments, **more)
        last = run.end()
        self.output = run.output
        return last

    def content(self):
        with open(self.part, 'rb') as file:
            return file.read()

    def assert_done(self, last, data=DATA, pieces=1):
        self.assertEqual(last, 'done %d %d' % (len(data), pieces))
        self.assertEqual(self.content(), data)

    def assert_failed(self, last, name, retry, text=''):
        words = last.split(' ', 4)
        self.assertEqual(words[:3], ['failed', name, '1' if retry else '0'], last)
        self.assertIn(text, words[4])

    def assert_nothing_stored(self):
        self.assertEqual(os.path.getsize(self.part), 0)


def whole(request, data=DATA, etag=ETAG, **headers):
    request.whole(data, ETag=etag, **headers)


def half(request, data=DATA, etag=ETAG, **headers):
    """Half of it, then the connection ends."""
    request.head('200 OK', Content_Length=len(data), ETag=etag, **headers)
    request.send(data[:len(data) // 2])


def rest(request, data=DATA, etag=ETAG, **headers):
    request.rest(data, ETag=etag, **headers)


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


class Resumed(FetchCase):
    def assert_asked(self, *ranges):
        self.assertEqual([r.start() for r in self.server.requests], list(ranges))

    def test_goes_on(self):
        self.serve([half, rest])
        self.assert_failed(self.fetch(), 'Network', True)
        self.assert_done(self.fetch(), pieces=2)
        self.assert_asked(None, len(DATA) // 2)
        self.assertEqual(self.server.requests[1].headers['if-range'], ETAG)

    def test_goes_on_by_date(self):
        dates = {'etag': None, 'Last_Modified': LONG_AGO, 'Date': NOW}
        self.serve([lambda r: half(r, **dates), lambda r: rest(r, **dates)])
        self.fetch()
        self.assert_done(self.fetch(), pieces=2)
        self.assertEqual(self.server.requests[1].headers['if-range'], LONG_AGO.lower())

    def test_many_times(self):
        def some(request):
            start = request.start()
            if start is None:
                half(request)
                return
            request.head('206 Partial Content', ETag=ETAG, Content_Length=len(DATA) - start,
                         Content_Range='bytes %d-%d/%d' % (start, len(DATA) - 1, len(DATA)))
            request.send(DATA[start:start + 40000])
        self.serve(some)
        for _ in range(5):
            last = self.fetch()
        self.assert_done(last, pieces=5)

    def again(self, second, data=DATA, first=half):
        """From the beginning, without the range being glued to what was there."""
        self.serve([first, second, whole])
        self.fetch()
        self.assert_done(self.fetch(), data)

    def test_server_without_ranges(self):
        self.again(whole)
        self.assert_asked(None, len(DATA) // 2)

    def test_changed(self):
        self.again(lambda r: whole(r, OTHER, '"two"'), OTHER)

    def test_changed_but_the_server_does_not_mind(self):
        self.serve([half, lambda r: rest(r, OTHER, '"two"'), lambda r: whole(r, OTHER, '"two"')])
        self.fetch()
        self.assert_done(self.fetch(), OTHER)
        self.assert_asked(None, len(DATA) // 2, None)

    def test_changed_its_size(self):
        longer = OTHER + b'more'
        self.serve([half, lambda r: rest(r, longer, None), lambda r: whole(r, longer, '"two"')])
        self.fetch()
        self.assert_done(self.fetch(), longer)

    def test_range_that_begins_elsewhere(self):
        self.again(lambda r: rest(r, Content_Range='bytes 1-%d/%d' % (len(DATA) - 1, len(DATA))))

    def test_range_that_makes_no_sense(self):
        for text in ('bytes', 'bytes 150000-', 'lines 150000-299999/300000', None):
            with self.subTest(text):
                self.again(lambda r, t=text: rest(r, Content_Range=t))
                os.unlink(self.note)

    def test_several_parts_at_once(self):
        self.again(lambda r: (r.head('206 Partial Content', Content_Length=10,
                                     Content_Type='multipart/byteranges; boundary=x'),
                              r.send(b'--x\r\n12345')))

    def test_no_such_range(self):
        self.again(lambda r: r.head('416 No', Content_Range='bytes */10', Content_Length=0))

    def test_part_that_was_not_asked_for(self):
        self.serve(lambda r: (r.head('206 Partial Content', Content_Length=5,
                                     Content_Range='bytes 0-4/5'), r.send(b'12345')))
        self.assert_failed(self.fetch(), 'Server', False)
        self.assert_nothing_stored()

    def test_what_cannot_be_told_from_another_is_not_gone_on_with(self):
        for headers in ({}, {'etag': 'W/"weak"'}, {'etag': 'bare'}, {'etag': '"' + 'x' * 600 + '"'},
                        {'Last_Modified': NOW, 'Date': NOW}, {'Last_Modified': LONG_AGO},
                        {'Last_Modified': 'yesterday', 'Date': NOW}):
            with self.subTest(headers):
                kept = {'etag': None, **headers}
                self.serve([lambda r, k=kept: half(r, **k), lambda r, k=kept: whole(r, **k)])
                self.fetch()
                self.assert_done(self.fetch())
                self.assert_asked(None, None)
                os.unlink(self.note)

    def spoil(self, spoil):
        self.serve([half, whole])
        self.fetch()
        spoil()
        self.assert_done(self.fetch())
        self.assert_asked(None, None)

    def test_note_lost(self):
        self.spoil(lambda: os.unlink(self.note))

    def test_note_damaged(self):
        def damage():
            with open(self.note, 'wb') as note:
                note.write(b'\0' * 100)
        self.spoil(damage)

    def test_file_shorter_than_its_note(self):
        self.spoil(lambda: os.truncate(self.part, 1000))

    def test_file_longer_than_its_note(self):
        """What a power cut left behind the last word of the note may be anything."""
        self.serve([half, rest])
        self.fetch()
        with open(self.part, 'ab') as part:
            part.write(b'\0' * 5000)
        self.assert_done(self.fetch(), pieces=2)


class Liars(FetchCase):
    def test_more_than_was_said(self):
        self.serve(lambda r: (r.head('200 OK', Content_Length=1000), r.send(DATA)))
        self.assert_done(self.fetch(), DATA[:1000])

    def test_more_of_a_range_than_there_is(self):
        def longer(request):
            request.head('206 Partial Content', ETag=ETAG, Content_Length=len(DATA),
                         Content_Range='bytes %d-%d/%d' % (request.start(), len(DATA) - 1, len(DATA)))
            request.send(DATA)
        self.serve([half, longer])
        self.fetch()
        self.assert_failed(self.fetch(), 'Server', False, 'more than it said')
        self.assertLessEqual(os.path.getsize(self.part), len(DATA))

    def test_too_large_at_once(self):
        self.serve(lambda r: (r.head('200 OK', Content_Length=1 << 40), r.send(DATA)))
        self.assert_failed(self.fetch(), 'PackageTooLarge', False, str(1 << 20))
        self.assert_nothing_stored()

    def test_length_that_is_none(self):
        for length in ('-5', '99999999999999999999', '1e3'):
            with self.subTest(length):
                self.serve(lambda r, n=length: (r.head('200 OK', Content_Length=n), r.send(DATA)))
                self.assertEqual(self.fetch().split()[0], 'failed')

    def test_endless(self):
        def endless(request):
            request.head('200 OK', Transfer_Encoding='chunked')
            while True:
                request.send(b'10000\r\n' + b'x' * 65536 + b'\r\n')
        self.serve(endless)
        self.assert_failed(self.fetch(), 'PackageTooLarge', False)
        self.assertLessEqual(os.path.getsize(self.part), 1 << 20)

    def test_endless_headers(self):
        def endless(request):
            request.send(b'HTTP/1.1 200 OK\r\n')
            while True:
                request.send(b'X-More: and more\r\n' * 1000)
        self.serve(endless)
        self.assert_failed(self.fetch(), 'Server', False, 'headers')

    def test_end_that_nobody_can_tell(self):
        self.serve(lambda r: (r.head('200 OK', Connection='close'), r.send(DATA)))
        self.assert_failed(self.fetch(), 'Server', False, 'ends')

    def test_no_http(self):
        self.serve(lambda r: r.send(b'220 ftp.example.com ready\r\n'))
        self.assertEqual(self.fetch().split()[0], 'failed')
        self.assert_nothing_stored()

    def test_nothing(self):
        self.serve(lambda r: None)
        self.assert_failed(self.fetch(), 'Network', True)

    def test_stalls(self):
        self.serve(lambda r: (half(r), self.server.pause()))
        since = time.monotonic()
        self.assert_failed(self.fetch(), 'Network', True, 'imeout')
        self.assertLess(time.monotonic() - since, 4)
        self.assertEqual(self.content(), DATA[:len(DATA) // 2])

    def test_stalls_before_a_word(self):
        self.serve(lambda r: self.server.pause())
        self.assert_failed(self.fetch(), 'Network', True, 'imeout')

    def test_trickles(self):
        def trickle(request):
            request.head('200 OK', Content_Length=1000)
            for byte in DATA[:1000]:
                request.send(bytes([byte]))
                self.server.pause(0.2)
        self.serve(trickle)
        self.assert_failed(self.fetch(), 'Network', True, 'imeout')


class Astray(FetchCase):
    def chain(self, length):
        def answer(request):
            step = int(request.path[1:])
            if step < length:
                request.go_to('/%d' % (step + 1))
            else:
                whole(request)
        self.serve(answer)
        return self.fetch(self.server.url('0'))

    def test_five_redirections(self):
        self.assert_done(self.chain(5))

    def test_six_redirections(self):
        self.assert_failed(self.chain(6), 'Server', False, 'redirects')

    def test_round_in_circles(self):
        self.serve(lambda r: r.go_to('/'))
        self.assert_failed(self.fetch(), 'Server', False, 'redirects')

    def test_to_other_protocols(self):
        for url in ('file:///etc/passwd', 'ftp://127.0.0.1/x', 'gopher://127.0.0.1/x',
                    'dict://127.0.0.1/x', 'scp://127.0.0.1/x'):
            with self.subTest(url):
                self.serve(lambda r, u=url: r.go_to(u))
                self.assert_failed(self.fetch(), 'Server', False)
                self.assert_nothing_stored()

    def test_order_for_another_protocol(self):
        self.assert_failed(self.fetch('file:///etc/passwd'), 'Server', False)
        self.assert_nothing_stored()

    def test_redirection_in_the_middle(self):
        def answer(request):
            if request.path != '/there':
                request.go_to('/there')
            elif request.start() is None:
                half(request)
            else:
                rest(request)
        self.serve(answer)
        self.fetch()
        self.assert_done(self.fetch(), pieces=2)

    def test_password_stays_with_its_host(self):
        other = BadServer(whole)
        self.addCleanup(other.stop)
        self.serve(lambda r: r.go_to(other.url(host='localhost')))
        self.assert_done(self.fetch(self.server.url('x?token=geheim', user='joe:geheim@')))
        self.assertEqual(self.server.requests[0].headers['authorization'][:6], 'basic ')
        self.assertNotIn('authorization', other.requests[0].headers)
        self.assertNotIn('cookie', other.requests[0].headers)

    def test_no_secret_is_said(self):
        for answer in (whole, half, lambda r: r.head('403 No', Content_Length=0),
                       lambda r: r.go_to('ftp://geheim/geheim'), lambda r: r.go_to('http://:geheim:')):
            server = self.serve(answer)
            run = self.start(server.url('geheim?geheim=geheim', user='geheim:geheim@'),
                             proxy=None)
            with open('/proc/%d/cmdline' % run.process.pid, encoding='ascii') as words:
                self.assertNotIn('geheim', words.read())
            with open('/proc/%d/environ' % run.process.pid, encoding='latin-1') as words:
                self.assertNotIn('geheim', words.read())
            run.end()
            self.assertNotIn('geheim', run.output)
            if os.path.exists(self.note):
                with open(self.note, encoding='utf-8') as note:
                    self.assertNotIn('geheim', note.read())


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
