"""Telit Cinterion EXS82-W and its relatives: who they are, how they boot, what can go wrong.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from ..command import AtError, unquote
from ..handler import command
from ..modem import Modem
from ._is_cert import Certificates
from ._lwm2m import Lwm2m
from ._sfdl import Installer
from ._snfota import Fetcher, STYLES


def scenarios():
    table = {'style-' + name: ('^SNFOTA lines ' + name, {'style': name}) for name in STYLES}
    for code in range(1, 15):
        table['error-%d' % code] = ('the download ends with error %d' % code,
                                    {'fail_download': code, 'fail_after_s': 10})
    for code in (3, 21, 100, 256, 767):
        table['cme-%d' % code] = ('act,2 is refused with %d' % code, {'fail_start': code})
    for name in ('progress', 'final', 'start', 'updating', 'rdy', 'srvact'):
        table['lost-' + name] = ('the lines "%s" never arrive' % name, {'lose': {name}})
    table['socket-error'] = ('error 5 at 30 %, once', {'at': {'downloading:30': 'error-5'}})
    table['dead-install'] = ('the first phase fails without a word', {'fail_install': 1})
    table['old-once'] = ('the first install leaves the old version', {'at': {'end': 'old'}})
    table['power-cut-phase-2'] = ('the supply fails in phase 2', {'at': {'updating:80': 'power-cut'}})
    table['reset-download'] = ('it restarts at 50 %', {'at': {'downloading:50': 'reset'}})
    table['an17-final'] = ('100 % is said once, with action 2, as AN17 has it',
                           {'rename': {'final': '2'}, 'lose': {'final'}})
    for name in ('url', 'crc', 'urc', 'conid'):
        table['forgets-' + name] = ('^SNFOTA does not keep "%s"' % name, {'at': {'set:' + name: 'forget'}})
    table['forgets-user'] = ('^SGAUTH does not keep the user', {'at': {'set:user': 'forget'}})
    table['slow-sxrat'] = ('a write of ^SXRAT takes 200 s', {'times': {'sxrat': 200}})
    table['long-dots'] = ('rows of dots without an end for 25 minutes', {'times': {'updating': 1500}})
    table['locked-after-boot'] = ('the SIM wants its PIN after the update', {'at': {'booted': 'lock'}})
    table['airplane'] = ('it boots into airplane mode', {'style': 'AIRPLANE MODE'})
    return table


class Cinterion(Fetcher, Installer, Certificates, Lwm2m, Modem):
    FAMILY = 'cinterion'
    PLUGIN = 'cinterion'
    PIN_TRIES = '^SPIC: {tries}'
    ANSWERS = ['base.answers', 'families/cinterion.answers']
    SETTINGS = ['base.settings', 'families/cinterion.settings']
    SCENARIOS = scenarios()
    # Vendor seconds, from the vendor reference's transcript A.f.1.
    TIMES = {'connect': 5, 'download': 90, 'checked': 1, 'fota-start': 2, 'checksum': 1,
             'initial': 18, 'updating': 162, 'phase-2': 68, 'boot': 15, 'ready': 2}

    current = None

    async def start(self):
        if self.knobs.rate and not self.store.saved:
            self.store.set('+IPR', str(self.knobs.rate))
            self.store.save_profile()
        await super().start()

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
        return [self.ident('Manufacturer'), self.ident('Product'), self.revision(),
                'A-REVISION ' + self.revisions()[1]]

    def ident(self, what):
        """What it calls itself, which ^SCFG can change."""
        text = unquote(self.store.get('^SCFG "Ident/%s"' % what))
        return self.facts['model'] if text == 'EXS82-W' else text

    @command('+CGMI', '+GMI')
    def on_manufacturer(self, port, cmd):
        return [self.ident('Manufacturer')]

    @command('+CGMM', '+GMM')
    def on_model(self, port, cmd):
        return [self.ident('Product')]

    @command('^CICRET')
    def on_build(self, port, cmd):
        if cmd.value(0) != 'SWN' or self.facts['builds'] != 'yes':
            raise AtError(3)
        return ['^CICRET: ' + self.revisions()[2]]

    @command('^SGAUTH')
    def on_user(self, port, cmd):
        if cmd.kind == 'set' and len(cmd.fields) == 4 and self.facts['user-first'] == 'yes':
            cmd.fields[2:] = cmd.fields[:1:-1]
        if cmd.kind == 'set' and self.knobs.at.get('set:user') == 'forget':
            return []
        return self.store.execute(self.store.settings['^SGAUTH'], cmd)

    @command('^SCFG')
    def on_configuration(self, port, cmd):
        """An MTU other than 1430 is refused while the module is set to NB-IoT alone (FIELD)."""
        setting = self.store.find(cmd)
        alone = re.fullmatch(r'8(,.*)?', self.store.get('^SXRAT'))
        if not setting or alone and cmd.value(0) == 'GPRS/MTU/Size' and cmd.number(1, 1430) != 1430:
            raise AtError(21 if not setting else None)
        lines = self.store.execute(setting, cmd)
        self.save_state()
        return lines

    @command('^SXRAT')
    async def on_technology(self, port, cmd):
        if cmd.kind == 'set':
            await self.pause('sxrat')
        lines = self.store.execute(self.store.settings['^SXRAT'], cmd)
        self.save_state()
        return lines

    async def boot_lines(self):
        self.act = ('', 0, 0)
        if self.knobs.at.get('booted') == 'lock':
            self.pin = 'SIM PIN'
        self.urc(('^SYSSTART ' + (self.knobs.style if self.knobs.style.isupper() else '')).strip(), 'rdy')
        await self.pause('ready')
        self.urc('+CIEV: prov,0,"fallb3gpp"', 'rdy')


MODEM = Cinterion
