"""The test case class of transport "host": a gateway with a web server that misbehaves as told.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os
import sys

from world import HERE, WorldCase, rig

sys.path.insert(0, os.path.join(HERE, '..', 'fetch'))
from badserver import BadServer  # noqa: E402

HL78_OLD, HL78_NEW = 'HL7800.4.5.4.0', 'HL7800.4.6.9.4'
ETAG = '"one"'


class HostCase(WorldCase):
    """`data` is the package; `answers` are the server's, one a request, the last one for good."""

    FAMILY = 'hl78'

    def start_world(self, *modem, size='20000', conf='', scale=0.02, certificate=None, prepare=None):
        world = self.make_world(scale=scale, modem_scale=0.005)
        self.answers = [self.whole]
        self.serve(certificate)
        os.makedirs(os.path.join(world.folder, 'configuration'))
        with open(os.path.join(world.folder, 'configuration', 'fotad.conf'), 'w',
                  encoding='utf-8') as file:
            file.write(conf)
        if prepare:
            prepare(world)
        options = ('--family', 'hl78', '--model', 'HL7800') if self.FAMILY == 'hl78' else ()
        self.path = world.start(*options, *modem, flavour='uart',
                                plugin='generic' if options else 'quectel')
        self.service, self.modem = world.service, world.modem
        package = rig.make_package(os.path.join(world.folder, 'push.bin'), *options, '--size', size)
        with open(package, 'rb') as file:
            self.data = file.read()
        self.mark = self.modem.mark()
        return world

    def serve(self, certificate):
        def choose(request):
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            answer(request)
        self.server = BadServer(choose, certificate)
        self.addCleanup(self.server.stop)

    # What the server does

    def whole(self, request):
        request.whole(self.data, ETag=ETAG)

    def half(self, request):
        """The first half, then nothing until the test is over."""
        request.head('200 OK', Content_Length=len(self.data), ETag=ETAG)
        request.send(self.data[:len(self.data) // 2])
        self.server.pause()

    def rest(self, request):
        request.rest(self.data, ETag=ETAG)

    def refuse(self, status):
        return lambda request: request.head(status, Content_Length=0)

    # The job

    def update(self, url=None, **values):
        self.job = self.service.update(self.path, url or self.server.url(),
                                       **{'transport': 'host', **values})
        return self.job

    def run_host(self, url=None, **values):
        return self.service.await_end(self.update(url, **values))

    def digest(self):
        return hashlib.sha256(self.data).hexdigest()

    def cache(self):
        return os.listdir(os.path.join(self.world.folder, 'cache'))

    def await_half(self):
        """Half of the package is there, and the server keeps the rest."""
        def there():
            found = [name for name in self.cache() if name.endswith('.download')]
            path = os.path.join(self.world.folder, 'cache', *found)
            return found and os.path.getsize(path) >= len(self.data) // 2
        self.service.wait('half of the package', there)

    def assert_untouched(self):
        """Not a word to the modem by us, and no file left."""
        said = [line for line in self.modem.received(self.mark) if 'WDS' in line or 'QFOTA' in line]
        self.assertEqual(said, [])
        rig.until('an empty cache', lambda: not self.cache())  # fotad-fetch may still be leaving

    def assert_updated(self, job):
        self.assert_succeeded(job)
        self.assertEqual(job['Route'], 'push')
        self.assertEqual(self.modem.get()['version'], self.NEW)
        self.assertEqual(self.cache(), [])

    NEW = HL78_NEW

    def starts(self):
        return [request.start() for request in self.server.requests]

    def phases(self):
        return [values['Phase'] for path, _, values in self.service.changes
                if path == self.job and 'Phase' in values]
