#!/usr/bin/python3
"""AT+SQNSUPGRADE from the URL to the version read back: C.f.1, C.f.3 and C.f.4 of our vendor
reference, the minimum matrix, and what these modules do besides.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import shutil

from sequanscase import NEW, OLD, PACKAGE, SequansCase
from bus import Gio
from world import GLib, cases, rig, webserver


class Fetch(SequansCase):
    def check(self, scenario, *options, **values):
        """The ended job of an update that the modem plays so."""
        self.begin('--scenario', scenario, *options)
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

    def test_new_version_without_the_last_line(self):
        self.assert_succeeded(self.check('lost-installed'))

    def test_new_version_after_a_silent_install(self):
        self.assert_succeeded(self.check('silent-install'))

    def test_every_line_lost(self):
        """It was away while it was asked how far it is: it must have installed.

        The modem's clock runs four times as fast as ours: it is away long enough to be asked.
        """
        self.assert_succeeded(self.check('no-line-at-all+forgets', '--knob', 'times.updating=400'))
        self.assertEqual(len(self.commands('AT+SQNSUPGRADE=')), 1)

    def test_a_firmware_that_blocks(self):
        """Told not to, it holds the port until all is over: nothing disturbs it."""
        self.assert_succeeded(self.check('blocks'))
        self.assertEqual(len(self.commands('AT+SQNSUPGRADE=')), 1)

    def test_a_firmware_that_blocks_and_says_nothing(self):
        """Until its last boot."""
        self.assert_succeeded(self.check('blocks+silent-install+lost-downloading'))
        said = self.modem.received()
        start = next(i for i, s in enumerate(said) if s.startswith('AT+SQNSUPGRADE="'))
        self.assertNotIn('AT+SQNSUPGRADE?', said[start:])

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

    def test_without_quotes_and_blanks(self):
        self.assert_succeeded(self.check('unquoted+no-colon-space'))

    def test_blank_before_numbers(self):
        self.assert_succeeded(self.check('number-space'))

    def test_words_nobody_knows(self):
        self.assert_succeeded(self.check('other-words'))

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


class Killed(SequansCase):
    """The daemon dies while the module downloads, and knows not what happened then."""

    def kill_in_transfer(self, *options):
        self.begin(*options)
        self.job = self.service.update(self.path, self.url, **self.values)
        self.service.await_job(self.job, 'some progress', lambda j: j.get('PhaseProgress', 0) > 3)
        self.service.stop(kill=True)

    values = {'to_version': NEW}

    def live_again(self):
        self.service.start()
        job = self.service.await_end(self.job)
        self.assert_given_back()
        return job

    def assert_installed_once(self):
        job = self.live_again()
        self.assert_succeeded(job)
        self.assertEqual(len(self.commands('AT+SQNSUPGRADE=')), 1)
        self.assert_version(NEW)

    def test_it_installs(self):
        """Silent when the daemon is there again: it is waited for."""
        self.kill_in_transfer('--knob', 'times.updating=900')
        self.modem.await_event('leave')
        self.assert_installed_once()

    def test_it_has_installed(self):
        self.kill_in_transfer()
        rig.until('the boot', lambda: len(self.modem.events('alive')) > 1)
        self.assert_installed_once()

    def test_it_has_installed_what_nobody_named(self):
        self.values = {}
        self.kill_in_transfer()
        rig.until('the boot', lambda: len(self.modem.events('alive')) > 1)
        self.assert_installed_once()

    def test_it_still_downloads(self):
        self.kill_in_transfer('--knob', 'times.download=500', '--knob', 'times.stopping=12')
        self.assert_succeeded(self.live_again())
        self.assertEqual([c[-3:] for c in self.commands('AT+SQNSUPGRADE=')], ['0,1', '5,2', '0,1'])


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

    def test_https_with_the_right_and_the_wrong_root(self):
        self.begin()
        self.world.web.stop()
        web = self.world.start_web(tls=True)
        url = self.world.package(*PACKAGE)
        other = os.path.join(self.world.folder, 'other')
        os.mkdir(other)
        for source, good in ((webserver.make_certificate(other)[0], False), (web.certificate, True)):
            shutil.copy(source, os.path.join(self.world.folder, 'ca.pem'))
            self.assert_succeeded(self.install('certificate', index=19, tls_profile=1, ca_index=19),
                                  changed=False)
            self.service.await_modem()
            job = self.service.await_end(self.service.update(self.path, url, to_version=NEW))
            if good:
                self.assert_succeeded(job)
            else:
                self.assert_failed(job, 'Network')
        self.assertEqual(self.commands('AT+SQNSUPGRADE=')[-1], 'AT+SQNSUPGRADE="%s",1,10,1,1' % url)

    def remove(self, kind, index):
        job = self.service.call(self.path, 'Modem.DeleteCertificate', GLib.Variant(
            '(sa{sv})', (kind, {'index': GLib.Variant('u', index)})))
        return self.service.await_end(job)

    def test_taken_out(self):
        self.begin()
        self.write('ca.pem', 'CERTIFICATE')
        self.write('key.pem', 'PRIVATE KEY')
        self.assert_succeeded(self.install('certificate', index=12), changed=False)
        self.assert_succeeded(self.install('key', 'key.pem', index=12), changed=False)
        job = self.remove('certificate', 12)
        self.assert_succeeded(job, changed=False)
        self.assertEqual((job['Kind'], job['Route']), ('certificate', 'delete-certificate'))
        self.assertEqual(list(self.modem.get()['update']['dm']['certificate']), ['privatekey 12'])
        self.assert_succeeded(self.remove('key', 12), changed=False)
        self.assertEqual(self.modem.get()['update']['dm']['certificate'], {})

    def test_numbers_that_are_the_modules_own(self):
        self.begin()
        self.write('ca.pem', 'CERTIFICATE')
        for index in (0, 4, 7, 10, 20):
            self.assert_refused('InvalidArgument', self.remove, 'certificate', index)
            self.assert_refused('InvalidArgument', self.install, 'certificate', index=index)
        self.assertEqual(self.commands('AT+SQNSNVW'), [])

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
