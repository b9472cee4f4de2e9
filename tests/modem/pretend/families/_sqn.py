"""The life of AT+SQNSUPGRADE: download, restart, an install with several boots.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio

from .. import download, package
from ..command import AtError, split_outside_quotes
from ..handler import command


def scenarios():
    table = {name: ('%s never arrives' % name[5:], {'lose': {name[5:]}})
             for name in ('lost-downloading', 'lost-downloaded', 'lost-installing', 'lost-installed',
                          'lost-shutdown', 'lost-sysstart', 'lost-available',
                          'lost-checking', 'lost-fetching', 'lost-fetched', 'lost-install',
                          'lost-state-8', 'lost-percent')}
    table['silent-install'] = ('nothing is said from the download to the last boot', {
        'lose': {'downloaded', 'installing', 'installed', 'shutdown', 'early'}})
    table['no-line-at-all'] = ('only polls tell, and only before the restart', {
        'lose': {'downloading', 'downloaded', 'installing', 'installed', 'shutdown', 'early',
                 'sysstart'}})
    table['forgets'] = ('after the restart polls know of nothing', {'forgets': True})
    table['blocks'] = ('the start command holds the port until all is over', {'blocks': True})
    table['no-colon-space'] = ('no blank after the colon', {'colon_space': ''})
    table['number-space'] = ('a blank before percentages', {'number_space': ' '})
    table['unquoted'] = ('words without quotes', {'quote': ''})
    table['other-words'] = ('words nobody has documented', {'rename': {
        'downloading': 'block', 'downloaded': 'image complete', 'installing': 'patching'}})
    table['upgrade-fails'] = ('the download fails with a word', {'fail_download': 1,
                                                                  'fail_after_s': 20})
    table['install-fails'] = ('the install fails with a word', {'fail_install': 8})
    table['boots-4'] = ('four boots in the install', {'boots': 4})
    table['old-version-between'] = ('the old firmware answers between the boots',
                                    {'boots': 2, 'awake_between': True})
    table['uart-reset'] = ('the UART is at 115200 without flow control after the update',
                           {'baud_after': 115200, 'nv_lost': True})
    for code in (1, 8, 99):
        table['server-%d' % code] = ('the client gives up with %d' % code, {'fail_server': code})
    table['start-refused'] = ('a bare ERROR to the start', {'fail_start': 0})
    table['power-cut-install'] = ('the supply fails while it installs',
                                  {'at': {'updating:43': 'power-cut'}})
    return table


class Upgrade:
    """A part of Sequans."""

    SCENARIOS = scenarios()
    # Vendor seconds, from the vendor reference's transcript C.f.1.
    TIMES = {'connect': 7, 'download': 81, 'checked': 1, 'installing': 2, 'leaving': 1, 'first': 16,
             'updating': 150, 'ending': 2, 'boot': 5, 'asleep': 3,
             'stopping': 1}

    package = b''
    automatic = False  # restarts by itself after the download
    step = 10
    stage = ('idle',)  # what AT+SQNSUPGRADE? tells
    current = None
    url = None
    profile = ''  # of TLS

    def word(self, word, number=None):
        word = self.knobs.rename.get(word, word)
        quote = self.knobs.quote
        text = '+SQNSUPGRADE:%s%s%s%s' % (self.knobs.colon_space, quote, word, quote)
        return text if number is None else '%s,%s%d' % (text, self.knobs.number_space, number)

    def tell(self, word, number=None):
        self.stage = (word, number) if number is not None else (word,)
        if number is None or number % self.step == 0:
            self.urc(self.word(*self.stage), word)

    @command('+SQNSUPGRADE')
    async def on_upgrade(self, port, cmd):
        if cmd.kind == 'read':
            return [self.word(*self.stage)[:64]]
        if cmd.kind != 'set' or not 4 <= len(cmd.fields) <= 5:
            raise AtError(50)
        if self.knobs.fail_start >= 0:
            raise AtError(self.knobs.fail_start or None)
        if cmd.number(3) == 2:
            return self.on_cancel()
        return await self.on_start(port, cmd)

    def on_cancel(self):
        if not self.busy() or self.update.get('stage') != 'downloading':
            raise AtError(3)
        self.current.cancel()
        self.set_update(stage='idle')
        self.journal.event('cancelled')
        self.run(self.come_to_rest())
        return []

    async def come_to_rest(self):
        """After the OK; until then it does not begin anew."""
        await self.pause('stopping')
        self.stage = ('idle',)

    async def on_start(self, port, cmd):
        url, secure = cmd.value(0), len(cmd.fields) == 5
        if self.busy() or not self.registered():
            raise AtError(3)
        scheme = url.partition('://')[0]
        if scheme not in ('http', 'https', 'ftp') or (scheme == 'https') != secure:
            raise AtError(50)
        if cmd.number(1) not in (0, 1) or not 1 <= cmd.number(2) <= 100 or cmd.number(3) > 1:
            raise AtError(50)
        if secure and str(cmd.number(4)) not in self.store.values['+SQNSPCFG']:
            raise AtError(50)
        self.automatic, self.step, self.url = cmd.number(1) == 1, cmd.number(2), url
        self.profile = str(cmd.number(4)) if secure else ''
        if cmd.number(3) == 1 and not self.knobs.blocks:
            self.run(self.fetch())
            return []
        self.run(self.hold(port))
        await asyncio.get_running_loop().create_future()  # whatever is said now is not heard

    async def hold(self, port):
        """The blocking form: the final result comes when all is over."""
        await self.fetch()
        port.start()
        port.say('ERROR' if 'failed' in self.stage[0] else 'OK')

    async def fetch(self):
        self.set_update(stage='downloading')
        await self.pause('connect')
        if not await self.download():
            self.set_update(stage='idle')
            self.tell('failed')
            return
        await self.pause('checked')
        self.tell('downloaded')
        self.set_update(stage='stored')
        await self.reach('downloaded')
        if self.automatic:
            await self.pause('installing')
            self.tell('installing')
            await self.reach('resetting')
            await self.pause('leaving')
            self.urc('+SHUTDOWN', 'shutdown')
            await self.install()

    async def download(self):
        """Whether there is a whole package in flash."""
        if self.knobs.fail_download:
            await self.clock.sleep(self.knobs.fail_after_s)
            return False
        data, told = bytearray(), [0]

        async def on_data(piece, offset, total):
            data.extend(piece)
            while told[0] + 5 <= 100 * len(data) // total:
                told[0] += 5
                await self.clock.sleep(self.time('download') / 20)
                self.tell('downloading', told[0])
                await self.reach('downloading', told[0])

        try:
            request = download.Request(self.url, limit=int(self.facts['limit']), ca=self.trusted())
            await download.get(request, self.clock, on_data)
            package.parse(bytes(data))
        except (download.DownloadError, package.PackageError) as error:
            self.journal.event('download', error=str(error))
            return False
        self.package = bytes(data)
        self.store_package(self.package)
        return True

    def trusted(self):
        """The CA that the TLS profile checks the server with."""
        fields = split_outside_quotes(self.store.values['+SQNSPCFG'].get(self.profile, ''), ',')
        if len(fields) < 4 or fields[2] in ('', '0'):
            return ''
        return self.stored()['certificate'].get('certificate ' + fields[3], 'none is stored')

    # Install

    async def install(self):
        self.set_update(stage='installing', percent=0)
        await self.flash()

    async def resume_install(self):
        for port in self.ports:
            port.wire.plug()
        self.package = self.package or self.load_package()
        await self.flash()

    async def flash(self):
        self.leave()
        await self.pause('first')
        await self.reach('start')
        stored = self.target()
        for percent in range(self.update.get('percent', 0) + 1, 101):
            await self.clock.sleep(self.time('updating') / 100)
            self.set_update(percent=percent)
            await self.between_boots(percent)
            await self.reach('updating', percent)
        await self.finish(stored)

    async def between_boots(self, percent):
        """All boots but the last are spread over the install."""
        early = self.knobs.boots - 1
        if not early or percent % (100 // (early + 1)) or percent > 100 * early // (early + 1):
            return
        self.urc('+SYSSTART', 'early')
        if self.knobs.awake_between:
            self.wake()
            await self.clock.sleep(self.time('between') or 18)
            self.leave()

    def target(self):
        """The version after the install, or None when it will fail."""
        if self.knobs.fail_install:
            return None
        stored = package.parse(self.package)
        fits = stored.fits(self.FAMILY, self.facts['model'], self.facts['version'])
        return stored.target if fits else None

    async def finish(self, target):
        self.set_update(stage='idle', percent=0)
        if target and self.knobs.version_after != 'old':
            third = self.knobs.version_after == 'third'
            self.facts['version'] = self.facts['third'] if third else target
        self.package = b''
        self.store_package(b'')
        if target:
            self.after_update()
        self.store.reset_boot()
        self.save_state()
        self.start_network()
        await self.reach('end')
        await self.pause('boot')
        self.wake()
        self.urc('+SYSSTART', 'sysstart')
        await self.pause('ending')
        if self.by_client:
            await self.tell_client(target)
        else:
            self.tell('installed' if target else 'install failed')
            if self.knobs.forgets:
                self.stage = ('idle',)
        self.start_client()

    def after_update(self):
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        if self.knobs.baud_after:
            self.store.saved.update({'+IPR': str(self.knobs.baud_after), '&K': '0'})
        if self.knobs.echo_after:
            self.store.saved.pop('E', None)
