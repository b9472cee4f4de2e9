"""The download of a Cinterion module: ^SNFOTA.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import re

from .. import download
from ..command import AtError
from ..handler import command

ERRORS = {'url': 14, 'dns': 5, 'connect': 5, 'tls': 6, 'timeout': 6, 'truncated': 5,
          'too-large': 8, 'status': 3, 'protocol': 3}
STYLES = {'unquoted': '^SNFOTA:act,%s,%s,%s', 'quoted': '^SNFOTA: "act",%s,%s,%s',
          'all-quoted': '^SNFOTA: "act", "%s","%s","%s"', 'blanks': '^SNFOTA: act, %s, %s, %s',
          'misprint': '^SNFOTA: "act,"%s","%s","%s"'}


class Fetcher:
    """A part of Cinterion."""

    package = b''  # what of it is here
    source = None  # (url, crc) that it belongs to
    stored = False  # all of it, and its digest was right
    act = ('', 0, 0)  # action, error, percent

    def item(self, name):
        return self.store.values['^SNFOTA'][name]['value']

    @command('^SNFOTA')
    def on_fota(self, port, cmd):
        if cmd.kind == 'read':
            return self.show_fota()
        if cmd.kind != 'set' or len(cmd.fields) != 2:
            raise AtError(21)
        name, value = cmd.value(0).lower(), cmd.value(1)
        if name == 'act':
            return self.on_action(value)
        if name == 'crc' and not re.fullmatch(r'[0-9a-fA-F]{64}', value) or self.busy():
            raise AtError(3)
        if self.knobs.at.get('set:' + name) == 'forget':
            return []
        cmd.fields = ['"%s"' % name, '"%s"' % value]
        self.store.execute(self.store.settings['^SNFOTA'], cmd)
        self.save_state()
        return []

    def show_fota(self):
        lines = ['^SNFOTA: "%s","%s"' % (n, self.item(n)) for n in ('url', 'crc', 'urc', 'conid')]
        quote = '' if self.knobs.style == 'misprint' else '"'
        return lines + ['^SNFOTA: "act%s,"%s","%s","%s"' % (quote, *self.act)]

    def on_action(self, value):
        if value == '0':
            return self.stop_download()
        if value != '2':
            raise AtError(4)
        if self.knobs.fail_start >= 0:
            raise AtError(self.knobs.fail_start or None)
        if self.pin != 'READY':
            raise AtError(11)
        if not self.busy():
            self.run(self.fetch())
        return []

    def stop_download(self):
        if self.busy():
            self.current.cancel()
            self.spawn(self.tell_later(0, 12, self.act[2]))
        return []

    async def tell_later(self, *act):
        await self.clock.sleep(0.5)
        self.tell(*act)
        self.set_update(stage='idle')

    def tell(self, action, error, percent, name='progress'):
        self.act = (action, error, percent)
        if self.item('urc') == '1':
            style = STYLES.get(self.knobs.style, STYLES['unquoted'])
            self.urc(style % self.act, name)

    async def fetch(self):
        """Goes on with what is here, when it is of the same source."""
        source = (self.item('url'), self.item('crc'))
        if self.stored or self.source != source:
            self.keep_package(b'')
        self.set_update(stage='downloading', stored=False, source=list(source))
        self.stored, self.source, self.act = False, source, (2, 0, 0)
        await self.pause('connect')
        if self.knobs.fail_download:
            await self.clock.sleep(self.knobs.fail_after_s)
            self.fail(self.knobs.fail_download)
            return
        try:
            await self.receive_all(source[0])
        except download.DownloadError as error:
            self.journal.event('download-error', text=str(error))
            self.fail(ERRORS.get(error.kind, error.kind))
            return
        await self.compare(source[1])

    def fail(self, error):
        self.tell(0, error, self.act[2])
        self.set_update(stage='idle')

    def set_package(self, data):
        """It has this now, and nobody has compared it with a digest."""
        self.keep_package(data)
        self.stored = False
        self.set_update(stored=False)

    def keep_package(self, data):
        self.package = data
        self.store_package(data)

    async def receive_all(self, url, tell=None):
        ca = ''.join(self.certificates.values())
        if url.startswith('https:') and not ca:
            await self.clock.sleep(10)
            raise download.DownloadError('tls', 'no CA')
        request = download.Request(url, offset=len(self.package), limit=int(self.facts['limit']), ca=ca)
        steps = [0]

        async def on_data(piece, offset, total):
            self.package = self.package[:offset] + piece
            here = 100 * len(self.package) // total
            steps[0] = steps[0] or offset * 100 // total // 10
            while (steps[0] + 1) * 10 <= here:
                steps[0] += 1
                await self.clock.sleep(self.time('download') / 10)
                self.store_package(self.package)
                await self.step(10 * steps[0], tell)

        await download.get(request, self.clock, on_data)
        self.store_package(self.package)

    async def step(self, percent, tell):
        if tell:
            tell(percent)
        else:
            self.tell(2, 0, percent)
        point = 'downloading:%d' % percent
        action = self.knobs.at.get(point, '')
        if action.startswith('error-') and point not in self.reached:
            self.reached.add(point)
            raise download.DownloadError(int(action[6:]))
        elif action == 'reset' and point not in self.reached:
            self.reached.add(point)
            self.reset()
        await self.reach('downloading', percent)

    async def compare(self, crc):
        await self.pause('checked')
        if hashlib.sha256(self.package).hexdigest() != crc.lower():
            self.act = (2, 11, 100)
            self.tell(*self.act)
            self.set_update(stage='idle')
            return
        self.stored = True
        self.set_update(stage='stored', stored=True)
        self.tell(int(self.knobs.rename.get('final', 0)), 0, 100, 'final')

