"""The receiver's side of XMODEM and XMODEM-1K on a pretend modem's port.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio

SOH, STX, EOT, ACK, NAK, CAN = 1, 2, 4, 6, 0x15, 0x18


class XmodemError(Exception):
    """Cancelled, or it never began."""


def crc16(data):
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


class Receiver:
    """`crc`: asks with C instead of NAK; `large`: takes blocks of 1 KiB; `never`: likes none."""

    def __init__(self, port, clock, crc=False, large=True, never=False):
        self.port, self.clock, self.crc, self.large, self.never = port, clock, crc, large, never

    async def take(self, count, gap):
        """So many bytes; None when nothing more comes for `gap` vendor seconds."""
        while len(self.port.buffer) < count:
            if self.port.hung_up:
                raise XmodemError('the host hung up')
            try:
                await self.clock.wait_for(self.port.more(), gap)
            except asyncio.TimeoutError:
                return None
        data = bytes(self.port.buffer[:count])
        del self.port.buffer[:count]
        return data

    def say(self, byte):
        self.port.send(bytes([byte]))

    async def receive(self, start_s, on_block):
        """The bytes with their padding; `await on_block (blocks)` after each."""
        data, number, silences, strays = bytearray(), 1, 0, 0
        ask, began = ord('C') if self.crc else NAK, self.clock.now()
        self.say(ask)
        while True:
            head = await self.take(1, 1 if not data else 20)
            if head is None and not data and self.clock.now() - began < start_s:
                self.say(ask)
                continue
            if head is None:
                silences += 1
                if not data or silences > 3:
                    raise XmodemError('nothing came')
                continue
            if head[0] == EOT:
                self.say(ACK)
                return bytes(data)
            if head[0] == CAN:
                raise XmodemError('cancelled by the sender')
            if head[0] not in (SOH, STX):
                strays += 1
                if strays > 99:
                    raise XmodemError('nothing but noise')
                continue
            block = await self.block(1024 if head[0] == STX else 128)
            if block is None or self.never:
                self.say(NAK)
            elif block[0] == number & 255:
                if len(block[1]) == 1024 and not self.large:
                    raise XmodemError('blocks of 1 KiB are refused')
                data += block[1]
                number += 1
                self.say(ACK)
                await on_block(number - 1)
            elif block[0] == number - 1 & 255:
                self.say(ACK)

    async def block(self, size):
        """Its number and bytes; None when it is damaged."""
        rest = await self.take(2 + size + (2 if self.crc else 1), 10)
        if rest is None or rest[0] ^ rest[1] != 255:
            return None
        data, check = rest[2:2 + size], rest[2 + size:]
        wanted = crc16(data).to_bytes(2, 'big') if self.crc else bytes([sum(data) & 255])
        return (rest[0], data) if check == wanted else None
