#!/usr/bin/python3
"""Every number of the module becomes its own named error, and the modem is given back.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from world import NEW, OLD, WorldCase, cases, webserver

# BG95D tables 3 and 4 and the CME numbers: code, error, and words that must reach the user.
HTTPEND = [
    (701, 'Network', 'Unknown error'), (702, 'Network', 'Server connection failed'),
    (703, 'Server', 'Request failed'), (704, 'Network', 'Download timeout'),
    (705, 'InvalidArgument', 'URL error'), (706, 'NotAvailable', 'File not exist'),
    (707, 'ModemStorage', 'Write data to file failed'),
    (708, 'PackageTooLarge', 'Downloaded file is too large'),
    (710, 'PackageInvalid', 'Downloaded package check failed'),
]
END = [
    (504, 'InstallFailed', 'Firmware update failed'),
    (505, 'NotAvailable', 'Update package not exist'),
    (506, 'PackageInvalid', 'Update package check failed'),
    (511, 'PackageMismatch', 'Package is mismatched with the current firmware'),
    (512, 'InstallFailed', 'DFOTA unknown error'),
]
CME = [(590, 'InvalidArgument', 'Input parameter invalid'), (591, 'Busy', 'DFOTA is ongoing')]


class Numbers(WorldCase):
    """`fail_after_s`: the six minutes that 702 takes are test_quectel.py's."""

    def check(self, prefix, row, url=None, **options):
        code, name, words = row
        self.begin('--scenario', '%s-%d' % (prefix, code), '--knob', 'fail_after_s=20', **options)
        job = self.run_update(url)
        self.assert_failed(job, name, words)
        self.assertIn(str(code), job['VendorCode'])
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

    def test_end_unheard_over_usb(self):
        """Without the line the version read back decides, whatever the number was."""
        self.begin()
        self.modem.control('scenario end-504')
        self.assert_failed(self.run_update(), 'InstallFailed')
        self.assert_given_back()

    def test_number_nobody_knows(self):
        self.begin()
        self.modem.control('scenario httpend-709')
        job = self.run_update()
        self.assertEqual(job['State'], 'failed')
        self.assertIn('709', job['VendorCode'])
        self.assert_given_back()

    def radio(self):
        return [line for line in self.modem.received() if 'CFUN=' in line]

    def test_a_start_refused_began_nothing(self):
        """So nothing is stopped by taking the module's network away."""
        self.check('cme', CME[0])
        self.assertEqual(self.radio(), [])

    def test_another_download_is_stopped(self):
        self.check('cme', CME[1])
        self.assertEqual(self.radio(), ['AT+CFUN=0', 'AT+CFUN=1'])


def add_numbers(kind, prefix, table, url=None, **options):
    """A test for every number, so that each is short."""
    for row in table:
        setattr(Numbers, 'test_%s_%d' % (kind, row[0]),
                lambda self, row=row: self.check(prefix, row, url, **options))


add_numbers('httpend', 'httpend', HTTPEND)
add_numbers('coapend', 'httpend', HTTPEND, 'coap://127.0.0.1:5683/update.bin')
add_numbers('end', 'end', END, flavour='uart')
add_numbers('cme', 'cme', CME)


class Server(WorldCase):
    """What a real server does becomes the module's number becomes our error."""

    def test_faults(self):
        self.begin()
        web = self.world.web
        for path, name in (('absent.bin', 'NotAvailable'), ('status/500/update.bin', 'Server'),
                           ('truncate/update.bin', 'Network'), ('stall/update.bin', 'Network'),
                           ('close/update.bin', 'Network')):
            with self.subTest(path):
                self.assert_failed(self.run_update(web.url(path)), name)
                self.assert_given_back()

    def test_nobody_there(self):
        self.begin()
        for url in (webserver.dead_url(), 'http://no-such-host.invalid/x'):
            self.assert_failed(self.run_update(url), 'Network')
            self.assert_given_back()

    def test_packages_the_module_refuses(self):
        self.begin(flavour='uart')
        for options, name in ((('--spoil', 'truncate'), 'PackageInvalid'),
                              (('--spoil', 'digest'), 'PackageInvalid'),
                              (('--spoil', 'magic'), 'PackageInvalid'),
                              (('--from', 'other'), 'PackageMismatch'),
                              (('--model', 'BG77'), 'PackageMismatch'),
                              (('--size', '7500000'), 'PackageTooLarge')):
            with self.subTest(options):
                url = self.world.package(*options, name='bad.bin')
                self.assert_failed(self.run_update(url), name)
                self.assert_given_back()


