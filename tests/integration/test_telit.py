#!/usr/bin/python3
"""Telit's Premium FOTA Management, end to end, begun at the module: success, settings, failures.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from telitcase import TelitCase
from world import HERE, MM_NAME, cases

from gi.repository import Gio


class ModuleInitiated(TelitCase):
    def check_success(self, *more, **options_):
        self.begin_telit(*more, **options_)
        job = self.run_check()
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], self.new)
        self.assert_version(self.new)
        self.assertEqual(self.ota(), ['AT#OTAIPUPD'])
        self.service.await_modem()

    def test_ge910(self):
        self.check_success()

    def test_he910_over_usb(self):
        self.check_success(model='HE910', flavour='usb')

    def test_old_spelling(self):
        self.check_success('--scenario', 'old-spelling+wide')

    def test_every_line_lost(self):
        self.check_success('--scenario', 'urc-lost', modem_scale=0.001, scale=0.005)

    def test_modemmanager_is_kept_out(self):
        """From before the first command until the modem is given back."""
        self.begin_telit(modem_scale=0.01)
        shown = []
        self.world.bus.connection.signal_subscribe(
            MM_NAME, None, 'InterfacesAdded', None, None, Gio.DBusSignalFlags.NONE,
            lambda *_: shown.append(self.service.job(self.job).get('Phase')))
        self.job = self.check_server()
        for phase in ('prepare', 'transfer', 'install', 'settle', 'verify'):
            self.service.await_phase(self.job, phase)
            self.assertEqual(self.world.mm.objects(), {}, phase)
        self.assert_succeeded(self.service.await_end(self.job))
        self.world.mm.await_modem()
        self.assertEqual(shown, ['release'])


class Knobs(TelitCase):
    """What else annex C says of these modules."""

    FAST = {'scale': 0.005, 'modem_scale': 0.001}

    def succeed(self, *more, **values):
        self.begin_telit(*more, **values)
        self.assert_succeeded(self.run_check())
        self.assert_version(self.new)

    def test_lines_were_off(self):
        """The customer's mode 0 is lifted for the job, and is there again."""
        self.begin_telit(modem_scale=0.002)
        self.modem.control('at AT#OTASUAN=,0,0')
        off = self.modem.get()['settings']['#OTASUAN']
        self.assert_succeeded(self.run_check())
        self.assertIn('#OTAEV: Start Fw Download', self.modem.sent())
        self.assertEqual(self.modem.get()['settings']['#OTASUAN'], off)

    def test_noise(self):
        """While we have the modem: ModemManager does not survive it."""
        self.begin_telit()
        self.job = self.check_server()
        self.service.await_phase(self.job, 'prepare')
        self.modem.control('knob garbage=yes')
        self.service.await_phase(self.job, 'verify')
        self.modem.control('knob garbage=no')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assert_version(self.new)

    def test_pieces(self):
        self.succeed('--scenario', 'split+urc-in-reply')

    def test_start_lost(self):
        self.succeed('--scenario', 'lost-started', **self.FAST)

    def test_complete_lost(self):
        self.succeed('--scenario', 'lost-fetched', **self.FAST)

    def test_upgraded_lost(self):
        self.succeed('--scenario', 'lost-upgraded', **self.FAST)

    def test_report_lost(self):
        self.succeed('--scenario', 'lost-told', **self.FAST)

    def fail(self, scenario):
        self.begin_telit('--scenario', scenario, **self.FAST)
        job = self.run_check()
        self.assertEqual(job['State'], 'failed', job)
        self.assertFalse(job['Irreversible'])
        self.assert_version(self.old)
        self.service.await_modem()

    def test_failure_lost(self):
        self.FAST = {'scale': 0.002, 'modem_scale': 0.0005}
        self.fail('download-fails+lost-failed')

    def test_power_cut_in_the_download(self):
        self.fail('power-cut-download')


