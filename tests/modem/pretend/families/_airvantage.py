"""The DM client of HL78xx: sessions, offers, downloads that go on where they were.

What the server has is a package that the control socket's `offer PATH` names.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from ..command import AtError
from ..handler import command


class AirVantage:
    """A part of Hl78."""

    package = b''
    session = False
    serving = False  # the package came from the server
    fetching = None
    reminder = None
    dead_sessions = 0

    def offer(self, path):
        """From now on the server has this file."""
        self.set_update(offer=path, fetched=0)

    def offered(self):
        """The server's file; it outlives a power cut."""
        path = self.update.get('offer')
        if not path:
            return b''
        with open(path, 'rb') as file:
            return file.read()

    @command('+WDSS')
    def on_session(self, port, cmd):
        if cmd.kind == 'read':
            cid = self.store.values['+WDSS'].get('2', '1')
            return ['+WDSS: 1,%d' % self.session, '+WDSS: 2,%s' % cid]
        if cmd.kind != 'set' or cmd.number(0) != 1:
            return self.store.execute(self.store.settings['+WDSS'], cmd)
        if cmd.number(1) == 0:
            return self.close()
        if self.knobs.fail_start >= 0:
            raise AtError(self.knobs.fail_start or None)
        if self.update.get('stage') in ('offered', 'stored'):
            raise AtError(650)
        if not self.session:
            self.session = True
            self.fetching = self.spawn(self.talk())
        return []

    def close(self):
        if self.fetching:
            self.fetching.cancel()
        if self.update.get('stage') in ('offered', 'downloading'):
            self.set_update(stage='idle')
        if self.session:
            self.session = False
            self.event(8)
        return []

    async def talk(self):
        await self.pause('connect')
        self.event(4)
        await self.pause('authenticate')
        if self.knobs.fail_session == 7:
            self.event(7)
            return
        self.event(6)
        await self.pause('session')
        self.event(23, 1)
        if self.dead_sessions < self.knobs.nat_lost:
            self.dead_sessions += 1
            return
        if not self.offered() or not self.knobs.offers:
            return
        self.set_update(stage='offered')
        if self.agrees(1):
            self.event(2)
        else:
            await self.fetch()

    def remind(self, seconds):
        if self.reminder:
            self.reminder.cancel()
        self.reminder = self.spawn(self.ask_again(seconds))

    async def ask_again(self, seconds):
        await self.clock.sleep(seconds)
        self.event(3 if self.update.get('stage') == 'stored' else 2)

    async def fetch(self):
        self.serving = True
        self.fetching = self.spawn(self.download())

    async def download(self):
        data = self.offered()
        done = self.update.get('fetched', 0)
        self.set_update(stage='downloading')
        await self.clock.sleep(1)
        self.event(9, len(data) * (100 - done) // 100)
        self.event(18)
        for percent in range(done + 1, 101):
            await self.clock.sleep(self.time('download') / 100)
            self.set_update(fetched=percent)
            self.event(18, percent)
            if percent == 37 and self.knobs.fail_download:
                self.event(11, self.knobs.fail_download)
                self.knobs.fail_download = 0
                self.close()
                return
            await self.reach('downloading', percent)
        self.keep(data)
        self.event(10)
        self.event(12)
        await self.clock.sleep(2)
        if self.agrees(2):
            self.event(3)
        else:
            await self.install()

    async def report(self):
        self.session = True
        for number in ((4,), (6,), (23, 1)):
            await self.clock.sleep(2)
            self.event(*number)
        self.set_update(offer='', fetched=0)
        await self.clock.sleep(5)
        self.session = False
        self.event(8)
