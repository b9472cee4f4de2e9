"""One file descriptor with bytes both ways on the asyncio loop: a socket or a tty's other end.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import os

# A real UART drops what nobody reads; so do we, rather than grow.
PENDING_LIMIT = 1 << 20


class Channel:
    def __init__(self, fd, on_data, on_end):
        self.fd, self.on_data, self.on_end = fd, on_data, on_end
        self.pending = bytearray()
        self.loop = asyncio.get_running_loop()
        os.set_blocking(fd, False)
        self.loop.add_reader(fd, self.on_readable)

    def on_readable(self):
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b''
        if data:
            self.on_data(data)
        else:
            self.end()

    def write(self, data):
        if self.fd is None or len(self.pending) > PENDING_LIMIT:
            return
        self.pending += data
        self.flush()

    def flush(self):
        try:
            while self.pending:
                del self.pending[: os.write(self.fd, self.pending)]
        except BlockingIOError:
            self.loop.add_writer(self.fd, self.flush)
            return
        except OSError:
            self.end()
            return
        self.loop.remove_writer(self.fd)

    def end(self):
        """The other side went away."""
        self.close()
        self.on_end(self)

    def close(self):
        if self.fd is None:
            return
        self.loop.remove_reader(self.fd)
        self.loop.remove_writer(self.fd)
        os.close(self.fd)
        self.fd = None
