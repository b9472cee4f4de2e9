#!/usr/bin/python3
"""bash completion of fotactl, with the modems and jobs of a mock of the service.

    FOTACTL=build/clients/fotactl/fotactl test-completion.py
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import subprocess
import sys
import unittest

import dbus
import dbusmock

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, '..', '..', 'data')
IMEI = '860000000000001'
SCRIPT = '''
. "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fotactl
printf '%s\\n' "${COMPREPLY[@]}"
'''


class Completion(dbusmock.DBusTestCase):
    @classmethod
    def setUpClass(cls):
        cls.start_system_bus()
        folder = os.path.dirname(os.environ['FOTACTL'])
        cls.environment = dict(os.environ, LC_ALL='C.UTF-8', PATH=f'{folder}:/usr/bin:/bin')

    def setUp(self):
        mock = subprocess.Popen(
            [sys.executable, '-m', 'dbusmock', '-t', os.path.join(DATA, 'dbusmock', 'fotad.py')],
            stdout=subprocess.DEVNULL)
        self.addCleanup(mock.wait)
        self.addCleanup(mock.terminate)
        self.wait_for_bus_object('org.fotad1', '/org/fotad1', True)
        manager = self.get_dbus(True).get_object('org.fotad1', '/org/fotad1')
        manager.AddModem(IMEI, dbus.Dictionary({'Model': 'BG1'}, signature='sv'),
                         dbus_interface=dbusmock.MOCK_IFACE)
        manager.Plan(IMEI, 'hang', 1.0, dbus_interface=dbusmock.MOCK_IFACE)
        modem = self.get_dbus(True).get_object('org.fotad1', f'/org/fotad1/modem/{IMEI}')
        job = modem.Update('http://127.0.0.1/p', dbus.Dictionary({}, signature='sv'),
                           dbus_interface='org.fotad1.Modem')
        self.job = str(job).rpartition('/')[2]

    def complete(self, *words):
        done = subprocess.run(['bash', '-c', SCRIPT, 'bash', f'{DATA}/completion/fotactl',
                               'fotactl', *words], env=self.environment, text=True, timeout=30,
                              capture_output=True, check=True)
        self.assertEqual(done.stderr, '')
        return done.stdout.split()

    def test_verbs(self):
        self.assertEqual(self.complete('up'), ['update'])
        self.assertIn('settings', self.complete(''))
        self.assertEqual(self.complete('settings', 'd'), ['diff', 'delete'])

    def test_options(self):
        self.assertIn('--no-wait', self.complete('update', '--no'))
        self.assertNotIn('--no-wait', self.complete('list', '--'))

    def test_modems_are_the_live_ones(self):
        self.assertEqual(sorted(self.complete('show', '')), sorted([IMEI, 'any']))
        self.assertEqual(self.complete('settings', 'list', '86'), [IMEI])
        self.assertEqual(self.complete('update', '--ask', '86'), [IMEI])

    def test_jobs_are_the_live_ones(self):
        self.assertEqual(self.complete('cancel', ''), [self.job])
        self.assertEqual(self.complete('watch', ''), [self.job])

    def test_files(self):
        self.assertEqual(self.complete('update', IMEI, '/usr/share/dbus-'), ['/usr/share/dbus-1'])


if __name__ == '__main__':
    unittest.main()
