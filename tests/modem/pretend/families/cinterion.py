"""Telit Cinterion EXS82-W and its relatives: download by ^SNFOTA, install by ^SFDL=2, certificates.

The container that ^SBNW takes is made up: MAGIC, one byte for the index, a certificate in DER.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import re
import ssl

from .. import download, package
from ..command import AtError
from ..handler import command
from ..modem import Modem
from ._lwm2m import Lwm2m

ERRORS = {'url': 14, 'dns': 5, 'connect': 5, 'tls': 6, 'timeout': 6, 'truncated': 5,
          'too-large': 8, 'status': 3, 'protocol': 3}
STYLES = {'unquoted': '^SNFOTA:act,%s,%s,%s', 'quoted': '^SNFOTA: "act",%s,%s,%s',
          'all-quoted': '^SNFOTA: "act", "%s","%s","%s"', 'blanks': '^SNFOTA: act, %s, %s, %s',
          'misprint': '^SNFOTA: "act,"%s","%s","%s"'}
MAGIC = b'SECURECMD'
LAST_PART = 60  # percent of the install at which phase 1 is over


def scenarios():
    table = {'style-' + name: ('^SNFOTA lines ' + name, {'style': name}) for name in STYLES}
    for code in range(1, 15):
        table['error-%d' % code] = ('the download ends with error %d' % code,
                                    {'fail_download': code, 'fail_after_s': 10})
    for code in (3, 21, 100, 256, 767):
        table['cme-%d' % code] = ('act,2 is refused with %d' % code, {'fail_start': code})
    for name in ('progress', 'final', 'start', 'updating', 'end', 'rdy'):
        table['lost-' + name] = ('the lines "%s" never arrive' % name, {'lose': {name}})
    table['socket-error'] = ('error 5 at 30 %, once', {'at': {'downloading:30': 'error-5'}})
    table['dead-install'] = ('the first phase fails without a word', {'fail_install': 1})
    table['old-once'] = ('the first install leaves the old version', {'at': {'end': 'old'}})
    table['power-cut-phase-2'] = ('the supply fails in phase 2', {'at': {'updating:80': 'power-cut'}})
    table['reset-download'] = ('it restarts at 50 %', {'at': {'downloading:50': 'reset'}})
    table['airplane'] = ('it boots into airplane mode', {'style': 'AIRPLANE MODE'})
    return table


class Cinterion(Lwm2m, Modem):
    FAMILY = 'cinterion'
    PLUGIN = 'cinterion'
    PIN_TRIES = '^SPIC: {tries}'
    ANSWERS = ['base.answers', 'families/cinterion.answers']
    SETTINGS = ['base.settings', 'families/cinterion.settings']
    SCENARIOS = scenarios()
    # Vendor seconds, from the vendor reference's transcript A.f.1.
    TIMES = {'connect': 5, 'download': 90, 'checked': 1, 'fota-start': 2, 'checksum': 1,
             'initial': 18, 'updating': 230, 'boot': 15, 'ready': 2}

    package = b''  # what of it is here
    source = None  # (url, crc) that it belongs to
    stored = False  # all of it, and its digest was right
    act = ('', 0, 0)  # action, error, percent
    current = None

    def start_network(self):
        super().start_network()
        self.package = self.package or self.load_package()
        self.stored = bool(self.update.get('stored'))
        self.source = tuple(self.update.get('source', ())) or None
        self.certificates = self.update.setdefault('certificates', {})

    def run(self, coroutine):
        self.current = self.spawn(coroutine)

    def busy(self):
        return self.current is not None and not self.current.done()

    # Who it is

    def revisions(self):
        """REVISION, A-REVISION and the build."""
        parts = self.facts['version'].split('_', 2)
        return parts if len(parts) > 2 else parts + ['SERVAL_300_' + parts[1].replace('.', '')]

    def revision(self):
        return 'REVISION ' + self.revisions()[0]

    @command('I1')
    def on_version(self, port, cmd):
        return [self.facts['manufacturer'], self.facts['model'], self.revision(),
                'A-REVISION ' + self.revisions()[1]]

    @command('^CICRET')
    def on_build(self, port, cmd):
        if cmd.value(0) != 'SWN' or self.facts['builds'] != 'yes':
            raise AtError(3)
        return ['^CICRET: ' + self.revisions()[2]]

    @command('^SGAUTH')
    def on_user(self, port, cmd):
        if cmd.kind == 'set' and len(cmd.fields) == 4 and self.facts['user-first'] == 'yes':
            cmd.fields[2:] = cmd.fields[:1:-1]
        return self.store.execute(self.store.settings['^SGAUTH'], cmd)

    # Download

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
        self.tell(0, 0, 100, 'final')

    # Install

    @command('^SFDL')
    def on_install(self, port, cmd):
        if cmd.kind != 'set' or cmd.value(0) != '2':
            self.journal.event('wired-download')
            self.vanish()
            return []
        if not self.stored or self.busy():
            raise AtError(3)
        self.run(self.install())
        return []

    def fall_deaf(self):
        """The port is there and only speaks."""
        self.alive = False
        for port in self.ports:
            port.stop()

    async def install(self):
        await self.clock.sleep(0.2)
        self.fall_deaf()
        self.journal.event('install')
        self.set_update(stage='initial', percent=0)
        await self.pause('fota-start')
        self.urc('FOTA START', 'start')
        await self.reach('resetting')
        await self.reach('start')
        target = self.judge()
        if not target or self.knobs.fail_install:
            await self.pause('initial')
            await self.come_back()
            return
        await self.pause('checksum')
        self.urc('Checksum OK', 'start')
        self.set_update(stage='installing')
        await self.write(target)

    async def resume_install(self):
        """From the beginning, whatever was done already."""
        for port in self.ports:
            port.wire.plug()
        await self.install()

    def judge(self):
        """The version this package leads to, None when it does not fit."""
        try:
            stored = package.parse(self.package)
        except package.PackageError:
            return None
        fits = stored.fits(self.FAMILY, self.facts['model'], self.facts['version'])
        return stored.target if fits else None

    async def write(self, target):
        """Dots without line ends, then silence."""
        for percent in range(1, 101):
            await self.clock.sleep(self.time('updating') / 100)
            self.set_update(percent=percent)
            if percent <= LAST_PART and 'updating' not in self.knobs.lose:
                for port in self.ports:
                    port.send(b'.')
            if percent == LAST_PART:
                self.urc(' ' * 36 + 'PHASE 1 OK!', 'updating')
                self.urc('.Please Wait for PHASE 2 to complete', 'updating')
            await self.reach('updating', percent)
        new = self.outcome(target)
        if new != self.facts['version']:
            self.facts['version'] = new
            self.drop_package()
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        self.set_update(stage='idle', percent=0)
        if self.knobs.at.get('end') != 'old':
            await self.reach('end')
        await self.come_back()

    def outcome(self, target):
        once = self.knobs.at.get('end') == 'old' and 'end' not in self.reached
        self.reached.add('end')
        if once or self.knobs.version_after == 'old':
            return self.facts['version']
        return self.facts['third'] if self.knobs.version_after == 'third' else target

    def drop_package(self):
        self.keep_package(b'')
        self.stored = False
        self.set_update(stored=False)

    async def come_back(self):
        self.set_update(stage='idle', percent=0)
        await self.boot()

    async def boot_lines(self):
        self.act = ('', 0, 0)
        self.urc(('^SYSSTART ' + (self.knobs.style if self.knobs.style.isupper() else '')).strip(), 'rdy')
        await self.pause('ready')
        self.urc('+CIEV: prov,0,"fallb3gpp"', 'rdy')

    # Certificates

    @command('^SBNW')
    async def on_secure_write(self, port, cmd):
        if cmd.value(0) != 'is_cert' or not 1 <= cmd.number(1, 0) <= 30:
            raise AtError(21)
        port.say('CONNECT')
        port.say('SECURE CMD READY: SEND COMMAND ...')
        data = await port.receive(65536, 2)
        if not data.startswith(MAGIC) or data[len(MAGIC)] != cmd.number(1):
            port.say('SECURE CMD END ERROR')
            raise AtError(767)
        self.certificates[str(cmd.number(1))] = ssl.DER_cert_to_PEM_cert(data[len(MAGIC) + 1:])
        self.save_state()
        return ['SECURE CMD END OK']

    @command('^SBNR')
    def on_secure_read(self, port, cmd):
        if cmd.value(0) == 'preconfig_cert':
            return ['^SBNR: "preconfig_cert",1,"THUMBPRINT: 00112233445566778899aabbccddeeff00112233"']
        if cmd.value(0) != 'is_cert':
            raise AtError(21)
        return ['^SBNR: "is_cert",%s,"CN=pretend"' % k for k in sorted(self.certificates, key=int)]


MODEM = Cinterion
