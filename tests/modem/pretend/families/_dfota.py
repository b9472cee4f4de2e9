"""The life of a Quectel DFOTA: download, reset into update mode, flash, boot.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .. import download, package

HTTP_CODES = {'url': 705, 'dns': 702, 'connect': 702, 'tls': 702, 'timeout': 704,
              'truncated': 701, 'too-large': 708, 'protocol': 703}
CA_FILE = '/datatx/fota_cacert.pem'


def code_scenarios():
    """One scenario for each number of the vendor's tables."""
    table = {}
    for code in (701, 702, 703, 704, 705, 706, 707, 708, 709, 710):
        knobs = {'fail_download': code, 'fail_after_s': 360 if code == 702 else 10}
        table['httpend-%d' % code] = ('the download ends with %d' % code, knobs)
    for code in (1, 501, 502, 504, 505, 506, 507, 510, 511, 512, 552, 553):
        table['end-%d' % code] = ('the install ends with %d' % code, {'fail_install': code})
    for code in (590, 591):
        table['cme-%d' % code] = ('the start is refused with %d' % code, {'fail_start': code})
    table['plain-error'] = ('the start is refused without a number', {'fail_start': 0})
    table['no-percent'] = ('percentages without their sign', {'percent': ''})
    table['number-space'] = ('a blank before percentages', {'number_space': ' '})
    table['no-colon-space'] = ('no blank after the colon', {'colon_space': ''})
    table['wide-colon'] = ('two blanks after the colon', {'colon_space': '  '})
    table['misprint'] = ('HTTPEND as the vendor misprints it', {'rename': {'HTTPEND': 'HTTPPEND'}})
    table['ftp'] = ('the lines of a module that fetches by FTP',
                    {'rename': {'HTTPSTART': 'FTPSTART', 'HTTPEND': 'FTPEND'}})
    table['file'] = ('the lines of a module that takes a file',
                     {'rename': {'HTTPSTART': 'FILESTART', 'HTTPEND': 'FILEEND'}})
    table['lower-case'] = ('stages in small letters', {'rename': {
        n: n.lower() for n in ('HTTPSTART', 'DOWNLOADING', 'HTTPEND', 'RESETTING', 'START',
                               'UPDATING', 'END')}})
    table['stage-space'] = ('a blank before the stage', {'stage_space': ' '})
    for name in ('httpstart', 'downloading', 'httpend', 'resetting', 'start', 'updating', 'end', 'rdy'):
        table['lost-' + name] = (name.upper() + ' never arrives', {'lose': {name}})
    return table


