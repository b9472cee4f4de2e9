"""The test world with a real tty on a platform's UART (umockdev), where line speeds count.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import termios

import rig
from usbworld import TtyIoctls, UsbWorld

UART = '/devices/platform/mock_uart.0'
TTY = 'ttyS7'

DEVICE = '''P: {uart}
E: SUBSYSTEM=platform
E: DRIVER=mock_uart
E: MODALIAS=platform:mock_uart
L: driver=../../../bus/platform/drivers/mock_uart

P: {uart}/tty/{tty}
N: {tty}
E: SUBSYSTEM=tty
E: DEVNAME=/dev/{tty}
E: MAJOR=4
E: MINOR=71
E: ID_MM_CANDIDATE=1
E: ID_MM_DEVICE_PROCESS=1
E: ID_MM_PORT_TYPE_AT_PRIMARY=1
E: ID_MM_TTY_BAUDRATE={rate}
A: dev=4:71\\n
'''


class UartWorld(UsbWorld):
    """`rate`: the line speed the modem is used with; `rts_cts`: whether the host has flow control."""

    def __init__(self, rate=921600, rts_cts=True, **options):
        super().__init__(**options)
        self.rate, self.flow = rate, rts_cts

    def line(self):
        """Both ends of a pseudo-terminal have the same settings."""
        return self.testbed.get_dev_fd('/dev/' + TTY)

    def set_rts_cts(self, on):
        settings = termios.tcgetattr(self.line())
        settings[2] = settings[2] | termios.CRTSCTS if on else settings[2] & ~termios.CRTSCTS
        termios.tcsetattr(self.line(), termios.TCSANOW, settings)

    def rts_cts(self):
        return bool(termios.tcgetattr(self.line())[2] & termios.CRTSCTS)

    def start(self, *options, **more):
        self.open()
        self.mm.start_on_udev()
        self.testbed.add_from_string(DEVICE.format(uart=UART, tty=TTY, rate=self.rate))
        self.set_rts_cts(self.flow)
        self.ioctls.append(TtyIoctls())
        self.testbed.attach_ioctl('/dev/' + TTY, self.ioctls[-1])
        self.add_uart_modem(*options)
        self.mm.await_modem(60)
        self.service.start()
        return self.service.await_modem()

    def add_uart_modem(self, *options):
        fd = self.testbed.get_dev_fd('/dev/' + TTY)
        folder = os.path.join(self.folder, 'uart')
        os.mkdir(folder)
        modem = rig.Simulator(folder, *options, ports=['--uart', 'fd:%d' % fd], pass_fds=(fd,),
                              scale=self.modem_scale)
        self.modems.append(modem.start())
        modem.uid = '/sys' + UART
