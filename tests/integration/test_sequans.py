#!/usr/bin/python3
"""AT+SQNSUPGRADE from the URL to the version read back: C.f.1, C.f.3 and C.f.4 of our vendor
reference, the minimum matrix, and what these modules do besides.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from sequanscase import NEW, OLD, SequansCase
from bus import Gio
from service import options
from world import GLib, cases, webserver


class Fetch(SequansCase):
    def check(self, scenario, **values):
        """The ended job of an update that the modem plays so."""
        self.begin('--scenario', scenario)
        job = self.run_update(to_version=NEW, **values)
        self.assert_given_back()
        self.assertEqual(self.modem.events('shut-down-for-good'), [])
        return job

    def test_cf1_success(self):
        self.begin()
        job = self.run_update(from_version=OLD, to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual((job['FromVersion'], job['ToVersion']), (OLD, NEW))
        self.assertEqual(self.commands('AT+SQNSUPGRADE='), ['AT+SQNSUPGRADE="%s",1,10,1' % self.url])
        self.assertNotIn('AT^RESET', self.modem.received())
        self.assert_version(NEW)
        self.assert_given_back()

    def test_versions_may_be_named_without_lr(self):
        """As the module's own lines name them."""
        self.begin()
        self.assert_succeeded(self.run_update(from_version=OLD[2:], to_version=NEW[2:]))
        self.assert_succeeded(self.run_update(to_version=NEW[2:]), changed=False)

    def test_approval_holds_the_install(self):
        self.begin()
        job = self.service.update(self.path, self.url, approval='ask', to_version=NEW)
        self.service.await_job(job, 'the question', lambda j: j.get('State') == 'waiting-approval')
        self.assertEqual(self.commands('AT+SQNSUPGRADE='), ['AT+SQNSUPGRADE="%s",0,10,1' % self.url])
        self.assertNotIn('AT^RESET', self.modem.received())
        self.assert_version(OLD)
        self.service.call(job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(job))
        self.assertEqual(self.modem.received().count('AT^RESET'), 1)
        self.assert_version(NEW)

    def test_cancel_stops_the_download(self):
        self.begin('--knob', 'times.download=3000')
        job = self.service.update(self.path, self.url)
        self.service.await_job(job, 'some progress', lambda j: j.get('PhaseProgress', 0) > 3)
        self.service.call(job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(job)['State'], 'cancelled')
        self.assertEqual(self.commands('AT+SQNSUPGRADE=')[1:],
                         ['AT+SQNSUPGRADE="%s",0,5,2' % self.url])
        self.assertEqual(len(self.modem.events('cancelled')), 1)
        self.assert_version(OLD)
        self.assert_given_back()

    def test_cf3_download_fails(self):
        self.begin()
        job = self.run_update(self.world.web.url('none.dup'))
        self.assert_failed(job, 'Network', 'gave the upgrade up')
        self.assert_version(OLD)
        self.assert_given_back()

    def test_nobody_there(self):
        self.begin()
        self.assert_failed(self.run_update(webserver.dead_url()), 'Network')

    def test_download_fails_and_only_the_poll_tells(self):
        self.begin('--scenario', 'upgrade-fails', '--knob', 'lose=failed')
        self.assert_failed(self.run_update(), 'Network')

    def test_install_fails(self):
        job = self.check('install-fails')
        self.assert_failed(job, 'InstallFailed')
        self.assert_version(OLD)

    def test_wrong_package(self):
        self.begin()
        url = self.world.package('--family', 'sequans', '--model', 'any', '--from', 'other',
                                 '--to', NEW, name='wrong.bin')
        self.assert_failed(self.run_update(url), 'InstallFailed')

    def test_cf4_power_cut_in_the_install(self):
        self.assert_succeeded(self.check('power-cut-install'))
        self.assertEqual(len(self.commands('AT+SQNSUPGRADE=')), 1)

    def test_power_cut_in_the_download(self):
        job = self.check('power-cut-download')
        self.assertEqual(job['State'], 'failed')
        self.assert_version(OLD)

    def test_new_version_without_a_line(self):
        for scenario in ('lost-installed', 'silent-install', 'lost-downloaded+lost-installing'):
            with self.subTest(scenario):
                self.assert_succeeded(self.check(scenario))

    def test_success_said_but_old_version(self):
        self.assert_failed(self.check('version-unchanged'), 'InstallFailed')

    def test_third_version(self):
        self.assert_failed(self.check('wrong-third-version'), 'VersionUnexpected', '60000')

    def test_several_boots(self):
        for scenario in ('boots-twice', 'boots-4'):
            with self.subTest(scenario):
                self.assert_succeeded(self.check(scenario))

    def test_old_firmware_answers_between_the_boots(self):
        """It says the old version for a while, then goes away once more."""
        self.begin('--scenario', 'old-version-between', modem_scale=0.02)
        self.assert_succeeded(self.run_update(to_version=NEW))
        story = [entry[3] for entry in self.service.call(self.job, 'Job.GetLog')]
        self.assertIn('left-again', story)
        self.assert_given_back()

    def test_spellings(self):
        for scenario in ('unquoted', 'no-colon-space', 'number-space', 'other-words'):
            with self.subTest(scenario):
                self.assert_succeeded(self.check(scenario))

    def test_refused(self):
        self.assert_failed(self.check('start-refused'), 'ModemRefused')

    def test_not_registered(self):
        self.begin('--scenario', 'not-registered')
        self.assert_failed(self.run_update(), 'NotRegistered')
        self.assertEqual(self.commands('AT+SQNSUPGRADE='), [])

    def test_https_without_a_tls_profile(self):
        self.begin()
        self.modem.control('at AT+SQNSPCFG=1')
        self.assert_failed(self.run_update('https://127.0.0.1:1/x'), 'NotSupported', 'TLS profile')

    def test_options_it_cannot_have(self):
        self.begin()
        for values in ({'apn': 'a'}, {'context': 2}):
            self.assert_refused('NotSupported', self.service.update, self.path, self.url, **values)

    def test_low_power_is_off_meanwhile_and_back_again(self):
        self.begin()
        for line in ('AT+CPSMS=1,,,"00000110","00000001"', 'AT+SQNEDRX=2,4,"0101","0011"'):
            self.modem.control('at ' + line)
        self.assert_succeeded(self.run_update())
        said = self.modem.received()
        start = next(i for i, s in enumerate(said) if s.startswith('AT+SQNSUPGRADE="'))
        self.assertIn('AT+CPSMS=0', said[:start])
        self.assertIn('AT+SQNEDRX=0,4,"0101","0011"', said[:start])
        settings = self.modem.get()['settings']
        self.assertEqual(settings['+CPSMS'], '1,,,"00000110","00000001"')
        self.assertEqual(settings['+SQNEDRX']['4']['mode'], '2')


