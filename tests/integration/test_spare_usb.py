#!/usr/bin/python3
"""A spare AT port that a udev rule keeps from ModemManager (ID_MM_PORT_IGNORE), found by itself, and
one that is named: the UART of a module on USB.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os
import tty

from world import IMEI, NEW as BG95_NEW, WorldCase, cases, rig
import usbworld
from test_push import PushCase
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


class UartWorld(UsbWorld):
    """A BG95 whose USB is ModemManager's and whose UART is named to fotad."""

    def add_usb_modem(self, *options):
        usb = self.testbed.get_dev_fd('/dev/ttyUSB2')
        self.uart, line = os.openpty()
        tty.setraw(line)
        self.write_configuration('[Watch]\nPorts=%s:%s\n' % (IMEI, os.ttyname(line)))
        folder = os.path.join(self.folder, 'usb')
        os.mkdir(folder)
        modem = rig.Simulator(folder, *options, pass_fds=(usb, self.uart), scale=self.modem_scale,
                              ports=['--usb', 'fd:%d' % usb, '--uart', 'fd:%d' % self.uart])
        self.modems.append(modem.start())
        modem.uid = '/sys' + USB
        self.follow_in_a_thread(modem)

    def write_configuration(self, text):
        folder = os.path.join(self.folder, 'configuration')
        os.mkdir(folder)
        with open(os.path.join(folder, 'fotad.conf'), 'w', encoding='utf-8') as file:
            file.write(text)


class SpareUart(PushCase):
    """BG95D has an APN of its own for the download, and says it where +QURCCFG sends it."""

    def begin(self, *options, **scales):
        usbworld.ROLES = ('dm', 'nmea', 'at')
        self.world = world = UartWorld(**scales)
        self.addCleanup(self.end_world, world)
        self.path = world.start(*options)
        self.service, self.modem = world.service, world.modem
        self.url = world.package()

    def ports(self, word):
        """On which it was said; at0 is USB, at1 the UART."""
        return {e['port'] for e in self.modem.journal() if e['what'] == 'rx' and word in e['line']}

    def assert_beside(self, job):
        for phase in ('prepare', 'transfer'):
            self.service.await_phase(job, phase)
            self.assertTrue(self.world.mm.objects(), phase)
        self.assert_succeeded(self.service.await_end(job))
        self.assertEqual(self.ports('+QFOTADL'), {'at1'})
        said = [c for c in self.modem.received() if c.startswith('AT+QURCCFG="urcport",')]
        self.assertEqual([said[0], said[-1]], ['AT+QURCCFG="urcport","uart1"', 'AT+QURCCFG="urcport","usbat"'])
        self.assertEqual(self.modem.get()['version'], BG95_NEW)
        self.assertEqual(self.modem.received().count('AT+QFOTADL=1'), 1)
        self.world.mm.await_modem()
        self.service.await_modem()

    def test_download(self):
        self.begin(modem_scale=0.01)
        self.assert_beside(self.service.update(self.path, self.url, apn='iot.example'))

    def test_upload(self):
        self.begin(modem_scale=0.01)
        self.file = self.make_file()
        self.assert_beside(self.push())


if __name__ == '__main__':
    cases.main()
