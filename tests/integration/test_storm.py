#!/usr/bin/python3
"""Storms of +CME ERROR: a module that refuses every command, for a while or for ever, at each time of
a job.  The verdict is true, nothing is installed twice, the settings and the modem are back.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from routes import BAND
from trial import VOLATILE, flat, same
from world import NEW, OLD, WorldCase, cases

INSTALL = 'AT+QFOTADL=1'
# Half a minute for the daemon, whose clock runs a tenth, or a quarter, as fast as the modem's.
A_WHILE, SHORT = 'storm_s=300', 'storm_s=100'


class Storm(WorldCase):
    def begin_calm(self, **more):
        """A module that loses its settings by the update."""
        self.begin('--scenario', 'nv-loss', flavour='uart', **more)
        for item in BAND.items():
            self.modem.control('nv %s = %s' % item)
        self.before = self.settings()

    def settings(self):
        return {key: value for key, value in flat(self.modem.get()['settings']).items()
                if not key.startswith(VOLATILE)}

    def raise_storm(self, length, at=''):
        """From the command on that begins with `at`."""
        self.modem.control('knob storm_at=' + at)
        self.modem.control('knob ' + length)
        self.modem.control('knob storm=14')

    def storm_in(self, phase, length):
        """An update with a storm in `phase`; the ended job."""
        self.job = self.service.update(self.path, self.url, to_version=NEW, attempts=3)
        self.service.await_phase(self.job, phase)
        self.raise_storm(length)
        return self.service.await_end(self.job)

    def assert_weathered(self, job):
        """It was one, and nothing shows of it."""
        self.assert_succeeded(job)
        self.assertTrue(self.modem.events('calm'))
        self.assertEqual(job['Warnings'], [])
        self.assert_restored()
        self.assert_installed(1)
        self.assert_given_back()

    def assert_restored(self):
        after = self.settings()
        self.assertEqual([key for key in self.before if not same(self.before[key], after[key])], [])

    def assert_installed(self, times):
        self.assertEqual(self.modem.get()['version'], NEW if times else OLD)
        self.assertEqual(self.modem.received().count(INSTALL), times)

    def assert_back_when_calm(self):
        """Nobody holds it, or it could not be inhibited; ModemManager looks at it anew."""
        self.assertEqual([i for i in self.world.bus.inhibitors() if i[1] == 'fotad'], [])
        self.modem.control('knob storm=0')
        mm = self.world.mm
        if mm.objects():
            mm.inhibit(self.modem.uid)
            mm.inhibit(self.modem.uid, False)
        else:
            mm.set_profile('modem0', 'quectel', self.modem.path)
        self.assert_given_back()

    def said_when_calm(self):
        self.assertTrue(self.modem.events('calm'))
        lines = self.modem.journal()
        calm = [i for i, line in enumerate(lines) if line.get('name') == 'calm'][0]
        return [line['line'] for line in lines[calm:] if line['what'] == 'rx']

    # It passes

    def test_at_the_beginning(self):
        self.begin_calm()
        self.modem.control('on-connect nv-loss+storm-passes')
        self.modem.control('knob storm_s=300')
        self.assert_weathered(self.run_update(to_version=NEW))

    def test_when_the_download_is_to_begin(self):
        """That attempt has failed; what it had changed is put back when that can be done."""
        self.begin_calm(scale=0.02)
        self.raise_storm(SHORT, '+QFOTADL="http')
        self.assert_failed(self.run_update(to_version=NEW), 'SimLocked', 'SIM busy')
        self.assertIn('AT+QFOTADL=3,1', self.said_when_calm())
        self.assertEqual(self.service.all(self.job, 'Job')['Warnings'], [])
        self.assert_installed(0)
        self.assert_given_back()

    def test_the_next_attempt_succeeds(self):
        self.begin_calm(scale=0.02)
        self.raise_storm(SHORT, '+QFOTADL="http')
        self.assert_weathered(self.run_update(to_version=NEW, attempts=2))

    def test_when_it_is_to_be_installed(self):
        self.begin_calm()
        self.job = self.service.update(self.path, self.url, to_version=NEW, approval='ask')
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')
        self.raise_storm(A_WHILE)
        self.service.call(self.job, 'Job.Approve')
        self.assert_failed(self.service.await_end(self.job), 'SimLocked')
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assertIn('AT+QFOTADL=5', self.said_when_calm())
        self.assert_given_back()

    def test_when_it_comes_back(self):
        self.begin_calm()
        self.assert_weathered(self.storm_in('settle', A_WHILE))

    def test_in_the_restore(self):
        self.begin_calm()
        self.assert_weathered(self.storm_in('restore-settings', A_WHILE))

    # It does not

    def test_for_ever_at_the_beginning(self):
        self.begin_calm()
        self.modem.control('on-connect nv-loss+storm')
        job = self.run_update(to_version=NEW)
        self.assert_failed(job, 'ModemSilent')
        self.assert_installed(0)
        self.assert_back_when_calm()
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_for_ever_in_the_download(self):
        self.begin_calm(scale=0.02)
        self.raise_storm('storm_s=0', '+QFOTADL="http')
        job = self.run_update(to_version=NEW)
        self.assert_failed(job, 'SimLocked')
        self.assertIn('could not be put back', ' '.join(job['Warnings']))
        self.assert_installed(0)
        self.assert_back_when_calm()

    def test_for_ever_when_it_comes_back(self):
        """It is installed, but nobody can know; and it is not tried again."""
        self.begin_calm(scale=0.006)
        job = self.storm_in('settle', 'storm_s=0')
        self.assert_failed(job, 'ModemSilent', 'did not come back')
        self.assertIn('settings could not be restored', ' '.join(job['Warnings']))
        self.assert_installed(1)
        self.assert_back_when_calm()


if __name__ == '__main__':
    cases.main()