class Server(SequansCase):
    """The module's own client, C.f.2 and C.f.3."""

    def check(self, *scenario, offer=None, **values):
        self.begin(*(('--scenario',) + scenario if scenario else ()))
        self.modem.control('offer ' + (offer or self.url))
        ended = self.service.await_end(self.check_server(**values))
        self.assert_given_back()
        return ended

    def test_cf2_success(self):
        self.assert_succeeded(self.check())
        self.assertIn('AT+SQNFOTACFG="standard",0,2,10,60,,', self.modem.received())
        told = [s for s in self.modem.sent() if s.startswith('+SQNFOTA:')]
        self.assertEqual(told[:9], ['+SQNFOTA: ' + t for t in (
            '1', '2', '3', '4', '3', '"available"', '4', '3', '5')])
        self.assertEqual(told[9:20], ['+SQNFOTA: 5,3,%d' % n for n in range(0, 101, 10)])
        self.assertEqual(told[20:26], ['+SQNFOTA: ' + t for t in (
            '"downloaded"', '6', '7', '"install"', '8', '"installed","5.4.1.1-57857"')])
        self.assert_version(NEW)
        self.assertEqual(self.modem.get()['update']['dm']['fota'],
                         ['standard', '0', '2', '0', '', '', ''])

    def check_lost(self, name):
        self.assert_succeeded(self.check('lost-' + name))

    def test_lost_available(self):
        self.check_lost('available')

    def test_lost_checking(self):
        self.check_lost('checking')

    def test_lost_fetching(self):
        self.check_lost('fetching')

    def test_lost_fetched(self):
        self.check_lost('fetched')

    def test_lost_install(self):
        self.check_lost('install')

    def test_lost_last_lines(self):
        self.check_lost('state-8+lost-installed')

    def test_nothing_there(self):
        job = self.check(offer='nothing')
        self.assert_failed(job, 'NotAvailable', 'has nothing for this module')

    def test_cf3_install_fails(self):
        job = self.check('install-fails')
        self.assert_failed(job, 'InstallFailed')
        self.assertEqual(job['VendorCode'], '8')

    def test_gives_up(self):
        for code in (1, 99):
            with self.subTest(code):
                job = self.check('server-%d' % code, offer=webserver.dead_url())
                self.assertEqual((job['State'], job['VendorCode']), ('failed', str(code)))

    def test_cannot_ask(self):
        self.begin()
        self.assert_refused('NotSupported', self.check_server, approval='ask')

    def check_server(self, **values):
        return self.service.call(self.path, 'Modem.CheckServer',
                                 GLib.Variant('(a{sv})', (options(values),)))


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


