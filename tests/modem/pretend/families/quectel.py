"""Quectel BG95, BG77, BG600L, BG96 and EC25 with their DFOTA.

CoAP URLs are fetched by HTTP from the same host and port: what is played is the module, not
the protocol.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .. import package
from ..command import AtError
from ..files import Files
from ..handler import command
from ..modem import Modem
from ._dfota import Dfota

NUMBERS = {'1': 'start_stored', '3': 'on_mode', '4': 'on_size', '5': 'on_delete'}


class Quectel(Dfota, Files, Modem):
    FAMILY = 'quectel'
    PLUGIN = 'quectel'
    PIN_TRIES = '+QPINC: "SC",{tries},10'
    ANSWERS = ['base.answers', 'families/quectel.answers']
    SETTINGS = ['base.settings', 'families/quectel.settings']

    # What the updater speaks at; else at 115200 (BG95D).
    UPDATER_RATES = (4800, 9600, 19200, 38400, 115200, 230400, 460800, 921600)

    async def start(self):
        if self.knobs.rate and not self.store.saved:
            self.store.set('+IPR', str(self.knobs.rate))
            self.store.save_profile()
        await super().start()

    def rate(self):
        rate = super().rate()
        updates = not self.alive and self.update.get('stage') == 'installing'
        return 115200 if updates and rate not in self.UPDATER_RATES else rate

    def revision(self):
        """ATI and +CGMR lack the sub-version."""
        return self.facts['version'].split('_')[0]

    @command('+QGMR')
    def on_version(self, port, cmd):
        return [self.facts['version']]

    @command('+QPOWD')
    def on_power_down(self, port, cmd):
        self.reset()

    @command('+QCFG')
    def on_config(self, port, cmd):
        """+QCFG=? lists the items; each is a setting."""
        if cmd.kind != 'test':
            setting = self.store.find(cmd)
            if not setting:
                raise AtError()
            return self.store.execute(setting, cmd)
        names = [s.name for s in self.store.settings.values() if s.command == '+QCFG']
        return ['+QCFG: %s,(0,1)' % name for name in names]

    @command('+QFOTADL')
    async def on_fota(self, port, cmd):
        if cmd.kind == 'test':
            return []
        if cmd.kind != 'set':
            raise self.refusal(590)
        first = cmd.fields[0].strip()
        if first in NUMBERS:
            return getattr(self, NUMBERS[first])(cmd)
        if not first.startswith('"'):
            raise self.refusal(590)
        return await self.on_source(port, cmd)

    async def on_source(self, port, cmd):
        source = cmd.value(0)
        self.may_start()
        if self.busy():
            raise self.refusal(591)
        if source.upper() == 'COM:':
            return await self.on_push(port, cmd)
        if source.startswith('/') and self.facts.get('files'):
            return self.on_file(source)
        scheme = source.partition('://')[0].lower()
        known = scheme in ('http', 'https', 'coap', 'coaps') and '://' in source
        if not known or len(source) > int(self.facts['max-url']):
            raise self.refusal(590)
        self.run(self.fetch(source))
        return []

    async def on_push(self, port, cmd):
        """Raw bytes; what came before an abort is kept."""
        size = cmd.number(1, 0)
        if not size or size > int(self.facts['limit']):
            raise self.refusal(590)
        port.say('CONNECT')
        data = await port.receive(size, cmd.number(2, 5))
        self.set_package(data)
        return ['+QFOTADL: %d,%x' % (len(data), package.xor16(data))]

    def on_file(self, path):
        name = path.rpartition('/')[2]
        if name not in self.files:
            raise self.refusal(590)
        self.set_package(self.files[name])
        self.run(self.install())
        return []

    def may_start(self):
        """Unless it was planned that a start is refused."""
        if self.knobs.fail_start >= 0:
            raise self.refusal(self.knobs.fail_start)

    def start_stored(self, cmd):
        self.may_start()
        if self.busy():
            raise self.refusal(591)
        if not self.package:
            raise self.refusal(590)
        self.run(self.install())
        return []

    def on_mode(self, cmd):
        if self.facts.get('no-mode'):
            raise AtError()
        if len(cmd.fields) == 1:
            return ['+QFOTADL: 3,%d' % self.automatic]
        if cmd.value(1) not in ('0', '1'):
            raise self.refusal(590)
        self.automatic = cmd.value(1) == '1'
        return []

    def on_size(self, cmd):
        return ['+QFOTADL: 4,%d' % len(self.package)]

    def on_delete(self, cmd):
        if self.busy():
            raise self.refusal(591)
        self.set_package(b'')
        return []

    def refusal(self, code):
        """BG96 says a plain ERROR where the others have numbers."""
        return AtError(None if self.facts.get('plain-error') else code or None)

    def urc_ports(self):
        """+QURCCFG names one port; in DFOTA mode it is always the main UART."""
        wanted = self.store.get('+QURCCFG "urcport"').strip('"')
        flavours = {p.wire.flavour for p in self.ports}
        if self.updating and 'uart' in flavours:
            wanted = 'uart1'
        flavour = 'uart' if wanted == 'uart1' else 'usb'
        if wanted == 'all' or flavour not in flavours:
            return self.ports
        return [p for p in self.ports if p.wire.flavour == flavour]

    async def boot_lines(self):
        self.urc('RDY', 'rdy')
        await self.pause('ready')
        self.urc('APP RDY', 'rdy')


MODEM = Quectel
