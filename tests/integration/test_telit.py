#!/usr/bin/python3
"""Telit's Premium FOTA Management, end to end: the module's server decides, and we follow.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from gi.repository import GLib

from world import WorldCase, cases
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
        self.assertEqual(self.modem.events('inhibited'), [])


class ModuleInitiated(TelitCase):
    def check_success(self, *more, **options_):
        self.begin_telit(*more, **options_)
        job = self.run_check()
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], self.new)
        self.assert_version(self.new)
        self.assertEqual(self.ota(), ['AT#OTAIPUPD'])
        self.assert_nothing_inhibited()
        self.service.await_modem()

    def test_ge910(self):
        self.check_success()

    def test_he910_over_usb(self):
        self.check_success(model='HE910', flavour='usb')

    def test_old_spelling(self):
        self.check_success('--scenario', 'old-spelling+wide')

    def test_every_line_lost(self):
        self.check_success('--scenario', 'urc-lost', modem_scale=0.001, scale=0.005)


if __name__ == '__main__':
    cases.main()
