"""What systemd is to the service: the notification socket, its store of descriptors, the watchdog.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import fcntl
import os
import select
import socket
import threading

SCRIPT = '%s export LISTEN_FDS=%d LISTEN_FDNAMES=%s LISTEN_PID=$$; exec "$@"'


class Systemd:
    """The end of NOTIFY_SOCKET at which systemd sits; `fds` by name."""

    def __init__(self, folder, watchdog_s=0):
        self.path, self.fds, self.messages = os.path.join(folder, 'notify'), {}, []
        self.watchdog_s = watchdog_s
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)
        self.lock = threading.Lock()
        self.open = True
        threading.Thread(target=self.serve, daemon=True).start()

    def environment(self):
        watchdog = {'WATCHDOG_USEC': str(int(self.watchdog_s * 1e6))} if self.watchdog_s else {}
        return {'NOTIFY_SOCKET': self.path, **watchdog}

    def serve(self):
        """Always: who tells systemd something waits until it is read."""
        while self.open:
            if select.select([self.socket], [], [], 0.2)[0]:
                self.read()

    def read(self):
        """Takes what has been told."""
        with self.lock:
            while self.open:
                try:
                    text, fds, _, _ = socket.recv_fds(self.socket, 4096, 4)
                except BlockingIOError:
                    break
                self.take(text.decode().split('\n'), fds)
        return self

    def take(self, lines, fds):
        self.messages.append(lines)
        name = dict(line.split('=', 1) for line in lines).get('FDNAME')
        if 'FDSTOREREMOVE=1' in lines and name in self.fds:
            os.close(self.fds.pop(name))
        for fd in fds:
            if 'FDSTORE=1' in lines and name not in self.fds:
                self.fds[name] = fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 100)
            os.close(fd)

    def told(self, key):
        """Values of KEY=VALUE, in order."""
        return [line.partition('=')[2] for lines in self.read().messages for line in lines
                if line.startswith(key + '=')]

    def command(self, arguments):
        """`arguments` with what is stored as descriptors 3, 4, …; for spawn (): (command, fds)."""
        fds = list(self.read().fds.items())
        if not fds:
            return arguments, []
        moves = ''.join('exec %d<&%d %d<&-; ' % (3 + i, fd, fd) for i, (_, fd) in enumerate(fds))
        script = SCRIPT % (moves, len(fds), ':'.join(name for name, _ in fds))
        return ['bash', '-c', script, 'systemd', *arguments], [fd for _, fd in fds]

    def close(self):
        with self.lock:
            self.open = False
            for fd in self.fds.values():
                os.close(fd)
            self.fds.clear()
