"""SIM, registration and PDP contexts of a pretend modem.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .command import AtError, split_outside_quotes
from .handler import command


class Network:
    """A part of Modem; the scenario says how registered it is and what the SIM wants."""

    TECHNOLOGY = 8  # 27.007 <AcT>: 7 LTE, 8 Cat-M1, 9 NB-IoT
    PIN = '1234'
    PIN_TRIES = '+CPINR: SIM PIN,{tries},3'  # as the family tells it

    pin_tries = None  # the SIM's memory

    def start_network(self):
        """After every reset."""
        self.pin = self.knobs.pin
        if self.pin_tries is None:
            self.pin_tries = self.knobs.pin_tries
        self.fun = '1'
        self.cops_format = 0

    def stat(self):
        if self.fun != '1' or self.pin != 'READY':
            return 0
        return self.knobs.registration

    def registered(self):
        return self.stat() in (1, 5)

    @command('+CREG', '+CGREG', '+CEREG')
    def on_registration(self, port, cmd):
        prefix = cmd.name + ': '
        if cmd.kind == 'test':
            return [prefix + '(0-2)']
        if cmd.kind == 'set':
            self.store.set(cmd.name, cmd.value(0))
            return []
        level = self.store.get(cmd.name, '0') or '0'
        stat = 0 if cmd.name == '+CGREG' and self.TECHNOLOGY in (7, 8, 9) else self.stat()
        place = ',"1A2B","01234567",%d' % self.TECHNOLOGY if level == '2' and stat in (1, 5) else ''
        return ['%s%s,%d%s' % (prefix, level, stat, place)]

    @command('+CPIN')
    def on_pin(self, port, cmd):
        if self.pin == 'ABSENT':
            raise AtError(10)
        if cmd.kind == 'set':
            return self.enter_pin(cmd)
        return ['+CPIN: ' + self.pin]

    def enter_pin(self, cmd):
        right = self.pin == 'SIM PIN' and cmd.value(0) == self.PIN
        self.journal.event('pin', right=right)
        if self.pin != 'SIM PIN':
            raise AtError(3)
        self.pin_tries = 3 if right else self.pin_tries - 1
        self.pin = 'READY' if right else 'SIM PIN' if self.pin_tries > 0 else 'SIM PUK'
        if not right:
            raise AtError(16)
        return []

    @command('+CPINR', '#PCT', '+QPINC', '^SPIC')
    def on_pin_tries(self, port, cmd):
        if cmd.name not in self.PIN_TRIES:
            self.journal.event('unknown', command=cmd.text)
            raise AtError()
        return [self.PIN_TRIES.format(tries=self.pin_tries)]

    @command('+CIMI')
    def on_imsi(self, port, cmd):
        if self.pin != 'READY':
            raise AtError(10 if self.pin == 'ABSENT' else 11)
        return [self.facts['imsi']]

    @command('+CFUN')
    def on_function(self, port, cmd):
        if cmd.kind == 'read':
            return ['+CFUN: ' + self.fun]
        if cmd.kind == 'test':
            return ['+CFUN: (0,1,4),(0,1)']
        self.fun = cmd.value(0, '1')
        if cmd.value(1) == '1':
            self.fun = '1'
            self.reset()
        if self.fun != '1':
            self.on_network_lost()
        return []

    def on_network_lost(self):
        """For families with a download under way."""

    @command('+COPS')
    def on_operator(self, port, cmd):
        name, code, act = self.facts['operator'], self.facts['mccmnc'], self.TECHNOLOGY
        if cmd.kind == 'test':
            return ['+COPS: (2,"%s","Test","%s",%d),,(0-4),(0-2)' % (name, code, act)]
        if cmd.kind == 'set':
            if cmd.value(0) == '3':
                self.cops_format = cmd.number(1, 0)
            return []
        if not self.registered():
            return ['+COPS: 0']
        shown = code if self.cops_format == 2 else name
        return ['+COPS: 0,%d,"%s",%d' % (self.cops_format, shown, act)]

    @command('+CSQ')
    def on_signal(self, port, cmd):
        return ['+CSQ: (0-31,99),(0-7,99)'] if cmd.kind == 'test' else ['+CSQ: %s,99' % self.facts['csq']]

    @command('+CGATT')
    def on_attach(self, port, cmd):
        if cmd.kind == 'read':
            return ['+CGATT: %d' % self.registered()]
        return ['+CGATT: (0,1)'] if cmd.kind == 'test' else []

    @command('+CGDCONT')
    def on_context(self, port, cmd):
        if cmd.kind == 'test':
            return ['+CGDCONT: (1-15),"%s",,,(0-2),(0-4)' % t for t in ('IP', 'IPV6', 'IPV4V6')]
        rows = self.store.values['+CGDCONT']
        if cmd.kind == 'read':
            return ['+CGDCONT: %s,%s' % (k, self.shown_context(v)) for k, v in sorted(rows.items())]
        key = str(cmd.number(0, 1))
        if not 1 <= int(key) <= 15:
            raise AtError(50)
        if len(cmd.fields) == 1:
            rows.pop(key, None)
        else:
            more = cmd.fields[3:] if any(f.strip('"0') for f in cmd.fields[3:]) else []
            rows[key] = ','.join(['"%s","%s"' % (cmd.value(1, 'IP'), cmd.value(2, '')), *more])
        self.save_state()
        return []

    @staticmethod
    def shown_context(stored):
        """Type, APN, an address, and what else was written, or zeros."""
        kind, apn, *rest = split_outside_quotes(stored, ',')
        return ','.join([kind, apn, '"0.0.0.0"'] + (rest[1:] or ['0'] * 4))

    @command('+CGACT')
    def on_activate(self, port, cmd):
        if cmd.kind == 'read':
            return ['+CGACT: %s,0' % k for k in sorted(self.store.values['+CGDCONT'])]
        return []
