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
        'endless-nak': ('the receiver likes no block', {'endless_nak': True}),
        'lost-question': ('+WDSI: 2 and 3 never arrive', {'lose': {'2', '3'}}),
        'lost-every-line': ('no +WDSI and no +KSUP ever arrives', {'lose': {'all'}}),
        'no-colon-space': ('no blank after the colon', {'colon_space': ''}),
        'not-certified': ('the signature is wrong', {'fail_install': 13}),
        'update-fails': ('a delta of another firmware', {'fail_install': 15}),
        'nothing-offered': ('the server has nothing', {'offers': False}),
        'silent-session': ('the first session is dead behind a NAT', {'nat_lost': 1}),
        'dead-sessions': ('all of them are', {'nat_lost': 99}),
        'slow-session': ('AT+WDSS takes 30 s', {'times': {'session-reply': 30}}),
        'server-refuses': ('the server does not know the module', {'fail_session': 7}),
        'server-refuses-once': ('the first session is refused',
                                {'fail_session': 7, 'fail_sessions': 1}),
        'old-credentials': ('five logins fail, the bootstrap server gives new ones',
                            {'bad_credentials': 5}),
        'wrong-credentials': ('no login ever succeeds', {'bad_credentials': 6}),
        'no-apn': ('a session without an APN ends in CME 650', {'no_apn': True}),
        'pending': ('every session ends in CME 650, with no reason to be seen', {'fail_start': 650}),
        'invalid-apn': ('a session ends in CME 133', {'fail_start': 133}),
        'no-context': ('a session ends in CME 148', {'fail_start': 148}),
        'download-breaks': ('the download ends in 11,4 once', {'fail_download': 4}),
        'ram-trouble': ('the download ends in 11,3 until the module has booted', {'fail_download': 3}),
        'out-of-memory': ('the download ends in 11,0', {'fail_download': 100}),
        'certified-first': ('+WDSI: 12 comes before 10', {'certified_first': True}),
        'unasked': ('it asks nothing, whatever was agreed', {'unasked': True}),
        'lost-install-result': ('nothing after the reboot', {'lose': {'16', '15', 'ksup', '0'}}),
        'no-boot-line': ('neither +KSUP nor +WDSI: 0 after a boot', {'lose': {'ksup', '0'}}),
        'power-cut-install': ('the supply fails while it installs',
                              {'at': {'updating:43': 'power-cut'}}),
        'power-cut-receiving': ('the supply fails in the upload',
                                {'at': {'receiving:75': 'power-cut'}}),
        'locked-after-boot': ('the SIM wants its PIN after the reboot', {'at': {'booted': 'lock'}}),
    }


class Hl78(AirVantage, Modem):
    FAMILY = 'hl78'
    PLUGIN = 'generic'
    ANSWERS = ['base.answers', 'families/hl78.answers']
    SETTINGS = ['base.settings', 'families/hl78.settings']
    SCENARIOS = scenarios()
    # Vendor seconds, from D.f.1 and D.f.2 of the vendor reference.
    TIMES = {'first-block': 1.3, 'certify': 1, 'leaving': 1, 'updating': 80, 'boot': 3, 'ready': 3,
             'session-reply': 0.1, 'connect': 3, 'authenticate': 5, 'session': 2, 'idle': 20,
             'download': 300, 'reprompt': 1800, 'network-patience': 120}

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
        receiver = Receiver(port, self.clock, self.knobs.crc, not self.knobs.small_only,
                            self.knobs.endless_nak)
        port.raw, port.hung_up = True, False
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
        percent = min(100, 100 * number * 1024 // size)
        for mark in (25, 50, 75):
            if percent >= mark and 'receiving:%d' % mark not in self.reached:
                await self.reach('receiving', mark)

    async def ask_soon(self):
        await self.clock.sleep(0.5)
        if self.agrees(2):
            self.ask(3)

    def keep(self, data):
        self.package = bytes(data)
        self.store_package(self.package)
        self.set_update(stage='stored', size=len(data))

    # Install

    async def install(self):
        self.package = self.package or self.load_package()
        await self.pause('certify')
        if self.knobs.fail_install == 13:
            self.package = b''
            self.set_update(stage='idle', fetched=0)
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
        self.set_update(stage='idle', percent=0, told='', result=16 if target else 15)
        self.store.saved.pop('E', None)
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        self.store.reset_boot()
        if not self.knobs.nv_lost:
            self.store.set('+WDSI', mask)
        self.start_network()
        await self.reach('end')
        await self.pause('boot')
        self.wake()
        await self.boot_lines()

    async def boot_lines(self):
        self.session = False
        self.answered()
        if self.knobs.at.get('booted') == 'lock' and self.update.get('result'):
            self.pin = 'SIM PIN'
        if self.store.values['+KSREP'].get('', {}).get('report') == '1':
            self.urc('+KSUP: 0', 'ksup')
        await self.pause('ready')
        self.event(0)
        result = self.update.pop('result', 0)
        if result:
            self.event(result)
            self.save_state()
        if result and self.update.get('served'):
            self.spawn(self.tell())
        else:
            await self.go_on()


MODEM = Hl78
