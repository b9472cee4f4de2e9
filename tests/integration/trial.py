"""One trial of the kill matrix: a whole world, one job, one or two deaths, and what must be true
afterwards.

`lives` are the points at which the daemon's lives end: "stored:12", "told:3" (see die.c), "after:0.3"
(seconds), or "" for one that is left alone.  `cut` is after how many lines of the modem's journal its
power fails; `together`, that it fails when the daemon does.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import re
import shutil
import signal
import time

from world import World
from service import BUILD, FINAL, NAME, ROOT
from systemd import Systemd

from gi.repository import GLib

DIE = os.path.join(BUILD, 'tests', 'integration', 'die.so')
ASAN = os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'
# ModemManager writes these itself each time it gets the modem.
VOLATILE = ('E', '+CMEE', '+CSCS', '+CREG', '+CEREG', '+CGREG', '+CFUN')
PATIENCE_S = 90


class Broken(AssertionError):
    """A promise was not kept."""


def expect(truth, text, *values):
    if not truth:
        raise Broken(text % values if values else text)


def flat(values, above=''):
    """Nested settings by their whole names."""
    pairs = {}
    for key, value in values.items():
        name = (above + ' ' + key).strip()
        pairs.update(flat(value, name) if isinstance(value, dict) else {name: value})
    return pairs


def same(before, after):
    """A trailing field that says "now" is none of the setting's."""
    return before == after or after == '%s,1' % before


