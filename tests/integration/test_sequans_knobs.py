#!/usr/bin/python3
"""Column C of annex C of our vendor reference, knob by knob, where test_sequans.py and its like have
not turned it already: each line lost alone, echo and settings lost, noise, a locked SIM.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from sequanscase import NEW, OLD, SequansCase
from world import cases

PSM = '1,,,"00000110","00000001"'


class Knobs(SequansCase):
    def check(self, *options, scale=0.02, **values):
        self.begin(*options, scale=scale)
        job = self.run_update(to_version=NEW, **values)
        self.assert_succeeded(job)
        self.assert_version(NEW)
        self.assert_given_back()
        return job

    def check_lost(self, name):
        self.check('--scenario', 'lost-' + name)
        self.assertGreater(len(self.modem.events('lost')), 0)

    def test_lost_downloading(self):
        self.check_lost('downloading')

    def test_lost_downloaded(self):
        self.check_lost('downloaded')

    def test_lost_installing(self):
        self.check_lost('installing')

    def test_lost_shutdown(self):
        self.check_lost('shutdown')

    def test_lost_sysstart(self):
        self.check_lost('sysstart')

    def test_three_boots(self):
        self.check('--knob', 'boots=3')
        self.assertEqual(self.modem.sent().count('+SYSSTART'), 3)

    def test_echo_after_the_update(self):
        self.check('--scenario', 'echo-on-after-update')

    def test_settings_lost(self):
        """The hardware's configuration, power saving, reports: all as before."""
        self.begin('--scenario', 'nv-loss')
        for line in ('AT+CPSMS=' + PSM, 'AT+SQNRICFG=1', 'AT+SQNAUTOCONNECT=1',
                     'AT+CGDCONT=1,"IPV4V6","apn.example"', 'AT+CEREG=2'):
            self.modem.control('at ' + line)
        before = self.modem.get()['settings']
        job = self.run_update(to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        after = self.modem.get()['settings']
        for name in ('+CPSMS', '+SQNRICFG', '+SQNAUTOCONNECT', '+CGDCONT', '+CEREG', '&K'):
            self.assertEqual(after[name], before[name], name)

    def test_noise(self):
        self.begin()
        self.modem.control('knob garbage=yes')
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assert_version(NEW)

    def test_lines_in_pieces(self):
        self.check('--scenario', 'split')

    def test_lines_inside_replies(self):
        self.check('--scenario', 'urc-in-reply')

    def test_locked_sim(self):
        """Before the update, and again when it has booted."""
        self.check('--scenario', 'sim-locked', sim_pin='1234')
        self.assertEqual([e['right'] for e in self.modem.events('pin')], [True, True])
        self.assertNotIn('1234', self.service.log().replace('TIME', ''))

    def test_locked_sim_and_nobody_has_the_pin(self):
        self.begin('--scenario', 'sim-locked')
        self.assert_failed(self.run_update(to_version=NEW), 'SimLocked')
        self.assertEqual(self.commands('AT+SQNSUPGRADE='), [])

    def test_low_power_is_back_after_a_failure(self):
        self.begin('--scenario', 'upgrade-fails')
        self.modem.control('at AT+CPSMS=' + PSM)
        self.assert_failed(self.run_update(to_version=NEW), 'Network')
        self.assertIn('AT+CPSMS=0', self.modem.received())
        self.assertEqual(self.modem.get()['settings']['+CPSMS'], PSM)

    def test_low_power_is_back_after_a_cancel(self):
        self.begin('--knob', 'times.download=3000')
        self.modem.control('at AT+SQNEDRX=2,4,"0101","0011"')
        self.modem.control('at AT+SQNIPSCFG=1,1000')
        job = self.service.update(self.path, self.url)
        self.service.await_job(job, 'some progress', lambda j: j.get('PhaseProgress', 0) > 3)
        self.assertEqual(self.modem.get()['settings']['+SQNEDRX']['4']['mode'], '0')
        self.service.call(job, 'Job.Cancel')
        self.service.await_end(job)
        settings = self.modem.get()['settings']
        self.assertEqual(settings['+SQNEDRX']['4']['mode'], '2')
        self.assertEqual(settings['+SQNIPSCFG'][''], {'mode': '1', 'after': '1000'})
        self.assertIn('AT+SQNIPSCFG=0', self.modem.received())
        self.assert_version(OLD)


class ServerKnobs(SequansCase):
    """The same of the automatic client."""

    def check(self, *options, **values):
        self.begin(*options)
        self.modem.control('offer ' + self.url)
        job = self.service.await_end(self.check_server(**values))
        self.assert_succeeded(job)
        self.assert_version(NEW)
        self.assert_given_back()

    def test_lost_percentages(self):
        self.check('--scenario', 'lost-percent')

    def test_lost_downloaded(self):
        self.check('--scenario', 'lost-downloaded')

    def test_lost_boot(self):
        self.check('--scenario', 'lost-sysstart')

    def test_four_boots(self):
        self.check('--knob', 'boots=4')

    def test_power_cut_in_the_install(self):
        self.check('--scenario', 'power-cut-install')

    def test_old_version_although_it_says_installed(self):
        self.begin('--scenario', 'version-unchanged')
        self.modem.control('offer ' + self.url)
        self.assert_failed(self.service.await_end(self.check_server()), 'InstallFailed')

    def test_low_power_and_a_locked_sim(self):
        """The client's restart locks the SIM once more, the update a third time."""
        self.begin('--scenario', 'sim-locked')
        self.modem.control('at AT+CPSMS=' + PSM)
        self.modem.control('offer ' + self.url)
        self.assert_succeeded(self.service.await_end(self.check_server(sim_pin='1234')))
        self.assertEqual([e['right'] for e in self.modem.events('pin')], [True, True, True])
        said = self.modem.received()
        self.assertLess(said.index('AT+CPSMS=0'), said.index('AT^RESET'))
        self.assertEqual(self.modem.get()['settings']['+CPSMS'], PSM)


if __name__ == '__main__':
    cases.main()