class Settings(TelitCase):
    """What PFM table 9.1 keeps is compared, the rest comes back, the profile last."""

    SETUP = os.path.join(HERE, '..', 'unit', 'settings', 'telit.setup')

    def plant(self):
        with open(self.SETUP, encoding='utf-8') as file:
            lines = [line.strip() for line in file if line.startswith('AT')]
        for line in lines:
            if not line.startswith(('ATE', 'AT&', 'AT+CGDCONT')):
                self.modem.control('at ' + line)
        return self.modem.get()['settings']

    def test_lost_and_restored(self):
        self.begin_telit('--scenario', 'nv-loss')
        before = self.plant()
        since = self.modem.mark()
        job = self.run_check()
        self.assert_succeeded(job)
        after = self.modem.get()['settings']
        lost = {key for key in before if before[key] != after.get(key)}
        # A password that nobody can read is named; +CMEE is ModemManager's again.
        self.assertEqual(lost - {'+CMEE'}, {'#PASSW', '#USERID'})
        self.assertIn('mail-user', job['Warnings'][0])
        self.assertEqual(len(job['Warnings']), 1, job['Warnings'])
        self.assert_profile_is_last(since)
        self.assertNotIn('planted-secret', self.service.log())

    def assert_profile_is_last(self, since):
        """Kept once, behind everything that is written, before the modem is given back."""
        lines = [c.strip() for c in self.modem.received(since)]
        kept = [i for i, c in enumerate(lines) if '&W' in c]
        self.assertEqual([lines[i] for i in kept], ['AT&W;&P0'])
        booted = max(i for i, c in enumerate(lines[:kept[0]]) if c == 'AT+CGMR')
        writes = [i for i, c in enumerate(lines) if i > booted and '=' in c and '?' not in c]
        restored = {lines[i].partition('=')[0] for i in writes if i < kept[0]}
        for name in ('AT#AUTOATT', 'AT+CGCLASS', 'AT#EADDR', 'AT+CNMI'):
            self.assertIn(name, restored)
        goodbye = min(i for i in writes if i > kept[0] and lines[i].endswith('+CMEE=2'))
        after = {lines[i].partition('=')[0] for i in writes if kept[0] < i < goodbye}
        self.assertLessEqual(after, {'AT+CMEE', 'AT#OTASUAN'})  # how the link is, not settings

    def test_kept_set_is_compared(self):
        """A setting that the module should have kept and did not is reported, not written."""
        self.begin_telit(modem_scale=0.01)
        self.plant()
        self.job = self.check_server()
        self.service.await_phase(self.job, 'install')
        self.modem.control('at AT#BND=0,0')
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertTrue(any('#BND' in w or 'BND' in w for w in job['Warnings']), job['Warnings'])
        self.assertFalse([c for c in self.modem.received() if c.startswith('AT#BND=') and '?' not in c])


class Failures(TelitCase):
    def test_not_available_and_refused(self):
        self.begin_telit()
        for scenario, state, name, words in (
                ('nothing-there', 'succeeded', '', ''),
                ('not-enrolled', 'failed', 'ModemRefused', ''),
                ('download-fails', 'failed', 'InstallFailed', 'OTA FW Upgrade Failed'),
                ('install-fails', 'failed', 'InstallFailed', 'OTA FW Upgrade Failed'),
                ('version-unchanged', 'failed', 'InstallFailed', '')):
            with self.subTest(scenario):
                self.modem.control('scenario ' + scenario)
                job = self.run_check()
                self.assertEqual((job['State'], job['Error'][0].rpartition('.')[2]), (state, name), job)
                self.assertIn(words, job['Error'][1])
                self.assertFalse(job['Changed'])
                self.assertFalse(job['Irreversible'])
                self.assert_version(self.old)
                self.service.await_modem()

    def test_third_version(self):
        self.begin_telit('--scenario', 'wrong-third-version')
        self.assert_failed(self.run_check(to_version=self.new), 'VersionUnexpected', '13.00.007')

    def test_power_cut_while_flashing(self):
        self.begin_telit('--scenario', 'power-cut-flashing')
        self.assert_succeeded(self.run_check())
        self.assert_version(self.new)
        self.assertEqual(self.ota(), ['AT#OTAIPUPD'])

    def test_preconditions(self):
        """What PFM demands is read, and named when it is not so; nothing is begun."""
        self.begin_telit()
        for wrong, right, name, words in (
                ('+CGCLASS="CC"', '+CGCLASS="B"', 'Network', 'GPRS class is CC or CG'),
                ('+CGCLASS="CG"', '+CGCLASS="B"', 'Network', 'GPRS class is CC or CG'),
                ('#AUTOATT=0', '#AUTOATT=1', 'Network', 'AUTOATT')):
            with self.subTest(wrong):
                self.modem.control('at AT' + wrong)
                self.assert_failed(self.run_check(), name, words)
                self.modem.control('at AT' + right)
                self.service.await_modem()
        self.modem.control('set version 13.00.001')
        self.assert_failed(self.run_check(), 'NotSupported', '13.00.xx2')
        self.assertEqual(self.ota(), [])


if __name__ == '__main__':
    cases.main()
