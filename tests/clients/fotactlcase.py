"""The test case class of the fotactl tests: a mock of the service on a private bus, with one modem."""

# SPDX-License-Identifier: LGPL-2.1-or-later

import json
import os
import subprocess
import sys
import time

import dbus
import dbusmock

HERE = os.path.dirname(os.path.abspath(__file__))
TEMPLATE = os.path.join(HERE, '..', '..', 'data', 'dbusmock', 'fotad.py')
FOTACTL = os.environ['FOTACTL']
IMEI = '860000000000001'
OTHER = '860000000000002'
URL = 'http://127.0.0.1/package.bin'

SUCCEEDED, FAILED, USAGE, NO_SERVICE, NOT_AUTHORIZED, DETACHED = range(6)


class Case(dbusmock.DBusTestCase):
    """A private bus with the mock and one modem."""

    @classmethod
    def setUpClass(cls):
        cls.start_system_bus()
        cls.environment = dict(os.environ, LC_ALL='C.UTF-8', TZ='UTC')

    def setUp(self):
        self.start_mock()
        self.addCleanup(self.stop_mock)
        self.add_modem(IMEI, Model='BG1')

    def start_mock(self):
        """Not by spawn_server_template, which owns the name before the objects are there."""
        self.mock = subprocess.Popen([sys.executable, '-m', 'dbusmock', '-t', TEMPLATE],
                                     stdout=subprocess.DEVNULL)
        self.wait_for_bus_object('org.fotad1', '/org/fotad1', True)
        self.manager = self.get_dbus(True).get_object('org.fotad1', '/org/fotad1')

    def stop_mock(self):
        self.mock.terminate()
        self.mock.wait()

    def add_modem(self, imei, **properties):
        self.manager.AddModem(imei, dbus.Dictionary(properties, signature='sv'),
                              dbus_interface=dbusmock.MOCK_IFACE)

    def plan(self, outcome, seconds=0.2):
        self.manager.Plan(IMEI, outcome, seconds, dbus_interface=dbusmock.MOCK_IFACE)

    def start(self, *words, **more):
        return subprocess.Popen([FOTACTL, *words], env=self.environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def run_it(self, *words, status=SUCCEEDED, stdin=None):
        done = subprocess.run([FOTACTL, *words], env=self.environment, text=True, timeout=30,
                              input=stdin, capture_output=True, check=False)
        self.assertEqual(done.returncode, status, f'{words}: {done.stdout}{done.stderr}')
        return done

    def run_json(self, *words, status=SUCCEEDED):
        return json.loads(self.run_it(*words, '--json', status=status).stdout)

    def start_job(self, outcome='hang', *options):
        self.plan(outcome)
        return self.run_json('update', IMEI, URL, '--no-wait', *options)['Id']

    def wait_for(self, job, **wanted):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            now = self.run_json('job', job)
            if all(now[k] == v for k, v in wanted.items()):
                return now
            time.sleep(0.05)
        self.fail(f'job {job} never became {wanted}: {now}')
