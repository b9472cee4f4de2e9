"""The install of a Cinterion module: ^SFDL=2, on a port that only speaks.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .. import package
from ..command import AtError
from ..handler import command

LAST_PART = 60  # percent of the install at which phase 1 is over


class Installer:
    """A part of Cinterion."""

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
            phase = self.time('updating') / LAST_PART, self.time('phase-2') / (100 - LAST_PART)
            await self.clock.sleep(phase[percent > LAST_PART])
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
            self.set_package(b'')
        self.lose_settings()
        self.set_update(stage='idle', percent=0)
        if self.knobs.at.get('end') != 'old':
            await self.reach('end')
        await self.come_back()

    def lose_settings(self):
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        if self.knobs.echo_after:
            self.store.saved['E'] = '1'
        if self.knobs.baud_after:
            self.store.saved['+IPR'] = str(self.knobs.baud_after)

    def outcome(self, target):
        once = self.knobs.at.get('end') == 'old' and 'end' not in self.reached
        self.reached.add('end')
        if once or self.knobs.version_after == 'old':
            return self.facts['version']
        return self.facts['third'] if self.knobs.version_after == 'third' else target

    async def come_back(self):
        self.set_update(stage='idle', percent=0)
        await self.boot()