class Certificate(SequansCase):
    def install(self, kind, name='ca.pem', **values):
        """The ended job of InstallCertificate with a file of our folder."""
        variants = {k.replace('_', '-'): GLib.Variant('u', v) for k, v in values.items()}
        fds = Gio.UnixFDList.new()
        with open(os.path.join(self.world.folder, name), 'rb') as file:
            handle = fds.append(file.fileno())
        result, _ = self.world.bus.connection.call_with_unix_fd_list_sync(
            'org.fotad1', self.path, 'org.fotad1.Modem', 'InstallCertificate',
            GLib.Variant('(sha{sv})', (kind, handle, variants)), None,
            Gio.DBusCallFlags.NONE, 10000, fds, None)
        return self.service.await_end(result.unpack()[0])

    def write(self, name, label):
        text = '-----BEGIN %s-----\nMIIB\n-----END %s-----\n' % (label, label)
        with open(os.path.join(self.world.folder, name), 'w', encoding='ascii') as file:
            file.write(text)
        return text

    def test_stored_and_used_by_a_tls_profile(self):
        self.begin()
        text = self.write('ca.pem', 'CERTIFICATE')
        job = self.install('certificate', index=19, tls_profile=1, ca_index=19)
        self.assert_succeeded(job, changed=False)
        self.assertEqual(self.modem.get()['update']['dm']['certificate'], {'certificate 19': text})
        self.assertIn('AT+SQNSPCFG=1,2,"",1,19,,,""', self.modem.received())

    def test_der_is_refused(self):
        self.begin()
        with open(os.path.join(self.world.folder, 'ca.der'), 'wb') as file:
            file.write(bytes([0x30, 0x82, 1, 0]) + bytes(256))
        self.assert_failed(self.install('certificate', 'ca.der', index=19), 'PackageInvalid')
        self.assertEqual(self.commands('AT+SQNSNVW'), [])


class Status(SequansCase):
    def ask(self):
        return self.service.call(self.path, 'Modem.ServerStatus', seconds=30)

    def test_states_and_timers(self):
        self.begin('--set', 'server-timer=86400')
        self.modem.control('set accounts "bs",100,"BS_FINISHED",10,-1;"dm",102,"DEREGISTERED",'
                           '2592000,22;"dm",101,"REG_PENDING",86400,-1')
        told = self.ask()
        wanted = {'bootstrap-id': '100', 'bootstrap-state': 'BS_FINISHED', 'bootstrap-hold-off': '10',
                  'bootstrap-remaining': '-1', 'server-id': '102', 'server-state': 'DEREGISTERED',
                  'server-lifetime': '2592000', 'server-remaining': '22', 'server2-id': '101',
                  'server2-state': 'REG_PENDING', 'server2-remaining': '-1', 'timer-now': '86400',
                  'profile': 'standard', 'report': '2'}
        self.assertEqual({k: told[k] for k in wanted}, wanted)
        self.assertIn('(60-32000000)', told['client-ranges'])
        self.assertNotIn('timer', told)

    def test_client_is_off(self):
        self.begin()
        self.assert_refused('NotRegistered', self.ask)


if __name__ == '__main__':
    cases.main()
