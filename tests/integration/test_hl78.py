#!/usr/bin/python3
"""HL78xx: packages uploaded by XMODEM, D.f.1, D.f.4 and D.f.5 of our vendor reference.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from hl78case import NEW, OLD, PushCase
from world import cases


class Push(PushCase):
    def test_df1_success(self):
        self.begin()
        job = self.run_push(from_version=OLD, to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual((job['Route'], job['FromVersion'], job['ToVersion']), ('push', OLD, NEW))
        said = self.commands()
        size = os.path.getsize(self.file)
        for line in ('AT+WDSI=8191', 'AT+WDSI=4479', 'AT+WDSC=2,1', 'AT+WDSD=%d' % size,
                     'AT+WDSR=4'):
            self.assertEqual(said.count(line), 1, line)
        self.assertLess(said.index('AT+WDSC=2,1'), said.index('AT+WDSD=%d' % size))
        self.assert_given_back()

    def test_hl7812_takes_every_line(self):
        self.begin(model='HL7812')
        self.assert_succeeded(self.run_push())
        self.assertIn('AT+WDSI=8191', self.commands())
        self.assertNotIn('AT+WDSI=4479', self.commands())

    def test_older_firmware_takes_fewer_lines(self):
        self.begin('--set', 'lines=(0-127)')
        self.assert_succeeded(self.run_push())
        said = self.commands('AT+WDSI=')
        self.assertEqual(said[:4], ['AT+WDSI=' + mask for mask in ('8191', '4479', '383', '127')])
        self.assert_given_back()

    def test_over_usb(self):
        self.begin(flavour='usb')
        self.assert_succeeded(self.run_push())
        self.assertEqual(self.state(), NEW)

    def test_crc(self):
        self.assert_succeeded(self.check('asks-for-crc'))

    def test_small_blocks_when_large_ones_are_refused(self):
        self.assert_succeeded(self.check('no-large-blocks'))
        self.assertEqual(len(self.uploads()), 2)

    def test_no_block_is_ever_liked(self):
        job = self.check('endless-nak')
        self.assert_failed(job, 'ModemRefused')
        self.assertEqual(self.state(), OLD)
        self.assertEqual(self.state('update').get('stage', 'idle'), 'idle')

    def test_fotactl(self):
        self.begin()
        status, output, errors = self.service.fotactl('update', 'any', self.file)
        self.assertEqual(status, 0, output + errors)
        self.assertEqual(self.state(), NEW)

    def test_approval_holds_the_install(self):
        self.begin()
        self.push(approval='ask')
        self.asking('install')
        self.assertNotIn('AT+WDSR=4', self.commands())
        self.wish('Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [4])

    def test_install_put_off(self):
        """The module asks again by itself, also of a daemon that has begun anew."""
        self.begin()
        self.push(approval='ask')
        self.asking('install')
        self.defer(2)
        self.await_command('AT+WDSR=5,2')
        self.restart_daemon()
        self.asking('install')
        self.assertEqual(len(self.uploads()), 1)
        self.wish('Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [5, 4])
        self.assertEqual(len(self.service.call(self.path, 'Modem.ListSnapshots')), 1)
        self.assert_given_back()

    def test_larger_than_the_modem_takes(self):
        self.begin('--set', 'limit=4000')
        self.assert_failed(self.run_push(), 'PackageTooLarge', '4000')
        self.assertEqual(self.uploads(), [])

    def test_lost_question_is_asked_for(self):
        self.assert_succeeded(self.check('lost-question'))
        self.assertIn('AT+WDSG', self.commands())

    def test_port_lost_in_the_upload(self):
        self.begin('--knob', 'at.receiving:75=port-die', flavour='usb')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.uploads()), 2)

    def test_power_cut_in_the_upload(self):
        self.begin('--scenario', 'power-cut-receiving', flavour='usb')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.uploads()), 2)
        self.assert_given_back()

    def test_not_certified(self):
        job = self.check('not-certified')
        self.assert_failed(job, 'PackageInvalid', 'signature')
        self.assertEqual((job['VendorCode'], self.state()), ('13', OLD))

    def test_df4_install_fails(self):
        job = self.check('update-fails')
        self.assert_failed(job, 'PackageMismatch', 'one firmware only')
        self.assertEqual((job['VendorCode'], self.state()), ('15', OLD))

    def test_df5_power_cut_in_the_install(self):
        self.assert_succeeded(self.check('power-cut-install'))
        self.assertEqual(self.answers(), [4])

    def test_new_version_without_a_line(self):
        """The daemon asks a port that has been silent for longer than any install."""
        self.assert_succeeded(self.check('lost-install-result', begin={'scale': 0.01}))

    def test_silent_downgrade_that_does_nothing(self):
        self.assert_failed(self.check('version-unchanged'), 'InstallFailed')

    def test_third_version(self):
        self.assert_failed(self.check('wrong-third-version', to_version=NEW), 'VersionUnexpected')

    def test_settings_lost(self):
        """With the masks the result gets lost, and with them the boot's line."""
        self.begin('--scenario', 'nv-loss', scale=0.01, flavour='usb')
        self.modem.control('at AT+KNWSCANCFG=1,3,70')
        self.assert_succeeded(self.run_push())
        self.assertEqual(self.state('settings')['+KNWSCANCFG'], '1,3,70')
        self.assert_given_back()

    def test_spellings(self):
        self.begin()
        self.modem.control('on-connect no-colon-space+garbage+split')
        self.assert_succeeded(self.run_push())
        self.assertIn('+WDSI:3', self.modem.sent())


if __name__ == '__main__':
    cases.main()
