#!/usr/bin/python3
"""The main job, for people to watch: a pretend BG95 that the real ModemManager has found is updated
over the air by the real fotad, with fotactl's progress bar.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import pty
import subprocess
import sys
import threading

from service import BUILD
from world import IMEI, NEW, OLD, World

FOTACTL = os.path.join(BUILD, 'clients', 'fotactl', 'fotactl')

BOLD, PLAIN = ('\033[1m', '\033[0m') if sys.stdout.isatty() else ('', '')


def say(text):
    print('\n%s%s%s' % (BOLD, text, PLAIN), flush=True)


def show(world, *arguments):
    """A command and its output, as a person would see them."""
    print('$ ' + ' '.join(arguments), flush=True)
    program = FOTACTL if arguments[0] == 'fotactl' else arguments[0]
    subprocess.run([program, *arguments[1:]], env=world.bus.environment, check=True)


def watch(world, seen):
    """Notes what `mmcli -L` shows at each phase."""
    def on_change():
        for _, _, values in world.service.changes[seen['at']:]:
            seen['at'] += 1
            if values.get('Phase') in ('transfer', 'settle'):
                seen[values['Phase']] = world.mm.mmcli('-L').strip() or 'No modems were found'
    return on_change


def update(world, url):
    """fotactl on a terminal of its own, so that it draws its bar."""
    command = ['fotactl', 'update', 'any', url, '--from', OLD, '--to', NEW]
    print('$ ' + ' '.join(command), flush=True)
    leader, follower = pty.openpty()
    process = subprocess.Popen([FOTACTL, *command[1:]],
                               env={**world.bus.environment, 'TERM': 'xterm', 'COLUMNS': '100'},
                               stdout=follower, stderr=follower, stdin=subprocess.DEVNULL)
    os.close(follower)
    copier = threading.Thread(target=copy, args=(leader,))
    copier.start()
    seen = {'at': 0}
    on_change = watch(world, seen)
    world.service.wait('the end of fotactl', lambda: on_change() or process.poll() is not None, 120)
    on_change()
    copier.join()
    return process.returncode, seen


def copy(leader):
    while True:
        try:
            data = os.read(leader, 4096)
        except OSError:
            return
        if not data:
            return
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def main():
    world = World(scale=0.1, modem_scale=0.05)
    try:
        say('A pretend Quectel BG95, found by the real ModemManager:')
        world.start(flavour='uart')
        url = world.package()
        show(world, 'mmcli', '-L')
        show(world, 'fotactl', 'list')
        say('Its firmware is updated over the air (a minute of the modem passes in three seconds):')
        status, seen = update(world, url)
        say('While the job had the modem, ModemManager showed:')
        print('during the transfer: ' + seen.get('transfer', 'not looked'))
        say('Now it has it again:')
        show(world, 'mmcli', '-L')
        show(world, 'fotactl', 'list')
        show(world, 'fotactl', 'log', '1')
        version = world.modem.get()['version']
        print('\nThe modem %s runs %s.' % (IMEI, version))
        return 0 if status == 0 and version == NEW else 1
    finally:
        world.stop()


sys.exit(main())
