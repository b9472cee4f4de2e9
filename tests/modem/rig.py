"""Runs the pretend modem as a process for a test, acts on it, reads its journal.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import ctypes
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.realpath(__file__))
SIMULATOR = os.path.join(HERE, 'fotad-modem-simulator')
MAKE_PACKAGE = os.path.join(HERE, 'make-package')


def die_with_parent():
    """In a child before exec: it ends when the test does, whatever ends that."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def spawn(arguments, **options):
    return subprocess.Popen(arguments, preexec_fn=die_with_parent, **options)


def end(process, seconds=5):
    """Asks a process to end, then makes it."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
    if process.stdout:
        process.stdout.close()


def until(what, function, seconds=10, step=0.02):
    """The first true result of `function`; fails with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        result = function()
        if result:
            return result
        if time.monotonic() > deadline:
            raise AssertionError('not within %g s: %s' % (seconds, what))
        time.sleep(step)


def make_package(path, *options):
    subprocess.run([MAKE_PACKAGE, path, *options], check=True)
    return path


class Simulator:
    """One pretend modem in `folder`; `ports` are --usb/--uart WHERE pairs, or one of the two
    flavours for its one socket `path`."""

    def __init__(self, folder, *options, ports='usb', scale=0.005,
                 name='modem', pass_fds=()):
        self.folder, self.name, self.scale = folder, name, scale
        self.path = os.path.join(folder, name)
        self.control_path, self.log_path = self.path + '.control', self.path + '.log'
        self.state_path = self.path + '.state'
        self.ports = ['--' + ports, self.path] if isinstance(ports, str) else ports
        self.options, self.pass_fds = options, pass_fds
        self.process = None

    def start(self):
        self.process = spawn(
            [sys.executable, SIMULATOR, *self.ports, '--time-scale', str(self.scale), '--log',
             self.log_path, '--control', self.control_path, '--state', self.state_path,
             *self.options], stdout=subprocess.PIPE, text=True, pass_fds=self.pass_fds)
        line = self.process.stdout.readline()
        if line.strip() != 'ready':
            raise AssertionError('the pretend modem did not start')
        return self

    def stop(self):
        if self.process:
            end(self.process)
            self.process = None

    def kill(self):
        """As a power cut of the whole gateway."""
        self.process.kill()
        self.stop()

    def control(self, text):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(5)
            connection.connect(self.control_path)
            connection.sendall(text.encode() + b'\n')
            answer = connection.makefile().readline().strip()
        if not answer.startswith('ok'):
            raise AssertionError('%s: %s' % (text, answer))
        return answer[2:].strip()

    def get(self):
        return json.loads(self.control('get'))

    def journal(self):
        if not os.path.exists(self.log_path):
            return []
        with open(self.log_path, encoding='utf-8') as file:
            whole, _, _ = file.read().rpartition('\n')  # the last line may be half written
        return [json.loads(line) for line in whole.split('\n') if line]

    def mark(self):
        """A place in the journal for `received ()` and the like."""
        return len(self.journal())

    def lines(self, what, since=0):
        return [e['line'] for e in self.journal()[since:] if e['what'] == what]

    def received(self, since=0):
        """Every command line heard."""
        return self.lines('rx', since)

    def sent(self, since=0):
        return self.lines('tx', since)

    def events(self, name, since=0):
        return [e for e in self.journal()[since:] if e['what'] == 'event' and e['name'] == name]

    def await_event(self, name, seconds=10, since=0):
        return until('event ' + name, lambda: self.events(name, since), seconds)[0]

    def await_sent(self, text, seconds=10, since=0):
        return until('line ' + text, lambda: [s for s in self.sent(since) if text in s], seconds)[0]


class Host:
    """A plain AT host on a unix socket or a tty, for tests of the pretend modem itself."""

    def __init__(self, address):
        self.data = b''
        if address.startswith('abstract:'):
            address = '\0' + address
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(address)
        self.socket.settimeout(0.05)

    def close(self):
        self.socket.close()

    def read(self):
        """What has come; b'' after the other side closed."""
        try:
            data = self.socket.recv(65536)
        except (TimeoutError, socket.timeout):
            return None
        except ConnectionError:
            data = b''
        self.data += data
        return data

    def text(self):
        return self.data.decode('latin-1')

    def expect(self, pattern, seconds=10):
        """Reads until the pattern matches; what came up to its end is consumed."""
        deadline = time.monotonic() + seconds
        while True:
            match = re.search(pattern, self.text(), re.S)
            if match:
                self.data = self.data[match.end():]
                return match
            if time.monotonic() > deadline:
                raise AssertionError('%r did not come within %g s, but %r' % (pattern, seconds, self.text()))
            if self.read() == b'':
                raise AssertionError('closed before %r, after %r' % (pattern, self.text()))

    def closed(self, seconds=5):
        """True when the other side hangs up in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.read() == b'':
                return True
        return False

    def send(self, text):
        self.socket.sendall(text.encode('latin-1') if isinstance(text, str) else text)

    def command(self, text, seconds=5):
        """Information lines and the final result, as a list."""
        self.send(text + '\r')
        final = r'\r\n(OK|ERROR|CONNECT|\+CM[ES] ERROR: [^\r\n]*)\r\n'
        deadline = time.monotonic() + seconds
        while True:
            match = re.search(final, self.text())
            if match:
                lines = self.text()[: match.end()].replace('\r', '\n').split('\n')
                self.data = self.data[match.end():]
                return [line for line in lines if line and line != text]
            if time.monotonic() > deadline or self.read() == b'':
                raise AssertionError('%r was not answered: %r' % (text, self.text()))
