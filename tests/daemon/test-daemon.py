#!/usr/bin/python3
"""The daemon as a process: options, the bus name, signals, what it costs while idle.

    FOTAD=build/daemon/fotad test-daemon.py [CLASS[.METHOD]]
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import dbus
import dbusmock

FOTAD = os.environ['FOTAD']
MAX_PRIVATE_DIRTY_KIB = 2048
IDLE_SECONDS = 3


class Case(dbusmock.DBusTestCase):
    @classmethod
    def setUpClass(cls):
        cls.start_system_bus()

    def setUp(self):
        self.directory = tempfile.mkdtemp(prefix='fotad-daemon-')
        self.addCleanup(shutil.rmtree, self.directory)
        self.environment = dict(
            os.environ, LC_ALL='C.UTF-8', STATE_DIRECTORY=os.path.join(self.directory, 'state'),
            RUNTIME_DIRECTORY=os.path.join(self.directory, 'run'),
            CACHE_DIRECTORY=os.path.join(self.directory, 'cache'),
            CONFIGURATION_DIRECTORY=os.path.join(self.directory, 'etc'))
        self.environment.pop('G_DEBUG', None)

    def spawn(self, *words, **environment):
        process = subprocess.Popen([FOTAD, *words], env={**self.environment, **environment},
                                   text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self.reap, process)
        return process

    def reap(self, process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def start(self, *words, **environment):
        """Started, and on the bus."""
        process = self.spawn(*words, **environment)
        bus = self.get_dbus(True)
        end = time.monotonic() + 10
        while not bus.name_has_owner('org.fotad1'):
            self.assertIsNone(process.poll(), 'it ended')
            self.assertLess(time.monotonic(), end, 'it does not come')
            time.sleep(0.02)
        return process

    def end(self, process, status, number=None):
        if number is not None:
            process.send_signal(number)
        _, err = process.communicate(timeout=10)
        self.assertEqual(process.returncode, status, err)
        return err

    def manager(self):
        return self.get_dbus(True).get_object('org.fotad1', '/org/fotad1')


class Process(Case):
    def run_it(self, *words):
        return subprocess.run([FOTAD, *words], env=self.environment, text=True, timeout=10,
                              capture_output=True, check=False)

    def test_options(self):
        self.assertRegex(self.run_it('--version').stdout, r'^fotad \d+\.\d+\.\d+$')
        self.assertIn('--debug', self.run_it('--help').stdout)
        for words in (['--fly'], ['argument']):
            done = self.run_it(*words)
            self.assertEqual(done.returncode, 2)
            self.assertTrue(done.stderr.startswith('fotad: '), done.stderr)

    def test_signals_end_it(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            process = self.start()
            self.end(process, 0, number)
            self.assertFalse(self.get_dbus(True).name_has_owner('org.fotad1'))

    def test_a_second_one_gives_up(self):
        first = self.start()
        second = self.spawn(STATE_DIRECTORY=os.path.join(self.directory, 'other'))
        self.assertIn('org.fotad1', self.end(second, 1))
        third = self.spawn()
        self.assertIn('another process uses', self.end(third, 1))
        self.end(first, 0, signal.SIGTERM)

    def test_no_bus(self):
        process = self.spawn(DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nonexistent')
        self.assertNotEqual(self.end(process, 1), '')

    def test_no_place_for_the_database(self):
        process = self.spawn(STATE_DIRECTORY='/proc/nowhere')
        self.assertIn('/proc/nowhere', self.end(process, 1))

    def test_the_database_is_private(self):
        self.end(self.start(), 0, signal.SIGTERM)
        database = os.path.join(self.environment['STATE_DIRECTORY'], 'fotad.db')
        self.assertEqual(os.stat(database).st_mode & 0o777, 0o600)

    def test_ready_is_told_to_systemd(self):
        import socket
        path = os.path.join(self.directory, 'notify')
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
            notify.bind(path)
            notify.settimeout(10)
            process = self.start(NOTIFY_SOCKET=path)
            said = notify.recv(4096)
            while said.startswith(b'EXTEND_TIMEOUT_USEC='):  # recovery may take its time
                said = notify.recv(4096)
            self.assertIn(b'READY=1', said)
            self.end(process, 0, signal.SIGTERM)
            self.assertIn(b'STOPPING=1', notify.recv(4096))


class Bus(Case):
    def setUp(self):
        super().setUp()
        self.start()

    def call(self, path, interface, method, *arguments, signature=None):
        thing = self.get_dbus(True).get_object('org.fotad1', path, introspect=False)
        return thing.get_dbus_method(method, interface)(*arguments, signature=signature)

    def assert_refused(self, name, *words, **more):
        with self.assertRaises(dbus.exceptions.DBusException) as caught:
            self.call(*words, **more)
        self.assertEqual(caught.exception.get_dbus_name(), name)

    def test_empty_house(self):
        self.assertEqual(self.call('/org/fotad1', 'org.freedesktop.DBus.ObjectManager',
                                   'GetManagedObjects'), {})
        self.assertEqual(self.call('/org/fotad1', 'org.fotad1.Manager', 'ListJobs', {},
                                   signature='a{sv}'), [])
        for wanted in ('any', '860000000000001'):
            self.assert_refused('org.fotad1.Error.NotFound', '/org/fotad1', 'org.fotad1.Manager',
                                'FindModem', wanted)
        self.assert_refused('org.fotad1.Error.InvalidArgument', '/org/fotad1',
                            'org.fotad1.Manager', 'FindModem', '')

    def test_strict_filters(self):
        for filters in ({'colour': 'red'}, {'limit': 'ten'}, {'state': 'sleeping'},
                        {'before': 'yesterday'}):
            self.assert_refused('org.fotad1.Error.InvalidArgument', '/org/fotad1',
                                'org.fotad1.Manager', 'ListJobs', filters, signature='a{sv}')

    def test_introspection(self):
        xml = self.call('/org/fotad1', 'org.freedesktop.DBus.Introspectable', 'Introspect')
        for member in ('org.fotad1.Manager', 'FindModem', 'ListJobs', 'Version', 'Vendors',
                       'GetManagedObjects'):
            self.assertIn(f'"{member}"', xml)


class Cost(Case):
    """With no modem, no job and nobody calling."""

    def setUp(self):
        super().setUp()
        self.process = self.start()
        time.sleep(0.5)

    def read(self, name, key):
        with open(f'/proc/{self.process.pid}/{name}', encoding='ascii') as lines:
            return int(next(line for line in lines if line.startswith(key)).split()[1])

    def test_never_wakes_up(self):
        tasks = os.listdir(f'/proc/{self.process.pid}/task')
        before = [self.switches(task) for task in tasks]
        time.sleep(IDLE_SECONDS)
        self.assertEqual([self.switches(task) for task in tasks], before)

    def switches(self, task):
        return self.read(f'task/{task}/status', 'voluntary_ctxt_switches:')

    def test_memory(self):
        self.assertLessEqual(self.read('smaps_rollup', 'Private_Dirty:'), MAX_PRIVATE_DIRTY_KIB)

    def test_links_no_other_protocol(self):
        """QMI's and MBIM's libraries come with a module, when a modem has such a port."""
        with open(f'/proc/{self.process.pid}/maps', encoding='ascii') as lines:
            self.assertEqual([line for line in lines if 'qmi' in line or 'mbim' in line], [])


if __name__ == '__main__':
    unittest.main()
