"""Telit HE910, GE910 and 86x with Premium FOTA Management.

Telit's service is played by the control command `server WHAT` (ask, automatic, query, test) and by
the knobs: the module is told what to do by it, so there is no package and no URL.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from ..command import AtError, parse
from ..handler import command
from ..modem import Modem

# PFM 3.1.2, 4.1.2, 5.1.2: never while an update is under way.
INHIBITED = ('#GPRS', '#SGACT', '+CGATT', '+CGACT', '+COPS=2', '+CFUN=4', '+CGCLASS')
LINES = ('registered', 'notified', 'asked', 'automatic', 'timeout', 'started', 'fetched', 'upgraded',
         'told', 'failed')


def scenarios():
    table = {'lost-' + name: (name + ' is never said', {'lose': {name}}) for name in LINES}
    table.update({
        'old-spelling': ('"Fw" and "successful", as in the manual\'s text', {'stage_space': 'old'}),
        'wide': ('blanks where none belong', {'colon_space': '   '}),
        'no-colon-space': ('no blank after the colon', {'colon_space': ''}),
        'download-fails': ('the download fails', {'fail_download': 1, 'fail_after_s': 62}),
        'install-fails': ('the delta does not fit', {'fail_install': 1}),
        'nothing-there': ('the server has no update', {'fail_download': -1}),
        'not-enrolled': ('the module knows no server', {'fail_start': 0}),
        'no-ip': ('the firmware has no AT#OTAIPUPD', {'fail_start': 2}),
        'never-acknowledged': ('the server does not answer a registration', {'fail_start': 1}),
        'locked-after-boot': ('the SIM wants its PIN after the reboot', {'at': {'booted': 'lock'}}),
        'power-cut-flashing': ('the supply fails while flashing', {'at': {'flashing:50': 'power-cut'}}),
    })
    return table


class Telit(Modem):
    FAMILY = 'telit'
    PLUGIN = 'telit'
    TECHNOLOGY = 0
    PIN_TRIES = '#PCT: {tries}'
    ANSWERS = ['base.answers', 'families/telit.answers']
    SETTINGS = ['base.settings', 'families/telit.settings']
    SCENARIOS = scenarios()
    # Vendor seconds, from the vendor reference's transcripts B.f.1 and B.f.2.
    TIMES = {'register': 23, 'session': 15, 'download': 115, 'check': 5, 'flash': 245, 'boot': 10,
             'ready': 1, 'tell': 38, 'answer': 60}

    current = None
    frozen = asked = False

    def __init__(self, *arguments, **more):
        super().__init__(*arguments, **more)
        if self.store.get('#AUTOATT') == '0' and not self.update:  # a customer's, not the factory's
            self.store.set('#AUTOATT', '1')
            self.store.set('+CGCLASS', '"B"')
            self.setting('#OTASUAN=,1,0')

    def setting(self, text):
        cmd = parse(text)
        return self.store.execute(self.store.find(cmd), cmd)

    def busy(self):
        return self.current is not None and not self.current.done()

    def run(self, coroutine):
        self.current = self.spawn(coroutine)

    def start_network(self):
        super().start_network()
        self.frozen = self.asked = False

    def listens(self, port):
        return self.alive and not self.frozen

    def ota(self, words, name):
        if self.knobs.stage_space == 'old':
            words = words.replace('FW', 'Fw').replace('successfull', 'successful')
        if self.setting('#OTASUAN?')[0].split(',')[1] != '0':
            self.urc('#OTAEV:%s%s' % (self.knobs.colon_space, words), name)

    def heard(self, port, text):
        name = text.upper()[2:]
        if self.busy() and (name.startswith(INHIBITED) and not name.endswith('?') or name[:1] == 'D'):
            self.journal.event('inhibited', command=text)

    @command('+CGSN', '+GSN')
    def on_imei(self, port, cmd):
        return [self.facts['imei']]

    @command('#CIMI')
    def on_telit_imsi(self, port, cmd):
        return ['#CIMI: ' + self.on_imsi(port, cmd)[0]]

    @command('+CREG', '+CGREG')
    def on_registration(self, port, cmd):
        lines = self.store.execute(self.store.find(cmd), cmd)
        return ['%s,%d' % (line.rpartition(',')[0], self.stat()) for line in lines] \
            if cmd.kind == 'read' else lines

    @command('#REBOOT')
    def on_reboot(self, port, cmd):
        self.reset()
        return []

    # Registration

    @command('#OTASNAP')
    def on_register_by_sms(self, port, cmd):
        if cmd.kind != 'set':
            raise AtError(3)
        self.set_update(number=cmd.value(0))
        if cmd.value(0):
            self.spawn(self.register())
        return []

    @command('#OTASNAPIPCFG', '#OTAIPCFG')
    def on_server(self, port, cmd):
        if cmd.kind != 'set' or len(cmd.fields) < 2:
            raise AtError(50)
        cmd.number(0)
        self.set_update(**{cmd.name: cmd.text})
        return []

    @command('#OTASNAPIP')
    def on_register_by_ip(self, port, cmd):
        if cmd.kind != 'set' or '#OTASNAPIPCFG' not in self.update:
            raise AtError(3)
        cmd.number(0)
        self.spawn(self.register())
        return []

    async def register(self):
        await self.pause('register')
        if self.knobs.fail_start != 1:
            self.set_update(imsi=self.facts['imsi'])
            self.ota('Registered', 'registered')

    # The service's side

    def server(self, what):
        if what == 'query':
            self.ota('Notified', 'notified')
        elif what == 'test':
            self.run(self.download())
        elif what == 'automatic':
            self.ota('Automatic Fw Upgrade Requested', 'automatic')
            self.run(self.upgrade())
        elif what == 'ask':
            self.run(self.ask())
        else:
            raise ValueError('ask, automatic, query or test')

    async def ask(self):
        self.asked = True
        self.journal.event('asked')
        self.ota('Do you want to upgrade the firmware?', 'asked')
        await self.pause('answer')
        self.asked = False
        self.ota('User Answer Timeout', 'timeout')

    @command('#OTASUAN')
    def on_answer(self, port, cmd):
        if cmd.kind != 'set' or not cmd.value(0):
            return self.store.execute(self.store.find(cmd), cmd)
        if cmd.value(0) not in ('0', '1', '2') or not self.asked:
            raise AtError(3)
        self.journal.event('answered', answer=cmd.value(0))
        self.asked = False
        self.current.cancel()
        if cmd.value(0) == '1':
            self.run(self.upgrade())
        elif cmd.value(0) == '2':
            self.run(self.ask_later())
        return []

    async def ask_later(self):
        await self.pause('ready')
        await self.clock.sleep(300)
        await self.ask()

    # The update

    @command('#OTAIPUPD')
    def on_update(self, port, cmd):
        if self.knobs.fail_start == 2:
            raise AtError()
        if cmd.kind == 'test':
            return []
        if cmd.kind == 'read':
            return ['#OTAIPUPD: %d' % self.busy()]
        if self.busy() or self.knobs.fail_start == 0:
            raise AtError(3)
        self.run(self.upgrade(True))
        return []

    async def download(self):
        """True when the file is there."""
        self.set_update(stage='downloading')
        self.ota('Start Fw Download', 'started')
        await self.reach('started')
        if self.knobs.fail_download:
            await self.clock.sleep(self.knobs.fail_after_s)
            await self.fail()
            return False
        await self.clock.sleep(self.time('download') / 2)
        await self.reach('downloading', 50)
        await self.clock.sleep(self.time('download') / 2)
        self.ota('Fw Download Complete', 'fetched')
        self.set_update(stage='idle')
        return True

    async def fail(self):
        self.set_update(stage='idle')
        self.frozen = False
        self.ota('OTA FW Upgrade Failed', 'failed')

    async def upgrade(self, by_ip=False):
        await self.pause('session')
        if self.knobs.fail_download < 0:
            return
        self.frozen = by_ip or self.facts['model'] == 'HE910'  # combined and IP: from here on
        if not await self.download():
            return
        self.frozen = True
        await self.pause('check')
        if self.knobs.fail_install:
            await self.fail()
            return
        self.set_update(stage='installing', percent=0)
        await self.flash()

    async def flash(self):
        for percent in range(self.update.get('percent', 0) + 10, 101, 10):
            await self.clock.sleep(self.time('flash') / 10)
            self.set_update(percent=percent)
            self.journal.event('dcd', level=percent // 10 % 2)
            await self.reach('flashing', percent)
        self.facts['version'] = {'target': self.facts['next'], 'third': self.facts['third'],
                                 'old': self.facts['version']}[self.knobs.version_after]
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        self.set_update(stage='idle', percent=0, upgraded=True)
        await self.boot()

    async def resume_install(self):
        """Power is back: on from where it was."""
        self.frozen = True
        for port in self.ports:
            if port.wire.flavour == 'uart':
                port.wire.plug()
        await self.flash()

    async def boot_lines(self):
        if not self.update.pop('upgraded', False):
            return
        if self.knobs.at.get('booted') == 'lock':
            self.pin = 'SIM PIN'
        await self.pause('ready')
        self.save_state()
        if self.rate() == 0:  # nobody has said anything yet from which it could tell the speed
            self.journal.event('lost', line='Module Upgraded')
            self.spawn(self.tell())
            return
        # The profile may have lost the mode; after an upgrade the module says it all the same.
        self.urc('#OTAEV: Module Upgraded To New %s' % ('Fw' if self.knobs.stage_space else 'FW'),
                 'upgraded')
        self.spawn(self.tell())

    async def tell(self):
        await self.pause('tell')
        while not self.registered():
            await self.clock.sleep(1)
        self.urc('#OTAEV: Server notified about %s FW Upgrade' %
                 ('successful' if self.knobs.stage_space else 'successfull'), 'told')


MODEM = Telit
