#!/usr/bin/python3
"""The service's own life: systemd's watchdog and time-outs, being stopped, ModemManager restarting,
and a disk that forgot.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import signal
import time

from systemd import Systemd
from trial import ASAN, DIE
from world import NEW, OLD, WorldCase, cases, rig

from service import FINAL, ROOT
from gi.repository import GLib

INSTALL = 'AT+QFOTADL=1'


class LifeCase(WorldCase):
    def begin_with(self, *options, watchdog_s=0, extra=(), scale=0.05, **more):
        """As begin (), with somebody at the notification socket."""
        world = self.make_world(scale=scale, modem_scale=more.pop('modem_scale', 0.005))
        self.service = world.service
        self.systemd = self.service.systemd = Systemd(world.folder, watchdog_s)
        self.addCleanup(self.systemd.close)
        self.service.extra = dict(extra)
        self.path = world.start(*options, flavour='uart', **more)
        self.modem, self.url = world.modem, world.package()

    def update(self, phase, **values):
        self.job = self.service.update(self.path, self.url, **values)
        self.service.await_phase(self.job, phase)

    def installs(self):
        return [line for line in self.modem.received() if line.strip() == INSTALL]

    def ended(self, seconds=60):
        """The job's properties, whichever life of the service ended it."""
        def find():
            jobs = self.service.call(ROOT, 'Manager.ListJobs', GLib.Variant('(a{sv})', ({},)))
            return jobs[0][1] if jobs[0][1]['State'] in FINAL else None
        return self.service.wait('the end of the job', find, seconds)

    def terminate(self):
        self.service.process.send_signal(signal.SIGTERM)

    def restart(self):
        self.service.stop()
        self.service.extra = {}
        self.service.start()

    def assert_installed_once(self, job):
        self.assert_succeeded(job)
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assertEqual(len(self.installs()), 1)
        self.assert_given_back()


class Watchdog(LifeCase):
    def test_fed_while_a_job_moves(self):
        self.begin_with(watchdog_s=0.6)
        self.update('claim')
        before, began = len(self.systemd.told('WATCHDOG')), time.monotonic()
        self.assert_succeeded(self.service.await_end(self.job))
        fed = len(self.systemd.told('WATCHDOG')) - before
        self.assertGreaterEqual(fed, int((time.monotonic() - began) / 0.6), 'systemd had killed it')
        self.assertNotIn('hangs', self.service.log())

    def test_fed_while_people_think(self):
        self.begin_with(watchdog_s=0.3, scale=0.001, modem_scale=0.001)
        self.job = self.service.update(self.path, self.url, approval='ask')
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')
        before = len(self.systemd.told('WATCHDOG'))
        time.sleep(1)  # 1 000 vendor seconds
        self.assertGreaterEqual(len(self.systemd.told('WATCHDOG')) - before, 3)

    def test_starved_when_the_clocks_stand_still(self):
        """The modem falls silent in mid-download, and the clock that should notice never rings."""
        self.begin_with('--scenario', 'stall-download', watchdog_s=0.3, scale=0.004,
                        extra={'LD_PRELOAD': DIE, 'FOTAD_STALL': '5', 'ASAN_OPTIONS': ASAN})
        self.update('transfer')
        rig.until('it is noticed', lambda: 'job 1 hangs in transfer' in self.service.log(), 20)
        before = len(self.systemd.told('WATCHDOG'))
        time.sleep(0.8)
        self.assertEqual(len(self.systemd.told('WATCHDOG')), before, 'fed although nothing moves')
        self.assertIsNone(self.service.process.poll())
        self.service.process.send_signal(signal.SIGABRT)  # what systemd does then
        self.service.process.wait()
        self.restart()
        self.assertEqual(self.ended()['State'], 'failed')
        self.assertEqual((self.modem.get()['version'], self.installs()), (OLD, []))
        self.assert_given_back()


