"""The test world: a private bus, the real ModemManager, pretend modems, a web server, the real
fotad; everything ends with the test, and a failing test shows the logs.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import shutil
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [os.path.join(HERE, '..', 'modem'), os.path.join(HERE, '..')]

import cases  # noqa: E402,F401
import rig  # noqa: E402,F401
import webserver  # noqa: E402
from bus import Bus  # noqa: E402
from modemmanager import NAME as MM_NAME, ROOT as MM_ROOT, ModemManager  # noqa: E402,F401
from service import SLOWNESS, Service, error_name  # noqa: E402

from gi.repository import GLib  # noqa: E402

IMEI = '866349041234560'
OLD, NEW = 'BG95M3LAR02A03_01.006.01.006', 'BG95M3LAR02A04_01.001.01.001'
LOGS = ('fotad.log', 'modemmanager.err', 'mock.log')


class World:
    """`modem_scale` is the pretend modem's time scale, `scale` the daemon's: the modem is quicker,
    so that the daemon's time-outs do not measure the test machine."""

    def __init__(self, scale=0.05, modem_scale=0.005):
        self.folder = tempfile.mkdtemp(prefix='fotad-world.')
        self.modem_scale = modem_scale * SLOWNESS
        self.bus = Bus(self.folder)
        self.modems, self.web = [], None
        self.mm, self.service = ModemManager(self.bus), Service(self.bus, scale * SLOWNESS)

    def open(self):
        """The bus with its stand-ins."""
        self.bus.start()
        self.service.follow()
        return self

    def add_modem(self, *options, flavour='usb', plugin='quectel', name='modem0', scale=None):
        """A pretend modem, known to ModemManager as /virtual/NAME."""
        folder = os.path.join(self.folder, name)
        os.mkdir(folder)
        modem = rig.Simulator(folder, *options, ports=flavour, scale=scale or self.modem_scale).start()
        modem.uid = '/virtual/' + name
        self.modems.append(modem)
        if self.mm.process:
            self.mm.set_profile(name, plugin, modem.path)
        return modem

    @property
    def modem(self):
        return self.modems[0]

    def start_web(self, **options):
        folder = os.path.join(self.folder, 'www')
        os.makedirs(folder, exist_ok=True)
        self.web = webserver.WebServer(folder, **options)
        return self.web

    def package(self, *options, name='update.bin'):
        """The URL of a package for the first modem."""
        web = self.web or self.start_web()
        rig.make_package(os.path.join(web.folder, name), *options)
        return web.url(name)

    def start(self, *options, **more):
        """Everything, until fotad offers the modem; its path."""
        if not self.bus.connection:
            self.open()
        self.mm.start()
        self.add_modem(*options, **more)
        self.mm.await_modem()
        self.service.start()
        return self.service.await_modem()

    def restart_bus(self):
        """The bus has died, and all who cannot live without it; a new one with its stand-ins."""
        self.bus.stop()
        self.service.objects.clear()
        self.bus.start()
        self.service.follow()

    def stop(self):
        if self.web:
            self.web.stop()
        self.bus.stop()
        for modem in self.modems:
            modem.stop()
        shutil.rmtree(self.folder)

    def show_logs(self):
        for name in LOGS:
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path, encoding='utf-8', errors='replace') as file:
                    tail = file.readlines()[-150:]
                sys.stderr.write('---- %s\n%s' % (name, ''.join(tail)))
        for modem in self.modems:
            lines = ['%(t)8.1f ' % e + str({k: v for k, v in e.items() if k != 't'})
                     for e in modem.journal()[-60:]]
            sys.stderr.write('---- %s\n%s\n' % (modem.uid, '\n'.join(lines)))


class WorldCase(unittest.TestCase):
    maxDiff = None

    def make_world(self, **options):
        self.world = World(**options)
        self.addCleanup(self.end_world, self.world)
        return self.world.open()

    def begin(self, *options, scale=0.05, modem_scale=0.005, **more):
        """A whole world with one modem; sets `world`, `service`, `modem`, `path`, `url`."""
        world = self.make_world(scale=scale, modem_scale=modem_scale)
        self.path = world.start(*options, **more)
        self.service, self.modem = world.service, world.modem
        self.url = world.package()

    def end_world(self, world):
        result = self._outcome.result
        failed = [getattr(test, 'test_case', test) for test, _ in result.failures + result.errors]
        if self in failed:
            world.show_logs()
        world.stop()

    def run_update(self, url=None, seconds=60, **values):
        """The ended job's properties."""
        self.job = self.service.update(self.path, url or self.url, **values)
        return self.service.await_end(self.job, seconds)

    def assert_refused(self, name, function, *arguments, text=None, **more):
        """It fails with org.fotad1.Error.NAME, and says why."""
        with self.assertRaises(GLib.Error) as caught:
            function(*arguments, **more)
        self.assertEqual(error_name(caught.exception), name, caught.exception.message)
        if text:
            self.assertIn(text, caught.exception.message)

    def assert_failed(self, job, name, text=None):
        self.assertEqual((job['State'], job['Error'][0].rpartition('.')[2]), ('failed', name), job)
        if text:
            self.assertIn(text, job['Error'][1])

    def assert_succeeded(self, job, changed=True):
        self.assertEqual((job['State'], job['Error'][0]), ('succeeded', ''), job)
        self.assertEqual(job['Changed'], changed)

    def assert_given_back(self):
        """ModemManager has the modem again, and nothing holds it."""
        modem = self.world.mm.await_modem()
        self.assertEqual(modem['EquipmentIdentifier'], IMEI)
        self.assertEqual(len(self.world.mm.listed()), 1)
        self.assertEqual(self.service.await_modem(), self.path)

    def fota_commands(self, since=0):
        """What was said to the modem about updates."""
        return [line for line in self.modem.received(since) if 'QFOTADL' in line]
