"""The automatic client of AN0214: its configuration, its accounts, its states 1 to 8, its lines.

Its server is a URL that the control command "offer URL" names, if any: what is played is the
module, not LwM2M.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .. import download, package
from ..command import AtError
from ..handler import command

FIELDS = ((2, 0, 2), (3, 0, 100), (4, 60, 32000000), (5, 60, 65535), (6, 11, 19))
TEST = '32[,(0,1)[,(0-2)[,(0-100)[,(60-32000000)[,(60-65535)[,(11-19)]]]]]]'


class DeviceManagement:
    """A part of Sequans."""

    offer = None  # the package's URL at the client's server
    client = None  # its task
    active = ['standard', '0', '2', '0', '', '', '']  # of the last boot

    def stored(self):
        """What survives beside the settings: configuration, accounts, certificates."""
        return self.update.setdefault('dm', {'fota': list(DeviceManagement.active), 'service': {},
                                             'server': {}, 'psk': {}, 'certificate': {}})

    @command('+SQNFOTACFG')
    def on_client(self, port, cmd):
        if cmd.kind == 'test':
            return ['+SQNFOTACFG: ' + TEST]
        fota = self.stored()['fota']
        if cmd.kind == 'read':
            now = self.facts['server-timer'] or fota[4] or '86400'
            return ['+SQNFOTACFG: "%s",%s,%s,%s,%s,%s,%s,%s' % (*fota[:5], now, *fota[5:])]
        if cmd.kind != 'set' or len(cmd.fields) > 7:
            raise AtError(50)
        values = [cmd.value(i, '') for i in range(7)]
        if not 1 <= len(values[0]) <= 32 or values[1] not in ('', '0', '1'):
            raise AtError(50)
        for index, low, high in FIELDS:
            if values[index] and not low <= cmd.number(index) <= high:
                raise AtError(50)
        defaults = ['', '0', '2', '0', '', '', '']
        self.stored()['fota'] = [v or d for v, d in zip(values, defaults)]
        self.save_state()
        return []

    def fota(self, text, name, level=1):
        if int(self.active[2]) >= level:
            self.urc('+SQNFOTA: ' + text, name)

    def configure_client(self, fields):
        self.stored()['fota'] = fields
        self.active = list(fields)
        self.save_state()

    def start_client(self):
        """After every boot."""
        self.active = list(self.stored()['fota'])
        if self.offer:
            self.client = self.spawn(self.live())

    async def live(self):
        while not self.registered():
            await self.clock.sleep(1)
        for state, name, seconds in ((1, 'onboarding', 20), (2, 'stopped', 10), (3, 'idle', 5)):
            await self.clock.sleep(seconds)
            self.fota(str(state), name)
        await self.clock.sleep(int(self.active[4] or 86400))
        await self.check()

    async def check(self):
        self.fota('4', 'checking')
        await self.clock.sleep(5)
        self.fota('3', 'idle')
        if self.offer == 'nothing':
            return
        for text, name, seconds in (('"available"', 'available', 1), ('4', 'checking', 3),
                                    ('3', 'idle', 1), ('5', 'fetching', 1)):
            self.fota(text, name)
            await self.clock.sleep(seconds)
        await self.fetch_offer()

    async def fetch_offer(self):
        step = int(self.active[3])
        self.set_update(stage='downloading')
        data = bytearray()
        try:
            async def on_data(piece, offset, total):
                data.extend(piece)
            await download.get(download.Request(self.offer), self.clock, on_data)
            package.parse(bytes(data))
        except (download.DownloadError, package.PackageError) as error:
            self.journal.event('download', error=str(error))
            self.set_update(stage='idle')
            self.fota('3,%d' % self.knobs.fail_server, 'gave-up', 2)
            return
        for percent in range(0, 101, 5):
            await self.clock.sleep(self.time('download') / 20)
            if step and percent % step == 0:
                self.fota('5,3,%d' % percent, 'percent')
            await self.reach('downloading', percent)
        self.package = bytes(data)
        self.store_package(self.package)
        for text, name, seconds in (('"downloaded"', 'downloaded', 1), ('6', 'fetched', 4),
                                    ('7', 'installing', 1), ('"install"', 'install', 1)):
            self.fota(text, name)
            await self.clock.sleep(seconds)
        self.offer, self.by_client = None, True
        await self.install()

    by_client = False  # it began the install

    async def tell_client(self, target):
        """What the client says after the last boot of its install."""
        self.by_client = False
        if target:
            self.fota('8', 'state-8')
            self.fota('"installed","%s"' % target[2:], 'installed')
        else:
            self.fota('3', 'idle')
            await self.clock.sleep(1)
            self.fota('3,8', 'gave-up', 2)
