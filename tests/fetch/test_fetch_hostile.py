#!/usr/bin/python3
"""fotad-fetch before servers that lie, break off, stall, send for ever and lead astray.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import time

from fetchcase import DATA, ETAG, BadServer, FetchCase, cases, half, rest, whole


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


if __name__ == '__main__':
    cases.main()