class Dfota:
    """A part of Quectel."""

    SCENARIOS = code_scenarios()
    # Vendor seconds, from the vendor reference's transcript E.f.1.
    TIMES = {'connect': 5, 'download': 51, 'checked': 1, 'resetting': 1, 'leaving': 1, 'start': 22,
             'updating': 103, 'restore': 20, 'ending': 2, 'boot': 13, 'ready': 5}

    updating = False  # in DFOTA mode
    automatic = True  # +QFOTADL=3,x; forgotten on every reset
    package = b''
    current = None  # the task of the update

    def start_network(self):
        super().start_network()
        self.automatic = True
        self.updating = False
        self.start_files()
        if not self.package:
            self.package = self.load_package()

    def busy(self):
        return self.current is not None and not self.current.done()

    def run(self, coroutine):
        self.current = self.spawn(coroutine)

    def on_network_lost(self):
        if self.busy() and self.update.get('stage') == 'downloading':
            self.current.cancel()
            self.spawn(self.end_download('HTTP', 701))

    def qind(self, stage, value=None, percent=False):
        knobs, tail = self.knobs, ''
        if value is not None:
            tail = ',%s%s%s' % (knobs.number_space, value, knobs.percent if percent else '')
        shown = knobs.stage_space + knobs.rename.get(stage, stage)
        self.urc('+QIND:%s"FOTA","%s"%s' % (knobs.colon_space, shown, tail), stage.lower())

    # Download

    async def fetch(self, url):
        kind = 'COAP' if url.lower().startswith('coap') else 'HTTP'
        self.set_update(stage='downloading')
        await self.pause('connect')
        self.qind(kind + 'START')
        await self.reach('httpstart')
        code = await self.download(url, kind)
        await self.end_download(kind, code)
        if not code and self.automatic:
            await self.install()

    async def end_download(self, kind, code):
        await self.pause('checked')
        self.set_update(stage='idle' if code else 'stored')
        self.qind(kind + 'END', code)
        await self.reach('httpend')

    async def download(self, url, kind):
        """The module's number for how it went; the package is stored when it is 0."""
        if self.knobs.fail_download:
            await self.clock.sleep(self.knobs.fail_after_s)
            return self.knobs.fail_download
        if not self.registered():
            await self.clock.sleep(360)
            return 702
        request = download.Request(url, limit=int(self.facts['limit']),
                                   ca=self.files.get(CA_FILE, b'').decode('latin-1'))
        try:
            data = await self.download_all(request, kind)
            package.parse(data)
        except download.DownloadError as error:
            self.journal.event('download', error=str(error))
            return 706 if error.status == 404 else HTTP_CODES.get(error.kind, 703)
        except package.PackageError as error:
            self.journal.event('package', error=str(error))
            return 710
        return 0

    async def download_all(self, request, kind):
        data, told = bytearray(), [0]

        async def on_data(piece, offset, total):
            data.extend(piece)
            while told[0] + 5 <= 100 * len(data) // total:
                told[0] += 5
                await self.clock.sleep(self.time('download') / 20)
                if kind == 'HTTP':
                    self.qind('DOWNLOADING', told[0], True)
                await self.reach('downloading', told[0])

        try:
            await download.get(request, self.clock, on_data)
        finally:
            self.set_package(bytes(data))  # a part stays in flash, too
        return bytes(data)

    def set_package(self, data):
        self.package = data
        self.store_package(data)

    # Install

    async def install(self):
        self.set_update(stage='installing', percent=0)
        await self.pause('resetting')
        self.qind('RESETTING')
        await self.reach('resetting')
        await self.pause('leaving')
        await self.flash()

    async def resume_install(self):
        """Power is back in mid-install: DFOTA mode again, and on from where it was."""
        for port in self.ports:
            if port.wire.flavour == 'uart':
                port.wire.plug()
        await self.flash(True)

    async def flash(self, resumed=False):
        self.leave()
        self.updating = True
        await self.pause('start')
        if self.facts.get('usb-in-update'):
            for port in self.ports:
                port.wire.plug()
        self.qind(self.facts.get('resume-text', 'START') if resumed else 'START')
        await self.reach('start')
        code, target = self.judge()
        if not code:
            await self.flash_stages()
            code = self.knobs.fail_install
        await self.pause('ending')
        await self.finish(code, target)

    def judge(self):
        """The END code for this package on this firmware, and its target version."""
        if not self.package:
            return int(self.facts['absent']), None
        try:
            stored = package.parse(self.package)
        except package.PackageError:
            return int(self.facts['damaged']), None
        if not stored.fits(self.FAMILY, self.facts['model'], self.facts['version']):
            return int(self.facts['mismatch']), None
        return 0, stored.target

    async def flash_stages(self):
        last = self.knobs.install_failure_at if self.knobs.fail_install else 100
        for percent in range(self.update.get('percent', 0) + 1, last + 1):
            await self.clock.sleep(self.time('updating') / 100)
            self.set_update(percent=percent)
            self.qind('UPDATING', percent, True)
            await self.reach('updating', percent)
        if self.facts.get('restore') and last == 100:
            for percent in range(10, 101, 10):
                await self.clock.sleep(self.time('restore') / 10)
                self.qind('RESTORE', percent, True)

    async def finish(self, code, target):
        """The new version is in place before END is said, so a power cut cannot undo it."""
        self.set_update(stage='idle', percent=0)
        new = self.outcome(code, target)
        boots = 1 if new == self.facts['version'] else self.knobs.boots
        if boots == 1:
            self.facts['version'] = new
        self.set_package(b'')
        if not code:
            self.after_update()
        self.qind('END', code)
        await self.reach('end')
        self.updating = False
        for i in range(boots):
            await self.boot()
            if i + 2 == boots:
                self.facts['version'] = new

    def outcome(self, code, target):
        if code or self.knobs.version_after == 'old':
            return self.facts['version']
        return self.facts['third'] if self.knobs.version_after == 'third' else target

    def after_update(self):
        if self.knobs.echo_after:
            self.store.saved.pop('E', None)
        if self.knobs.baud_after:
            self.store.saved['+IPR'] = str(self.knobs.baud_after)
        if self.knobs.nv_lost:
            self.store.reset_update(profile=True)
        self.save_state()

    # LwM2M: the operator's server began it

    async def lwm2m(self, band, url):
        """`band` is "in-band" or "out-of-band"."""
        self.set_update(stage='downloading')
        if band == 'in-band':
            self.urc('+LWM2M: "FOTA","DOWNLOADING","START"', 'lwm2m')
        code = await self.download(url, 'LWM2M')
        if band == 'in-band' and not code:
            self.urc('+LWM2M: "FOTA","DOWNLOADING","COMPLETED"', 'lwm2m')
        elif band != 'in-band':
            self.urc('+LWM2M: "FOTA","DOWNLOADED",%d' % code, 'lwm2m')
        self.set_update(stage='idle' if code else 'stored')
        if not code and self.automatic:
            await self.install()
