#!/usr/bin/python3
"""The daemon is killed (SIGKILL) in each phase, and started again: the verdict is true, nothing is
installed twice, and the modem is ModemManager's again.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import time

from world import NEW, OLD, WorldCase, cases

from gi.repository import GLib


class Killed(WorldCase):
    def kill_in(self, phase, *options, delay=0, flavour='uart', **values):
        """An update whose daemon dies in `phase` and lives again; the ended job."""
        self.begin(*options, flavour=flavour, modem_scale=0.01)
        self.job = self.service.update(self.path, self.url, **values)
        self.service.await_phase(self.job, phase)
        time.sleep(delay)
        return self.live_again()

    def live_again(self):
        self.service.stop(kill=True)
        self.service.start()
        return self.service.await_end(self.job, 90)

    def installs(self):
        return [line for line in self.modem.received() if line.strip() == 'AT+QFOTADL=1']

    def assert_converged(self, job):
        if not self.installs():
            self.assert_never_begun(job)
            return
        self.assert_succeeded(job)
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assertEqual(len(self.installs()), 1)
        self.assert_given_back()

    def assert_never_begun(self, job):
        """Killed between the intent on the disk and the command in the port."""
        self.assertIn('irreversible', str(self.service.call(self.job, 'Job.GetLog')))
        self.assert_failed(job, 'Interrupted')
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

    def test_claim(self):
        self.assert_converged(self.kill_in('claim'))

    def test_identify(self):
        self.assert_converged(self.kill_in('identify'))

    def test_prepare(self):
        self.assert_converged(self.kill_in('prepare'))

    def test_transfer(self):
        self.assert_converged(self.kill_in('transfer', delay=0.2))

    def test_install(self):
        self.assert_converged(self.kill_in('install', delay=0.1))

    def test_settle(self):
        self.assert_converged(self.kill_in('settle'))

    def test_release(self):
        self.assert_converged(self.kill_in('release'))

    def test_failed_install_is_told_with_its_reason(self):
        job = self.kill_in('settle', '--scenario', 'end-511')
        self.assert_failed(job, 'PackageMismatch')
        self.assertEqual(job['VendorCode'], '511')
        self.assertEqual(len(self.installs()), 1)

    def test_twice(self):
        self.begin(flavour='uart', modem_scale=0.01)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'transfer')
        self.service.stop(kill=True)
        self.service.start()
        self.service.await_phase(self.job, 'install')
        self.assert_converged(self.live_again())

    def test_waiting_for_approval(self):
        self.begin(flavour='uart', modem_scale=0.01)
        self.job = self.service.update(self.path, self.url, approval='ask')
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')
        downloads = len(self.fota_commands())
        self.service.stop(kill=True)
        self.service.start()
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')
        again = [c for c in self.fota_commands()[downloads:] if 'http' in c]
        self.assertEqual(again, [], 'downloaded a second time')
        self.service.call(self.job, 'Job.Approve')
        self.assert_converged(self.service.await_end(self.job, 90))

    def test_an_appointment_is_kept(self):
        self.begin(flavour='uart', modem_scale=0.01)
        when = int(time.time()) + 4
        self.job = self.service.update_options(self.path, self.url,
                                               {'not-before': GLib.Variant('t', when)})
        self.service.await_job(self.job, 'scheduled', lambda job: job.get('State') == 'scheduled')
        job = self.live_again()
        self.assert_converged(job)
        self.assertGreaterEqual(job['Started'], when)


if __name__ == '__main__':
    cases.main()
