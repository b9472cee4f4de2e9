#!/usr/bin/python3
"""Enrolling a Sequans module: written, read back, and the key nowhere but in the module.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from sequanscase import IMEI, SequansCase
from world import GLib, cases


PSK = 'e9891e446e07ba10519059db4ad9eb1b02c83d08dd80102982c27ec9e1bdebde'


class Enrol(SequansCase):
    def enrol(self, **values):
        given = {'server-url': 'coaps://eu.example.net:5694',
                 **{k.replace('_', '-'): v for k, v in values.items()}}
        variants = {k: GLib.Variant('b' if isinstance(v, bool) else 'u' if isinstance(v, int) else 's', v)
                    for k, v in given.items()}
        return self.service.call(self.path, 'Modem.Enrol', GLib.Variant('(a{sv})', (variants,)))

    def finish(self, **values):
        self.job = self.enrol(**values)
        return self.service.await_end(self.job)

    def stored(self):
        return self.modem.get()['update']['dm']

    def assert_nowhere(self, key):
        """In no file of the daemon, no log, no property and no entry of the job's story."""
        shown = [self.service.log(), str(self.service.changes), str(self.service.objects),
                 str(self.service.all(self.job, 'Job')), str(self.service.call(self.job, 'Job.GetLog'))]
        for folder, _, names in os.walk(self.world.folder):
            if os.path.basename(folder) in ('state', 'cache', 'runtime', 'configuration'):
                for name in names:
                    with open(os.path.join(folder, name), 'rb') as file:
                        shown.append(file.read().decode('latin-1'))
        self.assertGreater(len(shown), 5)
        for text in shown:
            self.assertNotIn(key.lower(), text.lower())

    def test_round_trip(self):
        self.begin()
        job = self.finish(server_type='dm', server_id=101, lifetime=86400, cid=2, psk=PSK,
                          psk_id='me', profile='acme', autoconnect=True, save_as='oem',
                          report_state=1, report_progress=20, check_interval=3600,
                          download_timeout=900, certificate=12)
        self.assert_succeeded(job, changed=False)
        dm = self.stored()
        self.assertEqual(dm['server'], {'acme': {'101': [86400, 'coaps://eu.example.net:5694', 2, 'dm']}})
        self.assertEqual(dm['psk'], {'acme': {'101': ['me', PSK]}})
        self.assertEqual(dm['service'], {'acme': '1'})
        self.assertEqual(dm['fota'], ['acme', '0', '1', '20', '3600', '900', '12'])
        self.assertEqual(self.modem.get()['settings']['+SQNAUTOCONNECT'], '1')
        self.assertEqual([e['tag'] for e in self.modem.events('restore-point')], ['oem'])
        said = self.modem.received()
        self.assertLess(said.index('AT+CFUN=5'), said.index('AT^RESET'))
        self.assert_nowhere(PSK)
        self.assert_given_back()

    def test_defaults_are_an0214s(self):
        self.begin()
        self.assert_succeeded(self.finish(psk=PSK[:14]), changed=False)
        self.assertIn('AT+SQNDMCFG="standard","server",100,"60","coaps://eu.example.net:5694","1","bs"',
                      self.modem.received())
        self.assertIn('AT+SQNDMCFG="standard","psk",100,"urn:imei:015770000031766","%s"' % PSK[:14],
                      self.modem.received())

    def test_key_is_made_told_once_and_kept_nowhere(self):
        self.begin()
        job = self.finish(generate_psk=True)
        self.assert_succeeded(job, changed=False)
        key = self.service.call(self.job, 'Job.TakeKey')
        self.assertRegex(key, '^[0-9a-f]{64}$')
        self.assertEqual(self.stored()['psk']['standard']['100'][1], key)
        self.assert_refused('WrongState', self.service.call, self.job, 'Job.TakeKey')
        self.assert_nowhere(key)
        again = self.finish(generate_psk=True)
        self.assert_succeeded(again, changed=False)
        self.assertNotEqual(self.service.call(self.job, 'Job.TakeKey'), key)

    def test_fotactl_tells_the_key_once(self):
        self.begin()
        status, output, errors = self.service.fotactl(
            'enrol', IMEI, 'server-url=coaps://eu.example.net:5694', 'generate-psk=yes')
        self.assertEqual(status, 0, errors)
        key = self.stored()['psk']['standard']['100'][1]
        self.assertEqual(output.splitlines()[-1], 'Key: ' + key)
        self.assertEqual(output.count(key), 1)
        status, output, errors = self.service.fotactl('key', '1')
        self.assertEqual((status, output), (1, ''))
        self.job = '/org/fotad1/job/1'
        self.assert_nowhere(key)

    def test_refused_writes_lead_back_to_the_former_mode(self):
        self.begin('--knob', 'fail_account=3')
        job = self.finish(psk=PSK)
        self.assertEqual(job['State'], 'failed')
        said = self.modem.received()
        self.assertIn('AT+CFUN=1', said[said.index('AT+CFUN=5'):])
        self.assertNotIn('AT^RESET', said)
        self.assert_nowhere(PSK)
        self.assert_given_back()

    def test_values_out_of_range(self):
        self.begin()
        for values in ({'psk': PSK + '00'}, {'psk': 'abc'}, {'server_id': 65536}, {'server_id': 0},
                       {'lifetime': 32000001}, {'cid': 9}, {'cid': 0}, {'profile': 'p' * 33},
                       {'server_type': 'x'}, {'server_url': 'http://x'}, {'certificate': 10},
                       {'certificate': 20}, {'check_interval': 59}, {'check_interval': 32000001},
                       {'download_timeout': 65536}, {'download_timeout': 59}, {'report_state': 3},
                       {'report_progress': 101}, {'psk': PSK, 'generate_psk': True}):
            with self.subTest(values):
                self.assert_refused('InvalidArgument', self.enrol, **values)
        self.assertEqual(self.commands('AT+SQNDMCFG'), [])

    def test_replace_and_switch_off(self):
        self.begin()
        self.finish(psk=PSK, server_id=7)
        self.assert_succeeded(self.finish(replace=True, service=False), changed=False)
        self.assertEqual(list(self.stored()['server']['standard']), ['100'])
        self.assertEqual(self.stored()['service'], {'standard': '0'})
        self.assertEqual(self.stored()['psk'], {})


if __name__ == '__main__':
    cases.main()
