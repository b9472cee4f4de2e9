#!/usr/bin/python3
"""Telit's Premium FOTA Management, end to end: the module's server decides, and we follow.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

from world import HERE, MM_NAME, WorldCase, cases, rig

from gi.repository import Gio, GLib
from service import options

OLD = {'HE910': '12.00.005', 'GE910-QUAD': '13.00.005', 'GE864-QUAD V2': '10.00.005'}
NEW = {'HE910': '12.00.006', 'GE910-QUAD': '13.00.006', 'GE864-QUAD V2': '10.00.006'}


class TelitCase(WorldCase):
    def begin_telit(self, *more, model='GE910-QUAD', flavour='uart', **world):
        self.make_world(**world)
        self.path = self.world.start('--family', 'telit', '--model', model, *more, flavour=flavour,
                                     plugin='telit')
        self.service, self.modem = self.world.service, self.world.modem
        self.old, self.new = OLD[model], NEW[model]
        self.addCleanup(self.assert_nothing_inhibited)

    def check_server(self, **values):
        values = {key.replace('_', '-'): value for key, value in values.items()}
        return self.service.call(self.path, 'Modem.CheckServer',
                                 GLib.Variant('(a{sv})', (options(values),)))

    def run_check(self, **values):
        self.job = self.check_server(**values)
        return self.service.await_end(self.job)

    def ota(self, since=0):
        """What was said to the module about updates, questions apart."""
        return [c for c in map(str.strip, self.modem.received(since))
                if c.startswith('AT#OTA') and not c.endswith('?') and '=,' not in c]

    def assert_version(self, version):
        self.assertEqual(self.modem.get()['version'], version)

    def assert_nothing_inhibited(self):
        """After every case: from the session's beginning to the boot nobody, not ModemManager
        either, said what PFM forbids, also not to a module that does not listen."""
        self.assertEqual(self.modem.events('inhibited'), [])


class ModuleInitiated(TelitCase):
    def check_success(self, *more, **options_):
        self.begin_telit(*more, **options_)
        job = self.run_check()
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], self.new)
        self.assert_version(self.new)
        self.assertEqual(self.ota(), ['AT#OTAIPUPD'])
        self.service.await_modem()

    def test_ge910(self):
        self.check_success()

    def test_he910_over_usb(self):
        self.check_success(model='HE910', flavour='usb')

    def test_old_spelling(self):
        self.check_success('--scenario', 'old-spelling+wide')

    def test_every_line_lost(self):
        self.check_success('--scenario', 'urc-lost', modem_scale=0.001, scale=0.005)

    def test_modemmanager_is_kept_out(self):
        """From before the first command until the modem is given back."""
        self.begin_telit(modem_scale=0.01)
        shown = []
        self.world.bus.connection.signal_subscribe(
            MM_NAME, None, 'InterfacesAdded', None, None, Gio.DBusSignalFlags.NONE,
            lambda *_: shown.append(self.service.job(self.job).get('Phase')))
        self.job = self.check_server()
        for phase in ('prepare', 'transfer', 'install', 'settle', 'verify'):
            self.service.await_phase(self.job, phase)
            self.assertEqual(self.world.mm.objects(), {}, phase)
        self.assert_succeeded(self.service.await_end(self.job))
        self.world.mm.await_modem()
        self.assertEqual(shown, ['release'])


class Knobs(TelitCase):
    """What else annex C says of these modules."""

    FAST = {'scale': 0.005, 'modem_scale': 0.001}

    def succeed(self, *more, **values):
        self.begin_telit(*more, **values)
        self.assert_succeeded(self.run_check())
        self.assert_version(self.new)

    def test_lines_were_off(self):
        """The customer's mode 0 is lifted for the job, and is there again."""
        self.begin_telit(modem_scale=0.002)
        self.modem.control('at AT#OTASUAN=,0,0')
        off = self.modem.get()['settings']['#OTASUAN']
        self.assert_succeeded(self.run_check())
        self.assertIn('#OTAEV: Start Fw Download', self.modem.sent())
        self.assertEqual(self.modem.get()['settings']['#OTASUAN'], off)

    def test_noise(self):
        """While we have the modem: ModemManager does not survive it."""
        self.begin_telit()
        self.job = self.check_server()
        self.service.await_phase(self.job, 'prepare')
        self.modem.control('knob garbage=yes')
        self.service.await_phase(self.job, 'verify')
        self.modem.control('knob garbage=no')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assert_version(self.new)

    def test_pieces(self):
        self.succeed('--scenario', 'split+urc-in-reply')

    def test_start_lost(self):
        self.succeed('--scenario', 'lost-started', **self.FAST)

    def test_complete_lost(self):
        self.succeed('--scenario', 'lost-fetched', **self.FAST)

    def test_upgraded_lost(self):
        self.succeed('--scenario', 'lost-upgraded', **self.FAST)

    def test_report_lost(self):
        self.succeed('--scenario', 'lost-told', **self.FAST)

    def fail(self, scenario):
        self.begin_telit('--scenario', scenario, **self.FAST)
        job = self.run_check()
        self.assertEqual(job['State'], 'failed', job)
        self.assertFalse(job['Irreversible'])
        self.assert_version(self.old)
        self.service.await_modem()

    def test_failure_lost(self):
        self.FAST = {'scale': 0.002, 'modem_scale': 0.0005}
        self.fail('download-fails+lost-failed')

    def test_power_cut_in_the_download(self):
        self.fail('power-cut-download')


