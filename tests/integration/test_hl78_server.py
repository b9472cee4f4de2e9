#!/usr/bin/python3
"""HL78xx and AirVantage: D.f.2 and D.f.3 of our vendor reference, consent, offers, enrolment.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from hl78case import IMEI, NEW, OLD, ServerCase
from world import cases, rig

from gi.repository import GLib


class Server(ServerCase):
    def assert_installed(self, job, answers=(3, 4)):
        self.assert_succeeded(job)
        self.assertEqual((job['Route'], job['FromVersion'], job['ToVersion']), ('server', OLD, NEW))
        self.assertEqual((self.answers(), self.state()), (list(answers), NEW))

    def test_df2_success(self):
        self.assert_installed(self.run_check())
        self.assertEqual(len(self.modem.events('reported')), 1)
        self.assertTrue(self.modem.sent()[-1])
        self.assertEqual([line for line in self.modem.sent() if line == '+WDSI: 8'], ['+WDSI: 8'])
        progress = self.service.progress(self.job)
        self.assertEqual(progress, sorted(progress))
        self.assertGreater(len(progress), 10)
        self.assert_given_back()

    def test_certified_before_it_is_complete(self):
        self.assert_installed(self.run_check('certified-first'))

    def test_df3_download_breaks_and_goes_on(self):
        self.assert_installed(self.run_check('download-breaks'), [3, 3, 4])
        self.assertIn('+WDSI: 11,4', self.modem.sent())
        sizes = [int(line.split(',')[1]) for line in self.modem.sent() if line.startswith('+WDSI: 9,')]
        self.assertEqual(sizes[0], os.path.getsize(self.file))
        self.assertLess(sizes[1], 0.7 * sizes[0])  # what is still to come

    def test_df4_install_fails(self):
        job = self.run_check('update-fails')
        self.assert_failed(job, 'PackageMismatch')
        self.assertEqual((job['VendorCode'], self.state()), ('15', OLD))
        self.assert_given_back()

    def test_df5_power_cut_in_the_install(self):
        self.assert_installed(self.run_check('power-cut-install'))

    def test_hl7812_over_usb(self):
        self.offer(model='HL7812', flavour='usb')
        job = self.service.await_end(self.start())
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], 'HL7812.5.5.14.0')

    def test_every_line_lost(self):
        """AT+WDSG tells, and the version."""
        self.offer('lost-every-line', download=30, scale=0.005, modem_scale=0.001)
        self.assert_succeeded(self.service.await_end(self.start()))
        self.assertEqual(self.answers(), [3, 4])

    def test_connection_agreed_to(self):
        """With the agreement to connect the module asks before it tells its server."""
        self.offer()
        self.modem.control('at AT+WDSC=0,1')
        self.assert_installed(self.service.await_end(self.start()), [3, 4, 1])
        self.assertEqual(len(self.modem.events('reported')), 1)

    def test_locked_after_the_boot(self):
        self.assert_installed(self.run_check('locked-after-boot', sim_pin='1234'))
        self.assertEqual([e['right'] for e in self.modem.events('pin')], [True])
        self.assertEqual(len(self.modem.events('reported')), 1)

    def test_silent_no_op(self):
        self.assert_failed(self.run_check('version-unchanged'), 'InstallFailed')

    def test_third_version(self):
        self.assert_failed(self.run_check('wrong-third-version', to_version=NEW), 'VersionUnexpected')

    def test_new_version_without_a_line(self):
        self.offer('lost-install-result', flavour='usb')
        self.assert_installed(self.service.await_end(self.start()))


class Consent(ServerCase):
    """The module cannot be refused; it is put off and asks again."""

    def test_both_questions_reach_the_owner(self):
        self.offer()
        self.start(approval='ask')
        self.asking('transfer')
        self.assertEqual(self.answers(), [])
        self.wish('Approve')
        self.asking('install')
        self.assertEqual(self.answers(), [3])
        self.wish('Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [3, 4])

    def test_deferred_twice_with_a_restart_in_between(self):
        self.offer(scale=0.01)
        self.start(approval='ask')
        for minutes in (1, 2):
            self.asking('transfer')
            self.defer(minutes)
            self.await_command('AT+WDSR=2,%d' % minutes)
            if minutes == 1:
                self.restart_daemon()
        self.asking('transfer')
        self.assertEqual(self.service.job(self.job)['Approval']['delays'], 2)
        self.wish('Approve')
        self.asking('install')
        self.defer(1)
        self.await_command('AT+WDSR=5,1')
        self.asking('install')
        self.wish('Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [2, 2, 3, 5, 4])
        self.assert_given_back()

    def test_restart_while_put_off(self):
        """A question that the new life of the daemon finds is still put off."""
        self.offer(scale=0.01)
        self.start(approval='ask')
        self.asking('transfer')
        self.defer(600)
        self.await_command('AT+WDSR=2,600')
        self.restart_daemon()
        self.service.await_job(self.job, 'still put off', lambda j: 'deferred-until' in
                               j.get('Approval', {}))
        self.wish('Approve')
        self.asking('install')
        self.wish('Approve')
        self.assert_succeeded(self.end())

    def test_repeated_question_is_the_same_job(self):
        self.offer('success', '--knob', 'times.reprompt=50')
        self.start(approval='ask')
        self.asking('transfer')
        rig.until('four questions', lambda: len(self.modem.events('question')) > 3)
        self.assertEqual(self.service.job(self.job)['State'], 'waiting-approval')
        jobs = [path for path in self.service.objects if '/job/' in path]
        self.assertEqual(jobs, [self.job])
        self.wish('Approve')
        self.asking('install')
        self.wish('Approve')
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [3, 4])

    def test_cancelled_while_asking(self):
        self.offer()
        self.start(approval='ask')
        self.asking('transfer')
        self.wish('Cancel')
        self.assertEqual(self.end()['State'], 'cancelled')
        self.assertEqual((self.answers(), self.state()), ([], OLD))
        self.assert_given_back()

    def test_too_long_for_the_module(self):
        """It is put off for a day at most; its question is kept for longer."""
        self.offer()
        self.start(approval='ask')
        self.asking('transfer')
        self.defer(2000)
        self.service.await_job(self.job, 'put off by us', lambda j: j.get('Warnings') and
                               'deferred-until' in j.get('Approval', {}))
        self.wish('Approve')
        self.asking('install')
        self.wish('Cancel')
        self.assertEqual(self.end()['State'], 'cancelled')
        self.assertEqual(self.answers()[-1], 3)


class Offers(ServerCase):
    """Outside a job: the module asks its server by itself, and a spare port hears it."""

    def begin_watched(self, approval='auto'):
        world = self.make_world(scale=0.02)
        folder = os.path.join(world.folder, 'configuration')
        os.mkdir(folder)
        home = os.path.join(world.folder, 'modem0')
        spare = os.path.join(home, 'spare')
        with open(os.path.join(folder, 'fotad.conf'), 'w', encoding='utf-8') as file:
            file.write('[Jobs]\nApproval=%s\n[Watch]\nPorts=%s:%s\n' % (approval, IMEI, spare))
        self.path = world.start('--family', 'hl78', '--knob', 'times.download=60', plugin='generic',
                                flavour=['--uart', os.path.join(home, 'modem'), '--uart', spare])
        self.service, self.modem = world.service, world.modem
        self.file = rig.make_package(os.path.join(world.folder, 'push.bin'), '--family', 'hl78',
                                     '--model', 'HL7800', '--size', '5000')
        for line in ('AT+WDSC=1,1', 'AT+WDSC=2,1'):
            self.modem.control('at ' + line)
        self.modem.control('offer ' + self.file)
        rig.until('the watch', lambda: 'AT+WDSI=127;+WDSI=4479' in self.commands())

    def await_job(self, number=1):
        self.job = '/org/fotad1/job/%d' % number
        self.service.wait('a job', lambda: self.job in self.service.objects)

    def test_polled(self):
        self.begin_watched()
        self.modem.control('server poll')
        self.await_job()
        job = self.end()
        self.assert_succeeded(job)
        self.assertEqual((job['Kind'], job['ToVersion']), ('server', NEW))
        self.assertEqual(self.answers(), [3, 4])
        self.service.wait('no offer', lambda: not self.service.get(self.path, 'Modem', 'Offer'))

    def test_after_a_boot_and_asked(self):
        self.begin_watched('ask')
        self.modem.control('server poll')
        self.await_job()
        self.asking('transfer')
        self.assertEqual(self.service.get(self.path, 'Modem', 'Offer')['kind'], 'update')
        since = self.modem.mark()
        self.wish('Cancel')
        self.assertEqual(self.end()['State'], 'cancelled')
        rig.until('the watch', lambda: 'AT+WDSI=127;+WDSI=4479' in self.commands(since=since))
        self.modem.control('reset')
        self.await_job(2)
        self.asking('transfer')
        self.wish('Approve')
        self.asking('install')
        self.wish('Approve')
        self.assert_succeeded(self.end())

    def test_install_offered_after_a_boot(self):
        self.begin_watched()
        self.modem.control('at AT+WDSC=1,0')  # it downloads unasked
        self.modem.control('server poll')
        self.await_job()
        self.assert_succeeded(self.end())
        self.assertEqual(self.answers(), [4])

    def test_waiting_for_the_modules_own_time(self):
        """Polling mode, without a spare port: a job that opens no session."""
        self.offer()
        self.start(await_timer=True)
        self.service.await_job(self.job, 'waits', lambda j: j.get('Step') == 'await-timer')
        self.assertEqual(self.modem.events('session'), [])
        self.modem.control('server poll')
        self.assert_succeeded(self.end())
        self.assertEqual([e['polled'] for e in self.modem.events('session')], [True])


class Enrol(ServerCase):
    def enrol(self, **values):
        values = {key.replace('_', '-'): GLib.Variant('s' if isinstance(value, str) else 'u', value)
                  for key, value in values.items()}
        self.job = self.service.call(self.path, 'Modem.Enrol', GLib.Variant('(a{sv})', (values,)))
        return self.end()

    def status(self):
        return self.service.call(self.path, 'Modem.ServerStatus')

    def test_polling_mode(self):
        self.begin()
        self.assert_succeeded(self.enrol(polling=120, retry_1=30, retry_2=90, agreements='on',
                                         context=2, apn='acme.m2m'), changed=False)
        agreements = self.state('settings')['+WDSC']
        self.assertEqual((agreements['1'], agreements['2'], agreements['3'], agreements['4']),
                         ('1', '1', '120', '30,90,240,480,1440,2880,0,0'))
        self.assertIn('"acme.m2m"', self.state('settings')['+CGDCONT']['2'])
        status = self.status()
        wanted = {'session': '0', 'session-context': '2', 'connect-agreement': '0',
                  'download-agreement': '1', 'install-agreement': '1', 'polling': '120',
                  'retries': '30,90,240,480,1440,2880,0,0', 'provisioning': '3', 'state': '0'}
        self.assertEqual({key: status.get(key) for key in wanted}, wanted)
        identity = self.service.get(self.path, 'Modem', 'ServiceIdentity')
        self.assertEqual((identity['imei'], identity['serial']), (IMEI, status['serial']))

    def test_commands(self):
        """One after the other: each leaves the modem as it was."""
        self.offer()
        for words, text in ((('status', 'any'), 'serial: 6M832211240310'),
                            (('enrol', 'any', 'polling=1440', 'agreements=on'), 'succeeded'),
                            (('show', 'any'), 'serial=6M832211240310'),
                            (('check', 'any'), 'runs ' + NEW)):
            status, output, errors = self.service.fotactl(*words)
            self.assertEqual((status, text in output), (0, True), (words, output, errors))

    def test_status_of_a_pending_question(self):
        self.offer()
        self.modem.control('at AT+WDSC=1,1')
        self.modem.control('server poll')
        self.modem.await_event('question')
        status = self.status()
        self.assertEqual((status['session'], status['state']), ('1', '2'))

    def test_refused(self):
        self.begin()
        for values, words in (({'polling': 525601}, 'polling'), ({'retry_1': 20161}, 'retry-1'),
                              ({'context': 3}, 'context'), ({'agreements': 'perhaps'}, 'agreements')):
            self.assert_refused('InvalidArgument', self.enrol, text=words, **values)
        self.assertEqual(self.commands('AT+WDS'), [])


if __name__ == '__main__':
    cases.main()
