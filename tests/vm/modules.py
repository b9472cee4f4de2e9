"""The modules the gateway's USB may have: a pretend modem and its USB device.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import json
import os
import sys
from dataclasses import dataclass

import rig

HERE = os.path.dirname(os.path.realpath(__file__))
CABLE = os.path.join(HERE, 'usb-cable')


@dataclass
class Module:
    """`ports`: how many serial ports the USB device has; `at`: which of them answer."""
    family: str
    model: str
    usb: str
    ports: int
    at: tuple
    acm: bool = False
    maker: str = 'Pretend'


MODULES = {
    'BG95': Module('quectel', 'BG95-M3', '2c7c:0700', 3, (2,), maker='Quectel'),
    'EC25': Module('quectel', 'EC25', '2c7c:0125', 4, (2, 3), maker='Quectel'),
    'EXS82': Module('cinterion', 'EXS82-W', '1e2d:006c', 4, (0, 1), maker='Cinterion'),
    'HL7800': Module('hl78', 'HL7800', '1199:c001', 3, (1,), True, 'Sierra Wireless'),
    'HE910': Module('telit', 'HE910', '1bc7:0021', 2, (0, 1), True, 'Telit'),
}


class PluggedModem:
    """A pretend modem on the cable to a machine, with a supply and a memory of its own."""

    def __init__(self, folder, name, machine_socket, *options, scale=0.02):
        self.module = MODULES[name]
        self.folder = folder
        os.makedirs(folder)
        sockets = [os.path.join(folder, 'at%d' % n) for n in self.module.at]
        ports = [word for path in sockets for word in ('--usb', path)]
        self.modem = rig.Simulator(folder, '--family', self.module.family, '--model',
                                   self.module.model, *options, ports=ports, scale=scale, name='modem')
        shown = ['-'] * self.module.ports
        for number, path in zip(self.module.at, sockets):
            shown[number] = path
        self.cable_log = os.path.join(folder, 'cable.log')
        strings = '%s,%s,0123456789' % (self.module.maker, self.module.model)
        self.cable_command = [sys.executable, CABLE, '--id', self.module.usb, '--strings', strings,
                              '--journal', self.cable_log,
                              *(['--acm'] if self.module.acm else []), '--', *shown]
        self.cable, self.port = None, machine_socket

    def start(self):
        self.modem.start()
        self.plug()
        return self

    def plug(self):
        self.cable = rig.spawn(self.cable_command[:2] + ['--machine', self.port] + self.cable_command[2:])

    def unplug(self):
        if self.cable:
            rig.end(self.cable)
            self.cable = None

    def stop(self):
        self.unplug()
        self.modem.stop()

    def cable_events(self):
        if not os.path.exists(self.cable_log):
            return []
        with open(self.cable_log, encoding='utf-8') as file:
            return [json.loads(line) for line in file]
