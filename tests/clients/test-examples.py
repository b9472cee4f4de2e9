#!/usr/bin/python3
"""The examples in four languages against a mock of the service, as people would run them.

    EXAMPLE_C=build/clients/examples/example-update LIBFOTAD=build/clients/libfotad-glib/fotad \\
        test-examples.py
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import subprocess
import sys
import unittest

import dbus
import dbusmock

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
EXAMPLES = os.path.join(TOP, 'clients', 'examples')
TEMPLATE = os.path.join(TOP, 'data', 'dbusmock', 'fotad.py')
IMEI = '860000000000001'
URL = 'http://127.0.0.1/package.bin'
PROGRAMS = {
    'c': [os.environ['EXAMPLE_C']],
    'python': ['/usr/bin/python3', f'{EXAMPLES}/update.py'],
    'gjs': ['gjs', '-m', f'{EXAMPLES}/update.js'],
    'shell': ['bash', f'{EXAMPLES}/update.sh'],
}


class Examples(dbusmock.DBusTestCase):
    @classmethod
    def setUpClass(cls):
        cls.start_system_bus()
        built = os.environ['LIBFOTAD']
        cls.environment = dict(os.environ, LC_ALL='C.UTF-8', LD_LIBRARY_PATH=built,
                               GI_TYPELIB_PATH=built)

    def setUp(self):
        mock = subprocess.Popen([sys.executable, '-m', 'dbusmock', '-t', TEMPLATE],
                                stdout=subprocess.DEVNULL)
        self.addCleanup(mock.wait)
        self.addCleanup(mock.terminate)
        self.wait_for_bus_object('org.fotad1', '/org/fotad1', True)
        self.manager = self.get_dbus(True).get_object('org.fotad1', '/org/fotad1')
        self.manager.AddModem(IMEI, dbus.Dictionary({'Model': 'BG1'}, signature='sv'),
                              dbus_interface=dbusmock.MOCK_IFACE)

    def each(self, outcome, status, said, modem=IMEI):
        self.manager.Plan(IMEI, outcome, 0.3, dbus_interface=dbusmock.MOCK_IFACE)
        for language, command in PROGRAMS.items():
            with self.subTest(language):
                done = subprocess.run([*command, modem, URL], env=self.environment, text=True,
                                      timeout=30, capture_output=True, check=False)
                self.assertEqual(done.returncode, status, done.stdout + done.stderr)
                self.assertRegex(done.stdout + done.stderr, said)

    def test_success(self):
        self.each('succeed', 0, '^succeeded\n$')

    def test_failure(self):
        self.each('fail:Network', 1, 'failed')

    def test_no_such_modem(self):
        self.each('succeed', 1, '(?i)modem', modem='nobody')

    def test_labels_arrive(self):
        self.each('succeed', 0, 'succeeded')
        jobs = self.manager.ListJobs(dbus.Dictionary({}, signature='sv'),
                                     dbus_interface='org.fotad1.Manager')
        self.assertEqual([str(job['Label']) for _, job in jobs], ['example'] * len(PROGRAMS))


if __name__ == '__main__':
    unittest.main()
