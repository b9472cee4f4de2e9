"""The test case class of the Sequans tests: a pretend GM01Q under the real ModemManager and fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from service import options
from world import GLib, WorldCase

IMEI = '015770000031766'
OLD, NEW = 'LR5.4.1.1-57830', 'LR5.4.1.1-57857'
PACKAGE = ('--family', 'sequans', '--model', 'any', '--from', OLD, '--to', NEW)


class SequansCase(WorldCase):
    def begin(self, *options, scale=0.02, modem_scale=0.005, **more):
        world = self.make_world(scale=scale, modem_scale=modem_scale)
        self.path = world.start('--family', 'sequans', *options, flavour='uart', plugin='generic',
                                **more)
        self.service, self.modem = world.service, world.modem
        self.url = world.package(*PACKAGE)

    def commands(self, prefix, since=0):
        return [line for line in self.modem.received(since) if line.startswith(prefix)]

    def assert_given_back(self):
        self.assertEqual(self.world.mm.await_modem()['EquipmentIdentifier'], IMEI)
        self.assertEqual(self.service.await_modem(), self.path)

    def assert_version(self, version):
        self.assertEqual(self.modem.get()['version'], version)
        self.assertEqual(self.modem.events('shut-down-for-good'), [])

    def check_server(self, **values):
        return self.service.call(self.path, 'Modem.CheckServer',
                                 GLib.Variant('(a{sv})', (options(
                                     {k.replace('_', '-'): v for k, v in values.items()}),)))
