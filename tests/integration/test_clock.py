#!/usr/bin/python3
"""The wall clock is set, in both directions: appointments are neither kept early, nor twice, nor
forgotten, and a job that runs does not mind.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import signal
import time

from service import BUILD
from trial import ASAN
from world import NEW, WorldCase, cases

from gi.repository import GLib

HOUR = 3600
DAY = 24 * HOUR
INSTALL = 'AT+QFOTADL=1'


class Clock(WorldCase):
    def begin_at(self, offset=0, **more):
        """A service whose clock is wrong by `offset` seconds, and later by what is set ()."""
        world = self.make_world(**more)
        self.service = world.service
        self.offset_path = os.path.join(world.folder, 'clock')
        self.write(offset)
        self.service.extra = {'LD_PRELOAD': os.path.join(BUILD, 'tests', 'integration', 'clock.so'),
                              'FOTAD_CLOCK': self.offset_path, 'ASAN_OPTIONS': ASAN}
        self.path = world.start(flavour='uart')
        self.modem, self.url = world.modem, world.package()

    def write(self, offset):
        with open(self.offset_path, 'w', encoding='ascii') as file:
            file.write('%d\n' % offset)

    def set(self, offset):
        self.write(offset)
        self.service.process.send_signal(signal.SIGUSR1)

    def appoint(self, **times):
        """A job for these times, counted from now."""
        now = int(time.time())
        self.job = self.service.update_options(
            self.path, self.url,
            {key.replace('_', '-'): GLib.Variant('t', now + after) for key, after in times.items()})
        self.await_scheduled()
        return now

    def await_scheduled(self):
        self.service.await_job(self.job, 'an appointment', lambda job: job.get('State') == 'scheduled')

    def state_after(self, seconds):
        time.sleep(seconds)
        return self.service.all(self.job, 'Job')['State']

    def assert_kept_once(self):
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assertEqual(self.modem.received().count(INSTALL), 1)
        self.assert_given_back()

    def test_forward_past_an_appointment(self):
        """It is kept at once; when the clock goes back it is not kept again."""
        self.begin_at()
        now = self.appoint(not_before=HOUR)
        self.set(HOUR)
        self.assert_kept_once()
        self.assertGreaterEqual(self.service.all(self.job, 'Job')['Started'], now + HOUR)
        self.set(0)
        self.set(2 * HOUR)
        self.assertEqual(self.state_after(0.5), 'succeeded')
        self.assertEqual(self.modem.received().count(INSTALL), 1)

    def test_back_before_an_appointment(self):
        """It is not early, and not forgotten."""
        self.begin_at()
        self.appoint(not_before=2)
        self.set(-HOUR)
        self.assertEqual(self.state_after(3), 'scheduled')
        self.set(0)
        self.assert_kept_once()

    def test_forward_past_the_end_of_an_appointment(self):
        self.begin_at()
        self.appoint(not_before=HOUR, not_after=2 * HOUR)
        self.set(DAY)
        self.assert_failed(self.service.await_end(self.job), 'Expired')
        self.assertEqual(self.fota_commands(), [])

    def test_while_a_job_runs(self):
        """Its deadline, of less than the jump, and all its waits have a clock of their own."""
        self.begin_at(modem_scale=0.01)
        self.job = self.service.update(self.path, self.url, deadline=2 * HOUR)
        self.service.await_phase(self.job, 'transfer')
        self.set(DAY)
        self.service.await_phase(self.job, 'settle')
        self.set(-DAY)
        self.assert_kept_once()

    def test_started_before_the_clock_is_right(self):
        """As a gateway without a battery does: in 1970, until the network says otherwise."""
        self.begin_at()
        now = self.appoint(not_before=2)
        self.service.stop(kill=True)
        self.write(-now)
        self.service.start()
        self.await_scheduled()
        self.assertEqual(self.state_after(3), 'scheduled')
        self.set(0)
        self.assert_kept_once()


if __name__ == '__main__':
    cases.main()
