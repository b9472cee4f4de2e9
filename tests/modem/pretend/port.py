"""The AT interpreter on one wire: lines in, echo, answers out, data mode.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import random

from .command import CME_TEXTS, AtError, parse, split_line


class AtPort:
    """`modem` answers the commands; knobs of its scenario spoil what goes over the wire."""

    def __init__(self, modem, wire, name):
        self.modem, self.wire, self.name = modem, wire, name
        self.noise = random.Random(1)
        self.buffer = bytearray()
        self.arrived = asyncio.Event()
        self.task = None
        self.raw = self.hung_up = self.mute = False
        self.host_rts_cts = None
        wire.on_data = self.on_data
        wire.on_connect = lambda wire: modem.on_connect(self)
        wire.on_hangup = self.on_hangup

    def start(self):
        """Begins anew, as after a reset: nothing of what was typed before counts."""
        self.stop()
        self.task = asyncio.ensure_future(self.serve())

    def stop(self):
        if self.task:
            self.task.cancel()
            self.task = None
        self.buffer.clear()
        self.raw = self.hung_up = False

    def on_data(self, wire, data):
        if not self.modem.listens(self):
            self.modem.journal.write('rx', port=self.name, line=data.decode('latin-1'), deaf=True)
            for line in data.decode('latin-1').split('\r'):
                self.modem.heard(self, line.strip())
            return
        if self.is_held_back(wire):
            self.modem.journal.write('rx', port=self.name, line=data.decode('latin-1'), held=True)
            return
        rate = wire.rate()
        if rate and self.modem.rate() and rate != self.modem.rate():
            data = bytes(b ^ 0xA5 for b in data)
        self.buffer += data
        self.arrived.set()

    def is_held_back(self, wire):
        """A host that waits for CTS of a module that does not raise it gets nothing out."""
        host, module = wire.rts_cts(), self.modem.rts_cts()
        if host is None or module is None:
            return False
        if host != self.host_rts_cts:
            self.host_rts_cts = host
            self.modem.journal.event('host-flow', rts_cts=host, module=module)
        return host != module if self.modem.knobs.strict_flow else host and not module

    def on_hangup(self, wire):
        """Ends data mode, as AT&D1 and AT&D2 have it, unless the line has no DTR."""
        if self.raw and self.modem.knobs.dtr:
            self.hung_up = True
            self.arrived.set()

    async def more(self):
        self.arrived.clear()
        await self.arrived.wait()

    async def serve(self):
        while True:
            line = self.take_line()
            if line is None:
                await self.more()
            else:
                await self.run(line)

    def take_line(self):
        ends = [i for i in (self.buffer.find(b'\r'), self.buffer.find(b'\n')) if i >= 0]
        if not ends:
            return None
        line = bytes(self.buffer[: min(ends) + 1])
        del self.buffer[: len(line)]
        return line

    async def run(self, line):
        text = line.decode('latin-1').strip('\0\r\n ')
        start = text.upper().find('AT')
        if not text or start < 0:
            return
        if self.modem.echo():
            self.send(line)
        self.modem.journal.write('rx', port=self.name, line=text)
        self.modem.heard(self, text)
        lines, final = await self.answer(text[start + 2:])
        if self.mute:
            self.modem.journal.event('lost', line=final)
        else:
            self.reply(lines, final)
        self.mute = False

    async def answer(self, text):
        lines = []
        if self.modem.storm.rages(self.modem.knobs, text):
            return lines, '+CME ERROR: %d' % self.modem.knobs.storm
        try:
            for part in split_line(text):
                await self.modem.clock.sleep(self.modem.knobs.reply_delay)
                lines += await self.modem.execute(self, parse(part)) or []
        except AtError as error:
            return lines, self.error_line(error)
        return lines, 'OK'

    def error_line(self, error):
        level = self.modem.cmee()
        if error.code is None or level == '0':
            return 'ERROR'
        words = CME_TEXTS.get(error.code, str(error.code)) if level == '2' else error.code
        return '+CME ERROR: %s' % words

    def reply(self, lines, final):
        if self.modem.knobs.urc_in_reply and lines:
            lines = lines + [self.modem.knobs.urc_in_reply]
        for line in lines:
            self.say(line)
        self.say(final)

    def say(self, line):
        """One line of text to the host."""
        if self.modem.knobs.silent:
            return
        if self.modem.knobs.garbage_forever:
            self.babble()
            return
        if self.modem.knobs.garbage:
            self.send(bytes(self.noise.choices(b'\0\x01\x7f\xfe\xff\x1b', k=3)) + b'\r\n')
        self.modem.journal.write('tx', port=self.name, line=line)
        self.send(b'\r\n' + line.encode('latin-1') + b'\r\n')

    def babble(self):
        self.send(bytes(self.noise.choices(range(1, 256), k=40)) + b'\r\n')

    def send(self, data):
        if self.modem.knobs.silent:
            return
        rate = self.wire.rate()
        if rate and self.modem.rate() and rate != self.modem.rate():
            data = bytes(b ^ 0xA5 for b in data)
        if not self.modem.knobs.split:
            self.wire.write(data)
            return
        for i in range(0, len(data), 3):
            self.wire.write(data[i:i + 3])

    async def receive(self, size, gap, on_bytes=lambda count: None):
        """Data mode: `size` raw bytes, or fewer after `gap` vendor seconds without any, after the
        lone escape "+++" or when the host hangs up.  `on_bytes` is told the count so far."""
        self.raw, self.hung_up = True, False
        data = bytearray()
        try:
            while len(data) < size:
                take = min(size - len(data), len(self.buffer))
                chunk = bytes(self.buffer[:take])
                del self.buffer[:take]
                if chunk == b'+++' and len(data) + 3 < size:
                    break
                data += chunk
                on_bytes(len(data))
                self.modem.reach_upload(len(data), size)
                if self.hung_up and not self.buffer:
                    break
                if len(data) < size and not self.buffer:
                    await self.modem.clock.wait_for(self.more(), gap)
        except asyncio.TimeoutError:
            pass
        finally:
            self.raw = False
        if self.modem.knobs.spoil_uploads and data:
            self.modem.knobs.spoil_uploads -= 1
            data[len(data) // 2] ^= 1
        return bytes(data)
