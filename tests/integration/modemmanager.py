"""The real ModemManager on a private bus, with the pretend modem on its test interface.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import re
import subprocess

from gi.repository import GLib

import rig

NAME = 'org.freedesktop.ModemManager1'
ROOT = '/org/freedesktop/ModemManager1'


class ModemManager:
    def __init__(self, bus):
        self.bus = bus
        self.log_path = os.path.join(bus.folder, 'modemmanager.log')
        self.process = None

    def start(self):
        """Without udev; modems come by set_profile ()."""
        return self.run('--no-auto-scan', '--test-no-udev', '--test-no-qrtr', '--test-enable')

    def start_on_udev(self):
        """As on a real machine (--test-no-qrtr would silently imply --no-auto-scan)."""
        return self.run()

    def run(self, *options):
        self.process = self.bus.run('ModemManager', '--test-no-suspend-resume', '--debug',
                                    '--log-file=' + self.log_path, *options, log='modemmanager.err')
        self.bus.await_name(NAME)
        return self

    def stop(self):
        self.bus.end(self.process)

    def set_profile(self, name, plugin, *addresses):
        """A virtual modem whose uid is /virtual/NAME."""
        self.bus.call(NAME, ROOT, NAME + '.Test.SetProfile',
                      GLib.Variant('(ssas)', (name, plugin, addresses)))

    def mmcli(self, *arguments):
        return subprocess.run(['mmcli', *arguments], env=self.bus.environment, capture_output=True,
                              text=True, check=False).stdout

    def objects(self):
        """Properties of every modem it has, by object path, interfaces merged."""
        tree = self.bus.call(NAME, ROOT, 'org.freedesktop.DBus.ObjectManager.GetManagedObjects')
        return {path: {**interfaces.get(NAME + '.Modem', {})} for path, interfaces in tree.items()
                if NAME + '.Modem' in interfaces}

    def listed(self):
        """What `mmcli -L` shows: the modems' numbers."""
        return re.findall(r'/Modem/(\d+)', self.mmcli('-L'))

    def ready(self):
        """Properties of the first modem it has finished looking at, or None."""
        for path, modem in self.objects().items():
            if modem.get('State', 0) not in (0, 1):
                return {**modem, 'path': path}
        return None

    def await_modem(self, seconds=20):
        return rig.until('a modem in ModemManager', self.ready, seconds)

    def await_none(self, seconds=10):
        rig.until('no modem in ModemManager', lambda: not self.objects(), seconds)

    def inhibit(self, uid, inhibit=True, connection=None):
        self.bus.call(NAME, ROOT, NAME + '.InhibitDevice', GLib.Variant('(sb)', (uid, inhibit)),
                      seconds=30, connection=connection or self.bus.connection)

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as file:
            return file.read()
