#!/usr/bin/python3
"""Telit Cinterion: AN17 from end to end, with the real ModemManager and the real fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from cinterion import NEW, OLD, CinterionCase
from world import cases


class Transcripts(CinterionCase):
    """§A.f of the vendor reference."""

    def test_success(self):
        for flavour in ('uart', 'usb'):
            with self.subTest(flavour):
                self.begin_with(flavour=flavour)
                job = self.run_update(from_version=OLD, to_version=NEW)
                self.assert_succeeded(job)
                self.assertEqual((job['FromVersion'], job['ToVersion']), (OLD, NEW))
                self.assert_installed_once()
                self.assert_given_back()

    def test_download_failure_then_resume_then_wrong_digest(self):
        self.begin_with('socket-error+style-quoted')
        job = self.run_update(sha256='ba' * 32)
        self.assert_failed(job, 'PackageInvalid', 'Integrity check mismatch')
        self.assertEqual(job['VendorCode'], '11')
        offsets = [r for _, r in self.world.web.requests]
        self.assertIsNone(offsets[0])
        self.assertRegex(offsets[1], r'bytes=\d+-')
        self.assertEqual(self.installs(), [])
        self.assert_given_back()

    def test_silent_install_failure(self):
        self.begin_with('dead-install')
        job = self.run_update(to_version=NEW)
        self.assert_failed(job, 'InstallFailed', OLD)
        self.assert_installed_once()
        self.assertNotIn('Checksum OK', self.modem.sent())
        self.assert_given_back()

    def test_power_cut_in_phase_1(self):
        self.begin_with('power-cut-updating')
        self.assert_succeeded(self.run_update(to_version=NEW))
        said = [e.get('line') for e in self.modem.journal()]  # heard or not
        self.assertEqual(said.count('FOTA START'), 2)
        self.assert_installed_once()


class Outcomes(CinterionCase):
    """Annex C's minimum matrix, each with settings that the update or the power cut resets."""

    def change_settings(self):
        host = self.host()
        for line in ('AT^SCFG="Radio/Band/CatM","00080004"', 'AT^SCFG="GPRS/AutoAttach","disabled"',
                     'AT+CEMODE=0', 'AT^SNFOTA="conid","3"'):
            self.assertEqual(host.command(line)[-1], 'OK', line)
        host.close()

    def assert_settings(self):
        settings = self.modem.get()['settings']
        self.assertIn('00080004', settings['^SCFG "Radio/Band/CatM"'])
        self.assertEqual(settings['^SCFG "GPRS/AutoAttach"'], '"disabled"')
        self.assertEqual(settings['+CEMODE'], '0')
        self.assertEqual(settings['^SNFOTA']['conid']['value'], '3')

    def outcome(self, scenario, flavour='uart', scale=0.05, modem_scale=0.005, **values):
        self.prepare(scenario, flavour, scale=scale, modem_scale=modem_scale)
        self.change_settings()
        self.enter()
        job = self.run_update(to_version=NEW, context=1, seconds=120, **values)
        self.assert_given_back()
        self.assert_settings()
        return job

    def test_success(self):
        self.assert_succeeded(self.outcome('nv-loss'))

    def test_download_failure(self):
        self.assert_failed(self.outcome('error-5'), 'Network')

    def test_install_failure(self):
        self.assert_failed(self.outcome('version-unchanged+nv-loss'), 'InstallFailed')

    def test_power_cut_in_install(self):
        self.assert_succeeded(self.outcome('power-cut-updating+nv-loss', 'usb'))

    def test_final_line_lost_but_new_version(self):
        job = self.outcome('new-version-without-urc+nv-loss', scale=0.008, modem_scale=0.002)
        self.assert_succeeded(job)

    def test_success_said_but_old_version(self):
        self.assert_failed(self.outcome('version-unchanged'), 'InstallFailed')


