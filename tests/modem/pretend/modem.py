"""A modem of 3GPP TS 27.007 without firmware update: power, ports, settings, answers.

A family derives from `Modem`, marks its command handlers with `@command` and plays its update
with `reach ()`, `urc ()`, `leave ()` and `boot ()`; see families/quectel.py.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import json
import os

from . import nv
from .command import AtError, normal
from .network import Network
from .handler import command
from .port import AtPort
from .power import Power
from .troubles import Storm, Troubles

HERE = os.path.dirname(__file__)


def load_answers(paths):
    """`COMMAND: line | line` of the .answers files; nothing after the colon is a mere OK."""
    answers = {}
    for path in paths:
        with open(path, encoding='utf-8') as file:
            for line in filter(None, (text.strip() for text in file)):
                if not line.startswith('//'):
                    key, _, value = line.partition(' :')
                    answers[normal(key)] = value.strip().split(' | ') if value.strip() else []
    return answers


class Modem(Power, Network):
    FAMILY = 'generic'
    PLUGIN = 'generic'  # ModemManager's
    ANSWERS = ['base.answers']
    SETTINGS = ['base.settings']
    SCENARIOS = {}
    TIMES = {'boot': 13, 'ready': 5}

    def __init__(self, facts, clock, journal, knobs, state_path=None):
        self.clock, self.journal, self.knobs = clock, journal, knobs
        self.facts, self.state_path = dict(facts), state_path
        self.answers = load_answers([os.path.join(HERE, p) for p in self.ANSWERS])
        settings = nv.load([os.path.join(HERE, p) for p in self.SETTINGS])
        stored = self.load_state()
        self.store = nv.Store(settings, stored.get('settings'))
        self.troubles, self.storm = Troubles(), Storm(clock, journal)
        self.facts['version'] = stored.get('version', self.facts['version'])
        self.update = stored.get('update', {})  # what survives a power cut
        self.ports, self.tasks = [], set()
        self.alive = False  # takes commands
        self.reached = set()
        self.armed = None  # a scenario for the next connection
        self.handlers = self.collect()
        self.start_network()

    def collect(self):
        found = {}
        for name in dir(type(self)):
            for at_name in getattr(getattr(type(self), name), 'at_names', ()):
                found[at_name] = getattr(self, name)
        return found

    # What survives without power

    def load_state(self):
        if not self.state_path or not os.path.exists(self.state_path):
            return {}
        with open(self.state_path, encoding='utf-8') as file:
            return json.load(file)

    def save_state(self):
        if not self.state_path:
            return
        with open(self.state_path + '.new', 'w', encoding='utf-8') as file:
            json.dump({'version': self.facts['version'], 'settings': self.store.dump(),
                       'update': self.update}, file)
        os.replace(self.state_path + '.new', self.state_path)

    def load_package(self):
        path = '%s.package' % self.state_path
        if not self.state_path or not os.path.exists(path):
            return b''
        with open(path, 'rb') as file:
            return file.read()

    def store_package(self, data):
        if self.state_path:
            with open(self.state_path + '.package', 'wb') as file:
                file.write(data)

    # Ports

    def attach(self, wire):
        port = AtPort(self, wire, 'at%d' % len(self.ports))
        self.ports.append(port)
        return port

    def on_connect(self, port):
        self.journal.event('connect', port=port.name)
        if self.armed:
            self.knobs, self.armed = self.armed, None

    def listens(self, port):
        return self.alive

    def echo(self):
        return self.store.get('E') == '1'

    def cmee(self):
        return self.store.get('+CMEE')

    def rate(self):
        """The line speed of the UART; 0 is whatever the host uses."""
        return int(self.store.get('+IPR') or 0)

    def rts_cts(self):
        """Whether the UART has hardware flow control; None: nobody can tell."""
        return self.store.get('&K') == '3' if '&K' in self.store.values else None

    def spawn(self, coroutine):
        """Runs beside the commands until it ends or the power does."""
        task = asyncio.ensure_future(coroutine)
        self.tasks.add(task)
        task.add_done_callback(self.on_task_done)
        return task

    def on_task_done(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception():
            self.journal.event('fault', text=repr(task.exception()))
            raise task.exception()

    # Lines nobody asked for

    def urc(self, line, name=None):
        """Says a line on the ports that carry them, unless the scenario loses it."""
        if name and self.knobs.lose & {name.lower(), 'all'}:
            self.journal.event('lost', line=line)
            return
        ports = [p for p in self.urc_ports() if p.wire.channels]
        if not ports:
            self.journal.event('unheard', line=line)
        for port in ports:
            port.say(line)

    def urc_ports(self):
        return self.ports

    # Commands

    def heard(self, port, text):
        """For families that must know every line."""

    async def execute(self, port, cmd):
        """Information lines; AtError otherwise."""
        trouble = self.troubles.hit(cmd)
        if trouble == 'refuse':
            raise AtError()
        if trouble == 'crash':
            self.power_cut()
        port.mute = trouble == 'mute'
        if trouble and trouble != 'mute':
            return []
        if cmd.name in self.handlers:
            result = self.handlers[cmd.name](port, cmd)
            return await result if asyncio.iscoroutine(result) else result
        key = normal(cmd.text)
        if cmd.kind == 'exec' and self.store.find(cmd):
            return self.store.execute(self.store.find(cmd), cmd)
        if key in self.answers:
            facts = {**self.facts, 'revision': self.revision()}
            return [line.format(**facts) for line in self.answers[key]]
        setting = self.store.find(cmd)
        if setting:
            lines = self.store.execute(setting, cmd)
            self.save_state()
            return lines
        if key:
            self.journal.event('unknown', command=cmd.text)
            raise AtError()
        return []

    def revision(self):
        """The version as +CGMR prints it."""
        return self.facts['version']

    @command('E', 'E0', 'E1')
    def on_echo(self, port, cmd):
        self.store.set('E', cmd.name[1:] or '0')

    @command('&W', '&W0')
    def on_save_profile(self, port, cmd):
        self.store.save_profile()
        self.save_state()

    @command('Z', 'Z0', '&F', '&F0')
    def on_profile(self, port, cmd):
        echo = self.store.get('E')
        if cmd.name.startswith('&F'):
            self.store.set('E', '1')
        else:
            self.store.set('E', self.store.saved.get('E', echo))