class Trial:
    def __init__(self, route, lives=(), cut=0, together=False, gateway=False, systemd=True,
                 scale=0.03, modem_scale=0.004):
        self.gateway = gateway
        self.route, self.lives, self.cut, self.deadly = route, list(lives), cut, tuple(lives)
        self.together, self.with_systemd = together, systemd
        self.scale, self.modem_scale = scale, modem_scale
        self.deaths, self.job, self.record, self.kill_at = 0, None, None, None
        self.served, self.known = 0, True

    def __str__(self):
        words = [self.route.name, 'lives=' + ','.join(self.deadly) if self.deadly else '',
                 'cut=%d' % self.cut if self.cut else '', 'together' if self.together else '',
                 'gateway' if self.gateway else '',
                 '' if self.with_systemd else 'no-systemd']
        return ' '.join(filter(None, words))

    def run(self):
        """Itself; Broken when a promise was."""
        self.world = World(self.scale, self.modem_scale)
        try:
            self.open()
            self.begin()
            self.service.wait('the end of the job: %s' % self, self.step, PATIENCE_S, 20)
            self.ended = self.modem.mark()
            self.judge()
            if 'FOTAD_DIE_COUNT' in self.service.extra:
                self.measure()
        except BaseException:
            self.world.show_logs()
            raise
        finally:
            self.close()
        return self

    def close(self):
        self.world.stop()
        if self.systemd:
            self.systemd.close()

    # A world

    def open(self):
        route, world = self.route, self.world.open()
        self.service = world.service
        self.systemd = self.service.systemd = Systemd(world.folder) if self.with_systemd else None
        self.url = world.package('--family', route.family, '--model', route.model, '--from', route.old,
                                 '--to', route.new, *route.package)
        world.mm.start()
        knobs = [word for item in route.knobs.items() for word in ('--knob', '%s=%s' % item)]
        self.modem = world.add_modem('--family', route.family, '--model', route.model, '--scenario',
                                     route.scenario, *knobs, flavour=route.flavour, plugin=route.plugin)
        for item in route.planted.items():
            self.modem.control('nv %s = %s' % item)
        if route.prepare:
            route.prepare(self)
        world.mm.await_modem()
        self.launch(first=True)

    def launch(self, first=False):
        """The next life."""
        point = self.lives.pop(0) if self.lives else ''
        extra = self.counting()
        if point and not point.startswith('after'):
            extra = {'FOTAD_DIE': point, 'LD_PRELOAD': DIE, 'ASAN_OPTIONS': ASAN}
            if self.together:
                extra['FOTAD_DIE_CUT'] = self.modem.control_path
            if self.gateway:
                self.shadow = os.path.join(self.world.folder, 'shadow')
                os.makedirs(self.shadow, exist_ok=True)
                extra['FOTAD_DIE_SHADOW'] = self.shadow
        self.service.extra = extra
        self.service.launch()
        self.point, self.kill_at = point, None
        if first:
            self.service.bus.await_name(NAME)
            self.service.refresh()
            self.path = self.service.await_modem()

    def counting(self):
        """An undisturbed one is measured."""
        if self.lives or self.cut or self.deaths:
            return {}
        return {'LD_PRELOAD': DIE, 'FOTAD_DIE_COUNT': os.path.join(self.world.folder, 'counts'),
                'ASAN_OPTIONS': ASAN}

    def measure(self):
        """How many points there were, and after which lines of its journal the modem may lose power:
        those that are not like the one before them."""
        self.service.stop()
        with open(os.path.join(self.world.folder, 'counts'), encoding='ascii') as file:
            self.counts = {name: int(n) for name, n in map(str.split, file)}
        lines = self.modem.journal()[self.mark:self.ended]
        back = [i for i, line in enumerate(lines) if line.get('name') == 'connect'][-1]
        lines = lines[:back - 3]  # the last OK, and what follows is ModemManager's
        kinds = [re.sub(r'\d+|"t": [\d.]+', '', str({**line, 't': 0})) for line in lines]
        self.stages = [i + 1 for i, kind in enumerate(kinds) if not i or kind != kinds[i - 1]]

    # A job

    def call(self, member, arguments):
        return self.service.call(self.path, member, arguments)

    def begin(self):
        self.before = self.modem.get()['settings']
        self.mark = self.modem.mark()
        if self.cut:
            self.modem.control('cut-after %d' % self.cut)
        self.arm()
        self.began = time.monotonic()
        try:
            self.job = self.route.start(self)
        except GLib.Error:
            expect(self.lives is not None and self.point, 'the request was refused')

    def arm(self):
        if self.point.startswith('after'):
            self.kill_at = time.monotonic() + float(self.point.partition(':')[2])

    def listening(self):
        """The job waits for the modem's server."""
        return self.record_of_job().get('Phase') == 'transfer' and \
            time.monotonic() - self.served > 0.2

    def record_of_job(self):
        return self.service.job(self.job) if self.job else {}

    def step(self):
        """True when the job has ended."""
        if self.kill_at and time.monotonic() >= self.kill_at:
            self.service.process.kill()
            self.service.process.wait()
        if self.service.process.poll() is not None:
            self.revive()
        try:
            return self.is_up() and (self.is_over() or self.serve())
        except GLib.Error:  # it may have died meanwhile
            return False

    def serve(self):
        """What people and the modem's server do."""
        if self.record_of_job().get('State') == 'waiting-approval':
            self.service.call(self.job, 'Job.Approve')
        if self.route.serve and self.listening():
            before = self.modem.mark()
            self.route.serve(self)
            if self.modem.mark() != before:
                self.served = time.monotonic()

    def is_up(self):
        """There is a service, and it is the living one's."""
        if self.known:
            return True
        if not self.service.bus.has_name(NAME):
            return False
        self.service.refresh()
        self.known = True
        self.arm()
        return True

    def revive(self):
        code = self.service.process.returncode
        expect(code == -signal.SIGKILL, 'the daemon ended by itself: %s', code)
        self.deaths += 1
        self.known = False
        if self.gateway:
            self.lose_power()
        else:
            self.service.stop()
        self.launch()

    def lose_power(self):
        """Nothing is left of the gateway but what was on its disk."""
        self.world.bus.cut_power()
        self.systemd.close()
        os.unlink(self.systemd.path)
        self.systemd = self.service.systemd = Systemd(self.world.folder)
        self.restore_disk()
        self.world.open()
        self.world.mm.start()
        self.world.mm.set_profile('modem0', self.route.plugin, self.modem.path)

    def restore_disk(self):
        """The database as of the last sync; the page that was being written is torn."""
        state = os.path.join(self.world.folder, 'state')
        for name in [name for name in os.listdir(state) if name.startswith('fotad.db')]:
            shutil.copy(os.path.join(self.shadow, name), state)
            if name.endswith('-wal'):
                with open(os.path.join(state, name), 'ab') as file:
                    file.write(b'torn' * 300)

    def is_over(self):
        jobs = self.service.call(ROOT, 'Manager.ListJobs', GLib.Variant('(a{sv})', ({},))) or []
        if not jobs:
            expect(not self.job, 'the job is forgotten')
            return bool(self.deaths)
        expect(len(jobs) == 1, 'there are %d jobs', len(jobs))
        self.job = jobs[0][0]
        there = self.job in self.service.objects
        self.record = self.service.all(self.job, 'Job') if there else jobs[0][1]
        return self.record['State'] in FINAL

    # What must be true

    def judge(self):
        self.seconds = time.monotonic() - self.began
        self.cuts = len(self.modem.events('power-cut', self.mark))
        self.disturbed = self.deaths or self.cuts
        self.find_again()
        self.service.wait('the modem to be free', self.is_free, 10, 20)
        modem = self.world.mm.await_modem()
        state = self.modem.get()
        self.outcome = self.verdict(state['version'])
        expect(modem['EquipmentIdentifier'] == self.route.imei, 'another modem: %s', modem)
        expect(len(self.world.mm.listed()) == 1, 'ModemManager has not one modem')
        expect(not self.modem.events('fault'), 'the pretend modem broke: %s', self.modem.events('fault'))
        expect(self.route.willful or state['update'].get('stage') not in ('downloading', 'installing'),
               'it goes on by itself')
        self.said = len(self.once())
        expect(self.said <= 1, 'sent twice: %s', self.once())
        self.judge_settings(state['settings'])

    def find_again(self):
        """A modem that is off at the very moment in which ModemManager has it back.  Its test
        interface does not look a second time, as it would at a port: it is told of it anew."""
        lines = self.modem.journal()[self.mark:]
        cuts = [i for i, line in enumerate(lines) if line.get('name') == 'power-cut']
        if cuts and not [line for line in lines[cuts[-1]:] if line['what'] == 'rx']:
            self.modem.await_event('alive', 10, self.mark + cuts[-1])
            self.world.mm.set_profile('modem0', self.route.plugin, self.modem.path)

    def is_free(self):
        held = [i for i in self.world.bus.inhibitors() if i[1] == 'fotad']
        stored = self.systemd and self.systemd.read().fds
        return not held and not stored and \
            [m for m in self.service.modems().values() if m.get('State') == 'available']

    def once(self):
        return [line for line in self.modem.received(self.mark)
                if self.route.once and re.match(self.route.once, line)]

    def verdict(self, version):
        """What became of it in one word; Broken when what the job says is not what is."""
        if self.record is None:
            expect(version == self.route.old, 'no job, but another version')
            return 'never-accepted'
        state, changed = self.record['State'], self.record['Changed']
        if version == self.route.new:
            expect((state, changed) == ('succeeded', True), 'installed, but: %s', self.record)
            return 'succeeded'
        expect(version == self.route.old, 'the modem runs %s', version)
        expect(state == 'failed' and not changed, 'not installed, but: %s', self.record)
        error = self.record['Error'][0].rpartition('.')[2]
        self.judge_failure(error)
        return error

    def judge_failure(self, error):
        """Without a power cut of the modem only one failure is honest: that the command whose intent
        was stored has perhaps not been sent."""
        if not self.cut and not self.together:
            expect(error == 'Interrupted' and not self.once(), 'failed: %s', self.record)

    def given_up(self):
        """Settings under whose writing the modem went away, which are not written again, but told."""
        warnings = self.record['Warnings'] if self.cut or self.together else []
        return [text.partition(':')[0] for text in warnings if 'went away when' in text]

    def judge_settings(self, after):
        before, after = flat(self.before), flat(after)
        own = self.route.left + (self.route.volatile if self.cut or self.together else ())
        for name in self.given_up():
            own += tuple(key for key in before if name.lower() in key.lower())
        differing = {key: (before.get(key), after.get(key)) for key in {*before, *after}
                     if not same(before.get(key), after.get(key))
                     and not key.startswith((*VOLATILE, *own))}
        expect(not differing, 'settings differ: %s', differing)
