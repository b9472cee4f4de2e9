"""The test world with a modem that has a port for QMI or MBIM beside AT.

ModemManager is the mocked one: the real one believes only in such ports as a kernel driver made
(qmi_wwan, cdc_mbim), of which umockdev can pretend the sysfs files but not the device.  The
port is a pty with a modem behind it that speaks the protocol; the daemon opens it like
/dev/cdc-wdm0.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import glob
import os
import subprocess
import sys

from world import HERE, IMEI, MM_NAME, MM_ROOT, WorldCase, rig

from gi.repository import GLib

MOCK = 'org.freedesktop.DBus.Mock'
PORT_TYPES = {'qmi': 6, 'mbim': 7}
UID = '/virtual/modem0'


class ControlPort:
    """A pretend port: tests/modem/qmi-modem or mbim-modem as a process.  Its path is a link, since a
    pty's name is soon another one's."""

    def __init__(self, kind, folder):
        program = os.path.join(HERE, '..', 'modem', kind + '-modem')
        self.kind = kind
        self.process = rig.spawn([sys.executable, program], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        self.path = os.path.join(folder, kind + '-port')
        os.symlink(self.process.stdout.readline().strip(), self.path)

    def change(self, python):
        """Changes its state; what it has told of itself since the last time."""
        self.process.stdin.write(python + '\n')
        self.process.stdin.flush()
        heard = []
        for line in self.process.stdout:
            if line.strip() == 'done':
                return heard
            heard.append(line.strip())
        raise AssertionError('the port has died of: ' + python)

    def heard(self):
        return self.change('pass')

    def writes(self):
        """Of that, what was set."""
        return [line for line in self.heard() if not line.startswith(('open', 'close', 'release'))]

    def stop(self):
        if os.path.lexists(self.path):
            os.unlink(self.path)
        self.process.stdin.close()
        rig.end(self.process)


class ControlCase(WorldCase):
    MODEL = 'EC25'

    def begin_with(self, *kinds, modem_scale=0.005):
        world = self.make_world(modem_scale=modem_scale)
        self.service = world.service
        world.add_modem('--model', self.MODEL)
        self.modem = world.modem
        self.url = world.package('--model', self.MODEL)
        world.bus.mock('--template', os.path.join(HERE, 'mm_template.py'))
        world.bus.await_name(MM_NAME)
        self.tell('AddModem', '(ssss)', UID, self.modem.path, IMEI, self.MODEL)
        self.ports = {kind: self.add_port(kind) for kind in kinds}
        self.service.start()
        self.path = self.service.await_modem()

    def add_port(self, kind):
        port = ControlPort(kind, self.world.folder)
        self.addCleanup(port.stop)
        self.tell('AddPort', '(ssu)', UID, port.path, PORT_TYPES[kind])
        return port

    def tell(self, member, signature='(s)', *values):
        return self.world.bus.call(MM_NAME, MM_ROOT, '%s.%s' % (MOCK, member),
                                   GLib.Variant(signature, values))

    def settings_job(self, member, variant):
        self.job = self.service.call(self.path, 'Modem.' + member, variant)
        return self.service.await_end(self.job)

    def save(self):
        job = self.settings_job('SaveSettings', GLib.Variant('(s)', ('',)))
        self.assert_succeeded(job, changed=False)
        return self.service.call(self.path, 'Modem.ListSnapshots')[0][0]

    def restore(self, snapshot):
        job = self.settings_job('RestoreSettings', GLib.Variant('(sa{sv})', (snapshot, {})))
        self.assert_succeeded(job, changed=False)

    def compare(self, snapshot):
        """The names of what differs."""
        job = self.settings_job('CompareSettings', GLib.Variant('(s)', (snapshot,)))
        self.assert_succeeded(job, changed=False)
        return self.events('differs')

    def rows(self, snapshot):
        """{setting or "setting key": what was read}"""
        rows = self.service.call(self.path, 'Modem.GetSnapshot', GLib.Variant('(s)', (snapshot,)))
        return {row[0]: row for row in rows}

    def events(self, event):
        return [details['name'] for _, _, _, what, details in
                self.service.call(self.job, 'Job.GetLog') if what == event]

    def warnings(self):
        return self.service.all(self.job, 'Job')['Warnings']

    def add_secret(self, text):
        folder = os.path.join(self.world.folder, 'configuration', 'settings.d')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'own.secrets')
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), 'w', encoding='utf-8') as file:
            file.write(text)

    def assert_no_secret(self, *secrets):
        """Not in the log, on the bus, in fotactl's output or in the database; what is beside is."""
        seen = self.service.log() + str(self.service.changes)
        seen += str(self.service.call(self.job, 'Job.GetLog'))
        places = {'log': seen,
                  'fotactl': self.service.fotactl('--json', 'settings', 'show', 'any', '1')[1],
                  'database': ''}
        for path in glob.glob(os.path.join(self.world.folder, 'state', '*')):
            with open(path, 'rb') as file:
                places['database'] += file.read().decode('latin-1')
        for place, text in places.items():
            self.assertIn('iot.example', text, place)
            for secret in secrets:
                self.assertNotIn(secret, text, place)
                self.assertNotIn(secret.encode().hex(), text, place)

    def mapped(self):
        """The libraries of other protocols than AT in the daemon's memory."""
        with open('/proc/%d/maps' % self.service.process.pid, encoding='utf-8') as lines:
            return {os.path.basename(line.split()[-1]).split('.')[0] for line in lines
                    if 'qmi' in line or 'mbim' in line}

    def private_dirty(self):
        """KiB of the daemon's own memory."""
        with open('/proc/%d/smaps_rollup' % self.service.process.pid, encoding='ascii') as lines:
            return int(next(line for line in lines if line.startswith('Private_Dirty')).split()[1])
