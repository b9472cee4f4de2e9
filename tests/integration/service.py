"""The real fotad as a process, and a client that follows it by its signals.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import subprocess
import time

from gi.repository import Gio, GLib


SOURCE = os.path.realpath(os.path.join(os.path.dirname(os.path.realpath(__file__)), '..', '..'))
BUILD = os.environ.get('FOTAD_BUILD_DIR', os.path.join(SOURCE, 'build'))
NAME, ROOT = 'org.fotad1', '/org/fotad1'
PROPERTIES = 'org.freedesktop.DBus.Properties'
TYPES = {'sha256': 's', 'from-version': 's', 'to-version': 's', 'approval': 's', 'not-before': 't',
         'not-after': 't', 'context': 'u', 'apn': 's', 'ip-type': 's', 'user': 's', 'password': 's',
         'restore-settings': 'b', 'sim-pin': 's', 'attempts': 'u', 'deadline': 'u',
         'transport': 's', 'label': 's', 'await-timer': 'b', 'fix-rate': 'b'}
FINAL = ('succeeded', 'failed', 'cancelled')
# For tests/sanitized: what the daemon is run by, and how much slower it is then.
WRAPPER = os.environ.get('FOTAD_TEST_WRAPPER', '').split()
SLOWNESS = float(os.environ.get('FOTAD_TEST_SLOWNESS', '1'))


def options(values):
    """An a{sv} of the contract's options; a GLib.Variant goes in as it is."""
    return {key: value if isinstance(value, GLib.Variant) else GLib.Variant(TYPES[key], value)
            for key, value in values.items()}


