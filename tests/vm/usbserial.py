"""A USB device with serial ports, as a modem has them: vendor-specific interfaces (Linux' option
driver) or CDC-ACM functions (cdc-acm).

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import struct
from dataclasses import dataclass

BULK, INTERRUPT = 2, 3
SET_LINE_CODING, GET_LINE_CODING, SET_CONTROL_LINE_STATE = 0x20, 0x21, 0x22
DTR = 1


@dataclass
class Endpoint:
    address: int
    kind: int
    interface: int
    size: int = 512
    interval: int = 0

    def descriptor(self):
        return struct.pack('<BBBBHB', 7, 5, self.address, self.kind, self.size, self.interval)


@dataclass
class Interface:
    number: int
    triple: tuple  # class, subclass, protocol
    endpoints: list
    before: bytes = b''  # an association
    extra: bytes = b''  # functional descriptors

    def descriptor(self):
        own = struct.pack('<BBBBBBBBB', 9, 4, self.number, 0, len(self.endpoints), *self.triple, 0)
        return self.before + own + self.extra + b''.join(e.descriptor() for e in self.endpoints)


class Port:
    """A serial port of the device; `on_dtr (port, up)` and `on_data (port, bytes)`."""

    def __init__(self, number, control_interface):
        self.number, self.control_interface = number, control_interface
        self.bulk_in, self.bulk_out = 0x81 + number, 0x01 + number
        self.dtr = False
        self.coding = struct.pack('<IBBB', 115200, 0, 0, 8)


def vendor_port(number):
    """Port and interfaces as the option driver knows them."""
    port = Port(number, number)
    bulk = [Endpoint(port.bulk_in, BULK, number), Endpoint(port.bulk_out, BULK, number)]
    return port, [Interface(number, (0xff, 0, 0), bulk)]


def acm_port(number, notify):
    """Port and interfaces of CDC-ACM; `notify` is the address of its notifications."""
    control, data = 2 * number, 2 * number + 1
    port = Port(number, control)
    association = struct.pack('<BBBBBBBB', 8, 11, control, 2, 2, 2, 1, 0)
    functional = (b'\x05\x24\x00\x10\x01' + bytes([5, 0x24, 1, 0, data]) + b'\x04\x24\x02\x06'
                  + bytes([5, 0x24, 6, control, data]))
    return port, [
        Interface(control, (2, 2, 1), [Endpoint(notify, INTERRUPT, control, 64, 9)], association,
                  functional),
        Interface(data, (10, 0, 0), [Endpoint(port.bulk_in, BULK, data),
                                     Endpoint(port.bulk_out, BULK, data)])]


class SerialDevice:
    def __init__(self, identity, strings, ports, acm=False):
        self.identity, self.strings = identity, [''] + list(strings)
        self.device_class = (0xef, 2, 1) if acm else (0, 0, 0)
        made = [acm_port(n, 0x81 + ports + n) if acm else vendor_port(n) for n in range(ports)]
        self.ports = [port for port, _ in made]
        self.interfaces = [i for _, interfaces in made for i in interfaces]
        self.on_dtr = lambda port: None
        self.on_data = lambda port, data: None

    @property
    def endpoints(self):
        return [e for i in self.interfaces for e in i.endpoints]

    def device_descriptor(self):
        return struct.pack('<BBHBBBBHHHBBBB', 18, 1, 0x0200, *self.device_class, 64, *self.identity,
                           0x0100, 1, 2, 3, 1)

    def configuration(self):
        body = b''.join(i.descriptor() for i in self.interfaces)
        return struct.pack('<BBHBBBBB', 9, 2, 9 + len(body), len(self.interfaces), 1, 0, 0xe0,
                           250) + body

    def string(self, number):
        if number == 0:
            return b'\x04\x03\x09\x04'
        if number >= len(self.strings):
            return None
        text = self.strings[number].encode('utf-16le')
        return bytes([len(text) + 2, 3]) + text

    def descriptor(self, kind, number):
        if kind == 1:
            return self.device_descriptor()
        if kind == 2:
            return self.configuration()
        return self.string(number) if kind == 3 else None

    def control(self, kind, request, value, index, data):
        """The answer's bytes, or None for a stall."""
        if (kind, request) == (0x80, 6):
            return self.descriptor(value >> 8, value & 255)
        if kind & 0x60 == 0:  # the rest of chapter 9
            return b'\0\0'
        for port in self.ports:
            if port.control_interface == index:
                return self.class_request(port, request, value, data)
        return None

    def class_request(self, port, request, value, data):
        if request == SET_LINE_CODING:
            port.coding = data
        elif request == GET_LINE_CODING:
            return port.coding
        elif request == SET_CONTROL_LINE_STATE:
            up = bool(value & DTR)
            if up != port.dtr:
                port.dtr = up
                self.on_dtr(port)
        else:
            return None
        return b''

    def bulk_out(self, endpoint, data):
        self.on_data(self.ports[endpoint - 1], data)