class Settings(TelitCase):
    """What PFM table 9.1 keeps is compared, the rest comes back, the profile last."""

    SETUP = os.path.join(HERE, '..', 'unit', 'settings', 'telit.setup')

    def plant(self):
        with open(self.SETUP, encoding='utf-8') as file:
            lines = [line.strip() for line in file if line.startswith('AT')]
        for line in lines:
            if not line.startswith(('ATE', 'AT&', 'AT+CGDCONT')):
                self.modem.control('at ' + line)
        return self.modem.get()['settings']

    def test_lost_and_restored(self):
        self.begin_telit('--scenario', 'nv-loss')
        before = self.plant()
        since = self.modem.mark()
        job = self.run_check()
        self.assert_succeeded(job)
        after = self.modem.get()['settings']
        lost = {key for key in before if before[key] != after.get(key)}
        # A password that nobody can read is named; +CMEE is ModemManager's again.
        self.assertEqual(lost - {'+CMEE'}, {'#PASSW', '#USERID'})
        self.assertIn('mail-user', job['Warnings'][0])
        self.assertEqual(len(job['Warnings']), 1, job['Warnings'])
        self.assert_profile_is_last(since)
        self.assertNotIn('planted-secret', self.service.log())

    def assert_profile_is_last(self, since):
        """Kept once, behind everything that is written, before the modem is given back."""
        lines = [c.strip() for c in self.modem.received(since)]
        kept = [i for i, c in enumerate(lines) if '&W' in c]
        self.assertEqual([lines[i] for i in kept], ['AT&W;&P0'])
        booted = max(i for i, c in enumerate(lines[:kept[0]]) if c == 'AT+CGMR')
        writes = [i for i, c in enumerate(lines) if i > booted and '=' in c and '?' not in c]
        restored = {lines[i].partition('=')[0] for i in writes if i < kept[0]}
        for name in ('AT#AUTOATT', 'AT+CGCLASS', 'AT#EADDR', 'AT+CNMI'):
            self.assertIn(name, restored)
        goodbye = min(i for i in writes if i > kept[0] and lines[i].endswith('+CMEE=2'))
        after = {lines[i].partition('=')[0] for i in writes if kept[0] < i < goodbye}
        self.assertLessEqual(after, {'AT+CMEE', 'AT#OTASUAN'})  # how the link is, not settings

    def test_kept_set_is_compared(self):
        """A setting that the module should have kept and did not is reported, not written."""
        self.begin_telit(modem_scale=0.01)
        self.plant()
        self.job = self.check_server()
        self.service.await_phase(self.job, 'install')
        self.modem.control('at AT#BND=0,0')
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertTrue(any('#BND' in w or 'BND' in w for w in job['Warnings']), job['Warnings'])
        self.assertFalse([c for c in self.modem.received() if c.startswith('AT#BND=') and '?' not in c])


