"""Sequans GM01Q (Renesas RYZ014) and GM02S: AT+SQNSUPGRADE, and the automatic client of AN0214.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio

from ..command import AtError
from ..handler import command
from ..modem import Modem
from ._accounts import Accounts
from ._dm import DeviceManagement
from ._sqn import Upgrade


class Sequans(Upgrade, DeviceManagement, Accounts, Modem):
    FAMILY = 'sequans'
    PLUGIN = 'generic'
    ANSWERS = ['base.answers']
    SETTINGS = ['base.settings', 'families/sequans.settings']

    async def start(self):
        if self.knobs.rate and not self.store.saved:
            self.store.set('+IPR', str(self.knobs.rate))
            self.store.save_profile()
        await super().start()

    changing = None  # the speed until the OK to +IPR is out

    def rate(self):
        return self.changing if self.changing is not None else super().rate()

    @command('+IPR')
    def on_rate(self, port, cmd):
        if cmd.kind == 'set':
            self.changing = self.rate()
            self.spawn(self.change_rate())
        lines = self.store.execute(self.store.settings['+IPR'], cmd)
        self.save_state()
        return lines

    async def change_rate(self):
        await self.clock.sleep(0.5)
        self.changing = None

    @command('I1')
    def on_versions(self, port, cmd):
        return [self.facts['ue'], self.facts['version']]

    @command('^RESET')
    def on_reset(self, port, cmd):
        self.restart()

    @command('+SQNSSHDN')
    def on_shut_down(self, port, cmd):
        """Only a reset line wakes it again: nobody may ever say this."""
        self.journal.event('shut-down-for-good')
        self.vanish()

    @command('+CREG', '+CGREG', '+CEREG')
    def on_registration(self, port, cmd):
        """The level of +CEREG is a row of its own kind in the settings' file."""
        if cmd.name != '+CEREG' or cmd.kind == 'test':
            return super().on_registration(port, cmd)
        if cmd.kind == 'set':
            return self.store.execute(self.store.settings['+CEREG'], cmd)
        level = self.store.values['+CEREG']['']['n']
        place = ',"0002","01A2D002",7' if level == '2' and self.registered() else ''
        return ['+CEREG: %s,%d%s' % (level, self.stat(), place)]

    def busy(self):
        return self.current is not None and not self.current.done()

    def run(self, coroutine):
        self.current = self.spawn(coroutine)

    def reset(self):
        """AT+CFUN=1,1 and the like."""
        self.restart()

    def restart(self):
        self.spawn(self.restart_soon())

    async def restart_soon(self):
        await self.clock.sleep(0.5)
        self.cancel_tasks(asyncio.current_task())
        self.urc('+SHUTDOWN', 'shutdown')
        if self.package:
            await self.install()
        else:
            await self.boot()

    async def boot_lines(self):
        self.urc('+SYSSTART', 'sysstart')
        self.start_client()

    @command('+CFUN')
    def on_function(self, port, cmd):
        if cmd.kind == 'set' and cmd.value(0) == '5':
            self.fun = '5'
            return []
        if cmd.kind == 'set' and cmd.value(0) not in ('0', '1', '4'):
            raise AtError(50)
        return super().on_function(port, cmd)


MODEM = Sequans
