"""Commands in the guest, through qemu-guest-agent on a virtio-serial port.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import base64
import json
import random
import socket
import time

ENVIRONMENT = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root', 'LC_ALL=C.UTF-8']


class Silence(Exception):
    """The guest does not answer."""


class Agent:
    def __init__(self, path):
        self.path, self.socket, self.buffer = path, None, b''

    def connect(self, seconds):
        """Waits until the agent answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                self.open(2)
                return
            except (OSError, Silence):
                self.close()
                time.sleep(0.2)
        raise Silence('no answer from the guest within %g s' % seconds)

    def open(self, seconds):
        self.socket, self.buffer = socket.socket(socket.AF_UNIX), b''
        self.socket.settimeout(seconds)
        self.socket.connect(self.path)
        token = random.getrandbits(31)
        # 0xff makes the agent forget half a request, and precedes this one answer
        self.send(b'\xff', 'guest-sync-delimited', id=token)
        while self.read_line().rpartition(b'\xff')[2] != json.dumps({'return': token}).encode():
            pass

    def close(self):
        if self.socket:
            self.socket.close()
            self.socket = None

    def send(self, prefix, name, **arguments):
        text = json.dumps({'execute': name, 'arguments': arguments})
        self.socket.sendall(prefix + text.encode() + b'\n')

    def read_line(self):
        while b'\n' not in self.buffer:
            data = self.socket.recv(65536)
            if not data:
                raise Silence('the guest is gone')
            self.buffer += data
        line, _, self.buffer = self.buffer.partition(b'\n')
        return line

    def call(self, name, **arguments):
        self.send(b'', name, **arguments)
        answer = json.loads(self.read_line())
        if 'error' in answer:
            raise Silence('%s: %s' % (name, answer['error']))
        return answer['return']

    def run(self, command, seconds=60):
        """(exit status, output, errors) of a bash command of root's."""
        self.socket.settimeout(30)
        started = self.call('guest-exec', path='/bin/bash', arg=['-c', command], env=ENVIRONMENT,
                            **{'capture-output': True})
        deadline, nap = time.monotonic() + seconds, 0.02
        while True:
            state = self.call('guest-exec-status', pid=started['pid'])
            if state['exited']:
                break
            if time.monotonic() > deadline:
                raise Silence('not done within %g s: %s' % (seconds, command))
            time.sleep(nap)
            nap = min(nap * 1.5, 0.3)
        text = [base64.b64decode(state.get(key, '')).decode(errors='replace')
                for key in ('out-data', 'err-data')]
        return state.get('exitcode', 128 + state.get('signal', 0)), text[0], text[1]
