#!/usr/bin/python3
"""Telit's server begins: asked and answered within a job, and heard by the standing watch.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

from telitcase import NEW, OLD, TelitCase
from world import cases, rig

from gi.repository import GLib


class Consent(TelitCase):
    patience = 2000  # of the module, in its seconds: not to measure the test machine

    def begin_asked(self, what='ask', *more, scale=0.05, modem_scale=0.005, **values):
        """A job that waits for the module's server, which then does something."""
        self.begin_telit('--scenario', '+'.join(('no-ip', *more)), '--knob',
                         'times.answer=%g' % self.patience, scale=scale, modem_scale=modem_scale)
        self.job = self.check_server(**values)
        self.service.await_phase(self.job, 'transfer')
        self.modem.control('server ' + what)

    def end(self):
        return self.service.await_end(self.job)

    def test_asked_and_answered(self):
        self.begin_asked()
        self.assert_succeeded(self.end())
        self.assert_version(self.new)
        self.assertEqual(self.ota(), ['AT#OTASUAN=1'])

    def test_automatic(self):
        self.begin_asked('automatic')
        self.assert_succeeded(self.end())
        self.assertEqual(self.ota(), [])

    def test_automatic_and_failing(self):
        self.begin_asked('automatic', 'download-fails')
        self.assert_failed(self.end(), 'InstallFailed', 'OTA FW Upgrade Failed')
        self.assert_version(self.old)

    def test_a_query_is_no_update(self):
        self.begin_asked('query')
        self.modem.await_sent('Notified')
        self.assertEqual(self.service.job(self.job)['Phase'], 'transfer')
        self.modem.control('server ask')
        self.assert_succeeded(self.end())

    def test_a_test_is_no_update(self):
        """A download that nobody asked for, after which the module goes on: nothing is installed."""
        self.begin_asked('test')
        job = self.end()
        self.assert_succeeded(job, changed=False)
        self.assertIn('tested the download', job['Message'])
        self.assertEqual(self.ota(), [])
        self.assert_version(self.old)
        self.service.await_modem()

    def test_automatic_and_the_request_is_lost(self):
        """What looks like a test from its lines is not taken for one while the module flashes."""
        self.begin_asked('automatic', 'lost-automatic')
        self.assert_succeeded(self.end())
        self.assert_version(self.new)

    def check_cell(self, scenario, version=None, error=''):
        """Annex C's minimum matrix where the module's server began."""
        self.begin_asked('automatic', scenario, scale=0.005, modem_scale=0.001)
        job = self.end()
        state = 'failed' if error else 'succeeded'
        self.assertEqual((job['State'], job['Error'][0].rpartition('.')[2]), (state, error), job)
        self.assert_version(version or self.new)

    def test_install_fails(self):
        self.check_cell('install-fails', OLD['GE910-QUAD'], 'InstallFailed')

    def test_power_cut_while_flashing(self):
        self.check_cell('power-cut-flashing')

    def test_last_lines_lost(self):
        self.check_cell('lost-upgraded+lost-told')

    def test_old_version_in_spite_of_success(self):
        self.check_cell('version-unchanged', OLD['GE910-QUAD'], 'InstallFailed')

    def wait_for_question(self):
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')

    def test_nobody_answers(self):
        """The module's own time-out is "not now", no failure."""
        self.patience = 600
        self.begin_asked(approval='ask')
        self.wait_for_question()
        job = self.end()
        self.assert_succeeded(job, changed=False)
        self.assertIn('nobody answered in time', job['Message'])
        self.assertEqual((self.ota(), job['Approval']), ([], {}))
        self.service.await_modem()

    def test_approved(self):
        self.begin_asked(approval='ask')
        self.wait_for_question()
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.ota(), ['AT#OTASUAN=1'])

    def test_refused(self):
        self.begin_asked(approval='ask')
        self.wait_for_question()
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.end()['State'], 'cancelled')
        self.assertEqual(self.ota(), ['AT#OTASUAN=0'])
        self.assert_version(self.old)

    def test_deferred_then_approved(self):
        self.begin_asked(approval='ask')
        self.wait_for_question()
        self.service.call(self.job, 'Job.Defer', GLib.Variant('(u)', (5,)))
        self.service.await_job(self.job, 'goes on', lambda job: job.get('State') == 'running')
        self.wait_for_question()
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.ota(), ['AT#OTASUAN=2', 'AT#OTASUAN=1'])


class StandingWatch(TelitCase):
    """A spare port, one that ModemManager does not have, hears the server while no job runs."""

    IMEI = '353238060000018'

    def begin_watched(self, approval='auto'):
        world = self.make_world()
        folder = os.path.join(world.folder, 'configuration')
        os.mkdir(folder)
        home = os.path.join(world.folder, 'modem0')
        spare = os.path.join(home, 'spare')
        with open(os.path.join(folder, 'fotad.conf'), 'w', encoding='utf-8') as file:
            file.write('[Jobs]\nApproval=%s\n[Watch]\nPorts=%s:%s\n' % (approval, self.IMEI, spare))
        self.path = world.start('--family', 'telit', '--model', 'GE910-QUAD',
                                '--knob', 'times.answer=600',
                                flavour=['--uart', os.path.join(home, 'modem'), '--uart', spare],
                                plugin='telit')
        self.service, self.modem = world.service, world.modem
        self.addCleanup(self.assert_nothing_inhibited)
        self.old, self.new = OLD['GE910-QUAD'], NEW['GE910-QUAD']
        rig.until('the watch', lambda: any(self.is_spare(e, 'AT#OTASUAN=,2,1')
                                           for e in self.modem.journal()))

    @staticmethod
    def is_spare(entry, line):
        return entry['what'] == 'rx' and entry['port'] == 'at1' and entry['line'].strip() == line

    def offer(self):
        return self.service.get(self.path, 'Modem', 'Offer')

    def await_job(self):
        def find():
            return [p for p in self.service.objects if p.startswith('/org/fotad1/job/')]
        self.job = self.service.wait('a job', find)[0]

    def test_answered_at_once(self):
        """The latency from the question to the answer, in real seconds."""
        self.begin_watched()
        self.modem.control('server ask')
        self.await_job()
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual((job['Kind'], job['ToVersion']), ('server', self.new))
        asked, answered = (self.modem.events(name)[0]['t'] for name in ('asked', 'answered'))
        latency = (answered - asked) * self.modem.scale
        sys.stderr.write('answered after %.3f s\n' % latency)
        self.assertLess(latency, 1)
        self.assertEqual(self.ota(), ['AT#OTASUAN=1'])
        self.service.wait('no offer', lambda: not self.offer())

    def test_asked_and_too_late(self):
        """With "ask" and nobody there the module's own time-out is "not now"."""
        self.begin_watched('ask')
        self.modem.control('server ask')
        self.await_job()
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')
        self.assertEqual(self.offer()['kind'], 'update')
        job = self.service.await_end(self.job)
        self.assert_succeeded(job, changed=False)
        self.assertIn('nobody answered in time', job['Message'])
        self.assertEqual(self.ota(), [])
        self.service.wait('no offer', lambda: not self.offer())

    def test_neither_query_nor_test_is_an_offer(self):
        self.begin_watched()
        for what, line in (('query', 'Notified'), ('test', 'Fw Download Complete')):
            self.modem.control('server ' + what)
            self.modem.await_sent(line)
        self.assertEqual(self.offer(), {})
        self.modem.control('server automatic')
        self.await_job()
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.job, '/org/fotad1/job/1')


if __name__ == '__main__':
    cases.main()
