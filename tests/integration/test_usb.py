#!/usr/bin/python3
"""With real ttys, udev, ModemManager's own probing, and replugging.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from world import IMEI, NEW, OLD, cases
from usbworld import UsbCase


class Usb(UsbCase):
    def test_found_by_probing(self):
        self.begin()
        found = self.world.mm.ready()
        self.assertEqual((found['Plugin'], found['EquipmentIdentifier']), ('quectel', IMEI))
        self.assertIn(('ttyUSB2', 3), found['Ports'])
        self.assertEqual(self.service.all(self.path, 'Modem')['Vendor'], 'quectel')

    def test_update(self):
        self.begin()
        job = self.run_update(from_version=OLD, to_version=NEW)
        self.assert_succeeded(job)
        self.assert_given_back()

    def test_baud_change(self):
        self.begin('--scenario', 'baud-change')
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_modemmanager_opens_nothing_while_the_job_has_it(self):
        self.begin()
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        since = len(self.world.mm.log())
        self.service.await_phase(self.job, 'verify')
        self.assertNotIn('opening', self.world.mm.log()[since:])
        self.assert_succeeded(self.service.await_end(self.job))

    def test_cable_pulled_while_idle(self):
        self.begin()
        self.world.unplug()
        self.service.await_modem('missing')
        self.assert_refused('ModemGone', self.service.update, self.path, self.url)
        self.world.plug()
        self.assertEqual(self.service.await_modem(seconds=60), self.path)
        self.assert_succeeded(self.run_update())

    def test_cable_pulled_in_the_install(self):
        """It is off the bus anyway then; what counts is that it returns."""
        self.begin(modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.modem.await_event('leave', 30)
        self.world.unplug()
        self.world.plug()
        self.assert_succeeded(self.service.await_end(self.job))
        self.assert_given_back()


if __name__ == '__main__':
    cases.main()
