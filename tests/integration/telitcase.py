"""The test case class of the Telit tests: a pretend xE910 under the real ModemManager and fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from gi.repository import GLib
from service import options
from world import WorldCase

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
