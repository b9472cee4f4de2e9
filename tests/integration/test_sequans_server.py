#!/usr/bin/python3
"""The automatic client of a Sequans module: C.f.2 and C.f.3 of our vendor reference, asked now, waited
for, and heard on a spare port.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from sequanscase import IMEI, NEW, OLD, PACKAGE, SequansCase
from world import cases, rig, webserver


class Server(SequansCase):
    """The module's own client, C.f.2 and C.f.3."""

    def check(self, *scenario, offer=None, **values):
        self.begin(*(('--scenario',) + scenario if scenario else ()))
        self.modem.control('offer ' + (offer or self.url))
        ended = self.service.await_end(self.check_server(**values))
        self.assert_given_back()
        return ended

    def test_cf2_success(self):
        self.assert_succeeded(self.check())
        self.assertIn('AT+SQNFOTACFG="standard",0,2,10,60,,', self.modem.received())
        told = [s for s in self.modem.sent() if s.startswith('+SQNFOTA:')]
        self.assertEqual(told[:9], ['+SQNFOTA: ' + t for t in (
            '1', '2', '3', '4', '3', '"available"', '4', '3', '5')])
        self.assertEqual(told[9:20], ['+SQNFOTA: 5,3,%d' % n for n in range(0, 101, 10)])
        self.assertEqual(told[20:26], ['+SQNFOTA: ' + t for t in (
            '"downloaded"', '6', '7', '"install"', '8', '"installed","5.4.1.1-57857"')])
        self.assert_version(NEW)
        self.assertEqual(self.modem.get()['update']['dm']['fota'],
                         ['standard', '0', '2', '0', '', '', ''])

    def check_lost(self, name):
        self.assert_succeeded(self.check('lost-' + name))

    def test_lost_available(self):
        self.check_lost('available')

    def test_lost_checking(self):
        self.check_lost('checking')

    def test_lost_fetching(self):
        self.check_lost('fetching')

    def test_lost_fetched(self):
        self.check_lost('fetched')

    def test_lost_install(self):
        self.check_lost('install')

    def test_lost_last_lines(self):
        self.check_lost('state-8+lost-installed')

    def test_nothing_there(self):
        job = self.check(offer='nothing')
        self.assert_failed(job, 'NotAvailable', 'has nothing for this module')

    def test_cf3_install_fails(self):
        job = self.check('install-fails')
        self.assert_failed(job, 'InstallFailed')
        self.assertEqual(job['VendorCode'], '8')

    def test_gives_up(self):
        for code in (1, 99):
            with self.subTest(code):
                job = self.check('server-%d' % code, offer=webserver.dead_url())
                self.assertEqual((job['State'], job['VendorCode']), ('failed', str(code)))

    def test_reports_were_off(self):
        """They are switched on for the check and off again."""
        self.begin()
        self.modem.control('fota standard,0,0,0,,,')
        self.modem.control('offer ' + self.url)
        self.assert_succeeded(self.service.await_end(self.check_server()))
        self.assertEqual(self.modem.get()['update']['dm']['fota'],
                         ['standard', '0', '0', '0', '', '', ''])

    def test_cancelled(self):
        """The customer's seven fields are back."""
        self.begin()
        mine = 'standard,0,1,25,7200,900,12'
        self.modem.control('fota ' + mine)
        self.modem.control('offer nothing')
        job = self.check_server()
        self.service.await_job(job, 'waits', lambda j: j.get('Step') == 'await-check')
        self.assertIn('AT+SQNFOTACFG="standard",0,2,10,60,900,12', self.modem.received())
        self.service.call(job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(job)['State'], 'cancelled')
        self.assertEqual(','.join(self.modem.get()['update']['dm']['fota']), mine)
        self.assert_given_back()

    def test_wait_for_the_timer(self):
        """Nothing is written and nothing restarted; the client asks when its timer says so."""
        self.begin()
        self.modem.control('fota standard,0,2,25,600,,')
        self.modem.control('offer ' + self.url)
        job = self.check_server(await_timer=True)
        self.service.await_job(job, 'waits', lambda j: j.get('Step') == 'await-timer')
        self.modem.control('live')
        self.assert_succeeded(self.service.await_end(job))
        self.assertEqual(self.commands('AT+SQNFOTACFG='), [])
        self.assertNotIn('AT^RESET', self.modem.received())
        self.assert_version(NEW)

    def test_waiting_for_the_timer_needs_reports(self):
        self.begin()
        self.modem.control('fota standard,0,0,0,,,')
        job = self.service.await_end(self.check_server(await_timer=True))
        self.assert_failed(job, 'NotSupported', 'reports are off')

    def test_waiting_for_the_timer_ends(self):
        """By the job's deadline, or by somebody who has waited long enough."""
        self.begin()
        job = self.service.await_end(self.check_server(await_timer=True, deadline=100))
        self.assert_failed(job, 'TimedOut')
        job = self.check_server(await_timer=True)
        self.service.await_job(job, 'waits', lambda j: j.get('Step') == 'await-timer')
        self.service.call(job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(job)['State'], 'cancelled')
        self.assert_given_back()

    def test_cannot_ask(self):
        self.begin()
        self.assert_refused('NotSupported', self.check_server, approval='ask')


