"""The ports of the pretend modem: unix sockets, pseudo-terminals, ttys, inherited descriptors.

A wire belongs to the module's USB or to its UART.  Unplugging a USB wire closes every connection
and takes the address or the link away; a UART wire stays.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import os
import socket
import stat
import termios
import tty

from .channel import Channel


class Wire:
    """One port.  `on_data (wire, bytes)` and `on_connect (wire)` are set by whoever listens."""

    def __init__(self, where, flavour='usb'):
        self.where, self.flavour = where, flavour
        self.channels = []
        self.present = False
        self.on_data = lambda wire, data: None
        self.on_connect = lambda wire: None
        self.on_hangup = lambda wire: None  # nobody has the other end any more (DTR falls)

    def plug(self):
        if not self.present:
            self.present = True
            self.open()

    def unplug(self):
        if self.present:
            self.present = False
            for channel in self.channels[:]:
                channel.close()
            self.channels.clear()
            self.shut()
            self.on_hangup(self)

    def add(self, fd):
        self.channels.append(Channel(fd, lambda data: self.on_data(self, data), self.on_end))

    def on_end(self, channel):
        if channel in self.channels:
            self.channels.remove(channel)
            if not self.channels:
                self.on_hangup(self)

    def write(self, data):
        for channel in self.channels[:]:
            channel.write(data)

    def rate(self):
        """The host's line speed, or None where there is none."""
        return None

    def rts_cts(self):
        """Whether the host waits for CTS, or None where there is no such line."""
        return None


class SocketWire(Wire):
    """A listening unix socket; "abstract:NAME" is an abstract one whose name includes the prefix,
    as ModemManager's test interface wants it."""

    def open(self):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.setblocking(False)
        if not self.where.startswith('abstract:'):
            self.remove_stale()
        address = '\0' + self.where if self.where.startswith('abstract:') else self.where
        self.server.bind(address)
        self.server.listen(5)
        asyncio.get_running_loop().add_reader(self.server, self.on_accept)

    def remove_stale(self):
        if os.path.exists(self.where) and stat.S_ISSOCK(os.stat(self.where).st_mode):
            os.unlink(self.where)

    def on_accept(self):
        connection, _ = self.server.accept()
        self.add(connection.detach())
        self.on_connect(self)

    def shut(self):
        asyncio.get_running_loop().remove_reader(self.server)
        self.server.close()
        if not self.where.startswith('abstract:'):
            self.remove_stale()


def line_rate(fd):
    speed = termios.tcgetattr(fd)[5]
    names = {getattr(termios, n): int(n[1:]) for n in dir(termios) if n[0] == 'B' and n[1:].isdigit()}
    return names.get(speed)


def flow_control(fd):
    return bool(termios.tcgetattr(fd)[2] & termios.CRTSCTS)


class PtyWire(Wire):
    """A pseudo-terminal with a symbolic link; gone and made anew when replugged."""

    def open(self):
        master, self.slave = os.openpty()
        tty.setraw(self.slave)
        if os.path.islink(self.where):
            os.unlink(self.where)
        os.symlink(os.ttyname(self.slave), self.where)
        self.master = master
        self.add(master)

    def shut(self):
        os.close(self.slave)
        if os.path.islink(self.where):
            os.unlink(self.where)

    def rate(self):
        return line_rate(self.slave)

    def rts_cts(self):
        return flow_control(self.slave)


class DescriptorWire(Wire):
    """A tty ("tty:/dev/ttyGS0") or an inherited descriptor ("fd:7", such as the master of a
    mocked tty) that reads as ended while nobody has the other end open."""

    def open(self):
        if self.where.startswith('fd:'):
            self.add(os.dup(int(self.where[3:])))
        else:
            fd = os.open(self.where[4:], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            tty.setraw(fd)
            self.add(fd)

    def rate(self):
        """Both ends of a pseudo-terminal have the same settings; on USB a speed means nothing."""
        if self.flavour == 'usb':
            return None
        try:
            return line_rate(self.channels[0].fd) if self.channels else None
        except termios.error:
            return None

    def rts_cts(self):
        if self.flavour == 'usb':
            return None
        try:
            return flow_control(self.channels[0].fd) if self.channels else None
        except termios.error:
            return None

    def on_end(self, channel):
        super().on_end(channel)
        asyncio.get_running_loop().call_later(0.1, self.open_again)

    def open_again(self):
        if self.present and not self.channels:
            self.open()

    def shut(self):
        pass


def make_wire(where, flavour):
    """WHERE as on the command line: abstract:NAME, pty:LINK, tty:DEVICE, fd:N or a socket's path."""
    kind = where.split(':', 1)[0]
    if kind == 'pty':
        return PtyWire(where[4:], flavour)
    if kind in ('tty', 'fd'):
        return DescriptorWire(where, flavour)
    return SocketWire(where[5:] if kind == 'unix' else where, flavour)
