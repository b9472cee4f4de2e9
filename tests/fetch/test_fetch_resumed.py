#!/usr/bin/python3
"""fotad-fetch going on with what is there: only with the very rest of the very same file.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from fetchcase import DATA, ETAG, OTHER, FetchCase, cases, half, rest, whole

LONG_AGO, NOW = 'Wed, 01 Jan 2025 10:00:00 GMT', 'Wed, 01 Jan 2025 12:00:00 GMT'


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

    def chunks(self, request):
        """Half of it without its size, then the connection ends."""
        request.head('200 OK', Transfer_Encoding='chunked', ETag=ETAG)
        request.send(b'%x\r\n%s\r\n' % (len(DATA) // 2, DATA[:len(DATA) // 2]))

    def test_less_than_the_rest_of_an_unknown_size(self):
        """A server may give less than was asked for; what it gave is not the whole file."""
        def some(request):
            start = request.start()
            request.head('206 Partial Content', ETag=ETAG, Content_Length=50000,
                         Content_Range='bytes %d-%d/%d' % (start, start + 49999, len(DATA)))
            request.send(DATA[start:start + 50000])
        self.serve([self.chunks, some, rest])
        self.assert_failed(self.fetch(), 'Network', True)
        self.assert_failed(self.fetch(), 'Network', True)
        self.assert_done(self.fetch(), pieces=3)
        self.assert_asked(None, len(DATA) // 2, len(DATA) // 2 + 50000)

    def test_rest_without_any_size(self):
        self.again(lambda r: rest(r, Content_Range='bytes %d-%d/*' % (r.start(), len(DATA) - 1)),
                   first=self.chunks)

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


if __name__ == '__main__':
    cases.main()
