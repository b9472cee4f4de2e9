"""The test case class of fotad-fetch: one run of it, and the server's usual answers.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'modem'), os.path.join(HERE, '..')]

import cases  # noqa: E402, F401
import webserver  # noqa: E402, F401
from badserver import BadServer  # noqa: E402

BUILD = os.environ.get('FOTAD_BUILD_DIR', os.path.join(HERE, '..', '..', 'build'))
PROGRAM = os.path.join(BUILD, 'daemon', 'fotad-fetch')
DATA = os.urandom(300000)
OTHER = os.urandom(300000)
ETAG = '"one"'
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
