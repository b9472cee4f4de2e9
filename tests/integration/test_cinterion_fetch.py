#!/usr/bin/python3
"""Telit Cinterion: the download by ^SNFOTA, its lines, its errors, its pauses.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from cinterion import MODEL, NEW, CinterionCase
from world import cases

ERRORS = [
    (1, 'Network', 'Error unknown'), (2, 'Network', 'Error unknown'), (3, 'Server', 'Server error'),
    (4, 'Network', 'Error unknown'), (5, 'Network', 'Socket error'), (6, 'Network', 'CA'),
    (7, 'ModemStorage', 'File error'), (8, 'PackageTooLarge', '11 MB'), (9, 'Network', 'Error unknown'),
    (10, 'NotAvailable', 'Firmware not available'), (11, 'PackageInvalid', 'SHA-256'),
    (12, 'Cancelled', 'User break'), (13, 'Network', 'APN'), (14, 'InvalidArgument', 'Config parameter'),
]


class Fetch(CinterionCase):
    def test_every_spelling(self):
        self.begin_with(modem_scale=0.003)
        for style in ('unquoted', 'quoted', 'all-quoted', 'blanks', 'misprint'):
            with self.subTest(style):
                since = self.modem.mark()
                self.modem.control('scenario style-' + style)
                self.assert_succeeded(self.run_update(to_version=self.target))
                steps = [p for p in self.service.progress(self.job) if p]
                self.assertGreater(len(steps), 8)
                self.assertEqual(self.actions(since), ['0', '2'])
                self.turn_around()

    def actions(self, since=0):
        """What was done: 2 begins, 0 stops, once before all."""
        return [c[-1] for c in self.modem.received(since) if c.startswith('AT^SNFOTA="act",')]

    def test_the_last_line_is_lost(self):
        self.begin_with('lost-final', scale=0.02)
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_100_percent_with_action_2_is_the_end(self):
        """As AN17 has it; asked once more, since the digest may not have been compared yet."""
        self.begin_with('an17-final', scale=0.02)
        self.assert_succeeded(self.run_update(to_version=NEW))
        line = '^SNFOTA:act,2,0,100'
        sent = self.modem.sent()
        self.assertIn(line, sent)
        self.assertIn('^SNFOTA: "act","2","0","100"', sent[sent.index(line):])

    def test_the_digest_in_capitals(self):
        self.begin_with()
        self.assert_succeeded(self.run_update(sha256=self.digest.upper()))
        self.assertIn('AT^SNFOTA="crc","%s"' % self.digest, self.modem.received())

    def test_every_line_of_the_download_is_lost(self):
        self.begin_with('lost-progress+lost-final', scale=0.02)
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_no_line_comes_at_all(self):
        self.begin_with('urc-lost', scale=0.008, modem_scale=0.002)
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_lines_that_were_off(self):
        """urc=0, for another program: on for us, and off again."""
        self.begin_with()
        self.assertEqual(self.urc(), '0')
        self.job = self.update(to_version=NEW)
        self.service.await_phase(self.job, 'transfer')
        self.assertEqual(self.urc(), '1')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.urc(), '0')

    def urc(self):
        return self.modem.get()['settings']['^SNFOTA']['urc']['value']

    def test_what_was_set_is_read_back(self):
        self.begin_with()
        for name in ('url', 'crc', 'urc', 'conid'):
            with self.subTest(name):
                self.modem.control('scenario forgets-' + name)
                job = self.run_update(self.url + '?' + name, context=3, sha256=name[0].encode().hex() * 32)
                self.assert_failed(job, 'ModemRefused', 'does not keep')
                self.assertNotIn('AT^SNFOTA="act",2', self.modem.received())
                self.assert_given_back()

    def test_every_error(self):
        self.begin_with()
        for code, name, words in ERRORS:
            with self.subTest(code):
                self.modem.control('scenario error-%d' % code)
                job = self.run_update()
                if name == 'Cancelled':
                    self.assertEqual(job['State'], 'cancelled')
                else:
                    self.assert_failed(job, name, words)
                self.assertEqual(job['VendorCode'], str(code))
                self.assertEqual(self.installs(), [])
                self.assert_given_back()

    def test_refusals(self):
        self.begin_with()
        for code, name in ((3, 'ModemRefused'), (21, 'InvalidArgument'), (100, 'ModemRefused'),
                           (256, 'ModemRefused'), (767, 'ModemRefused')):
            with self.subTest(code):
                self.modem.control('scenario cme-%d' % code)
                job = self.run_update()
                self.assert_failed(job, name)
                self.assertEqual(job['VendorCode'], '+CME ERROR: %d' % code)

    def test_what_the_server_says(self):
        self.begin_with()
        for path, name in (('absent.usf', 'Server'), ('status/500/update.bin', 'Server'),
                           ('close/update.bin', 'Network')):
            with self.subTest(path):
                self.assert_failed(self.run_update(self.world.web.url(path)), name)

    def test_a_full_image(self):
        self.begin_with()
        self.url = self.world.package(*MODEL, '--size', '11600000', name='full.usf')
        self.assert_failed(self.run_update(sha256='00' * 32), 'PackageTooLarge', 'delta')

    def test_digest_is_required_and_checked_first(self):
        self.begin_with()
        since = self.modem.mark()
        self.assert_refused('InvalidArgument', self.service.update, self.path, self.url, text='SHA-256')
        for digest in ('ab', 'xy' * 32, '0' * 63, '0' * 65):
            self.assert_refused('InvalidArgument', self.service.update, self.path, self.url,
                                sha256=digest, text='sha256')
        self.assertEqual(self.modem.received(since), [])

    def check_restart(self, scenario, flavour, **more):
        self.begin_with(scenario, flavour=flavour, **more)
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assertRegex(str(self.world.web.requests[1][1]), r'bytes=\d+-')
        self.assert_installed_once()

    def test_restart_in_the_download_on_a_uart(self):
        self.check_restart('reset-download', 'uart')

    def test_restart_in_the_download_on_usb(self):
        self.check_restart('reset-download', 'usb')

    def test_restart_that_nobody_heard(self):
        """AT^SNFOTA? shows no action: what was begun is forgotten."""
        self.check_restart('reset-download+lost-rdy', 'uart', scale=0.008, modem_scale=0.002)

    def test_power_cut_in_the_download_on_a_uart(self):
        self.check_restart('power-cut-download', 'uart')

    def test_power_cut_in_the_download_on_usb(self):
        self.check_restart('power-cut-download', 'usb')

    def test_pause_and_resume(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Pause')
        self.await_state('paused')
        self.assertEqual(self.actions(), ['0', '2', '0'])
        self.assert_refused('WrongState', self.service.call, self.job, 'Job.Pause')
        self.service.call(self.job, 'Job.Resume')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.actions(), ['0', '2', '0', '2'])
        self.assertRegex(str(self.world.web.requests[-1][1]), r'bytes=\d+-')

    def test_paused_over_a_restart(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Pause')
        self.await_state('paused')
        self.service.stop(kill=True)
        self.service.start()
        self.await_state('paused')
        self.assertEqual(self.actions().count('2'), 1)
        self.service.call(self.job, 'Job.Resume')
        self.assert_succeeded(self.service.await_end(self.job))

    def test_cancel_of_a_paused_job(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Pause')
        self.await_state('paused')
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assert_given_back()

    def test_cancel(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(20)
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assertEqual(self.actions(), ['0', '2', '0'])
        self.assertEqual(self.installs(), [])
        self.assert_given_back()

    def check_private_apn(self, order):
        self.begin_with(set_facts=['user-first=' + order])
        self.assert_succeeded(self.run_update(context=2, apn='fota.net', ip_type='ipv4', user='me',
                                              password='hush-hush'))
        self.assertIn('AT+CGDCONT=2,"IP","fota.net"', self.modem.received())
        self.assertIn('AT^SNFOTA="conid","2"', self.modem.received())
        settings = self.modem.get()['settings']
        self.assertNotIn('2', settings['+CGDCONT'])
        self.assertEqual(settings['^SGAUTH'].get('2', {}).get('auth', '0'), '0')
        self.assertNotIn('hush-hush', self.service.log())
        self.assertNotIn('hush-hush', str(self.service.call(self.job, 'Job.GetLog')))

    def test_private_apn_password_first(self):
        self.check_private_apn('no')
        self.assertIn('AT^SGAUTH=2,2,"hush-hush","me"', self.modem.received())
        self.assertNotIn('AT^SGAUTH=2,2,"me","hush-hush"', self.modem.received())

    def test_private_apn_user_first(self):
        self.check_private_apn('yes')
        self.assertIn('AT^SGAUTH=2,2,"me","hush-hush"', self.modem.received())

    def test_private_apn_that_is_not_kept(self):
        self.begin_with('forgets-user')
        self.assert_failed(self.run_update(apn='fota.net', user='me', password='hush-hush'),
                           'ModemRefused', "does not keep the APN's user")
        self.assertEqual(self.world.web.requests, [])
        self.assertEqual(self.apn(), '"IPV4V6",""')
        self.assertNotIn('hush-hush', self.service.log())

    def prepare_user(self, auth):
        """A context that a user of its own has already."""
        self.prepare()
        host = self.host()
        self.assertEqual(host.command('AT^SGAUTH=1,%d,"old-word","me"' % auth)[-1], 'OK')
        host.close()
        self.enter()

    def user(self):
        return self.modem.get()['settings']['^SGAUTH']['1']

    def test_a_user_of_somebody_else_is_left_alone(self):
        self.prepare_user(2)
        before = self.user()
        job = self.run_update(apn='fota.net', user='other', password='hush-hush')
        self.assert_failed(job, 'InvalidArgument', 'another user')
        self.assertEqual(self.user(), before)
        self.assertEqual(self.apn(), '"IPV4V6",""')

    def test_the_same_user_keeps_its_protocol(self):
        self.prepare_user(1)
        self.assert_succeeded(self.run_update(user='me', password='new-word'))
        self.assertEqual((self.user()['auth'], self.user()['password']), ('1', 'new-word'))

    def apn(self):
        return ','.join(self.modem.get()['settings']['+CGDCONT']['1'].split(',')[:2])

    def test_context_survives_a_crash(self):
        """Read once: after the crash it is ours, and not what was there before."""
        self.begin_with(modem_scale=0.02)
        self.job = self.update(apn='fota.net', user='me', password='hush-hush')
        self.await_percent(30)
        self.assertEqual(self.apn(), '"IP","fota.net"')
        self.service.stop(kill=True)
        self.service.start()
        self.service.await_phase(self.job, 'transfer')
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assertEqual(self.apn(), '"IPV4V6",""')
        self.assertEqual(self.user()['auth'], '0')

    def test_context_is_put_back(self):
        self.prepare()
        host = self.host()
        host.command('AT+CGDCONT=1,"IPV6","mine","",0,0,1,0,1,0')
        host.close()
        self.enter()
        before = self.modem.get()['settings']['+CGDCONT']
        self.assertEqual(before['1'], '"IPV6","mine","",0,0,1,0,1,0')
        for url, state in ((self.world.web.url('absent'), 'failed'), (self.url, 'succeeded')):
            self.assertEqual(self.run_update(url, apn='fota.net')['State'], state)
            self.assertEqual(self.modem.get()['settings']['+CGDCONT'], before)
            self.assert_given_back()

    def test_https(self):
        self.begin_with()
        self.world.web.stop()
        self.world.start_web(tls=True)
        self.make_package()
        self.assert_failed(self.run_update(), 'Network', 'CA')
        self.install_ca()
        self.assert_succeeded(self.run_update())


if __name__ == '__main__':
    cases.main()
