#!/usr/bin/python3
"""A spare AT port: the module downloads while ModemManager and its data session keep the modem, which
is claimed only for the install.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from cinterion import IMEI, CinterionCase
from world import MM_NAME, cases

from gi.repository import Gio


class Spare(CinterionCase):
    def begin_spare(self, scenario='', policy='auto', where='spare', modem_scale=0.02):
        self.prepare(scenario, spare=True, modem_scale=modem_scale)
        home = os.path.join(self.world.folder, 'modem0')
        folder = os.path.join(self.world.folder, 'configuration')
        os.mkdir(folder)
        with open(os.path.join(folder, 'fotad.conf'), 'w', encoding='utf-8') as file:
            file.write('[Jobs]\nSparePort=%s\n[Watch]\nPorts=%s:%s\n'
                       % (policy, IMEI, os.path.join(home, where)))
        self.enter()
        self.taken, self.job = [], None  # phases in which ModemManager let the modem go
        self.world.bus.connection.signal_subscribe(
            MM_NAME, None, 'InterfacesRemoved', None, None, Gio.DBusSignalFlags.NONE,
            lambda *_: self.taken.append(self.service.job(self.job).get('Phase')))

    def ports(self, word):
        """On which ports it was said."""
        return {e['port'] for e in self.modem.journal() if e['what'] == 'rx' and word in e['line']}

    def is_with_manager(self):
        return bool(self.world.mm.objects())

    def assert_all_on_the_spare_port(self):
        """Nothing of ours on ModemManager's port while it has it."""
        for word in ('^SNFOTA', '^SFDL', '^CICRET', '^SGAPN'):
            self.assertEqual(self.ports(word), {'at1'}, word)

    def test_download_beside_modemmanager(self):
        self.begin_spare()
        self.job = self.update()
        for phase in ('save-settings', 'prepare', 'transfer'):
            self.service.await_phase(self.job, phase)
            self.assertTrue(self.is_with_manager(), phase)
        self.await_percent(50)
        self.assertTrue(self.is_with_manager())
        self.assertEqual(self.service.modems()[self.path]['State'], 'busy')
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual((self.taken, job['Warnings']), (['install'], []))
        self.assert_installed_once()
        self.assert_all_on_the_spare_port()
        self.assert_given_back()

    def test_waiting_for_approval_beside_modemmanager(self):
        self.begin_spare(modem_scale=0.005)
        self.job = self.update(approval='ask')
        self.await_state('waiting-approval')
        self.assertTrue(self.is_with_manager())
        self.assertEqual(self.installs(), [])
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.taken, ['install'])
        self.assert_given_back()

    def test_killed_in_the_download(self):
        self.begin_spare()
        self.job = self.update()
        self.await_percent(30)
        self.service.stop(kill=True)
        self.assertTrue(self.is_with_manager())
        self.service.start()
        self.await_percent(60)
        self.assertTrue(self.is_with_manager())
        self.assertEqual(self.taken, [])
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.taken, ['install'])
        self.assert_installed_once()
        self.assert_all_on_the_spare_port()
        self.assert_given_back()

    def test_killed_in_the_install(self):
        """From then on as any other job: the modem is claimed, then asked what it runs."""
        self.begin_spare()
        self.job = self.update()
        self.service.await_phase(self.job, 'settle')
        self.service.stop(kill=True)
        self.service.start()
        self.assert_succeeded(self.service.await_end(self.job))
        self.assert_installed_once()
        self.assert_given_back()

    def test_cancelled_in_the_download(self):
        self.begin_spare()
        before = list(self.world.mm.objects())
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assertEqual((self.installs(), self.taken), ([], []))
        self.assertEqual(list(self.world.mm.objects()), before)
        self.service.await_modem()

    def test_modemmanager_is_refused_by_another(self):
        """Nothing is installed in a modem that is somebody else's."""
        self.begin_spare(modem_scale=0.005)
        self.job = self.update(approval='ask')
        self.await_state('waiting-approval')
        self.world.mm.inhibit(self.modem.uid)
        self.service.call(self.job, 'Job.Approve')
        self.assertEqual(self.service.await_end(self.job)['State'], 'failed')
        self.assertEqual(self.installs(), [])

    def test_no_answer_there(self):
        self.begin_spare(where='nowhere', modem_scale=0.005)
        job = self.run_update()
        self.assert_succeeded(job)
        self.assertEqual(self.taken, ['claim'])
        self.assertEqual(self.ports('^SFDL'), {'at0'})
        self.assert_given_back()

    def test_never(self):
        self.begin_spare(policy='never', modem_scale=0.005)
        self.assert_succeeded(self.run_update())
        self.assertEqual(self.taken, ['claim'])

    def test_a_request_that_changes_the_context(self):
        """The data session may be on it."""
        self.begin_spare(modem_scale=0.005)
        self.assert_succeeded(self.run_update(apn='internet.acme'))
        self.assertEqual(self.taken, ['claim'])


if __name__ == '__main__':
    cases.main()