class Failures(TelitCase):
    def test_not_available_and_refused(self):
        self.begin_telit()
        for scenario, state, name, words in (
                ('nothing-there', 'succeeded', '', ''),
                ('not-enrolled', 'failed', 'ModemRefused', ''),
                ('download-fails', 'failed', 'InstallFailed', 'OTA FW Upgrade Failed'),
                ('install-fails', 'failed', 'InstallFailed', 'OTA FW Upgrade Failed'),
                ('version-unchanged', 'failed', 'InstallFailed', '')):
            with self.subTest(scenario):
                self.modem.control('scenario ' + scenario)
                job = self.run_check()
                self.assertEqual((job['State'], job['Error'][0].rpartition('.')[2]), (state, name), job)
                self.assertIn(words, job['Error'][1])
                self.assertFalse(job['Changed'])
                self.assertFalse(job['Irreversible'])
                self.assert_version(self.old)
                self.service.await_modem()

    def test_third_version(self):
        self.begin_telit('--scenario', 'wrong-third-version')
        self.assert_failed(self.run_check(to_version=self.new), 'VersionUnexpected', '13.00.007')

    def test_power_cut_while_flashing(self):
        self.begin_telit('--scenario', 'power-cut-flashing')
        self.assert_succeeded(self.run_check())
        self.assert_version(self.new)
        self.assertEqual(self.ota(), ['AT#OTAIPUPD'])

    def test_preconditions(self):
        """What PFM demands is read, and named when it is not so; nothing is begun."""
        self.begin_telit()
        for wrong, right, name, words in (
                ('+CGCLASS="CC"', '+CGCLASS="B"', 'Network', 'GPRS class is CC or CG'),
                ('+CGCLASS="CG"', '+CGCLASS="B"', 'Network', 'GPRS class is CC or CG'),
                ('#AUTOATT=0', '#AUTOATT=1', 'Network', 'AUTOATT')):
            with self.subTest(wrong):
                self.modem.control('at AT' + wrong)
                self.assert_failed(self.run_check(), name, words)
                self.modem.control('at AT' + right)
                self.service.await_modem()
        self.modem.control('set version 13.00.001')
        self.assert_failed(self.run_check(), 'NotSupported', '13.00.xx2')
        self.assertEqual(self.ota(), [])


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


