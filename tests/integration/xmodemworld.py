"""A pretend HL7800 behind a line that can be cut at any byte of an upload.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import re
import socket
import threading

from world import WorldCase, rig

from gi.repository import Gio, GLib
from service import NAME, options

OLD, NEW = 'HL7800.4.5.4.0', 'HL7800.4.6.9.4'
START = re.compile(rb'AT\+WDSD=\d+\r')
FRAME = 1024 + 4  # with an 8-bit sum


class Relay:
    """Between the daemon and the modem.  Of an upload only the first `limit` bytes pass, once; then
    `at_limit` is set, and nothing more passes until the line is cut or `go_on ()` is called."""

    def __init__(self, path, target):
        self.target, self.limit, self.at_limit = target, None, threading.Event()
        self.resumed, self.pairs = threading.Event(), []
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                host, _ = self.server.accept()
            except OSError:
                return
            modem = socket.socket(socket.AF_UNIX)
            try:
                modem.connect(self.target)
            except OSError:
                host.close()
                continue
            self.pairs.append((host, modem))
            for pump in (self.to_modem, self.to_host):
                threading.Thread(target=self.pump, args=(pump, host, modem), daemon=True).start()

    def pump(self, pump, host, modem):
        try:
            pump(host, modem)
        except OSError:
            pass
        self.shut(host, modem)

    @staticmethod
    def shut(*ends):
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def to_host(self, host, modem):
        while data := modem.recv(4096):
            host.sendall(data)

    def to_modem(self, host, modem):
        text, left = b'', None
        while data := host.recv(4096):
            text = (text + data)[-100:]
            found = START.search(text) if self.limit is not None else None
            if left is None and found:
                left, self.limit = self.limit - (len(text) - found.end()), None
                modem.sendall(data)
            elif left is None or len(data) < left:
                left = None if left is None else left - len(data)
                modem.sendall(data)
            else:
                modem.sendall(data[:left])
                self.at_limit.set()
                self.resumed.wait()
                modem.sendall(data[left:])
                left = None

    def go_on(self):
        self.resumed.set()

    def cut(self):
        """The line is dead; a new one can be had."""
        for pair in self.pairs:
            self.shut(*pair)
        self.resumed.set()

    def stop(self):
        self.cut()
        self.server.close()


class XmodemCase(WorldCase):
    def begin(self, *modem, size='3000', scale=0.02):
        world = self.make_world(scale=scale, modem_scale=0.005)
        world.mm.start()
        set_profile = world.mm.set_profile

        def set_relayed(name, plugin, path):
            self.relay = Relay(path + '.relay', path)
            self.addCleanup(self.relay.stop)
            set_profile(name, plugin, path + '.relay')
        world.mm.set_profile = set_relayed
        world.add_modem('--family', 'hl78', '--model', 'HL7800', *modem, plugin='generic',
                        flavour='uart')
        world.mm.await_modem()
        self.service, self.modem = world.service.start(), world.modem
        self.path = self.service.await_modem()
        self.file = rig.make_package(os.path.join(world.folder, 'push.bin'), '--family', 'hl78',
                                     '--model', 'HL7800', '--size', size)
        self.blocks = -(-os.path.getsize(self.file) // 1024)

    def push(self, **values):
        wanted = GLib.Variant('(hsa{sv})', (0, 'push.bin', options(values)))
        with open(self.file, 'rb') as package:
            fds = Gio.UnixFDList.new_from_array([os.dup(package.fileno())])
            result, _ = self.world.bus.connection.call_with_unix_fd_list_sync(
                NAME, self.path, NAME + '.Modem', 'UpdateFromFile', wanted, None,
                Gio.DBusCallFlags.NONE, 10000, fds, None)
        self.job = result.unpack()[0]
        return self.job

    def push_up_to(self, limit):
        """The upload has stopped when so many bytes of it have passed."""
        self.relay.at_limit.clear()
        self.relay.resumed.clear()
        self.relay.limit = limit
        self.push()
        self.assertTrue(self.relay.at_limit.wait(30))

    def uploads(self):
        return [c for c in self.modem.received() if c.startswith('AT+WDSD=') and '?' not in c]

    def installs(self):
        return [c for c in self.modem.received() if c == 'AT+WDSR=4']

    # The three ways to be interrupted; each ends with the modem updated, once.

    def cancel(self):
        self.service.call(self.job, 'Job.Cancel')
        self.relay.go_on()
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assertEqual((self.installs(), self.modem.get()['version']), ([], OLD))
        self.service.await_modem()
        self.push()

    def lose(self):
        self.relay.cut()

    def kill(self):
        self.service.stop(kill=True)
        self.relay.go_on()
        self.service.start()

    def check(self, way, limit):
        self.push_up_to(limit)
        way()
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual((len(self.installs()), self.modem.get()['version']), (1, NEW))
        self.service.await_modem()
