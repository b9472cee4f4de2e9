#!/usr/bin/python3
"""AT+SQNSUPGRADE from the URL to the version read back: C.f.1, C.f.3 and C.f.4 of our vendor
reference, the minimum matrix, and what these modules do besides.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from sequanscase import NEW, OLD, SequansCase
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

    def test_lost_lines(self):
        for name in ('available', 'checking', 'fetching', 'fetched', 'install', 'state-8',
                     'installed'):
            with self.subTest(name):
                self.assert_succeeded(self.check('lost-' + name))

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


if __name__ == '__main__':
    cases.main()
