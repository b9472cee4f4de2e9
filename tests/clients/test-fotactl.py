#!/usr/bin/python3
"""fotactl against a mock of the service on a private bus: output, JSON, exit status, detaching.

    FOTACTL=build/clients/fotactl/fotactl test-fotactl.py [CLASS[.METHOD]]
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

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


class Reading(Case):
    def test_list_is_a_table(self):
        lines = self.run_it('list').stdout.splitlines()
        self.assertEqual(lines[0].split(), ['IMEI', 'MANUFACTURER', 'MODEL', 'REVISION', 'STATE'])
        self.assertEqual(lines[1].split(), [IMEI, 'Mock', 'BG1', 'R1', 'available'])

    def test_list_as_json(self):
        modems = self.run_json('list')
        self.assertEqual([m['Imei'] for m in modems], [IMEI])
        self.assertEqual(modems[0]['Path'], f'/org/fotad1/modem/{IMEI}')
        self.assertEqual(modems[0]['Routes'], ['fetch', 'push', 'server'])

    def test_empty_list(self):
        self.manager.RemoveModem(IMEI, dbus_interface=dbusmock.MOCK_IFACE)
        self.assertEqual(self.run_json('list'), [])
        self.assertEqual(self.run_it('list').stdout, '')

    def test_show(self):
        text = self.run_it('show', 'bg1').stdout
        self.assertIn(f'Imei: {IMEI}\n', text)
        self.assertIn('Routes: fetch, push, server\n', text)
        self.assertEqual(self.run_json('show', 'any')['Model'], 'BG1')

    def test_unknown_and_ambiguous_modem(self):
        document = self.run_json('show', '99', status=FAILED)
        self.assertEqual(document['Error'][0], 'NotFound')
        self.add_modem(OTHER)
        self.assertEqual(self.run_json('show', 'any', status=FAILED)['Error'][0], 'Ambiguous')

    def test_a_modem_cannot_steer_the_terminal(self):
        self.add_modem(OTHER, Model='evil\x1b[2Jname')
        text = self.run_it('list').stdout
        self.assertNotIn('\x1b', text)
        self.assertIn('evil?[2Jname', text)

    def test_status(self):
        self.assertIn('server: mock', self.run_it('status', IMEI).stdout)
        self.assertEqual(self.run_json('status', IMEI), {'registered': True, 'server': 'mock'})


class Updating(Case):
    def test_success_line_by_line(self):
        self.plan('succeed')
        done = self.run_it('update', IMEI, URL)
        lines = done.stdout.splitlines()
        self.assertTrue(any('transfer · transfer-step' in line for line in lines), lines)
        self.assertTrue(any('do not cut the power' in line for line in lines), lines)
        self.assertEqual(lines[-1], 'Job 1 succeeded: R1 -> R1+1')
        self.assertEqual(len(lines), len(set(lines)), 'a line for every change, no more')

    def test_success_as_json(self):
        self.plan('succeed')
        job = self.run_json('update', IMEI, URL, '--label', 'fleet-7')
        self.assertEqual((job['State'], job['Changed'], job['Label']),
                         ('succeeded', True, 'fleet-7'))

    def test_unchanged(self):
        self.plan('unchanged')
        self.assertIn('R1, unchanged', self.run_it('update', IMEI, URL).stdout)

    def test_failure(self):
        self.plan('fail:Network')
        done = self.run_it('update', IMEI, URL, status=FAILED)
        self.assertIn('Job 1 failed: Network: So it was planned.', done.stdout)
        job = self.run_json('update', IMEI, URL, status=FAILED)
        self.assertEqual(job['Error'], ['Network', 'So it was planned.'])

    def test_options_have_the_types_of_the_contract(self):
        self.plan('succeed')
        with tempfile.NamedTemporaryFile('w') as secret:
            secret.write('geheim\n')
            secret.flush()
            self.run_it('update', IMEI, URL, '--sha256', 'ab' * 32, '--from', 'R1', '--to', 'R2',
                        '--auto', '--not-before', '+1s', '--not-after', '2096-01-01T00:00:00Z',
                        '--context', '2', '--apn', 'a', '--ip-type', 'ipv4', '--user', 'u',
                        '--password-file', secret.name, '--pin-file', secret.name,
                        '--attempts', '2', '--deadline', '600', '--transport', 'modem',
                        '--no-restore')
        call = next(c for c in self.manager_calls('Update', f'modem/{IMEI}'))
        self.assertEqual(call['password'], 'geheim')
        self.assertEqual(call['not-after'], 3976214400)
        self.assertIs(bool(call['restore-settings']), False)

    def manager_calls(self, method, path):
        modem = self.get_dbus(True).get_object('org.fotad1', f'/org/fotad1/{path}')
        return [c[2][-1] for c in modem.GetCalls(dbus_interface=dbusmock.MOCK_IFACE)
                if c[1] == method]

    def test_from_a_file(self):
        self.plan('succeed')
        with tempfile.NamedTemporaryFile('wb', suffix='.pkg') as package:
            package.write(b'x' * 1234)
            package.flush()
            job = self.run_json('update', IMEI, package.name)
        self.assertEqual((job['Route'], job['Source']), ('push', os.path.basename(package.name)))

    def test_what_the_service_refuses(self):
        with tempfile.NamedTemporaryFile() as package:
            document = self.run_json('update', IMEI, package.name, status=FAILED)
        self.assertEqual(document['Error'][0], 'PackageInvalid')

    def test_usage(self):
        self.run_it(status=USAGE)
        self.run_it('fly', status=USAGE)
        self.run_it('update', IMEI, status=USAGE)
        self.run_it('update', IMEI, '/no/such/file', status=USAGE)
        self.run_it('update', IMEI, URL, '--ask', '--auto', status=USAGE)
        self.run_it('update', IMEI, URL, '--not-before', 'tomorrow', status=USAGE)
        self.run_it('update', IMEI, URL, '--context=-3', status=USAGE)
        self.run_it('update', IMEI, URL, '--password-file', '/no/such/file', status=USAGE)
        self.run_it('job', 'one', status=USAGE)
        self.assertEqual(self.run_json('fly', status=USAGE)['Error'][0], 'Usage')

    def test_help_and_version(self):
        self.assertIn('update', self.run_it('--help').stdout)
        self.assertIn('--sha256', self.run_it('update', '--help').stdout)
        self.assertIn('fotactl ', self.run_it('--version').stdout)

    def test_not_authorized(self):
        self.manager.Authorize(False, dbus_interface=dbusmock.MOCK_IFACE)
        document = self.run_json('update', IMEI, URL, status=NOT_AUTHORIZED)
        self.assertEqual(document['Error'][0], 'NotAuthorized')

    def test_check(self):
        self.plan('succeed')
        self.assertEqual(self.run_json('check', IMEI)['Kind'], 'server')
        self.run_it('check', IMEI, '--await-timer', '--fix-rate')
        call = self.manager_calls('CheckServer', f'modem/{IMEI}')[-1]
        self.assertIs(bool(call['await-timer']), True)
        self.assertIs(bool(call['fix-rate']), True)
        self.run_it('update', IMEI, URL, '--await-timer', status=USAGE)

    def test_enrol(self):
        self.assertIn('Its key, in hex', self.run_it('enrol', IMEI).stdout)
        self.plan('succeed')
        done = self.run_it('enrol', IMEI, 'server=coaps://x', 'psk=0011', 'lifetime=60',
                           'secure=yes')
        self.assertIn('psk', done.stderr)
        call = self.manager_calls('Enrol', f'modem/{IMEI}')[0]
        self.assertEqual((int(call['lifetime']), bool(call['secure'])), (60, True))
        self.run_it('enrol', IMEI, 'lifetime=soon', status=USAGE)
        self.run_it('enrol', IMEI, 'nonsense', status=USAGE)
        self.run_it('enrol', IMEI, 'colour=red', status=FAILED)

    def test_a_secret_from_a_file_is_not_warned_of(self):
        self.plan('succeed')
        with tempfile.NamedTemporaryFile('w') as secret:
            secret.write('0011\n')
            secret.flush()
            done = self.run_it('enrol', IMEI, f'psk=@{secret.name}')
        self.assertNotIn('warning', done.stderr)

    def test_a_key_that_was_made_is_told_once(self):
        self.plan('succeed')
        key = '00112233' * 8
        self.assertEqual(self.run_it('enrol', IMEI, 'generate-psk=yes').stdout.splitlines()[-1],
                         'Key: ' + key)
        self.assertEqual(self.run_json('key', '1', status=FAILED)['Error'][0], 'WrongState')
        told = self.run_json('enrol', IMEI, 'generate-psk=yes')
        self.assertEqual((told['Id'], told['State'], told['Key']), ('2', 'succeeded', key))
        self.assertNotIn('Key', self.run_it('enrol', IMEI, 'generate-psk=no').stdout)

    def test_a_key_is_told_later_to_whom_has_left(self):
        self.plan('succeed', 3)
        process = self.start('enrol', IMEI, 'generate-psk=yes')
        next(line for line in process.stdout if 'claim' in line)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=10)
        self.assertEqual(process.returncode, DETACHED)
        self.assertNotIn('Key', output)
        self.assertIn('fotactl key 1', errors)
        self.wait_for('1', State='succeeded')
        self.assertEqual(self.run_it('key', '1').stdout, 'Key: %s\n' % ('00112233' * 8))

    def test_a_failed_enrolment_tells_no_key(self):
        self.plan('fail:Network')
        self.assertNotIn('Key', self.run_it('enrol', IMEI, 'generate-psk=yes', status=FAILED).stdout)

    def test_certificate(self):
        self.plan('succeed')
        self.assertEqual(self.run_json('certificate', IMEI, 'server-ca', __file__)['Kind'],
                         'certificate')

    def test_certificate_is_taken_out(self):
        self.plan('succeed')
        self.assertEqual(self.run_json('certificate', IMEI, 'server-ca', '--delete')['Route'],
                         'delete-certificate')
        self.run_it('certificate', IMEI, 'server-ca', status=USAGE)


class Jobs(Case):
    def test_list_and_history(self):
        first = self.start_job('succeed')
        self.wait_for(first, State='succeeded')
        second = self.start_job('fail:Server')
        self.wait_for(second, State='failed')
        for words in (['jobs'], ['jobs', '--all']):
            self.assertEqual([j['Id'] for j in self.run_json(*words)], [second, first])
        self.assertIn('Server', self.run_it('jobs').stdout)
        self.assertEqual(len(self.run_json('jobs', '--all', '--limit', '1')), 1)
        self.assertEqual(self.run_json('jobs', '--modem', 'any')[0]['Id'], second)

    def test_job(self):
        job = self.start_job('succeed')
        self.wait_for(job, State='succeeded')
        self.assertIn('State: succeeded', self.run_it('job', job).stdout)
        self.assertEqual(self.run_json('job', '99', status=FAILED)['Error'][0], 'NotFound')

    def test_log(self):
        job = self.start_job('succeed')
        lines = self.run_it('log', job).stdout.splitlines()
        self.assertRegex(lines[5], r'^\d\d:\d\d:\d\d\.\d{3}  transfer · transfer-step  done$')
        rows = self.run_json('log', job)
        self.assertEqual((rows[0]['Phase'], rows[0]['Event']), ('check', 'done'))

    def test_cancel(self):
        job = self.start_job('hang')
        self.assertIn(f'Job {job} asked to stop', self.run_it('cancel', job).stdout)
        self.assertEqual(self.run_json('job', job)['State'], 'cancelled')
        self.assertEqual(self.run_json('cancel', job, status=FAILED)['Error'][0], 'WrongState')
        self.run_it('watch', job, status=FAILED)

    def test_pause_and_resume(self):
        job = self.start_job('hang')
        self.assertEqual(self.run_json('pause', job)['State'], 'paused')
        self.assertEqual(self.run_json('resume', job)['State'], 'running')
        self.run_it('resume', job, status=FAILED)

    def test_ask_defer_approve(self):
        done = self.run_it('update', IMEI, URL, '--ask', status=DETACHED)
        self.assertIn('fotactl approve 1', done.stderr)
        self.assertEqual(self.run_json('defer', '1', '10')['Approval']['delays'], 1)
        self.run_it('defer', '1', '0', status=USAGE)
        self.run_it('approve', '1')
        self.assertIn('Job 1 succeeded', self.run_it('watch', '1').stdout)
        self.run_it('approve', '1', status=FAILED)

    def test_settings(self):
        self.plan('succeed')
        self.run_it('settings', 'save', IMEI, 'before')
        self.assertIn('factory', self.run_it('settings', 'list', IMEI).stdout)
        self.assertEqual(self.run_json('settings', 'list', IMEI)[0]['id'], '1')
        self.assertIn('(secret)', self.run_it('settings', 'show', IMEI, '1').stdout)
        self.assertEqual(self.run_json('settings', 'show', IMEI, '1')[0]['value'], '3,20')
        self.assertIn('band\n  - 3,20\n  + 1\n',
                      self.run_it('settings', 'diff', IMEI, '1').stdout)
        self.assertEqual(self.run_json('settings', 'diff', IMEI, '1'),
                         [{'name': 'band', 'saved': '3,20', 'found': '1'}])
        self.run_it('settings', 'restore', IMEI, '1')
        self.assertEqual(self.run_json('settings', 'delete', IMEI, '1'), {'deleted': '1'})
        self.run_it('settings', 'delete', IMEI, '2', status=FAILED)


class Following(Case):
    def test_watch_as_json_lines(self):
        job = self.start_job('succeed')
        lines = [json.loads(line) for line in self.run_it('watch', job, '--json').stdout.split('\n')
                 if line]
        self.assertEqual(lines[-1]['State'], 'succeeded')
        progress = [line['Progress'] for line in lines]
        self.assertEqual(progress, sorted(progress))

    def interrupt(self, number, *words):
        self.plan('hang')
        process = self.start('update', IMEI, URL, *words)
        self.wait_for('1', Phase='prepare')
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        self.assertEqual(process.returncode, DETACHED, err)
        self.assertIn('fotactl watch 1', err)
        self.assertEqual(self.run_json('job', '1')['State'], 'running')
        return out

    def wait_for(self, job, **wanted):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if any(j['Id'] == job for j in self.run_json('jobs')):
                return self.run_json('job', job)
            time.sleep(0.05)
        self.fail('no job')

    def test_ctrl_c_detaches(self):
        self.interrupt(signal.SIGINT)

    def test_termination_detaches_with_a_document(self):
        document = json.loads(self.interrupt(signal.SIGTERM, '--json'))
        self.assertEqual(document['State'], 'running')

    def test_watch_all(self):
        process = self.start('watch')
        first = self.start_job('succeed')
        self.run_it('watch', first)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, SUCCEEDED)
        self.assertIn(f'{first}: ', out)
        self.assertIn('succeeded', out)

    def test_progress_bar_on_a_terminal(self):
        self.plan('succeed')
        primary, terminal = pty.openpty()
        self.addCleanup(os.close, primary)
        process = subprocess.Popen([FOTACTL, 'update', IMEI, URL], env=self.environment,
                                   stdout=terminal, stderr=subprocess.PIPE)
        os.close(terminal)
        shown = b''
        while True:
            try:
                got = os.read(primary, 4096)
            except OSError:
                break
            if not got:
                break
            shown += got
        process.stderr.close()
        self.assertEqual(process.wait(timeout=10), SUCCEEDED)
        text = shown.decode()
        self.assertRegex(text, r'\[#+\.+\]  \d+ %  transfer')
        self.assertIn('\r\x1b[K', text)
        self.assertIn('Job 1 succeeded', text.rsplit('\x1b[K', 1)[1])

    def test_the_service_goes_and_comes_back(self):
        self.plan('hang')
        process = self.start('update', IMEI, URL)
        self.wait_for('1')
        self.stop_mock()
        self.assertIn('went away', process.stderr.readline())
        self.start_mock()
        self.add_modem(IMEI)
        self.start_job('succeed')  # number 1 again, as a recovered job would be
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, SUCCEEDED)
        self.assertIn('Job 1 succeeded', out)


class Agent(Case):
    """Who is not root at a terminal may be asked for a password by polkit's agent."""

    FAKE = '#!/bin/sh\necho "$@" > %s\n[ "$1" = --process ] || exit 1\nexec 3>&-\nexec sleep 60\n'

    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)
        os.chmod(self.directory, 0o777)
        self.marker = os.path.join(self.directory, 'asked')
        agent = os.path.join(self.directory, 'pkttyagent')
        with open(agent, 'w', encoding='utf-8') as script:
            script.write(self.FAKE % self.marker)
        os.chmod(agent, 0o755)
        # The other user may not look below where this tree lies.
        self.fotactl = shutil.copy(FOTACTL, self.directory)

    def run_on_terminal(self, *words):
        primary, terminal = pty.openpty()
        user = {'user': 65534} if os.getuid() == 0 else {}
        done = subprocess.run([self.fotactl, *words], stdin=terminal, stdout=terminal, stderr=terminal,
                              env=dict(self.environment, PATH=f'{self.directory}:/usr/bin:/bin'),
                              timeout=30, check=False, **user)
        os.close(terminal)
        os.close(primary)
        return done.returncode

    def test_asked_for_what_changes_something(self):
        # This bus lets no other user in, which is as good as any end.
        self.assertIn(self.run_on_terminal('update', IMEI, URL), (NO_SERVICE, FAILED))
        with open(self.marker, encoding='utf-8') as asked:
            self.assertRegex(asked.read(), r'^--process \d+ --notify-fd 3 --fallback$')

    def test_not_asked_for_reading(self):
        self.run_on_terminal('list')
        self.assertFalse(os.path.exists(self.marker))


class Alone(Case):
    """Nobody owns the name."""

    def setUp(self):
        pass

    def test_no_service(self):
        for words in (['list'], ['show', 'any'], ['update', 'any', URL], ['jobs', '--all'],
                      ['job', '1'], ['log', '1'], ['watch'], ['watch', '1'], ['cancel', '1']):
            document = self.run_json(*words, status=NO_SERVICE)
            self.assertEqual(document['Error'][0], 'NoService', words)

    def test_no_bus(self):
        self.environment = dict(self.environment,
                                DBUS_SYSTEM_BUS_ADDRESS='unix:path=/nonexistent')
        self.assertIn('fotactl: ', self.run_it('list', status=NO_SERVICE).stderr)


if __name__ == '__main__':
    unittest.main()