class Install(CinterionCase):
    def check_silence(self, flavour, scenario='', **more):
        self.begin_with(scenario, flavour=flavour, **more)
        self.assert_succeeded(self.run_update(to_version=NEW, seconds=120))
        self.assert_installed_once()
        self.assertTrue(self.modem.events('install'))
        self.assertEqual([e for e in self.modem.journal() if e.get('deaf')], [])
        self.assertEqual(self.modem.events('wired-download'), [])

    def test_nothing_is_said_on_a_uart(self):
        self.check_silence('uart')

    def test_nothing_is_said_on_usb(self):
        self.check_silence('usb')

    def test_nothing_is_said_when_no_line_comes(self):
        self.check_silence('uart', 'lost-start+lost-updating+lost-rdy', scale=0.008, modem_scale=0.002)

    def test_nothing_is_said_over_a_power_cut(self):
        self.check_silence('uart', 'power-cut-updating')

    def test_dots_are_a_sign_of_life(self):
        """For 25 minutes, and not one of them in a line: longer than the 15 of the row."""
        self.check_silence('uart', 'long-dots', scale=0.008, modem_scale=0.004)

    def test_power_cut_before_the_first_phase_is_over(self):
        """The first legal outcome: the old firmware boots, and the package is still there."""
        self.begin_with('power-cut-start')
        self.assert_failed(self.run_update(to_version=NEW), 'InstallFailed')
        self.assert_installed_once()
        self.assertTrue(self.modem.get()['update']['stored'])

    def test_power_cut_and_once_more_on_request(self):
        self.begin_with('power-cut-start')
        self.assert_succeeded(self.run_update(to_version=NEW, attempts=2, seconds=120))
        self.assertEqual(self.installs(), ['AT^SFDL=2'] * 2)
        self.assertEqual(len(self.world.web.requests), 1)

    def test_power_cut_in_phase_2(self):
        """The second legal outcome: it begins again by itself."""
        self.begin_with('power-cut-phase-2')
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assert_installed_once()
        self.assertEqual([e.get('line') for e in self.modem.journal()].count('FOTA START'), 2)

    def test_once_more_on_request(self):
        self.begin_with('old-once')
        job = self.run_update(to_version=NEW, attempts=2, seconds=120)
        self.assert_succeeded(job)
        self.assertEqual(len(self.installs()), 2)
        self.assertEqual(len(self.world.web.requests), 1)
        self.assertIn('once more', ' '.join(job['Warnings']))

    def test_once_more_and_no_third_time(self):
        self.begin_with('version-unchanged')
        self.assert_failed(self.run_update(to_version=NEW, attempts=5, seconds=120), 'InstallFailed')
        self.assertEqual(len(self.installs()), 2)

    def test_not_without_request(self):
        self.begin_with('old-once')
        self.assert_failed(self.run_update(to_version=NEW), 'InstallFailed')
        self.assert_installed_once()

    def test_third_version(self):
        self.begin_with('wrong-third-version')
        self.assert_failed(self.run_update(to_version=NEW), 'VersionUnexpected', '01.300')

    def test_boot_spellings(self):
        self.begin_with('airplane')
        self.assert_succeeded(self.run_update())

    def test_only_the_build_differs(self):
        self.begin_with(set_facts=['version=' + OLD + '_SERVAL_300_031'],
                        target=OLD + '_SERVAL_300_032')
        job = self.run_update(from_version='SERVAL_300_031', to_version='SERVAL_300_032')
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], 'SERVAL_300_032')

    def test_a_module_that_tells_no_build(self):
        self.begin_with(set_facts=['builds=no'])
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_killed_in_the_install(self):
        self.begin_with(modem_scale=0.01)
        self.job = self.update(to_version=NEW)
        self.service.await_phase(self.job, 'install')
        self.modem.await_sent('Checksum OK')
        self.service.stop(kill=True)
        self.service.start()
        self.assert_succeeded(self.service.await_end(self.job, 120))
        self.assert_installed_once()


class Approval(CinterionCase):
    def ask(self, **more):
        """`fotactl update … --ask`, until the question stands."""
        self.begin_with(**more)
        status, out, err = self.service.fotactl('update', 'any', self.url, '--sha256', self.digest,
                                                '--ask', '--no-wait')
        self.assertEqual((status, err), (0, ''), out)
        self.job = self.service.wait('the job', lambda: [p for p in self.service.objects if '/job/' in p])[0]
        self.await_state('waiting-approval')
        self.assertTrue(self.modem.get()['update']['stored'])
        self.assertEqual(self.installs(), [])

    def test_deferred_and_approved(self):
        self.ask(scale=0.012, modem_scale=0.002)
        number = self.job.rpartition('/')[2]
        self.assertEqual(self.service.fotactl('defer', number, '10')[0], 0)
        asked = self.service.get(self.job, 'Job', 'Approval')
        self.assertEqual(asked['delays'], 1)
        self.assertIn('deferred-until', asked)
        self.assertEqual(self.service.get(self.job, 'Job', 'State'), 'waiting-approval')
        self.service.wait('asked again', lambda: 'deferred-until' not in self.service.job(self.job)['Approval'], 60)
        self.assertEqual(self.service.fotactl('approve', number)[0], 0)
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(len(self.world.web.requests), 1)

    def test_a_package_that_is_gone_when_approved(self):
        """What the module refuses was not begun."""
        self.ask()
        self.modem.control('drop-package')
        self.service.call(self.job, 'Job.Approve')
        job = self.service.await_end(self.job)
        self.assert_failed(job, 'ModemRefused', 'operation not allowed')
        self.assertEqual(self.modem.events('install'), [])
        self.assert_given_back()

    def test_a_restart_keeps_it_waiting(self):
        self.ask()
        self.service.stop(kill=True)
        self.service.start()
        self.await_state('waiting-approval')
        self.assertEqual(self.installs(), [])
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(len(self.world.web.requests), 1)
        self.assert_installed_once()


if __name__ == '__main__':
    cases.main()
