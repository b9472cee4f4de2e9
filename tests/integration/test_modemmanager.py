#!/usr/bin/python3
"""The pretend modem before the real ModemManager, without fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import world
from world import IMEI, WorldCase, cases, rig


class FindCase(WorldCase):
    def find(self, plugin, *options, **more):
        self.make_world()
        self.world.mm.start()
        modem = self.world.add_modem(*options, plugin=plugin, **more)
        return modem, self.world.mm.await_modem()


class Found(FindCase):
    def test_quectel(self):
        modem, found = self.find('quectel')
        self.assertEqual(
            [found[k] for k in ('Plugin', 'Manufacturer', 'Model', 'Revision', 'EquipmentIdentifier',
                                'Device')],
            ['quectel', 'Quectel', 'BG95-M3', 'BG95M3LAR02A03', IMEI, '/virtual/modem0'])

    def test_other_plugins(self):
        for plugin in ('generic', 'cinterion', 'telit', 'sierra'):
            with self.subTest(plugin):
                modem, found = self.find(plugin, '--family', 'generic')
                self.assertEqual((found['Plugin'], found['Model']), (plugin, 'Pretend-1'))
                self.world.mm.mmcli('-m', 'any', '-e')
                rig.until('registered', lambda: self.world.mm.ready()['State'] == 8, 20)

    def test_enabled_and_registered(self):
        modem, found = self.find('quectel')
        self.assertIn('successfully enabled', self.world.mm.mmcli('-m', 'any', '-e'))
        rig.until('registered', lambda: self.world.mm.ready()['State'] == 8, 20)

    def test_locked_sim(self):
        modem, found = self.find('quectel', '--scenario', 'sim-locked')
        self.assertEqual(found['UnlockRequired'], 2)


class Inhibited(FindCase):
    def test_reboot_into_another_firmware_behind_its_back(self):
        modem, found = self.find('quectel')
        mm = self.world.mm
        mm.inhibit(found['Device'])
        self.assertEqual(mm.listed(), [])
        host = rig.Host(modem.path)
        self.addCleanup(host.close)
        modem.control('set version ' + world.NEW)
        host.send('AT+CFUN=1,1\r')
        self.assertTrue(host.closed())
        modem.await_event('alive', since=modem.mark())
        connections = len(modem.events('connect'))
        mm.inhibit(found['Device'], False)
        back = mm.await_modem()
        self.assertEqual(back['EquipmentIdentifier'], IMEI)
        self.assertNotEqual(back['path'], found['path'])
        self.assertGreater(len(modem.events('connect')), connections)

    def test_owner_leaves_the_bus(self):
        modem, found = self.find('quectel')
        connection = self.world.bus.connect()
        self.world.mm.inhibit(found['Device'], connection=connection)
        self.world.mm.await_none()
        connection.close_sync(None)
        self.assertEqual(self.world.mm.await_modem()['EquipmentIdentifier'], IMEI)


class Ends(WorldCase):
    def test_nothing_is_left_over(self):
        made = world.World().open()
        made.start()
        folder = made.folder
        pids = [p.pid for p in made.bus.processes] + [made.modem.process.pid]
        made.stop()
        self.assertFalse([pid for pid in pids if world.os.path.exists('/proc/%d' % pid)])
        self.assertFalse(world.os.path.exists(folder))


if __name__ == '__main__':
    cases.main()
