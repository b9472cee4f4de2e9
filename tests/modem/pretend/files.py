"""A module's user file store: uploaded, listed and deleted by AT (+QFUPL, +QFLST, +QFDEL).

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .command import AtError
from .handler import command
from .package import xor16

SPACE = 48 << 20


class Files:
    """A part of a Modem that has files."""

    files = None

    def start_files(self):
        if self.files is None:
            self.files = {}

    @command('+QFUPL')
    async def on_upload(self, port, cmd):
        """+QFUPL="name",size[,timeout[,ackmode]]: one "A" per KiB when acknowledged."""
        name, size = cmd.value(0), cmd.number(1, 0)
        if cmd.kind != 'set' or not name or not size:
            raise AtError(400)
        if name in self.files:
            raise AtError(407)
        if size > self.free():
            raise AtError(406)
        port.say('CONNECT')
        acks = [0]

        def acknowledge(count):
            due = count // 1024 - acks[0]
            acks[0] += due
            port.send(b'A' * due)

        on_bytes = acknowledge if cmd.number(3, 0) else lambda count: None
        data = await port.receive(size, cmd.number(2, 5), on_bytes)
        self.files[name] = data
        return ['+QFUPL: %d,%x' % (len(data), xor16(data))]

    @command('+QFLDS')
    def on_space(self, port, cmd):
        """+QFLDS="UFS": free and total bytes."""
        if cmd.kind != 'set' or cmd.value(0) != 'UFS':
            raise AtError(400)
        return ['+QFLDS: %d,%d' % (self.free(), SPACE)]

    def free(self):
        return min(SPACE, self.knobs.flash or SPACE) - sum(len(f) for f in self.files.values())

    @command('+QFLST')
    def on_list(self, port, cmd):
        wanted = cmd.value(0, '*') if cmd.kind == 'set' else '*'
        shown = [n for n in sorted(self.files) if wanted in ('*', 'UFS:*', n)]
        if not shown and wanted not in ('*', 'UFS:*'):
            raise AtError(405)
        return ['+QFLST: "%s",%d' % (n, len(self.files[n])) for n in shown]

    @command('+QFDEL')
    def on_delete_file(self, port, cmd):
        name = cmd.value(0, '')
        if name == '*':
            self.files.clear()
        elif self.files.pop(name, None) is None:
            raise AtError(405)
        return []
