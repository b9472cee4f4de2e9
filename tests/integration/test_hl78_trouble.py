#!/usr/bin/python3
"""HL78xx and AirVantage: sessions that fail, each for its own reason, and downloads that are
interrupted and go on (HL78G 8, 9 and 10).

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from hl78case import NEW, OLD, ServerCase
from world import cases, rig


class Sessions(ServerCase):
    """No two troubles look the same."""

    def check_fails(self, scenario, name, words, code='', **world):
        self.offer(scenario, **world)
        job = self.service.await_end(self.start())
        self.assert_failed(job, name, words)
        self.assertEqual(job['VendorCode'], code)
        self.assertEqual((self.answers(), self.state()), ([], OLD))
        self.assert_given_back()

    def test_new_credentials(self):
        """+WDSI: 5 five times, then the bootstrap server, then it goes on."""
        self.assert_succeeded(self.run_check('old-credentials'))
        said = self.modem.sent()
        self.assertEqual(said.count('+WDSI: 5'), 5)
        self.assertLess(said.index('+WDSI: 23,0'), said.index('+WDSI: 23,1'))
        self.assertEqual(self.commands('AT+WDSS=1,').count('AT+WDSS=1,1'), 1)

    def test_wrong_credentials(self):
        self.check_fails('wrong-credentials', 'Server', 'credentials', scale=0.008)

    def test_not_registered_there(self):
        self.check_fails('server-refuses', 'Server', 'must be registered', '7')

    def test_refused_once(self):
        self.assert_succeeded(self.run_check('server-refuses-once'))
        self.assertEqual(len(self.modem.events('session')), 2)

    def test_no_apn(self):
        self.check_fails('no-apn', 'Network', 'no APN')

    def test_apn_of_the_request(self):
        """It is there for the session and gone after it."""
        self.assert_succeeded(self.run_check('no-apn', apn='acme.m2m'))
        self.assertIn('AT+CGDCONT=1,"IP","acme.m2m"', self.modem.received())
        self.assertNotIn('acme', str(self.state('settings')['+CGDCONT']))

    def test_other_context(self):
        """HL780x downloads on context 1 whatever the session is on."""
        self.offer('no-apn')
        self.modem.control('at AT+WPPP=1,2,"old","planted-older"')
        self.assert_succeeded(self.service.await_end(self.start(
            apn='acme.m2m', context=2, user='me', password='planted-secret')))
        said = self.modem.received()
        for line in ('AT+WDSS=2,2', 'AT+CGDCONT=2,"IP","acme.m2m"', 'AT+CGDCONT=1,"IP","acme.m2m"',
                     'AT+WPPP=1,2,"me","planted-secret"', 'AT+WDSS=2,1'):
            self.assertIn(line, said)
        self.assertEqual(self.state('settings')['+WPPP']['2']['login'], ',"old","planted-older"')
        self.assertNotIn('planted', self.service.log())
        with open(os.path.join(self.world.folder, 'state', 'fotad.db'), 'rb') as file:
            self.assertNotIn(b'planted-secret', file.read())

    def test_refused_for_no_visible_reason(self):
        self.offer('pending', '--knob', 'no_apn=no')
        self.modem.control('at AT+CGDCONT=1,"IP","acme"')
        self.assert_failed(self.service.await_end(self.start()), 'Network', 'nobody has answered')
        self.assertEqual(self.service.job(self.job)['VendorCode'], '+CME ERROR: 650')

    def test_pending_question(self):
        """It blocks a session, and is answered instead."""
        self.offer('no-apn')
        self.modem.control('at AT+WDSC=1,1')
        self.modem.control('server poll')
        self.modem.await_event('question')
        self.assert_succeeded(self.service.await_end(self.start()))
        self.assertEqual(self.commands('AT+WDSS=1,1'), [])
        self.assertEqual(self.answers(), [3, 4])

    def test_invalid_apn(self):
        self.check_fails('invalid-apn', 'Network', 'invalid APN', '+CME ERROR: 133')

    def test_no_context(self):
        self.check_fails('no-context', 'Network', 'PDP context', '+CME ERROR: 148')

    def test_not_in_a_network(self):
        self.check_fails('not-registered', 'NotRegistered', 'network')

    def test_locked_sim(self):
        self.check_fails('sim-locked', 'SimLocked', 'PIN')

    def test_dead_behind_a_nat(self):
        self.offer('silent-session', scale=0.01)
        self.assert_succeeded(self.service.await_end(self.start()))
        self.assertEqual(self.commands('AT+WDSS=1,')[:3], ['AT+WDSS=1,1', 'AT+WDSS=1,0', 'AT+WDSS=1,1'])

    def test_nothing_offered(self):
        self.check_fails('nothing-offered', 'NotAvailable', 'no update', scale=0.008)

    def test_slow_session(self):
        self.assert_succeeded(self.run_check('slow-session'))


class Resume(ServerCase):
    """At 40 % something happens; what was fetched stays."""

    def begin_download(self, scenario='success', *modem, **more):
        self.offer(scenario, *modem, download=300, **more)
        self.start()
        self.await_percent(40)

    def assert_gone_on(self, job, answers=(3, 3, 4)):
        self.assert_succeeded(job)
        self.assertEqual((self.answers(), self.state()), (list(answers), NEW))
        percents = [e['line'] for e in self.modem.journal() if e['what'] == 'tx' and
                    e['port'] == 'at0' and e['line'].startswith('+WDSI: 18,')]
        self.assertEqual(len(set(percents)), len(percents))  # nothing was fetched twice
        self.assert_given_back()

    def test_pause(self):
        self.begin_download()
        self.wish('Pause')
        self.service.await_job(self.job, 'paused', lambda j: j.get('State') == 'paused')
        self.assertEqual(self.commands('AT+WDSS=1,')[-1], 'AT+WDSS=1,0')
        self.wish('Resume')
        self.assert_gone_on(self.end())

    def test_short_network_loss(self):
        self.offer('success', '--knob', 'times.network-patience=20', download=300)
        self.start()
        self.await_percent(40)
        self.modem.control('server network-lost')
        self.modem.control('server network-back')
        self.assert_gone_on(self.end(), [3, 4])
        self.assertNotIn('+WDSI: 11,4', self.modem.sent())

    def test_powered_off_and_on(self):
        """AT+CFUN=0 of somebody on another port, and 1 again."""
        self.begin_download(flavour='two')
        spare = rig.Host(os.path.join(self.world.folder, 'modem0', 'spare'))
        self.addCleanup(spare.close)
        self.assertEqual(spare.command('AT+CFUN=0')[-1], 'OK')
        self.modem.await_sent('+WDSI: 8')
        self.assertEqual(spare.command('AT+CFUN=1')[-1], 'OK')
        self.assert_gone_on(self.end())

    def test_long_network_loss(self):
        """+WDSI: 8: the session is opened again."""
        self.begin_download()
        self.modem.control('server network-lost')
        self.modem.await_sent('+WDSI: 8')
        self.modem.control('server network-back')
        self.assert_gone_on(self.end())

    def test_reset(self):
        self.begin_download()
        self.modem.control('reset')
        self.assert_gone_on(self.end())

    def test_reset_over_usb(self):
        self.begin_download(flavour='usb')
        self.modem.control('reset')
        self.assert_gone_on(self.end())

    def test_reset_without_a_boot_line(self):
        """Its question, asked anew, shows that it was interrupted."""
        self.begin_download('no-boot-line', scale=0.01)
        self.modem.control('reset')
        self.assert_gone_on(self.end())

    def test_power_cut(self):
        self.begin_download()
        self.modem.control('power-cut 30')
        self.assert_gone_on(self.end())

    def test_reset_without_questions(self):
        """It goes on by itself, and installs when it wants."""
        self.begin_download('unasked')
        self.modem.control('reset')
        self.assert_gone_on(self.end(), [])

    def test_power_cut_in_the_install_without_questions(self):
        self.offer('unasked+power-cut-install')
        self.assert_succeeded(self.service.await_end(self.start()))
        self.assertEqual((self.answers(), self.state()), ([], NEW))

    def test_begun_before_the_job(self):
        """It downloads by itself when the job comes, and asks before it installs."""
        self.offer(download=300)
        self.modem.control('server poll')
        self.await_percent(20)
        self.start()
        self.assert_gone_on(self.end(), [4])

    def test_daemon_killed(self):
        self.begin_download()
        self.restart_daemon()
        self.assert_succeeded(self.end())
        self.assertEqual(self.state(), NEW)
        self.assert_given_back()

    def test_daemon_killed_in_the_install(self):
        self.offer(modem_scale=0.02)
        self.start()
        self.service.await_job(self.job, 'installs', lambda j: j.get('Irreversible'))
        self.restart_daemon()
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [3, 4])

    def test_reset_while_the_owner_thinks(self):
        self.offer()
        self.start(approval='ask')
        self.asking('transfer')
        self.modem.control('reset')
        self.modem.await_event('alive', 1)
        self.asking('transfer')
        self.wish('Approve')
        self.asking('install')
        self.modem.control('power-cut 30')
        self.asking('install')
        self.wish('Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers()[-1], 4)

    def test_paused_over_a_restart(self):
        self.begin_download()
        self.wish('Pause')
        self.service.await_job(self.job, 'paused', lambda j: j.get('State') == 'paused')
        self.restart_daemon()
        self.service.await_job(self.job, 'paused still', lambda j: j.get('State') == 'paused')
        self.wish('Resume')
        self.assert_gone_on(self.end())

    def test_cancelled_and_begun_again(self):
        """Another job goes on where the first was, and its owner is told what is still to come."""
        self.begin_download()
        self.wish('Cancel')
        self.assertEqual(self.end()['State'], 'cancelled')
        self.service.await_modem()
        self.start(approval='ask')
        self.asking('transfer')
        size = os.path.getsize(self.file)
        self.assertTrue(0 < self.service.job(self.job)['Approval']['size'] < 0.7 * size)
        self.wish('Approve')
        self.asking('install')
        self.wish('Approve')
        self.assert_gone_on(self.end())

    def test_ram_trouble(self):
        """11,3: the module is booted, then it goes on."""
        self.offer('ram-trouble', download=300)
        self.start()
        job = self.end()
        self.assertIn('AT+CFUN=1,1', self.modem.received())
        self.assert_gone_on(job)

    def test_damaged(self):
        self.assert_failed(self.run_check('success', '--knob', 'fail_download=2'), 'PackageInvalid')
        self.assertEqual((self.answers(), self.state()), ([3], OLD))

    def test_out_of_memory_once(self):
        """What may pass is tried again in the same job."""
        self.assert_succeeded(self.run_check('out-of-memory'))
        self.assertEqual(self.answers(), [3, 3, 4])


if __name__ == '__main__':
    cases.main()
