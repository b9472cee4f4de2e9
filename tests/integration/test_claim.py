#!/usr/bin/python3
"""The claim against the real ModemManager: killed, restarted, inherited.

This test plays systemd: it keeps the descriptor that the claim's holder stores, and hands it to
the holder's next life.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import signal
import subprocess
import time

from systemd import Systemd
from world import WorldCase, cases, rig

HOLDER = os.path.join(os.environ.get('FOTAD_BUILD_DIR', '.'), 'tests', 'integration', 'claim-holder')
WATCHED_S = 4  # without a claim ModemManager has the modem back in less


class ClaimCase(WorldCase):
    def prepare(self):
        self.make_world()
        self.mm = self.world.mm
        self.mm.start()
        self.modem = self.world.add_modem()
        self.uid = self.mm.await_modem()['Device']
        self.store = Systemd(self.world.folder)
        self.addCleanup(self.store.close)

    def hold(self, inherit=False, store=True):
        """A holder, which inherits what is stored as systemd would have it."""
        environment = {**self.world.bus.environment, **(self.store.environment() if store else {})}
        command, fds = self.store.command([HOLDER, self.uid]) if inherit else ([HOLDER, self.uid], [])
        process = rig.spawn(command, stdout=subprocess.PIPE, text=True, env=environment, pass_fds=fds)
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
        self.assertIn('claim', self.store.read().fds)
        holder.kill()
        holder.wait()
        connections = len(self.modem.events('connect'))
        self.watch_nothing()
        self.assertEqual(len(self.modem.events('connect')), connections)
        heir = self.hold(inherit=True)
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
        self.assertIn('claim', self.store.read().fds)
        holder.kill()
        holder.wait()
        self.mm.stop()
        self.mm.start()
        self.mm.set_profile('modem0', 'quectel', self.modem.path)
        self.mm.await_modem()
        heir = self.hold(inherit=True)
        for word in ('inherited', 'lost', 'regained'):
            self.hear(heir, word)
        self.watch_nothing()
        self.release(heir)


if __name__ == '__main__':
    cases.main()
