#!/usr/bin/python3
"""Packages pushed into a pretend BG95 and a pretend EC25, and what happens when that breaks off.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from world import NEW, OLD, WorldCase, cases, rig

from gi.repository import Gio, GLib
from service import NAME, options

EC25_OLD, EC25_NEW = 'EC25EFAR06A03M4G_20.001.20.001', 'EC25EFAR06A04M4G_20.002.20.002'
START = 'AT+QFOTADL=1'
START_FILE = 'AT+QFOTADL="/data/ufs/dfota_update.bin"'


class PushCase(WorldCase):
    """`file` is a package that fits the modem."""

    def begin_push(self, *modem_options, package=(), **more):
        world = self.make_world(scale=more.pop('scale', 0.05), modem_scale=more.get('modem_scale', 0.005))
        more.pop('modem_scale', None)
        self.path = world.start(*modem_options, **more)
        self.service, self.modem = world.service, world.modem
        self.file = self.make_file(*package)

    def make_file(self, *package):
        return rig.make_package(os.path.join(self.world.folder, 'push.bin'), *package)

    def push(self, file=None, **values):
        """The path of the new job."""
        wanted = GLib.Variant('(hsa{sv})', (0, 'push.bin', options(
            {k.replace('_', '-'): v for k, v in values.items()})))
        with open(file or self.file, 'rb') as package:
            fds = Gio.UnixFDList.new_from_array([os.dup(package.fileno())])
            result, _ = self.world.bus.connection.call_with_unix_fd_list_sync(
                NAME, self.path, NAME + '.Modem', 'UpdateFromFile', wanted, None,
                Gio.DBusCallFlags.NONE, 10000, fds, None)
        self.job = result.unpack()[0]
        return self.job

    def run_push(self, seconds=60, **values):
        return self.service.await_end(self.push(**values), seconds)

    def uploads(self, since=0):
        return [c for c in self.modem.received(since) if 'COM:' in c or 'QFUPL' in c]

    def starts(self):
        return [c for c in self.modem.received() if c in (START, START_FILE)]


class Raw(PushCase):
    """BG95: AT+QFOTADL="COM:"."""

    def test_transcript_e_f_2(self):
        self.begin_push(flavour='uart')
        job = self.run_push(from_version=OLD, to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual((job['Route'], job['ToVersion']), ('push', NEW))
        size = os.path.getsize(self.file)
        said = self.fota_commands()
        self.assertEqual(said[:6], ['AT+QFOTADL=3', 'AT+QFOTADL=3,0', 'AT+QFOTADL=5',
                                    'AT+QFOTADL="COM:",%d,10' % size, 'AT+QFOTADL=4', START])
        self.assertIn('+QFOTADL: 4,%d' % size, self.modem.sent())
        self.assert_given_back()

    def test_fotactl(self):
        self.begin_push()
        status, output, errors = self.service.fotactl('update', 'any', self.file)
        self.assertEqual(status, 0, output + errors)
        self.assertEqual(self.modem.get()['version'], NEW)

    def test_larger_than_the_flash_is_refused_before_anything_is_said(self):
        self.begin_push()
        with open(self.file, 'wb') as package:
            package.truncate(7471104 + 1)
        since = self.modem.mark()
        self.assert_failed(self.run_push(), 'PackageTooLarge', '7471104')
        self.assertEqual(self.fota_commands(since), [])

    def test_damaged_on_the_way_is_uploaded_again(self):
        self.begin_push('--knob', 'spoil_uploads=1')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.uploads()), 2)

    def test_damaged_always(self):
        self.begin_push('--knob', 'spoil_uploads=9')
        self.assert_failed(self.run_push(), 'PackageInvalid', 'did not arrive whole')
        self.assertEqual((len(self.uploads()), self.starts()), (3, []))
        self.assert_given_back()

    def test_port_lost_in_the_upload(self):
        self.begin_push('--knob', 'at.receiving:50=port-die', flavour='usb')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.uploads()), 2)
        said = self.fota_commands()
        self.assertIn('AT+QFOTADL=3,0', said[said.index(self.uploads()[0]):])

    def test_wrong_package(self):
        self.begin_push(package=('--from', 'other'), flavour='uart')
        job = self.run_push()
        self.assert_failed(job, 'PackageMismatch')
        self.assertEqual(job['VendorCode'], '511')

    def test_power_cut_in_install(self):
        self.begin_push('--scenario', 'power-cut-updating', flavour='uart')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.starts()), 1)

    def test_new_version_without_a_line(self):
        self.begin_push('--scenario', 'new-version-without-urc')
        self.assert_succeeded(self.run_push())
        self.assert_given_back()

    def test_success_said_but_old_version(self):
        self.begin_push('--scenario', 'version-unchanged', flavour='uart')
        self.assert_failed(self.run_push(to_version=NEW), 'InstallFailed')
        self.assert_given_back()

    def test_install_fails(self):
        self.begin_push('--scenario', 'end-504', flavour='uart')
        job = self.run_push()
        self.assert_failed(job, 'InstallFailed', 'Firmware update failed')
        self.assertEqual(job['VendorCode'], '504')

    def test_contains_the_escape(self):
        self.begin_push(flavour='uart')
        self.file = self.make_file('--payload', self.escapes())
        self.assert_succeeded(self.run_push())

    def escapes(self):
        path = os.path.join(self.world.folder, 'payload')
        with open(path, 'wb') as payload:
            payload.write(b'+++' * 3000 + b'\r\nOK\r\n+++')
        return path


class Stored(PushCase):
    """Uploaded first, installed when somebody says so, whatever becomes of the daemon meanwhile."""

    def ask(self, *modem_options, **more):
        self.begin_push(*modem_options, **more)
        self.push(approval='ask')
        self.await_question()

    def await_question(self):
        self.service.await_job(self.job, 'asking', lambda j: j.get('State') == 'waiting-approval')

    def restart(self):
        self.service.stop(kill=True)
        self.service.start()

    def approve(self):
        self.service.call(self.job, 'Job.Approve')
        return self.service.await_end(self.job)

    def test_waits_for_approval(self):
        self.ask()
        self.assertEqual(self.starts(), [])
        self.assert_succeeded(self.approve())
        self.assertEqual(len(self.starts()), 1)

    def test_found_after_a_restart(self):
        self.ask()
        since = self.modem.mark()
        self.restart()
        self.await_question()
        self.assert_succeeded(self.approve())
        self.assertIn('AT+QFOTADL=4', self.modem.received(since))
        self.assertEqual((len(self.uploads()), len(self.starts())), (1, 1))

    def test_gone_after_a_restart(self):
        self.ask()
        self.service.stop(kill=True)
        self.modem.control('drop-package')
        self.service.start()
        self.assert_failed(self.service.await_end(self.job), 'ModemStorage', 'no longer in the module')
        self.assertEqual(self.starts(), [])

    def test_cancelled(self):
        self.ask()
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assertEqual(self.fota_commands()[-2:], ['AT+QFOTADL=5', 'AT+QFOTADL=3,1'])


class File(PushCase):
    """EC25: AT+QFUPL with acknowledgements, then AT+QFOTADL with the file's name."""

    def begin_push(self, *modem_options, package=('--model', 'EC25'), **more):
        super().begin_push('--model', 'EC25', *modem_options, package=package, **more)

    def test_success(self):
        self.begin_push()
        self.assert_succeeded(self.run_push(from_version=EC25_OLD, to_version=EC25_NEW))
        size = os.path.getsize(self.file)
        self.assertEqual(self.uploads(), ['AT+QFUPL="dfota_update.bin",%d,10,1' % size])
        self.assertEqual(self.starts(), [START_FILE])
        self.assert_given_back()

    def test_larger_than_what_is_free(self):
        """The module says how much that is; nothing is uploaded."""
        self.begin_push('--knob', 'flash=20000')
        size = os.path.getsize(self.file)
        self.assertGreater(size, 20000)
        self.assert_failed(self.run_push(), 'PackageTooLarge', 'at most 20000')
        self.assertEqual((self.uploads(), self.starts()), ([], []))
        self.modem.control('knob flash=%d' % size)
        self.assert_succeeded(self.run_push())

    def test_an_old_file_is_in_the_way(self):
        self.begin_push()
        host = rig.Host(self.modem.path)
        host.send('AT+QFUPL="dfota_update.bin",4\r')
        host.expect('CONNECT')
        host.send('old.')
        host.expect('OK')
        host.close()
        self.assert_succeeded(self.run_push())

    def test_damaged_on_the_way(self):
        self.begin_push('--knob', 'spoil_uploads=1')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.uploads()), 2)

    def test_511_is_a_full_flash(self):
        self.begin_push('--scenario', 'end-511', flavour='uart')
        job = self.run_push()
        self.assert_failed(job, 'ModemStorage', 'Not enough space')
        self.assertEqual(job['VendorCode'], '511')

    def test_lost_start(self):
        self.begin_push('--scenario', 'lost-start')
        self.assert_succeeded(self.run_push())

    def test_power_cut_in_install(self):
        self.begin_push('--scenario', 'power-cut-updating')
        self.assert_succeeded(self.run_push())
        self.assertEqual(len(self.starts()), 1)

    def test_new_version_without_a_line(self):
        self.begin_push('--scenario', 'new-version-without-urc')
        self.assert_succeeded(self.run_push())

    def test_success_said_but_old_version(self):
        self.begin_push('--scenario', 'version-unchanged')
        self.assert_failed(self.run_push(to_version=EC25_NEW), 'InstallFailed')


if __name__ == '__main__':
    cases.main()
