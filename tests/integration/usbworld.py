"""The test world with real ttys: a Quectel module on a mocked USB (umockdev), probed by the real
ModemManager through udev, with replugging.

Runs under umockdev-wrapper only.  An absent module keeps its files here (umockdev aborts when a
tty is added a second time); its coming and going is told by the events alone, and an open tty
is not hung up, as the kernel would.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import json
import os
import socket
import threading

import gi
import rig
from world import World, WorldCase

gi.require_version('UMockdev', '1.0')
from gi.repository import UMockdev  # noqa: E402

USB = '/devices/platform/mock_hcd.0/usb1/1-1'
TIOCEXCL, TIOCNXCL, ENOTTY = 0x540C, 0x540D, 25
# interface: who is there; ModemManager is kept from all but the AT port
ROLES = ('dm', 'nmea', 'at')

DEVICE = '''P: {usb}
E: SUBSYSTEM=usb
E: DEVTYPE=usb_device
E: DRIVER=usb
E: PRODUCT=2c7c/700/0
E: ID_VENDOR_ID=2c7c
E: ID_MODEL_ID=0700
E: ID_REVISION=0000
E: ID_BUS=usb
A: idVendor=2c7c\\n
A: idProduct=0700\\n
A: bcdDevice=0000\\n
A: manufacturer=Quectel\\n
A: product=BG95-M3\\n
L: driver=../../../../../bus/usb/drivers/usb
'''
INTERFACE = '''P: {usb}/1-1:1.{n}
E: SUBSYSTEM=usb
E: DEVTYPE=usb_interface
E: DRIVER=option
A: bInterfaceNumber=0{n}\\n
A: bInterfaceClass=ff\\n
A: bInterfaceSubClass=00\\n
A: bInterfaceProtocol=00\\n
L: driver=../../../../../../bus/usb/drivers/option

P: {usb}/1-1:1.{n}/ttyUSB{n}
E: SUBSYSTEM=usb-serial
E: DRIVER=option1
L: driver=../../../../../../../bus/usb-serial/drivers/option1

P: {usb}/1-1:1.{n}/ttyUSB{n}/tty/ttyUSB{n}
N: ttyUSB{n}
E: SUBSYSTEM=tty
E: DEVNAME=/dev/ttyUSB{n}
E: MAJOR=188
E: MINOR={n}
E: ID_BUS=usb
E: ID_VENDOR_ID=2c7c
E: ID_MODEL_ID=0700
E: ID_MM_CANDIDATE=1
E: ID_USB_INTERFACE_NUM=0{n}
E: {hint}=1
A: dev=188:{n}\\n
'''


class TtyIoctls(UMockdev.IoctlBase):
    """umockdev knows termios but not exclusive use, on which ModemManager and fotad insist."""

    def do_handle_ioctl(self, client):
        if client.get_request() in (TIOCEXCL, TIOCNXCL):
            client.complete(0, 0)
        else:
            client.complete(-1, ENOTTY)
        return True


class UsbWorld(World):
    def __init__(self, **options):
        self.testbed = UMockdev.Testbed.new()
        os.environ['UMOCKDEV_DIR'] = self.testbed.get_root_dir()
        super().__init__(**options)
        self.ioctls, self.follower = [], None

    def start(self, *options, **more):
        self.open()
        self.mm.start_on_udev()
        self.testbed.add_from_string(self.description())
        for n in range(len(ROLES)):
            self.ioctls.append(TtyIoctls())
            self.testbed.attach_ioctl('/dev/ttyUSB%d' % n, self.ioctls[-1])
        self.add_usb_modem(*options)
        self.mm.await_modem(60)
        self.service.start()
        return self.service.await_modem()

    def description(self):
        parts = [DEVICE.format(usb=USB)]
        for n, role in enumerate(ROLES):
            hint = 'ID_MM_PORT_TYPE_AT_PRIMARY' if role == 'at' else 'ID_MM_PORT_IGNORE'
            parts.append(INTERFACE.format(usb=USB, n=n, hint=hint))
        return '\n'.join(parts)

    def add_usb_modem(self, *options):
        """The pretend modem has the other end of the AT port's tty."""
        fd = self.testbed.get_dev_fd('/dev/ttyUSB%d' % ROLES.index('at'))
        folder = os.path.join(self.folder, 'usb')
        os.mkdir(folder)
        modem = rig.Simulator(folder, *options, ports=['--usb', 'fd:%d' % fd], pass_fds=(fd,),
                              scale=self.modem_scale)
        self.modems.append(modem.start())
        modem.uid = '/sys' + USB
        self.follow_in_a_thread(modem)

    def follow_in_a_thread(self, modem):
        self.follower = threading.Thread(target=self.follow_modem, args=(modem,), daemon=True)
        self.follower.start()

    def follow_modem(self, modem):
        """The kernel's part: events when the module leaves and returns."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(modem.control_path)
            connection.sendall(b'log\n')
            for line in connection.makefile():
                entry = json.loads(line) if line.startswith('{') else {}
                if entry.get('name') in ('leave', 'power-cut', 'port-die', 'vanish'):
                    self.tell('remove')
                elif entry.get('name') in ('alive', 'port-back'):
                    self.tell('add')

    def tell(self, action):
        if (action == 'add') == getattr(self, 'plugged', True):
            return
        self.plugged = action == 'add'
        ttys = ['/sys%s/1-1:1.%d/ttyUSB%d/tty/ttyUSB%d' % (USB, n, n, n) for n in range(len(ROLES))]
        nodes = ['/sys' + USB] + ttys
        for node in nodes if action == 'add' else reversed(nodes):
            self.testbed.uevent(node, action)

    def unplug(self):
        """Somebody pulls the cable."""
        self.modem.control('port-die 0')

    def plug(self):
        self.modem.control('port-back')


class UsbCase(WorldCase):
    def begin(self, *options, scale=0.05, modem_scale=0.01):
        self.world = UsbWorld(scale=scale, modem_scale=modem_scale)
        self.addCleanup(self.end_world, self.world)
        self.path = self.world.start(*options)
        self.service, self.modem = self.world.service, self.world.modem
        self.url = self.world.package()
