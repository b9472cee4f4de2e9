#!/usr/bin/python3
"""A pretend HL7800 and HL7812 under the real ModemManager and fotad: packages uploaded by XMODEM,
D.f.1, D.f.4 and D.f.5 of our vendor reference, and AirVantage, D.f.2 and D.f.3.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from world import WorldCase, cases, rig

from gi.repository import Gio, GLib
from service import NAME, options

IMEI = '354658090000007'
OLD, NEW = 'HL7800.4.5.4.0', 'HL7800.4.6.9.4'


class Hl78Case(WorldCase):
    def begin(self, *modem, model='HL7800', package=(), scale=0.02, **more):
        world = self.make_world(scale=scale, modem_scale=0.005)
        more.setdefault('flavour', 'uart')
        self.path = world.start('--family', 'hl78', '--model', model, *modem, plugin='generic', **more)
        self.service, self.modem = world.service, world.modem
        self.file = rig.make_package(os.path.join(world.folder, 'push.bin'), '--family', 'hl78',
                                     '--model', model, '--size', '5000', *package)

    def commands(self, prefix='AT+WDS', since=0):
        return [line for line in self.modem.received(since) if line.startswith(prefix)]

    def assert_given_back(self):
        self.assertEqual(self.world.mm.await_modem()['EquipmentIdentifier'], IMEI)
        self.assertEqual(self.service.await_modem(), self.path)


class Push(Hl78Case):
    def push(self, **values):
        wanted = GLib.Variant('(hsa{sv})', (0, 'push.bin', options(
            {k.replace('_', '-'): v for k, v in values.items()})))
        with open(self.file, 'rb') as package:
            fds = Gio.UnixFDList.new_from_array([os.dup(package.fileno())])
            result, _ = self.world.bus.connection.call_with_unix_fd_list_sync(
                NAME, self.path, NAME + '.Modem', 'UpdateFromFile', wanted, None,
                Gio.DBusCallFlags.NONE, 10000, fds, None)
        self.job = result.unpack()[0]
        return self.job

    def run_push(self, **values):
        return self.service.await_end(self.push(**values))

    def check(self, scenario, **values):
        self.begin('--scenario', scenario)
        job = self.run_push(**values)
        self.assert_given_back()
        return job

    def version(self):
        return self.modem.get()['version']

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
        self.assertEqual(self.modem.get()['settings']['+WDSI'], '0')
        self.assertEqual(self.modem.get()['settings']['+WDSC']['2'], '0')
        self.assert_given_back()

    def test_hl7812_takes_every_line(self):
        self.begin(model='HL7812')
        self.assert_succeeded(self.run_push())
        self.assertIn('AT+WDSI=8191', self.commands())
        self.assertNotIn('AT+WDSI=4479', self.commands())

    def test_over_usb(self):
        self.begin(flavour='usb')
        self.assert_succeeded(self.run_push())
        self.assertEqual(self.version(), NEW)

    def test_crc(self):
        self.assert_succeeded(self.check('asks-for-crc'))

    def test_small_blocks_when_large_ones_are_refused(self):
        self.assert_succeeded(self.check('no-large-blocks'))
        self.assertEqual(len(self.commands('AT+WDSD=')) - 1, 2)  # and the test command

    def test_fotactl(self):
        self.begin()
        status, output, errors = self.service.fotactl('update', 'any', self.file)
        self.assertEqual(status, 0, output + errors)
        self.assertEqual(self.version(), NEW)

    def test_approval_holds_the_install(self):
        self.begin()
        job = self.push(approval='ask')
        self.service.await_job(job, 'asking', lambda j: j.get('State') == 'waiting-approval')
        self.assertNotIn('AT+WDSR=4', self.commands())
        self.service.call(job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(job))
        self.assertEqual(self.commands().count('AT+WDSR=4'), 1)

    def test_larger_than_the_modem_takes(self):
        self.begin('--set', 'limit=4000')
        self.assert_failed(self.run_push(), 'PackageTooLarge', '4000')
        self.assertEqual([c for c in self.commands() if c.startswith('AT+WDSD') and '?' not in c], [])

    def test_lost_question_is_asked_for(self):
        self.assert_succeeded(self.check('lost-question'))
        self.assertIn('AT+WDSG', self.commands())

    def test_port_lost_in_the_upload(self):
        self.begin('--knob', 'at.receiving:75=port-die', flavour='usb')
        self.assert_succeeded(self.run_push())

    def test_not_certified(self):
        self.assert_failed(self.check('not-certified'), 'PackageInvalid', 'signature')
        self.assertEqual(self.version(), OLD)

    def test_df4_install_fails(self):
        self.assert_failed(self.check('update-fails'), 'PackageMismatch')
        self.assertEqual(self.version(), OLD)

    def test_df5_power_cut_in_the_install(self):
        self.assert_succeeded(self.check('power-cut-install'))
        self.assertEqual(self.commands().count('AT+WDSR=4'), 1)

    def test_new_version_without_a_line(self):
        self.assert_succeeded(self.check('lost-install-result'))

    def test_silent_downgrade_that_does_nothing(self):
        self.assert_failed(self.check('version-unchanged'), 'InstallFailed')

    def test_third_version(self):
        self.assert_failed(self.check('wrong-third-version', to_version=NEW), 'VersionUnexpected')


class Server(Hl78Case):
    """Route server, with both agreements on."""

    def offer(self, *modem):
        self.begin(*modem, '--knob', 'times.download=60')
        self.modem.control('offer ' + self.file)

    def start(self, **values):
        self.job = self.service.call(self.path, 'Modem.CheckServer', GLib.Variant(
            '(a{sv})', (options(values),)))
        return self.job

    def asking(self):
        self.service.await_job(self.job, 'asking', lambda j: j.get('State') == 'waiting-approval')

    def test_df2_success(self):
        self.offer()
        job = self.service.await_end(self.start())
        self.assert_succeeded(job)
        self.assertEqual([a['number'] for a in self.modem.events('answer')], [3, 4])
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assert_given_back()

    def test_deferred_then_approved(self):
        self.offer()
        self.start(approval='ask')
        self.asking()
        self.service.call(self.job, 'Job.Defer', GLib.Variant('(u)', (1,)))
        self.service.wait('the deferral', lambda: self.commands('AT+WDSR=2,1'))
        self.asking()
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(self.job))


if __name__ == '__main__':
    cases.main()
