#!/usr/bin/python3
"""A spare AT port that a udev rule keeps from ModemManager (ID_MM_PORT_IGNORE), found by itself.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os

from world import WorldCase, cases, rig
import usbworld
from usbworld import DEVICE, INTERFACE, USB, UsbWorld

usbworld.ROLES = ('diagnostic', 'spare', 'at')
OLD, NEW = '01.100_01.000.14', '01.200_01.000.20'


class SpareWorld(UsbWorld):
    """Interface 0 is kept from ModemManager, too, and answers nothing."""

    kind = 'E: FOTAD_TEST=1'

    def description(self):
        ignored = 'ID_MM_PORT_IGNORE'
        hints = (ignored, ignored, 'ID_MM_PORT_TYPE_AT_PRIMARY')
        text = '\n'.join([DEVICE.format(usb=USB)] + [INTERFACE.format(usb=USB, n=n, hint=hint)
                                                     for n, hint in enumerate(hints)])
        text = text.replace('E: ID_USB_INTERFACE_NUM=00', 'E: ID_USB_INTERFACE_NUM=00\n' + self.kind)
        return text.replace('2c7c', '1e2d').replace('Quectel', 'Cinterion').replace('0700', '0065') \
            .replace('1e2d/700/', '1e2d/65/')

    def add_usb_modem(self, *options):
        fds = [self.testbed.get_dev_fd('/dev/ttyUSB%d' % n) for n in (2, 1)]
        folder = os.path.join(self.folder, 'usb')
        os.mkdir(folder)
        ports = [word for fd in fds for word in ('--usb', 'fd:%d' % fd)]
        modem = rig.Simulator(folder, *options, ports=ports, pass_fds=fds, scale=self.modem_scale)
        self.modems.append(modem.start())
        modem.uid = '/sys' + USB
        self.follow_in_a_thread(modem)


class SpareUsb(WorldCase):
    def test_found_and_used(self):
        self.check()
        self.assertIn('begins on the spare port /dev/ttyUSB0', self.service.log())

    def test_a_port_for_positions_is_left_alone(self):
        self.check('E: ID_MM_PORT_TYPE_GPS=1')
        self.assertIn('begins on the spare port /dev/ttyUSB1', self.service.log())
        self.assertNotIn('ttyUSB0 >', self.service.log())

    def check(self, kind=SpareWorld.kind):
        self.world = world = SpareWorld(modem_scale=0.01)
        world.kind = kind
        self.addCleanup(self.end_world, world)
        self.path = world.start('--family', 'cinterion', '--model', 'EXS82-W')
        self.service, self.modem = world.service, world.modem
        url = world.package('--family', 'cinterion', '--model', 'EXS82-W', '--from', OLD, '--to', NEW,
                            name='diff.usf')
        with open(os.path.join(world.web.folder, 'diff.usf'), 'rb') as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.job = self.service.update(self.path, url, sha256=digest)
        self.service.await_phase(self.job, 'transfer')
        self.assertTrue(world.mm.objects())
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        said = {e['port'] for e in self.modem.journal() if e['what'] == 'rx' and 'SFDL' in e['line']}
        self.assertEqual(said, {'at1'})
        world.mm.await_modem()
        self.service.await_modem()


if __name__ == '__main__':
    cases.main()
