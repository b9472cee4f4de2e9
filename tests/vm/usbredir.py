"""The usbredir protocol's side that has a USB device: what QEMU's usb-redir connects a guest with.

Only what serial devices need: control, bulk and interrupt endpoints.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import struct

# Packet types
HELLO, CONNECT, RESET, INTERFACE_INFO, EP_INFO = 0, 1, 3, 4, 5
SET_CONFIGURATION, GET_CONFIGURATION, CONFIGURATION_STATUS = 6, 7, 8
SET_ALT, GET_ALT, ALT_STATUS = 9, 10, 11
START_INTERRUPT, STOP_INTERRUPT, INTERRUPT_STATUS = 15, 16, 17
CANCEL = 21
CONTROL, BULK = 100, 101
# Status of a transfer
DONE, CANCELLED, STALL = 0, 1, 4
# The device's version, packet sizes of endpoints, long ids and lengths; xHCI insists on these.
CAPABILITIES = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6
HIGH_SPEED = 2

HELLO_HEADER, HEADER = struct.Struct('<III'), struct.Struct('<IIQ')
CONTROL_HEADER = struct.Struct('<BBBBHHH')
BULK_HEADER = struct.Struct('<BBHIH')


class Link:
    """One connection to QEMU.  `device` has `identity` (vendor, product), `interfaces` and
    `endpoints` as in usbserial.py, and the methods `control ()` and `bulk_out ()`."""

    def __init__(self, device, write):
        self.device, self.write = device, write
        self.buffer, self.header = bytearray(), HELLO_HEADER
        self.waiting = {}  # bulk endpoint: [(packet id, stream, most bytes)]
        self.pending = {}  # bulk endpoint: bytes nobody has asked for yet

    def start(self):
        body = b'a pretend modem'.ljust(64, b'\0') + struct.pack('<I', CAPABILITIES)
        self.write(HELLO_HEADER.pack(HELLO, len(body), 0) + body)

    def send(self, kind, number, body):
        self.write(HEADER.pack(kind, len(body), number) + body)

    def feed(self, data):
        self.buffer += data
        while len(self.buffer) >= self.header.size:
            kind, length, number = self.header.unpack_from(self.buffer)
            end = self.header.size + length
            if len(self.buffer) < end:
                return
            body = bytes(self.buffer[self.header.size:end])
            del self.buffer[:end]
            self.header = HEADER  # both sides have said what they can
            self.handle(kind, number, body)

    def handle(self, kind, number, body):
        handlers = {HELLO: self.on_hello, RESET: self.on_reset, CONTROL: self.on_control,
                    BULK: self.on_bulk, CANCEL: self.on_cancel,
                    SET_CONFIGURATION: self.on_configuration,
                    GET_CONFIGURATION: self.on_configuration, SET_ALT: self.on_alt,
                    GET_ALT: self.on_alt, START_INTERRUPT: self.on_interrupt,
                    STOP_INTERRUPT: self.on_interrupt}
        if kind in handlers:
            handlers[kind](number, body)

    # The device as a whole

    def on_hello(self, number, body):
        self.send(INTERFACE_INFO, 0, self.interface_info())
        self.send(EP_INFO, 0, self.endpoint_info())
        vendor, product = self.device.identity
        self.send(CONNECT, 0, struct.pack('<BBBBHHH', HIGH_SPEED, *self.device.device_class, vendor,
                                          product, 0x0100))

    def interface_info(self):
        rows = [(i.number, *i.triple) for i in self.device.interfaces]
        columns = [bytes(c).ljust(32, b'\0') for c in zip(*rows)]
        return struct.pack('<I', len(rows)) + b''.join(columns)

    def endpoint_info(self):
        kinds, intervals, owners = bytearray(b'\xff' * 32), bytearray(32), bytearray(32)
        sizes = [0] * 32
        for address in (0x00, 0x80):
            kinds[address >> 3], sizes[address >> 3] = 0, 64
        for endpoint in self.device.endpoints:
            at = (endpoint.address & 0x80) >> 3 | endpoint.address & 15
            kinds[at], owners[at], sizes[at] = endpoint.kind, endpoint.interface, endpoint.size
            intervals[at] = endpoint.interval
        return bytes(kinds + intervals + owners) + struct.pack('<32H', *sizes)

    def on_reset(self, number, body):
        self.waiting.clear()
        self.pending.clear()

    def on_configuration(self, number, body):
        self.send(CONFIGURATION_STATUS, number, bytes([DONE, 1]))

    def on_alt(self, number, body):
        self.send(ALT_STATUS, number, bytes([DONE, body[0], 0]))

    def on_interrupt(self, number, body):
        """The modem never notifies."""
        self.send(INTERRUPT_STATUS, number, bytes([DONE, body[0]]))

    # Transfers

    def on_control(self, number, body):
        endpoint, request, kind, _, value, index, length = CONTROL_HEADER.unpack_from(body)
        answer = self.device.control(kind, request, value, index, body[CONTROL_HEADER.size:])
        status = STALL if answer is None else DONE
        data = (answer or b'')[:length] if kind & 0x80 else b''
        size = len(data) if kind & 0x80 else length
        self.send(CONTROL, number, CONTROL_HEADER.pack(endpoint, request, kind, status, value, index,
                                                       size) + data)

    def on_bulk(self, number, body):
        endpoint, _, low, stream, high = BULK_HEADER.unpack_from(body)
        if endpoint & 0x80:
            self.waiting.setdefault(endpoint, []).append((number, stream, high << 16 | low))
            self.flush(endpoint)
            return
        self.send_bulk(number, endpoint, DONE, stream, high << 16 | low)
        self.device.bulk_out(endpoint, body[BULK_HEADER.size:])

    def bulk_in(self, endpoint, data):
        """The device has something to say."""
        self.pending.setdefault(endpoint, bytearray()).extend(data)
        self.flush(endpoint)

    def flush(self, endpoint):
        data, waiting = self.pending.get(endpoint), self.waiting.get(endpoint)
        while data and waiting:
            number, stream, most = waiting.pop(0)
            piece = bytes(data[:most])
            del data[:most]
            self.send_bulk(number, endpoint, DONE, stream, len(piece), piece)

    def send_bulk(self, number, endpoint, status, stream, length, data=b''):
        self.send(BULK, number, BULK_HEADER.pack(endpoint, status, length & 0xffff, stream,
                                                 length >> 16) + data)

    def on_cancel(self, number, body):
        for endpoint, waiting in self.waiting.items():
            for entry in [e for e in waiting if e[0] == number]:
                waiting.remove(entry)
                self.send_bulk(number, endpoint, CANCELLED, entry[1], 0)
