#!/usr/bin/python3
"""Whose turn it is: appointments, lateness, further attempts, and how many modems at a time.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import time

from world import OLD, WorldCase, cases

from gi.repository import GLib

IMEIS = ('866349041234560', '866349041234578')


class OneModem(WorldCase):
    def test_expired_while_another_job_has_the_modem(self):
        self.begin(flavour='uart')
        first = self.service.update(self.path, self.url, approval='ask')
        self.service.await_job(first, 'asks', lambda job: job.get('State') == 'waiting-approval')
        now = int(time.time())
        job = self.service.update_options(self.path, self.url, {
            'not-before': GLib.Variant('t', now + 1), 'not-after': GLib.Variant('t', now + 2)})
        ended = self.service.await_end(job)
        self.assert_failed(ended, 'Expired')
        self.assertEqual((ended['Started'], self.service.job(first)['State']), (0, 'waiting-approval'))
        self.assertGreater(time.time(), now + 2)
        self.service.call(first, 'Job.Cancel')

    def test_further_attempts_come_later(self):
        """702 is worth another attempt, after a minute of vendor time, and then after two."""
        self.begin('--scenario', 'httpend-702', '--knob', 'fail_after_s=10', flavour='uart', scale=0.02)
        job = self.service.update(self.path, self.url, attempts=3)
        self.service.await_job(job, 'a pause', lambda job: job.get('State') == 'scheduled')
        self.service.await_modem()
        ended = self.service.await_end(job)
        self.assert_failed(ended, 'Network')
        starts = [e['t'] * 0.005 for e in self.modem.journal()
                  if e['what'] == 'rx' and e['line'].startswith('AT+QFOTADL="http')]
        self.assertEqual(len(starts), 3)
        self.assertGreaterEqual(starts[1] - starts[0], 60 * 0.02)
        self.assertGreaterEqual(starts[2] - starts[1], 120 * 0.02)

    def test_no_attempt_past_the_point_of_no_return(self):
        self.begin('--scenario', 'version-unchanged', flavour='uart')
        self.assert_failed(self.run_update(attempts=5), 'InstallFailed')
        self.assertEqual(self.modem.received().count('AT+QFOTADL=1'), 1)
        self.assertEqual(self.modem.get()['version'], OLD)


class TwoModems(WorldCase):
    def begin_two(self, parallel):
        world = self.make_world()
        self.service = world.service
        folder = os.path.join(world.folder, 'configuration')
        os.makedirs(folder)
        with open(os.path.join(folder, 'fotad.conf'), 'w', encoding='utf-8') as file:
            file.write('[Jobs]\nMaxParallel=%d\n' % parallel)
        world.mm.start()
        for i, imei in enumerate(IMEIS):
            world.add_modem('--set', 'imei=' + imei, flavour='uart', name='modem%d' % i)
        self.service.start()
        self.service.wait('both modems', lambda: len(self.available()) == 2)
        url = world.package()
        self.jobs = [self.service.update(path, url) for path in sorted(self.available())]

    def available(self):
        return [path for path, modem in self.service.modems().items() if modem.get('State') == 'available']

    def finish(self):
        """The ended jobs."""
        jobs = [self.service.await_end(job) for job in self.jobs]
        for job in jobs:
            self.assert_succeeded(job)
        return jobs

    def overlap(self):
        """Whether both ever ran at the same time, by the order of what was told."""
        states = {}
        for path, _, values in self.service.changes:
            if path in self.jobs and 'State' in values:
                states[path] = values['State']
                if list(states.values()).count('running') == 2:
                    return True
        return False

    def test_one_after_the_other(self):
        self.begin_two(1)
        self.finish()
        self.assertFalse(self.overlap())

    def test_both_at_once(self):
        self.begin_two(2)
        self.finish()
        self.assertTrue(self.overlap())


if __name__ == '__main__':
    cases.main()
