#!/usr/bin/python3
"""Every line of the module in every spelling: the daemon hears what was meant.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from world import NEW, WorldCase, cases

# What a whole update says, by the names of the plugin's table
WHOLE = ['fetch-started', 'fetched', 'resetting', 'write-started', 'written']
SPELLINGS = ['success', 'no-percent', 'number-space', 'no-percent+number-space', 'no-colon-space',
             'wide-colon', 'stage-space', 'stage-space+no-colon-space+number-space', 'misprint',
             'ftp', 'file', 'lower-case', 'garbage', 'split', 'urc-in-reply']
# Lost lines: the rest is heard, and the version decides
LOST = ['httpstart', 'downloading', 'resetting', 'start', 'updating', 'end', 'rdy']
NAMES = {'httpstart': 'fetch-started', 'resetting': 'resetting', 'start': 'write-started',
         'end': 'written'}
# Lines that come from the side during the download: what they are heard as
SIDE = [
    ('+LWM2M: "FOTA","DOWNLOADING","START"', 'server-fetch-started'),
    ('+LWM2M: "FOTA","DOWNLOADING","COMPLETED"', 'server-fetch-completed'),
    ('+LWM2M: "FOTA","DOWNLOADED",0', 'server-fetched'),
    ('+QIND: "FOTA","COAPSTART"', 'fetch-started'),
    ('+QIND: "FOTA","SOMETHING NEW",7', 'other-stage'),
    ('+QIND: "FOTA","UPDA', 'other-stage'),
    ('+LWM2M: "FOTA","WHATEVER"', 'other-server-stage'),
    ('+QIND: "FOTA","Last upgrade was not finished,continue upgrade"', 'write-continued'),
]


class Spelling(WorldCase):
    def heard(self):
        """Names of the lines in the order they were heard, the side's repetitions left out."""
        log = self.service.call(self.job, 'Job.GetLog')
        return [details['detail'] for _, _, _, event, details in log if event == 'heard']

    def update(self, scenario):
        self.begin(flavour='uart')
        self.modem.control('on-connect ' + scenario)  # ModemManager need not cope with it
        self.assert_succeeded(self.run_update(to_version=NEW))

    def check(self, scenario):
        self.update(scenario)
        self.assertEqual(self.heard(), WHOLE)
        steps = self.service.progress(self.job)
        self.assertEqual(steps, sorted(steps))
        self.assertGreater(len([p for p in steps if p <= 30]), 8, 'percentages of the download')
        self.assertGreater(len([p for p in steps if 30 < p < 95]), 30, 'of the install')

    def check_lost(self, stage):
        self.update('lost-' + stage)
        expected = [n for n in WHOLE if n != NAMES.get(stage)]
        self.assertEqual(self.heard(), expected + ['booted'] * (stage == 'end'))


def add_cases():
    """A case for each spelling, so that a failure has a name."""
    for scenario in SPELLINGS:
        name = 'test_' + scenario.replace('-', '_').replace('+', '_and_')
        setattr(Spelling, name, lambda self, s=scenario: self.check(s))
    for stage in LOST:
        setattr(Spelling, 'test_lost_' + stage, lambda self, s=stage: self.check_lost(s))


add_cases()


class Side(WorldCase):
    def test_lines_from_the_side(self):
        self.begin(modem_scale=0.02, flavour='uart')
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'transfer')
        self.modem.await_sent('DOWNLOADING",10')
        for line, _ in SIDE:
            self.modem.control('urc ' + line)
        self.assert_succeeded(self.service.await_end(self.job))
        log = self.service.call(self.job, 'Job.GetLog')
        heard = {details['detail'] for _, _, _, event, details in log if event == 'heard'}
        for line, name in SIDE:
            self.assertIn(name, heard, line)

    def test_restore_stage_is_progress(self):
        self.begin(modem_scale=0.02, flavour='uart')
        self.job = self.service.update(self.path, self.url)
        self.modem.await_sent('UPDATING",30', 30)
        self.modem.control('urc +QIND: "FOTA","RESTORE",90%')
        self.service.await_job(self.job, 'the jump', lambda job: job['PhaseProgress'] >= 90, 2)
        self.assert_succeeded(self.service.await_end(self.job))
        steps = self.service.progress(self.job)
        self.assertEqual(steps, sorted(steps))

    def test_coap(self):
        self.begin(flavour='uart')
        url = self.url.replace('http', 'coap')
        self.assert_succeeded(self.run_update(url))
        self.assertIn('+QIND: "FOTA","COAPEND",0', self.modem.sent())


if __name__ == '__main__':
    cases.main()
