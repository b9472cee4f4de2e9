"""Sierra Wireless / Semtech HL78xx: AT+WDSD with XMODEM, and the AirVantage client.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from .. import package
from ..command import AtError
from ..handler import command
from ..modem import Modem
from ._airvantage import AirVantage
from ._xmodem import Receiver, XmodemError

# Which bit of the mask shows which event.
MASKS = {1: (0,), 2: (1, 2, 3), 4: (4, 5), 8: (6, 7, 8), 16: (9, 10, 11), 32: (12, 13),
         64: (14, 15, 16), 128: (17,), 256: (18,), 2048: (21,), 4096: (23,)}


def scenarios():
    return {
        'no-large-blocks': ('EURY-4127: blocks of 1 KiB end in CME 3', {'small_only': True}),
        'asks-for-crc': ('the receiver begins with C', {'crc': True}),
        'lost-question': ('+WDSI: 3 never arrives', {'lose': {'3'}}),
        'not-certified': ('the signature is wrong', {'fail_install': 13}),
        'update-fails': ('a delta of another firmware', {'fail_install': 15}),
        'nothing-offered': ('the server has nothing', {'offers': False}),
        'silent-session': ('the first session is dead behind a NAT', {'nat_lost': 1}),
        'server-refuses': ('the server does not know the module', {'fail_session': 7}),
        'download-breaks': ('the download ends in 11,4 once', {'fail_download': 4}),
        'lost-install-result': ('nothing after the reboot', {'lose': {'16', '15', 'ksup', '0'}}),
        'power-cut-install': ('the supply fails while it installs',
                              {'at': {'updating:43': 'power-cut'}}),
    }


class Hl78(AirVantage, Modem):
    FAMILY = 'hl78'
    PLUGIN = 'generic'
    ANSWERS = ['base.answers']
    SETTINGS = ['base.settings', 'families/hl78.settings']
    SCENARIOS = scenarios()
    # Vendor seconds, from D.f.1 and D.f.2 of the vendor reference.
    TIMES = {'first-block': 1.3, 'certify': 1, 'leaving': 1, 'updating': 80, 'boot': 3, 'ready': 3,
             'connect': 3, 'authenticate': 5, 'session': 2, 'download': 300, 'reprompt': 1800}

    def event(self, number, *more):
        """A +WDSI line, when the mask shows it."""
        mask = int(self.store.get('+WDSI') or 0)
        if any(number in events and mask & bit for bit, events in MASKS.items()):
            text = ','.join(str(n) for n in (number, *more))
            self.urc('+WDSI:%s%s' % (self.knobs.colon_space, text), str(number))

    @command('+WDSI')
    def on_lines(self, port, cmd):
        if cmd.kind == 'test':
            return ['+WDSI: ' + self.facts['lines']]
        if cmd.kind == 'set':
            ranges = re.findall(r'(\d+)-(\d+)', self.facts['lines'])
            if not any(int(a) <= cmd.number(0, -1) <= int(b) for a, b in ranges):
                raise AtError(3)
        return self.store.execute(self.store.settings['+WDSI'], cmd)

    @command('+WDSD')
    async def on_upload(self, port, cmd):
        limit = int(self.facts['limit'])
        if cmd.kind == 'test':
            return ['+WDSD: (1-%d)' % limit]
        size = cmd.number(0, 0)
        if cmd.kind != 'set' or not 0 < size <= limit:
            raise AtError(3)
        await self.pause('first-block')
        receiver = Receiver(port, self.clock, self.knobs.crc, not self.knobs.small_only)
        port.raw = True
        try:
            data = await receiver.receive(300, lambda n: self.on_block(n, size))
        except XmodemError as error:
            self.journal.event('upload', error=str(error))
            port.buffer.clear()
            raise AtError(3) from error
        finally:
            port.raw = False
        self.keep(data[:size])
        self.spawn(self.ask_soon())
        return []

    async def on_block(self, number, size):
        await self.reach('receiving', min(100, 100 * number * 1024 // size))

    async def ask_soon(self):
        await self.clock.sleep(0.5)
        if self.agrees(2):
            self.event(3)

    def agrees(self, item):
        return self.store.values['+WDSC'].get(str(item)) == '1'

    def keep(self, data):
        self.package = bytes(data)
        self.store_package(self.package)
        self.set_update(stage='stored', size=len(data))

    @command('+WDSG')
    def on_state(self, port, cmd):
        stage = self.update.get('stage')
        state = {'stored': 3, 'offered': 2}.get(stage, 1 if self.session else 0)
        return ['+WDSG: 0,3', '+WDSG: 1,%d' % state]

    @command('+WDSR')
    def on_answer(self, port, cmd):
        if cmd.kind == 'test':
            return ['+WDSR: (0-9),(0-1440)']
        answer, stage = cmd.number(0, -1), self.update.get('stage')
        self.journal.event('answer', number=answer)
        if answer == 4 and stage == 'stored':
            self.spawn(self.install())
        elif answer == 3 and stage == 'offered':
            self.spawn(self.fetch())
        elif answer in (2, 5) and cmd.number(1, 0) > 0:
            self.remind(cmd.number(1) * 60)
        else:
            raise AtError(3)
        return []

    # Install

    async def install(self):
        self.package = self.package or self.load_package()
        await self.pause('certify')
        if self.knobs.fail_install == 13:
            self.event(13)
            return
        self.event(12)
        await self.pause('leaving')
        self.event(14)
        self.set_update(stage='installing', percent=0)
        await self.clock.sleep(0.5)
        await self.flash()

    async def resume_install(self):
        for port in self.ports:
            port.wire.plug()
        self.package = self.package or self.load_package()
        await self.flash()

    async def flash(self):
        self.leave()
        await self.reach('start')
        for percent in range(self.update.get('percent', 0) + 1, 101):
            await self.clock.sleep(self.time('updating') / 100)
            self.set_update(percent=percent)
            await self.reach('updating', percent)
        await self.finish()

    def target(self):
        """The version after the install, or None when it fails."""
        if self.knobs.fail_install:
            return None
        try:
            stored = package.parse(self.package)
        except package.PackageError:
            return None
        fits = stored.fits(self.FAMILY, self.facts['model'], self.facts['version'])
        return stored.target if fits else None

    async def finish(self):
        target = self.target()
        mask = self.store.get('+WDSI')
        if target and self.knobs.version_after != 'old':
            third = self.knobs.version_after == 'third'
            self.facts['version'] = self.facts['third'] if third else target
        self.package = b''
        self.store_package(b'')
        self.set_update(stage='idle', percent=0)
        self.store.saved.pop('E', None)
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        self.store.reset_boot()
        self.start_network()
        await self.reach('end')
        await self.pause('boot')
        self.wake()
        self.urc('+KSUP: 0', 'ksup')
        await self.pause('ready')
        self.store.set('+WDSI', mask)
        self.event(0)
        self.event(16 if target else 15)
        if target and self.serving:
            self.spawn(self.report())

    async def boot_lines(self):
        self.session = False
        self.urc('+KSUP: 0', 'ksup')
        await self.pause('ready')
        self.event(0)
        if self.update.get('stage') in ('stored', 'offered'):
            self.event(3 if self.update['stage'] == 'stored' else 2)


MODEM = Hl78
