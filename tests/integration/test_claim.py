#!/usr/bin/python3
"""The claim against the real ModemManager: killed, restarted, inherited.

This test plays systemd: it keeps the descriptor that the claim's holder stores, and hands it to
the holder's next life.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import signal
import socket
import subprocess
import time

from world import WorldCase, cases, rig

HOLDER = os.path.join(os.environ.get('FOTAD_BUILD_DIR', '.'), 'tests', 'integration', 'claim-holder')
WATCHED_S = 4  # without a claim ModemManager has the modem back in less


class Store:
    """The end of NOTIFY_SOCKET at which systemd sits."""

    def __init__(self, folder):
        self.path, self.fds = os.path.join(folder, 'notify'), {}
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.setblocking(False)

    def read(self):
        while True:
            try:
                text, fds, _, _ = socket.recv_fds(self.socket, 4096, 4)
            except BlockingIOError:
                return self
            lines = text.decode().split('\n')
            name = dict(line.split('=', 1) for line in lines).get('FDNAME')
            if 'FDSTOREREMOVE=1' in lines and name in self.fds:
                os.close(self.fds.pop(name))
            if 'FDSTORE=1' in lines:
                self.fds[name] = fds[0]

    def close(self):
        self.socket.close()
        for fd in self.fds.values():
            os.close(fd)


class ClaimCase(WorldCase):
    def prepare(self):
        self.make_world()
        self.mm = self.world.mm
        self.mm.start()
        self.modem = self.world.add_modem()
        self.uid = self.mm.await_modem()['Device']
        self.store = Store(self.world.folder)
        self.addCleanup(self.store.close)

    def hold(self, inherit=None, store=True):
        """A holder, with `inherit` as descriptor 3 as systemd would have it."""
        environment = {**self.world.bus.environment, 'UID_': self.uid, 'HOLDER': HOLDER}
        if store:
            environment['NOTIFY_SOCKET'] = self.store.path
        script = 'exec "$HOLDER" "$UID_"'
        if inherit is not None:
            script = ('exec 3<&%d; export LISTEN_FDS=1 LISTEN_FDNAMES=claim LISTEN_PID=$$; ' % inherit
                      + script)
        process = rig.spawn(['bash', '-c', script], stdout=subprocess.PIPE, text=True, env=environment,
                            pass_fds=[] if inherit is None else [inherit])
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()

    def hear(self, process, word):
        self.assertEqual(process.stdout.readline().strip(), word)

    def watch_nothing(self):
        end = time.monotonic() + WATCHED_S
        while time.monotonic() < end:
            self.assertEqual(self.mm.objects(), {})
            time.sleep(0.2)

    def release(self, process):
        process.send_signal(signal.SIGTERM)
        self.hear(process, 'released')
        self.assertEqual(process.wait(10), 0)
        self.mm.await_modem()


class Claim(ClaimCase):
    def test_taken_and_released(self):
        self.prepare()
        holder = self.hold()
        self.hear(holder, 'taken')
        self.mm.await_none()
        self.assertEqual(list(self.store.read().fds), ['claim'])
        self.release(holder)
        self.assertEqual(self.store.read().fds, {})

    def test_somebody_else(self):
        self.prepare()
        self.mm.inhibit(self.uid)
        self.hear(self.hold(), 'refused')

    def test_a_kill_without_a_store_releases(self):
        self.prepare()
        holder = self.hold(store=False)
        self.hear(holder, 'taken')
        self.mm.await_none()
        holder.kill()
        self.mm.await_modem()

    def test_a_kill_is_outlived(self):
        self.prepare()
        holder = self.hold()
        self.hear(holder, 'taken')
        self.mm.await_none()
        fd = self.store.read().fds['claim']
        holder.kill()
        holder.wait()
        connections = len(self.modem.events('connect'))
        self.watch_nothing()
        self.assertEqual(len(self.modem.events('connect')), connections)
        heir = self.hold(inherit=fd)
        self.hear(heir, 'inherited')
        self.watch_nothing()
        self.release(heir)  # although this test still has its copy

    def test_modemmanager_restarts(self):
        self.prepare()
        holder = self.hold()
        self.hear(holder, 'taken')
        self.mm.await_none()
        self.mm.stop()
        self.hear(holder, 'lost')
        self.mm.start()
        self.mm.set_profile('modem0', 'quectel', self.modem.path)
        self.hear(holder, 'regained')
        self.watch_nothing()
        self.release(holder)

    def test_modemmanager_restarts_while_we_are_dead(self):
        self.prepare()
        holder = self.hold()
        self.hear(holder, 'taken')
        fd = self.store.read().fds['claim']
        holder.kill()
        holder.wait()
        self.mm.stop()
        self.mm.start()
        self.mm.set_profile('modem0', 'quectel', self.modem.path)
        self.mm.await_modem()
        heir = self.hold(inherit=fd)
        for word in ('inherited', 'lost', 'regained'):
            self.hear(heir, word)
        self.watch_nothing()
        self.release(heir)


if __name__ == '__main__':
    cases.main()