class Enrol(TelitCase):
    def enrol(self, **values):
        values = {k.replace('_', '-'): GLib.Variant('u' if isinstance(v, int) else 's', v)
                  for k, v in values.items()}
        self.since = self.modem.mark()
        return self.service.call(self.path, 'Modem.Enrol', GLib.Variant('(a{sv})', (values,)))

    def run_enrol(self, **values):
        job = self.service.await_end(self.enrol(**values))
        self.service.await_modem()
        return job

    def test_protocols(self):
        self.begin_telit()
        self.assert_succeeded(self.run_enrol(protocol='sms', number='+390000000'), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP="+390000000"'])
        ip = {'server': 'ota.example.net', 'server_port': 9000, 'apn': 'ibox.tim.it'}
        self.assert_succeeded(self.run_enrol(protocol='combined', **ip), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAPIPCFG=2,"ibox.tim.it"',
                                                'AT#OTASNAPIP=9000,"ota.example.net"'])
        self.assert_succeeded(self.run_enrol(protocol='ip', own_number='+39335000000', user='u',
                                             password='planted-secret', **ip), changed=False)
        self.assertEqual(self.ota(self.since), [
            'AT#OTASNAPIPCFG=2,"ibox.tim.it","u","planted-secret"',
            'AT#OTAIPCFG=9000,"ota.example.net"',
            'AT#OTASNAPIP=9000,"ota.example.net","+39335000000"'])
        self.assertNotIn('planted-secret', self.service.log())
        self.assert_succeeded(self.run_enrol(protocol='off'), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP=""'])

    def test_refused(self):
        self.begin_telit()
        for values, words in (({}, 'protocol'), ({'protocol': 'fax'}, 'protocol'),
                              ({'protocol': 'sms'}, 'number'),
                              ({'protocol': 'ip', 'server': 'h', 'server_port': 1}, 'apn'),
                              ({'protocol': 'combined', 'apn': 'a', 'server': 'h'}, 'server-port')):
            self.assert_refused('InvalidArgument', self.enrol, text=words, **values)
        self.modem.control('set version 10.00.003')
        ip = {'server': 'h', 'server_port': 9000, 'apn': 'a'}
        self.assert_failed(self.run_enrol(protocol='ip', **ip), 'NotSupported', '10.00.xx4')
        self.assert_succeeded(self.run_enrol(protocol='combined', **ip), changed=False)

    def status(self):
        return self.service.call(self.path, 'Modem.ServerStatus')

    def enrolment(self):
        """The property, without the time."""
        values = dict(self.service.get(self.path, 'Modem', 'Enrolment'))
        self.assertEqual('time' in values, bool(values))
        values.pop('time', None)
        return values

    def await_enrolment(self, **values):
        values = {key.replace('_', '-'): value for key, value in values.items()}
        self.service.wait('Enrolment %s' % values, lambda: self.enrolment() == values)

    def test_sim_swapped_is_told(self):
        """Another SIM than the enrolled one: seen without anybody's asking, until enrolled anew."""
        self.begin_telit()
        first, second = '222011234567890', '222019999999999'
        self.assertEqual(self.enrolment(), {})
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        self.await_enrolment(imsi=first, sim=first, sim_changed=False)
        self.modem.control('set imsi ' + second)
        self.world.mm.stop()  # a SIM that was changed makes ModemManager look anew
        self.world.mm.start()
        self.world.mm.set_profile('modem0', 'telit', self.modem.path)
        self.await_enrolment(imsi=first, sim=second, sim_changed=True)
        self.service.stop()
        self.service.start()
        self.service.await_modem()
        self.await_enrolment(imsi=first, sim=second, sim_changed=True)
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP="123"'])  # sent anew: forced
        self.await_enrolment(imsi=second, sim=second, sim_changed=False)
        self.assert_succeeded(self.run_enrol(protocol='off'), changed=False)
        self.await_enrolment(sim=second)

    def test_sim_swapped(self):
        self.begin_telit()
        first = {'imsi': '222011234567890', 'update-running': '0'}
        self.assertEqual(self.status(), first)
        self.service.await_modem()
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        first['enrolled-imsi'] = first['imsi']
        self.assertEqual({k: v for k, v in self.status().items() if k != 'sim-same'}, first)
        self.service.await_modem()
        self.modem.control('set imsi 222019999999999')
        self.assertEqual(self.status(), {**first, 'imsi': '222019999999999', 'sim-changed': 'yes'})
        self.service.await_modem()
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        self.assertNotIn('sim-changed', self.status())

    def test_never_acknowledged(self):
        self.begin_telit('--scenario', 'never-acknowledged', scale=0.005, modem_scale=0.001)
        self.assert_failed(self.run_enrol(protocol='sms', number='123'), 'Server', 'acknowledge')
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP="123"'] * 2)


if __name__ == '__main__':
    cases.main()
