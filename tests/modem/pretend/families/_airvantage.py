"""The DM client of HL78xx: sessions, questions, downloads that go on where they were.

What the server has is a package that the control socket's `offer PATH` names.  The update's stage is
one of idle, offered (the download's question stands), fetching (under way or suspended), stored (the
install's question stands) and installing; it outlives power cuts, and so does what was fetched.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from ..command import AtError
from ..handler import command

SMALL = 1500  # what was fetched of a smaller package is not in the flash yet
BOOTSTRAP_AFTER = 5  # logins that fail


class AirVantage:
    """A part of Hl78."""

    package = b''
    session = False
    fetching = reminder = poller = None
    dead_sessions = refused_sessions = bad_logins = 0
    broken_ram = False

    def offer(self, path):
        """From now on the server has this file."""
        self.set_update(offer=path, fetched=0)

    def offered(self):
        """The server's file; it outlives a power cut."""
        path = self.update.get('offer')
        if not path or not self.knobs.offers:
            return b''
        with open(path, 'rb') as file:
            return file.read()

    def stage(self):
        return self.update.get('stage', 'idle')

    def agrees(self, item):
        """Whether it asks first: 0 before it connects, 1 downloads, 2 installs."""
        return not self.knobs.unasked and self.store.values['+WDSC'].get(str(item)) == '1'

    # Sessions

    @command('+WDSS')
    async def on_session(self, port, cmd):
        if cmd.kind == 'read':
            cid = self.store.values['+WDSS'].get('2', '1')
            return ['+WDSS: 1,%d' % self.session, '+WDSS: 2,%s' % cid]
        if cmd.kind != 'set' or cmd.number(0) != 1:
            return self.store.execute(self.store.settings['+WDSS'], cmd)
        await self.pause('session-reply')
        if cmd.number(1) == 0:
            return self.close()
        if self.knobs.fail_start >= 0:
            raise AtError(self.knobs.fail_start or None)
        if self.stage() in ('offered', 'stored') or self.knobs.no_apn and not self.has_apn():
            raise AtError(650)
        self.open()
        return []

    def has_apn(self):
        cid = self.store.values['+WDSS'].get('2', '1')
        context = self.store.values['+CGDCONT'].get(cid, '').split(',')
        return len(context) > 1 and len(context[1].strip('"')) > 0

    @command('+WDSC')
    def on_agreement(self, port, cmd):
        lines = self.store.execute(self.store.settings['+WDSC'], cmd)
        if cmd.kind == 'set' and cmd.value(0) == '3':
            self.start_polling()
        return lines

    def start_polling(self):
        if self.poller:
            self.poller.cancel()
        minutes = int(self.store.values['+WDSC'].get('3', 0))
        self.poller = self.spawn(self.poll(minutes)) if minutes else None

    async def poll(self, minutes):
        while True:
            await self.clock.sleep(60 * minutes)
            self.server('poll')

    def open(self, polled=False):
        if not self.session:
            self.session = True
            self.journal.event('session', polled=polled)
            self.fetching = self.spawn(self.talk(polled))

    def close(self):
        """What is under way stays where it is."""
        if self.fetching:
            self.fetching.cancel()
        if self.session:
            self.session = False
            self.event(8)
        return []

    def server(self, what):
        if what == 'poll':
            if self.stage() not in ('offered', 'stored'):
                self.open(polled=True)
        elif what == 'network-lost':
            self.knobs.registration = 2
            if self.session:
                self.spawn(self.lose_network(not self.fetching.done()))
        elif what == 'network-back':
            self.knobs.registration = 1
        else:
            raise ValueError('poll, network-lost or network-back')

    async def lose_network(self, busy):
        """A short loss is made up for; a longer one ends the session (HL78G 8.3)."""
        self.fetching.cancel()
        await self.pause('network-patience')
        if not self.registered():
            self.close()
        elif busy and self.stage() == 'fetching':
            self.fetching = self.spawn(self.download())

    def on_network_lost(self):
        """AT+CFUN=0 and 4: the session ends at once (HL78G 8.2)."""
        self.close()

    async def talk(self, polled):
        await self.pause('connect')
        if not await self.log_in():
            return
        self.event(23, 1)
        if self.dead_sessions < self.knobs.nat_lost:
            self.dead_sessions += 1
            return
        if self.offered():
            await self.begin_download()
        elif polled:
            await self.pause('idle')
            self.close()

    async def log_in(self):
        """With the DM server, and after five failures with the bootstrap server first."""
        while self.bad_logins < min(self.knobs.bad_credentials, BOOTSTRAP_AFTER):
            self.bad_logins += 1
            await self.authenticate(5)
        if self.refused_sessions < self.knobs.fail_sessions and self.knobs.fail_session:
            self.refused_sessions += 1
            await self.authenticate(self.knobs.fail_session)
            self.session = False
            return False
        if self.knobs.bad_credentials > BOOTSTRAP_AFTER:
            return False
        if self.knobs.bad_credentials == BOOTSTRAP_AFTER:
            await self.authenticate(6)
            self.event(23, 0)
        await self.authenticate(6)
        await self.pause('session')
        return True

    async def authenticate(self, result):
        self.event(4)
        await self.pause('authenticate')
        self.event(result)

    # Questions

    def ask(self, number, delay=0):
        """Once, and every 30 minutes until there is an answer."""
        self.answered()
        self.reminder = self.spawn(self.repeat(number, delay))

    async def repeat(self, number, delay):
        await self.clock.sleep(delay)
        while True:
            self.journal.event('question', number=number)
            self.event(number)
            await self.pause('reprompt')

    def answered(self):
        if self.reminder:
            self.reminder.cancel()
            self.reminder = None

    @command('+WDSG')
    def on_state(self, port, cmd):
        state = {'stored': 3, 'offered': 2}.get(self.stage(), 1 if self.session else 0)
        return ['+WDSG: 0,3', '+WDSG: 1,%d' % state]

    @command('+WDSR')
    def on_answer(self, port, cmd):
        if cmd.kind == 'test':
            return ['+WDSR: (0-9),(0-1440)']
        answer, stage = cmd.number(0, -1), self.stage()
        self.journal.event('answer', number=answer, minutes=cmd.number(1, 0))
        question = {'offered': 2, 'stored': 3}.get(stage)
        if answer == 4 and stage == 'stored':
            self.answered()
            self.spawn(self.install())
        elif answer == 3 and stage == 'offered':
            self.answered()
            self.fetching = self.spawn(self.download())
        elif answer == 1 and self.update.get('told') == 'asked':
            self.spawn(self.report())
        elif (answer, question) in ((2, 2), (5, 3)) and 0 < cmd.number(1, 0) <= 1440:
            self.ask(question, cmd.number(1) * 60)
        else:
            raise AtError(3)
        return []

    # Downloads

    def remaining(self):
        data = self.offered()
        if len(data) < SMALL:
            self.set_update(fetched=0)
        return len(data) * (100 - self.update.get('fetched', 0)) // 100

    async def begin_download(self):
        """A session, or a boot: it goes on, or begins."""
        if not self.agrees(1):
            self.fetching = self.spawn(self.download())
            return
        if self.stage() == 'fetching':
            self.event(9, self.remaining())
        self.set_update(stage='offered')
        self.ask(2)

    async def download(self):
        self.set_update(stage='fetching', served=True)
        await self.clock.sleep(1)
        self.event(9, self.remaining())
        if self.broken_ram:
            self.trouble(3)
            return
        self.event(18)
        for percent in range(self.update.get('fetched', 0) + 1, 101):
            await self.clock.sleep(self.time('download') / 100)
            self.set_update(fetched=percent)
            self.event(18, percent)
            if percent == 37 and self.knobs.fail_download:
                self.trouble(self.knobs.fail_download % 100)
                return
            await self.reach('downloading', percent)
        await self.complete()

    def trouble(self, reason):
        """Reason 3 again and again until it boots; what is broken for good begins anew."""
        self.knobs.fail_download = 0
        self.broken_ram = reason == 3
        self.event(11, reason)
        if reason not in (3, 4):
            self.set_update(stage='idle', fetched=0)
        self.close()

    async def complete(self):
        self.keep(self.offered())
        for number in (12, 10) if self.knobs.certified_first else (10, 12):
            self.event(number)
        await self.clock.sleep(2)
        if self.agrees(2):
            self.ask(3)
        else:
            await self.install()

    # Boots

    async def go_on(self):
        """After a boot (HL78G 8 and 10)."""
        self.session = self.broken_ram = False
        self.start_polling()
        if self.stage() in ('offered', 'fetching') and self.agrees(1):
            self.event(9, self.remaining())
            self.set_update(stage='offered')
            self.ask(2)
        elif self.stage() in ('offered', 'fetching'):
            self.open()
        elif self.stage() == 'stored':
            self.ask(3)

    async def tell(self):
        """The server, how it went: when there is a network, and after a question if it asks."""
        while not self.registered():
            await self.clock.sleep(1)
        if self.agrees(0):
            self.set_update(told='asked')
            self.event(1)
        else:
            await self.report()

    async def report(self):
        self.session = True
        for number in ((4,), (6,), (23, 1)):
            await self.clock.sleep(2)
            self.event(*number)
        self.set_update(offer='', fetched=0, served=False, told='yes')
        self.journal.event('reported')
        await self.clock.sleep(5)
        self.session = False
        self.event(8)
