#!/usr/bin/python3
"""A Telit module whose SIM is locked: nobody tries a PIN twice.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from telitcase import TelitCase
from world import cases


class Pin(TelitCase):
    """A SIM that is locked after the reboot: at most one attempt is ever made."""

    def configure(self, pin, where='[sim]'):
        """The PIN of the configuration; the daemon reads it with each job."""
        folder = os.path.join(self.world.folder, 'configuration', 'settings.d')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'sim.secrets')
        with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), 'w',
                  encoding='utf-8') as file:
            file.write('%s\npin=%s\n' % (where, pin))

    def begin_locked(self, *more, pin=None, where='[sim]', **world):
        self.begin_telit('--scenario', 'locked-after-boot', *more, **world)
        if pin:
            self.configure(pin, where)

    def attempts(self):
        return [e['right'] for e in self.modem.events('pin')]

    def check(self, tried, warning, pin=None, where='[sim]', **values):
        self.begin_locked(pin=pin, where=where)
        job = self.run_check(**values)
        self.assert_succeeded(job)
        self.assertEqual(self.attempts(), tried)
        told = any('Server notified' in line for line in self.modem.sent())
        self.assertEqual(told, tried == [True])
        self.assertEqual(len(job['Warnings']), 1 if warning else 0, job['Warnings'])
        self.assertIn(warning, ''.join(job['Warnings']))
        self.assertNotIn('9999', self.service.log())

    def test_right(self):
        self.check([True], '', sim_pin='1234')

    def test_wrong(self):
        self.check([False], 'it refused the PIN', sim_pin='9999', attempts=3)

    def test_none(self):
        self.check([], 'no PIN is known for it')

    def test_right_of_the_configuration(self):
        self.check([True], '', pin='1234', where='[sim 353238060000018]')

    def test_of_another_modem(self):
        self.check([], 'no PIN is known', pin='1234', where='[sim 866349041234560]')

    def test_wrong_of_the_configuration(self):
        self.check([False], 'it refused the PIN', pin='9999')

    def test_the_jobs_own_wins(self):
        self.check([True], '', pin='9999', sim_pin='1234')

    def test_few_are_left(self):
        """With one attempt left none is made."""
        self.begin_locked('--scenario', 'locked-after-boot+last-pin')
        job = self.run_check(sim_pin='1234')
        self.assert_succeeded(job)
        self.assertIn('too few attempts are left', ''.join(job['Warnings']))
        self.assertEqual(self.attempts(), [])

    def test_wrong_and_the_daemon_dies(self):
        """Right after the attempt, before its answer: not by the next life, nor by a later job."""
        self.begin_locked(pin='9999', modem_scale=0.01)
        self.job = self.check_server()
        self.modem.await_event('pin', 40)
        self.service.stop(kill=True)
        self.service.start()
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertIn('it refused the PIN', ''.join(job['Warnings']))
        self.assertEqual(self.ota(), ['AT#OTAIPUPD'])
        self.service.await_modem()
        self.assert_failed(self.run_check(), 'SimLocked')
        self.assertEqual(self.attempts(), [False])

    def test_wrong_is_never_tried_again(self):
        """Over jobs and restarts, until another one is given or the SIM was unlocked."""
        self.begin_telit('--scenario', 'sim-locked')
        self.configure('9999')
        self.assert_failed(self.run_check(), 'SimLocked')
        self.service.await_modem()
        job = self.run_check()
        self.assert_failed(job, 'SimLocked')
        self.assertIn('its PIN was refused before', ''.join(job['Warnings']))
        self.service.stop()
        self.service.start()
        self.service.await_modem()
        self.assert_failed(self.run_check(sim_pin='9999'), 'SimLocked')
        self.assertEqual(self.attempts(), [False])
        self.service.await_modem()
        self.configure('1234')
        self.assert_succeeded(self.run_check())
        self.assertEqual(self.attempts()[:2], [False, True])
        self.assertNotIn(False, self.attempts()[1:])
        self.assertNotIn('9999', self.service.log())

    def test_locked_before(self):
        """Unlocked with the right PIN, and once more when the reboot has locked it."""
        self.begin_telit('--scenario', 'sim-locked')
        self.assert_succeeded(self.run_check(sim_pin='1234'))
        self.assertEqual(self.attempts(), [True, True])

    def test_a_readable_file_is_left_out(self):
        self.begin_locked(pin='1234')
        path = os.path.join(self.world.folder, 'configuration', 'settings.d', 'sim.secrets')
        os.chmod(path, 0o644)
        job = self.run_check()
        self.assert_succeeded(job)
        self.assertIn('no PIN is known', ''.join(job['Warnings']))
        self.assertEqual(self.attempts(), [])


if __name__ == '__main__':
    cases.main()
