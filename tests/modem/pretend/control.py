"""A unix socket to act on a running pretend modem: one command a line, one answer a line.

    power-cut [SECONDS]    everything stops; back after SECONDS (vendor seconds)
    cut-after N            the same after N more lines of the journal
    port-die [SECONDS]     the ports vanish, the module works on; 0: until port-back
    port-back              they are there again
    reset                  the modem reboots
    scenario NAMES         from now on it plays this
    on-connect NAMES       and this from the next connection to a port on
    knob NAME=VALUE        turns one knob
    urc TEXT               says a line
    offer URL              what the client's server has for it, or "nothing" (Sequans)
    fota FIELDS            the client's configuration, in force at once (Sequans)
    live                   the client begins its life, as after a boot (Sequans)
    at LINE                a setting's command, as if from another port
    set NAME VALUE         changes a fact, such as version
    nv SETTING = VALUE     changes a setting behind the host's back
    trouble KIND PREFIX    such commands get ERROR (refuse), do nothing (stick), are its last (crash),
                           or the answer to the next one is lost (mute)
    get                    facts and state as JSON
    drop-package           the stored package is gone
    lwm2m BAND URL         the operator's server starts an update (Quectel)
    server WHAT            Telit's service does: ask, automatic, query, test; HL78xx: poll (the
                           module opens a session by itself), network-lost, network-back
    offer PATH             the vendor's server has this package (HL78xx)
    log                    answers with every further line of the journal
    help                   this list
    quit                   ends the simulator

An answer begins with "ok" or "error".

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import json

from . import knobs, scenarios
from .command import parse


class Control:
    def __init__(self, modem, stop):
        self.modem, self.stop = modem, stop

    async def serve(self, path):
        self.server = await asyncio.start_unix_server(self.on_client, path)

    async def on_client(self, reader, writer):
        def follow(line):
            writer.write(line.encode() + b'\n')

        try:
            while line := await reader.readline():
                name, _, rest = line.decode().strip().partition(' ')
                answer = self.answer(name, rest)
                writer.write(answer.encode() + b'\n')
                if name == 'log':
                    self.modem.journal.followers.append(follow)
        except ConnectionError:
            pass
        finally:
            if follow in self.modem.journal.followers:
                self.modem.journal.followers.remove(follow)
            writer.close()

    def answer(self, name, rest):
        handler = getattr(self, 'do_' + name.replace('-', '_'), None)
        if not handler:
            return 'error: no such command: ' + name
        try:
            self.modem.journal.event('control', command=name, argument=rest)
            return ('ok %s' % (handler(rest) or '')).strip()
        except (ValueError, KeyError, AttributeError) as error:
            return 'error: %s' % error

    def do_power_cut(self, rest):
        self.modem.power_cut(float(rest) if rest else None)

    def do_cut_after(self, rest):
        def count(line):
            left[0] -= 1
            if left[0] == 0:
                asyncio.get_running_loop().call_soon(self.modem.power_cut)

        left = [int(rest)]
        self.modem.journal.followers.append(count)

    def do_port_die(self, rest):
        self.modem.port_die(float(rest) if rest else None)

    def do_port_back(self, rest):
        self.modem.port_back()

    def do_reset(self, rest):
        self.modem.reset()

    def do_scenario(self, rest):
        self.modem.knobs = scenarios.build(rest, type(self.modem))

    def do_on_connect(self, rest):
        self.modem.armed = scenarios.build(rest, type(self.modem))

    def do_knob(self, rest):
        self.modem.knobs.merge(knobs.from_text(rest))

    def do_urc(self, rest):
        self.modem.urc(rest)

    def do_at(self, rest):
        cmd = parse(rest[2:])
        setting = self.modem.store.find(cmd)
        if not setting:
            raise ValueError('no such setting: ' + rest)
        self.modem.store.execute(setting, cmd)
        self.modem.save_state()

    def do_set(self, rest):
        name, _, value = rest.partition(' ')
        if name not in self.modem.facts:
            raise ValueError('no such fact: ' + name)
        self.modem.facts[name] = value
        self.modem.save_state()

    def do_nv(self, rest):
        key, _, value = rest.partition(' = ')
        if key not in self.modem.store.values:
            raise ValueError('no such setting: ' + key)
        self.modem.store.values[key] = value
        self.modem.save_state()

    def do_trouble(self, rest):
        self.modem.troubles.add(rest)

    def do_get(self, rest):
        return json.dumps({**self.modem.facts, 'alive': self.modem.alive,
                           'update': self.modem.update, 'settings': self.modem.store.values})

    def do_drop_package(self, rest):
        self.modem.set_package(b'')

    def do_lwm2m(self, rest):
        band, _, url = rest.partition(' ')
        self.modem.run(self.modem.lwm2m(band, url))

    def do_server(self, rest):
        self.modem.server(rest)

    def do_offer(self, rest):
        if callable(self.modem.offer):  # a family with a server of its own
            self.modem.offer(rest)
        else:
            self.modem.offer = rest

    def do_fota(self, rest):
        self.modem.configure_client(rest.split(','))

    def do_live(self, rest):
        self.modem.start_client()

    def do_help(self, rest):
        return json.dumps([line.strip() for line in __doc__.split('\n\n')[1].split('\n')])

    def do_log(self, rest):
        return ''

    def do_quit(self, rest):
        self.stop.set()