class Service:
    FOTACTL = os.path.join(BUILD, 'clients', 'fotactl', 'fotactl')

    def __init__(self, bus, scale=0.05):
        self.bus, self.scale = bus, scale
        self.objects = {}  # path: {interface: {property: value}}
        self.changes = []  # (path, interface, {property: value}) in order
        self.finished = {}  # job path: [(state, error, message)]
        self.log_path = os.path.join(bus.folder, 'fotad.log')
        self.process = self.systemd = None
        self.program = os.path.join(BUILD, 'daemon', 'fotad')
        self.extra = {}  # environment of the next start

    def follow(self):
        self.bus.connection.signal_subscribe(NAME, None, None, None, None,
                                             Gio.DBusSignalFlags.NONE, self.on_signal)

    def environment(self):
        folders = {}
        for kind in ('STATE', 'RUNTIME', 'CONFIGURATION', 'CACHE'):
            path = os.path.join(self.bus.folder, kind.lower())
            os.makedirs(path, exist_ok=True)
            folders[kind + '_DIRECTORY'] = path
        return {**folders, 'FOTAD_PLUGIN_DIR': os.path.join(BUILD, 'plugins'),
                'FOTAD_DATA_DIR': os.environ.get('FOTAD_DATA_DIR',
                                                 os.path.join(SOURCE, 'plugins')),
                'FOTAD_TIME_SCALE': str(self.scale), 'G_DEBUG': 'fatal-criticals',
                **(self.systemd.environment() if self.systemd else {}), **self.extra}

    def start(self, *arguments):
        self.launch(*arguments)
        self.bus.await_name(NAME)
        self.refresh()
        return self

    def launch(self, *arguments):
        """Starts it without waiting for anything."""
        command, fds = [*WRAPPER, self.program, '--debug', *arguments], []
        if self.systemd:
            command, fds = self.systemd.command(command)
        self.process = self.bus.run(*command, log='fotad.log', env=self.environment(), pass_fds=fds)

    def stop(self, kill=False):
        """Ends it; the exit status."""
        if kill:
            self.process.kill()
        self.bus.end(self.process)
        self.objects.clear()
        return self.process.returncode

    def refresh(self):
        self.objects = self.bus.call(NAME, ROOT,
                                     'org.freedesktop.DBus.ObjectManager.GetManagedObjects')

    def on_signal(self, connection, sender, path, interface, signal, parameters):
        values = parameters.unpack()
        if signal == 'PropertiesChanged':
            self.objects.setdefault(path, {}).setdefault(values[0], {}).update(values[1])
            self.changes.append((path, values[0], values[1]))
        elif signal == 'InterfacesAdded':
            self.objects.setdefault(values[0], {}).update(values[1])
        elif signal == 'InterfacesRemoved':
            self.objects.pop(values[0], None)
        elif signal == 'Finished':
            self.finished.setdefault(path, []).append(values)

    def wait(self, what, predicate, seconds=30, tick_ms=200):
        """The first true result of `predicate`, asked anew after each signal and each tick."""
        context, deadline = GLib.MainContext.default(), time.monotonic() + seconds * SLOWNESS
        tick = GLib.timeout_add(tick_ms, lambda: True)
        try:
            while True:
                while context.pending():
                    context.iteration(False)
                result = predicate()
                if result:
                    return result
                if time.monotonic() > deadline:
                    raise AssertionError('not within %g s: %s' % (seconds, what))
                context.iteration(True)
        finally:
            GLib.source_remove(tick)

    def call(self, path, member, variant=None, **more):
        return self.bus.call(NAME, path, NAME + '.' + member, variant, **more)

    def get(self, path, interface, name):
        """A property as the service has it now."""
        return self.bus.call(NAME, path, PROPERTIES + '.Get',
                             GLib.Variant('(ss)', (NAME + '.' + interface, name)))

    def all(self, path, interface):
        return self.bus.call(NAME, path, PROPERTIES + '.GetAll',
                             GLib.Variant('(s)', (NAME + '.' + interface,)))

    # Modems and jobs

    def modems(self):
        return {path: parts[NAME + '.Modem'] for path, parts in self.objects.items()
                if NAME + '.Modem' in parts}

    def await_modem(self, state='available', seconds=20):
        """The path of the first modem in that state."""
        def find():
            return [path for path, modem in self.modems().items() if modem.get('State') == state]
        return self.wait('a modem that is ' + state, find, seconds)[0]

    def update(self, modem, url, **values):
        """The path of the new job."""
        return self.update_options(modem, url, {k.replace('_', '-'): v for k, v in values.items()})

    def update_options(self, modem, url, values):
        return self.call(modem, 'Modem.Update', GLib.Variant('(sa{sv})', (url, options(values))))

    def job(self, path):
        return self.objects.get(path, {}).get(NAME + '.Job', {})

    def await_job(self, path, what, predicate, seconds=60):
        return self.wait('job %s: %s, but %s' % (path, what, self.job(path)),
                         lambda: predicate(self.job(path)), seconds)

    def await_phase(self, path, phase, seconds=60):
        def there(job):
            if job.get('State') in FINAL:
                raise AssertionError('ended before %s: %s' % (phase, job.get('Error')))
            return job.get('Phase') == phase
        self.await_job(path, 'phase ' + phase, there, seconds)

    def await_end(self, path, seconds=60):
        """The job's properties when its Finished signal has come."""
        self.wait('the end of ' + path, lambda: path in self.finished, seconds)
        return self.all(path, 'Job')

    def progress(self, path):
        return [c['Progress'] for p, _, c in self.changes if p == path and 'Progress' in c]

    def log(self):
        with open(self.log_path, encoding='utf-8', errors='replace') as file:
            return file.read()

    # fotactl

    def fotactl(self, *arguments, **more):
        """(exit status, output, errors)"""
        done = subprocess.run([self.FOTACTL, *arguments], env=self.bus.environment,
                              capture_output=True, text=True, timeout=120, check=False, **more)
        return done.returncode, done.stdout, done.stderr


def error_name(error):
    """"InvalidArgument" of a GLib.Error that came from the service."""
    remote = Gio.DBusError.get_remote_error(error) or ''
    return remote.rpartition('.')[2]