class Stopping(LifeCase):
    def test_the_start_may_take_its_time(self):
        self.begin_with()
        self.assertEqual(self.systemd.told('EXTEND_TIMEOUT_USEC'), ['600000000'])
        self.assertEqual(self.systemd.told('READY'), ['1'])

    def test_waits_for_the_end_of_an_install(self):
        self.begin_with()
        self.update('install')
        rig.until('the install', self.installs)
        self.terminate()
        self.service.wait('the end', lambda: self.job in self.service.finished, 60)
        self.assertEqual(self.service.process.wait(10), 0)
        self.assertIn('STOPPING', [line.partition('=')[0] for lines in self.systemd.messages
                                   for line in lines])
        self.assertEqual(self.systemd.told('EXTEND_TIMEOUT_USEC')[-1], '3600000000')
        self.assertEqual(self.systemd.fds, {})
        self.restart()
        self.assert_installed_once(self.ended())

    def test_twice_leaves_at_once_and_keeps_the_claim(self):
        self.begin_with(modem_scale=0.01)
        self.update('install')
        rig.until('the install', self.installs)
        self.terminate()
        self.systemd_hears('STOPPING')
        self.terminate()
        self.assertEqual(self.service.process.wait(10), 0)
        self.assertEqual(sorted(self.systemd.read().fds), ['claim-1', 'inhibitor-1'])
        self.assertEqual(self.world.mm.objects(), {})
        self.restart()
        self.assert_installed_once(self.ended())

    def systemd_hears(self, word):
        rig.until(word, lambda: self.systemd.told(word))

    def test_in_a_transfer_leaves_at_once(self):
        self.begin_with()
        self.update('transfer')
        self.terminate()
        self.assertEqual(self.service.process.wait(10), 0)
        self.assertEqual(self.installs(), [])
        self.restart()
        self.assert_installed_once(self.ended())


class Neighbours(LifeCase):
    def test_modemmanager_restarts_in_mid_flash(self):
        """It claims no modem that it does not show (1.20), and shows none that flashes; when it shows it
        again is test_claim.py's."""
        self.begin_with(modem_scale=0.01)
        self.update('install')
        rig.until('the install', self.installs)
        mm = self.world.mm
        mm.stop()
        mm.start()
        mm.set_profile('modem0', 'quectel', self.modem.path)
        job = self.service.await_end(self.job)
        events = [event for _, _, _, event, _ in self.service.call(self.job, 'Job.GetLog')]
        self.assertIn('claim-lost', events)
        self.assert_installed_once(job)

    def test_modemmanager_dies_with_us(self):
        """Both are gone in mid-flash; what systemd keeps is of no use any more."""
        self.begin_with(modem_scale=0.01)
        self.update('install')
        rig.until('the install', self.installs)
        self.service.process.kill()
        self.world.mm.process.kill()
        self.world.mm.stop()
        self.world.mm.start()
        self.world.mm.set_profile('modem0', 'quectel', self.modem.path)
        self.restart()
        self.assert_installed_once(self.ended())


class Disk(LifeCase):
    """The last edges are lost, as on a disk that says it has what it has not."""

    def lose(self, change):
        self.begin_with()
        self.update('install', to_version=NEW, from_version=OLD)
        rig.until('the install', self.installs)
        self.service.process.kill()
        self.service.process.wait()
        change(os.path.join(self.world.folder, 'state', 'fotad.db-wal'))
        self.modem.await_event('alive', since=self.modem.mark())
        self.restart()
        self.service.wait('the modem', lambda: self.world.mm.ready())
        self.assertEqual(len(self.installs()), 1)

    def test_log_cut_off(self):
        def cut(path):
            os.truncate(path, os.path.getsize(path) // 2)
        self.lose(cut)
        self.assert_given_back()

    def test_log_gone(self):
        self.lose(os.unlink)
        self.assert_given_back()


if __name__ == '__main__':
    cases.main()