class Network(WorldCase):
    def check(self, scenario, name):
        self.begin()
        self.modem.control('scenario ' + scenario)
        since = self.modem.mark()
        self.assert_failed(self.run_update(), name)
        self.assertFalse([c for c in self.fota_commands(since) if 'http' in c])

    def test_not_registered(self):
        self.check('not-registered', 'NotRegistered')

    def test_denied(self):
        self.check('registration-denied', 'NotRegistered')

    def test_roaming_is_registered(self):
        self.begin('--scenario', 'roaming')
        self.assert_succeeded(self.run_update())

    def lose(self):
        """The network goes in mid-download, which the module then gives up; there is a second attempt."""
        self.begin('--knob', 'fail_after_s=20', '--knob', 'fail_download=704', flavour='uart', scale=0.02)
        self.job = self.service.update(self.path, self.url, to_version=NEW, attempts=2)
        self.service.await_phase(self.job, 'transfer')
        self.modem.control('knob registration=2')
        self.service.await_job(self.job, 'a pause', lambda job: job.get('State') == 'scheduled')

    def test_lost_in_the_download(self):
        self.lose()
        self.assert_failed(self.service.await_end(self.job), 'NotRegistered')
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

    def test_lost_and_found(self):
        self.lose()
        self.modem.control('scenario success')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assert_given_back()

    def lock(self, **values):
        """A job for a modem whose SIM wants its PIN."""
        self.begin('--scenario', 'sim-locked')
        return self.run_update(**values)

    def test_sim_without_a_pin(self):
        self.assert_failed(self.lock(), 'SimLocked')
        self.assertEqual(self.modem.events('pin'), [])

    def test_sim_with_a_wrong_pin_is_tried_once(self):
        self.assert_failed(self.lock(sim_pin='9999'), 'SimLocked')
        self.assertEqual([e['right'] for e in self.modem.events('pin')], [False])
        self.assertNotIn('9999', self.service.log())

    def test_sim_with_the_right_pin(self):
        self.lock(sim_pin='1234')
        self.assertEqual(self.modem.events('pin')[0]['right'], True)


class Verdict(WorldCase):
    """The version read back decides, never the success line alone."""

    def check(self, scenario, flavour='uart'):
        self.begin('--scenario', scenario, flavour=flavour)
        job = self.run_update(to_version=NEW)
        self.assert_given_back()
        return job

    def test_success_said_but_old_version(self):
        for flavour in ('usb', 'uart'):
            self.assert_failed(self.check('version-unchanged', flavour), 'InstallFailed')

    def test_third_version(self):
        self.assert_failed(self.check('wrong-third-version'), 'VersionUnexpected', 'LAR02A05')

    def test_new_version_without_a_line(self):
        for flavour in ('usb', 'uart'):
            self.assert_succeeded(self.check('new-version-without-urc', flavour))

    def test_boots_twice(self):
        self.assert_succeeded(self.check('boots-twice'))

    def test_power_cuts_of_the_module(self):
        for scenario in ('power-cut-start', 'power-cut-updating', 'power-cut-after-end'):
            with self.subTest(scenario):
                job = self.check(scenario)
                self.assert_succeeded(job)
                starts = [c for c in self.fota_commands() if c == 'AT+QFOTADL=1']
                self.assertEqual(len(starts), 1)

    def test_echo_is_on_again(self):
        self.assert_succeeded(self.check('echo-on-after-update'))


if __name__ == '__main__':
    cases.main()
