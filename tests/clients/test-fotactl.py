#!/usr/bin/python3
"""fotactl against a mock of the service on a private bus: output, JSON, exit status, detaching.

    FOTACTL=build/clients/fotactl/fotactl test-fotactl.py [CLASS[.METHOD]]
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import signal
import tempfile
import unittest

import dbusmock

from fotactlcase import (IMEI, OTHER, URL, FAILED, USAGE, NO_SERVICE, NOT_AUTHORIZED, DETACHED, Case)


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
        document = self.run_json('update', IMEI, URL, '--deadline', '604801', status=FAILED)
        self.assertEqual(document['Error'], ['InvalidArgument',
                                             'deadline: must be from 1 to 604800'])

    def test_usage(self):
        self.run_it(status=USAGE)
        self.assertIn('no verb “fly”', self.run_it('fly', status=USAGE).stderr)
        for rest in ((), ('dif',), ('--help',)):
            self.assertIn('save, list, show, diff', self.run_it('settings', *rest, status=USAGE).stderr)
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
