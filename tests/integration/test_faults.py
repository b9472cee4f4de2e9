#!/usr/bin/python3
"""The house around a job catches fire: its disk is full, read-only or broken, the bus drops, logind
and polkit are away, a stranger answers on the modem's port, callers give what is no file.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import glob
import os
import subprocess

from gi.repository import GLib
from test_push import PushCase
from world import IMEI, NEW, OLD, WorldCase, cases, rig

STRANGER = '866349041888888'
INSTALLS = 'AT+QFOTADL=1'


class Disk(WorldCase):
    """The state directory is a file system of its own, as small as we like."""

    def begin_on_disk(self, *options, size='1m', **more):
        world = self.make_world(**more)
        self.disk = os.path.join(world.folder, 'state')
        os.makedirs(self.disk)
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=' + size, 'fotad-test', self.disk],
                       check=True)
        self.addCleanup(subprocess.run, ['umount', '-l', self.disk], check=True)
        self.path = world.start(*options, flavour='uart')
        self.service, self.modem = world.service, world.modem
        self.url = world.package()

    def remount(self, *options):
        subprocess.run(['mount', '-o', ','.join(('remount',) + options), self.disk], check=True)

    def fill(self):
        """Not a byte is left."""
        with open(os.path.join(self.disk, 'filler'), 'wb', buffering=0) as file:
            for size in (4096, 1):
                try:
                    while True:
                        file.write(b'x' * size)
                except OSError:
                    pass

    def clear(self):
        os.unlink(os.path.join(self.disk, 'filler'))

    def installs(self):
        return self.modem.received().count(INSTALLS)

    def test_full_before(self):
        self.begin_on_disk()
        self.fill()
        since = self.modem.mark()
        self.assert_refused('Storage', self.service.update, self.path, self.url)
        self.assertEqual(self.modem.received(since), [])
        self.clear()
        self.assert_succeeded(self.run_update())

    def test_full_in_the_download(self):
        """What cannot be written down is not done: no install."""
        self.begin_on_disk(modem_scale=0.02)
        self.job = self.service.update(self.path, self.url, approval='ask')
        self.service.await_job(self.job, 'the question', lambda j: j['State'] == 'waiting-approval')
        self.fill()
        self.service.call(self.job, 'Job.Approve')
        self.assert_failed(self.service.await_end(self.job), 'Storage')
        self.assertEqual(self.installs(), 0)
        self.assert_given_back()
        self.clear()
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_full_in_the_install(self):
        """What has begun is followed to its end."""
        self.begin_on_disk(modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        self.fill()
        job = self.service.await_end(self.job)
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assertEqual(self.installs(), 1)
        self.assertIn(job['State'], ('succeeded', 'failed'))
        self.assert_given_back()
        self.clear()
        self.restart()
        self.assertEqual(self.installs(), 1)

    def restart(self):
        self.service.stop(kill=True)
        self.service.start()
        self.service.await_modem()
        self.assert_given_back()

    def test_read_only(self):
        """It starts, shows and refuses; and writes again when it may."""
        self.begin_on_disk()
        saved = self.service.call(self.path, 'Modem.SaveSettings', GLib.Variant('(s)', ('before',)))
        self.service.await_end(saved)
        self.service.stop()
        self.remount('ro')
        self.service.start()
        self.path = self.service.await_modem()
        since = self.modem.mark()
        self.assert_refused('Storage', self.service.update, self.path, self.url)
        self.assertEqual(self.modem.received(since), [])
        self.assertEqual(self.service.all(saved, 'Job')['Label'], 'before')
        self.remount('rw')
        self.assert_succeeded(self.run_update(to_version=NEW))


class Database(WorldCase):
    def spoil(self, data):
        """What it was, replaced; the journal beside it goes, too."""
        for path in glob.glob(os.path.join(self.world.folder, 'state', 'fotad.db*')):
            os.unlink(path)
        with open(os.path.join(self.world.folder, 'state', 'fotad.db'), 'wb') as file:
            file.write(data)

    def contents(self):
        with open(os.path.join(self.world.folder, 'state', 'fotad.db'), 'rb') as file:
            return file.read()

    def broken(self):
        return glob.glob(os.path.join(self.world.folder, 'state', 'fotad.db.broken-*'))

    def restart_with(self, change):
        self.service.stop(kill=True)
        self.spoil(change(self.contents()))
        self.service.start()
        self.assertEqual(len(self.broken()), 1)
        self.path = self.service.await_modem()

    def test_garbage(self):
        self.begin(flavour='uart')
        self.restart_with(lambda whole: os.urandom(len(whole)))
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_cut_in_the_install(self):
        """The job is lost with its database; the modem is not: nobody installs again, and
        ModemManager has it."""
        self.begin(flavour='uart', modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        self.restart_with(lambda whole: whole[:len(whole) // 2 + 100])
        self.assert_given_back()
        self.assertEqual(self.modem.received().count(INSTALLS), 1)
        self.assertEqual(self.modem.get()['version'], NEW)


class Neighbours(WorldCase):
    """The stand-ins for logind and polkit, and the bus itself."""

    def end_mock(self, template, name):
        process = [p for p in self.world.bus.processes if template in p.args][0]
        self.world.bus.end(process)
        self.world.bus.await_no_name(name)

    def test_no_logind(self):
        self.begin(flavour='uart')
        self.end_mock('logind', 'org.freedesktop.login1')
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assert_given_back()

    def test_logind_leaves_in_the_job(self):
        self.begin(flavour='uart', modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        self.end_mock('logind', 'org.freedesktop.login1')
        self.assert_succeeded(self.service.await_end(self.job))

    def test_no_polkit(self):
        """Root needs nobody's leave with us, but ModemManager refuses everybody then: the job says so,
        and the modem hears nothing."""
        self.begin(flavour='uart')
        self.end_mock('polkitd', 'org.freedesktop.PolicyKit1')
        since = self.modem.mark()
        self.assert_failed(self.run_update(), 'Internal', 'PolicyKit')
        self.assertEqual([c for c in self.modem.received(since) if 'QFOTA' in c], [])

    def test_the_bus_drops(self):
        """Without its bus the daemon ends; with a new one the job goes on to its verdict."""
        self.begin(flavour='uart', modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        self.world.bus.processes[0].kill()
        self.assertNotEqual(self.service.process.wait(15), 0)
        self.world.restart_bus()
        self.world.mm.start()
        self.world.mm.set_profile('modem0', 'quectel', self.modem.path)
        self.service.start()
        rig.until('the job ends', lambda: self.service.all(self.job, 'Job')['State'] == 'succeeded', 30)
        self.assertEqual(self.modem.received().count(INSTALLS), 1)
        self.assert_given_back()


class Stranger(WorldCase):
    """Another modem of the same make answers where ours was."""

    def test_after_the_install(self):
        self.begin(scale=0.01, modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        self.modem.stop()
        other = rig.Simulator(self.modem.folder, '--set', 'imei=' + STRANGER, '--set', 'version=' + NEW,
                              ports='usb', name='modem', scale=0.005)
        os.rename(self.modem.log_path, self.modem.log_path + '.first')
        os.unlink(self.modem.state_path)
        self.world.modems[0] = other.start()
        other.uid = self.modem.uid
        job = self.service.await_end(self.job)
        self.assert_failed(job, 'ModemSilent')
        self.assertIn('another modem is on the port, ' + STRANGER, ' '.join(job['Warnings']))
        self.assertEqual([c for c in other.received() if '=' in c and not c.endswith('=?') and
                          c.partition('=')[0] in ('AT+CGDCONT', 'AT+QCFG', 'AT+QFOTADL')], [])


class Files(PushCase):
    """What callers give for a package."""

    def give(self, name, path, text):
        self.assert_failed(self.service.await_end(self.push(path)), name, text)

    def test_no_package(self):
        self.begin_push()
        empty = os.path.join(self.world.folder, 'empty')
        with open(empty, 'wb'):
            pass
        huge = os.path.join(self.world.folder, 'huge')
        with open(huge, 'wb') as file:
            file.truncate(2 << 30)
        pipe = os.path.join(self.world.folder, 'pipe')
        os.mkfifo(pipe)
        self.addCleanup(os.close, os.open(pipe, os.O_RDWR))
        since = self.modem.mark()
        self.give('PackageInvalid', empty, 'empty')
        self.give('PackageTooLarge', huge, '2147483648')
        self.give('InvalidArgument', pipe, 'no regular file')
        self.give('InvalidArgument', '/dev/zero', 'no regular file')
        self.assertEqual(self.modem.received(since), [])
        self.assert_succeeded(self.run_push(from_version=OLD, to_version=NEW))
        self.assertEqual(self.service.all(self.path, 'Modem')['Imei'], IMEI)

    def test_a_file_that_shrinks(self):
        """Files of sysfs are a page long until they are read."""
        self.begin_push()
        since = self.modem.mark()
        self.give('PackageInvalid', '/sys/class/net/lo/mtu', 'became shorter')
        self.assertEqual(self.modem.received(since), [])
        self.assertEqual(os.listdir(os.path.join(self.world.folder, 'cache')), [])


if __name__ == '__main__':
    cases.main()