class Killed(SequansCase):
    """The daemon dies while the client is at work."""

    def kill_in(self, step, *options):
        self.begin(*options)
        self.modem.control('fota standard,0,1,25,7200,,')
        self.modem.control('offer ' + self.url)
        self.job = self.check_server()
        self.service.await_job(self.job, step, lambda j: j.get('Step') == step)
        self.service.stop(kill=True)

    def assert_followed(self):
        self.service.start()
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual(self.modem.received().count('AT^RESET'), 1)
        self.assert_version(NEW)
        self.assertEqual(self.modem.get()['update']['dm']['fota'],
                         ['standard', '0', '1', '25', '7200', '', ''])
        self.assert_given_back()

    def test_it_waits_for_its_timer(self):
        self.kill_in('await-check', '--knob', 'times.download=300')
        self.assert_followed()

    def test_it_downloads(self):
        self.kill_in('fetch', '--knob', 'times.download=600')
        self.assert_followed()

    def test_it_installs(self):
        self.kill_in('fetch', '--knob', 'times.updating=900')
        rig.until('the install', lambda: len(self.modem.events('leave')) > 1)
        self.assert_followed()

    def test_it_has_installed(self):
        self.kill_in('fetch')
        rig.until('the last boot', lambda: len(self.modem.events('alive')) > 2)
        self.assert_followed()


class StandingWatch(SequansCase):
    """A spare port hears what the client does while no job runs; then a job follows it."""

    def begin_watched(self, *options):
        world = self.make_world(scale=0.02, modem_scale=0.005)
        folder = os.path.join(world.folder, 'configuration')
        os.mkdir(folder)
        home = os.path.join(world.folder, 'modem0')
        spare = os.path.join(home, 'spare')
        with open(os.path.join(folder, 'fotad.conf'), 'w', encoding='utf-8') as file:
            file.write('[Watch]\nPorts=%s:%s\n' % (IMEI, spare))
        self.path = world.start('--family', 'sequans', *options, plugin='generic',
                                flavour=['--uart', os.path.join(home, 'modem'), '--uart', spare])
        self.service, self.modem = world.service, world.modem
        self.url = world.package(*PACKAGE)
        self.service.wait('the watch', lambda: 'listening on' in self.service.log())

    def follow(self):
        """The job that the client's offer made, ended."""
        self.modem.control('fota standard,0,2,10,60,,')
        self.modem.control('offer ' + self.url)
        self.modem.control('live')
        job = self.service.wait('a job', lambda: [
            p for p in self.service.objects if p.startswith('/org/fotad1/job/')])[0]
        shown = self.service.get(self.path, 'Modem', 'Offer')
        self.assertEqual(shown['kind'], 'update')
        self.assertGreater(shown['deadline'], 1)
        return self.service.await_end(job)

    def test_followed(self):
        self.begin_watched()
        job = self.follow()
        self.assert_succeeded(job)
        self.assertEqual((job['Kind'], job['FromVersion'], job['ToVersion']), ('server', OLD, NEW))
        self.assertEqual(self.commands('AT+SQNFOTACFG='), [])
        self.assertNotIn('AT^RESET', self.modem.received())
        self.assert_given_back()
        self.service.wait('no offer', lambda: not self.service.get(self.path, 'Modem', 'Offer'))

    def test_install_fails(self):
        self.begin_watched('--scenario', 'install-fails')
        job = self.follow()
        self.assert_failed(job, 'InstallFailed')
        self.assertEqual(job['VendorCode'], '8')

    def test_nothing_is_no_offer(self):
        self.begin_watched()
        self.modem.control('fota standard,0,2,10,60,,')
        self.modem.control('offer nothing')
        self.modem.control('live')
        self.modem.await_sent('+SQNFOTA: 4')
        self.modem.control('urc +SQNFOTA: 3,1')
        self.modem.await_sent('+SQNFOTA: 3,1')
        self.service.refresh()
        self.assertEqual([p for p in self.service.objects if '/job/' in p], [])
        self.assertEqual(self.service.get(self.path, 'Modem', 'Offer'), {})


if __name__ == '__main__':
    cases.main()
