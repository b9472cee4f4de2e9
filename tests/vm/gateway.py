"""The virtual gateway: a machine with Debian and fotad's packages, a modem on its USB, a web server
the modem downloads from.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import glob
import hashlib
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'modem')]

import image  # noqa: E402
import machine  # noqa: E402
import modules  # noqa: E402
import packages  # noqa: E402
import rig  # noqa: E402
import webserver  # noqa: E402

CACHE = os.environ.get('FOTAD_VM_CACHE') or os.path.join(
    os.environ.get('FOTAD_BUILD_DIR', os.path.join(HERE, '..', '..', 'build')), 'vm')
FINAL = ('succeeded', 'failed', 'cancelled')
OPENING = 'opening serial port'  # ModemManager, at debug level
WAIT_S = 400  # emulated, beside other tests; a restarted fotad sits out half of five vendor minutes


class Gateway:
    def __init__(self, ours=('fotad',), more_packages=(), kind='image'):
        """`ours`: what of us will be installed; `more_packages`: of Debian's, in an image of that
        kind."""
        cache = os.path.realpath(CACHE)
        self.packages = packages.ensure(os.path.join(cache, 'packages'))
        needed = {n for name in ours for n in packages.dependencies(self.packages, name)}
        self.image = image.ensure(os.path.join(cache, kind), sorted(needed | set(more_packages)))
        self.folder = tempfile.mkdtemp(prefix='fotad-gateway.')
        self.share = os.path.join(self.folder, 'share')
        os.mkdir(self.share)
        self.machine = machine.Machine(self.image, self.folder, self.share)
        self.web, self.plugged, self.connected, self.imei = None, None, [], 'any'

    def stop(self):
        self.machine.stop()
        for modem in self.connected:
            modem.stop()
        if self.web:
            self.web.stop()
        shutil.rmtree(self.folder)

    def boot(self):
        self.machine.make_disk()
        self.machine.power_on()

    def power_cut(self):
        self.machine.power_cut()

    def power_on(self):
        """It boots from the disk as it is."""
        self.machine.power_on()

    def run(self, command, **options):
        return self.machine.run(command, **options)

    def install(self, *names):
        """fotad's packages, by dpkg; what it says."""
        found = [self.give(glob.glob('%s/%s_*.deb' % (self.packages, name))[0]) for name in names]
        return self.run('dpkg -i ' + ' '.join(found), seconds=WAIT_S)

    def give(self, path):
        """The path in the guest of a host's file."""
        shutil.copy(path, self.share)
        self.run('systemctl start host.mount')
        return '/host/' + os.path.basename(path)

    # The modem

    def plug(self, name, *options, scale=0.02):
        """A pretend modem on the USB, in place of what was there."""
        if self.plugged:
            self.unplug()
        self.plugged = self.connect('modem', name, *options, scale=scale)
        return self.modem

    def connect(self, port, name, *options, scale=0.02):
        """A pretend modem in one of the machine's USB ports."""
        folder = os.path.join(self.folder, 'pretend%d' % len(self.connected))
        self.connected.append(modules.PluggedModem(folder, name, self.machine.path(port), *options,
                                                   scale=scale))
        return self.connected[-1].start()

    def unplug(self):
        """Until nobody believes in it any more."""
        self.plugged.stop()
        self.plugged = None
        self.until('the modem is gone', lambda: not self.mm_modems() and not [
            m for m in self.modems() if m['State'] != 'missing'])

    @property
    def modem(self):
        return self.plugged.modem

    def package(self, name):
        """The path of an update for the modules of that name."""
        module = modules.MODULES[name]
        if not self.web:
            folder = os.path.join(self.folder, 'www')
            os.mkdir(folder)
            self.web = webserver.WebServer(folder)
        return rig.make_package(os.path.join(self.web.folder, name + '.bin'), '--family',
                                module.family, '--model', module.model, '--size', '20000')

    def digest(self, name):
        with open(os.path.join(self.web.folder, name + '.bin'), 'rb') as file:
            return hashlib.sha256(file.read()).hexdigest()

    def package_url(self, name):
        path = self.package(name)
        return self.web.url(os.path.basename(path))

    def begin_update(self, *options, name='BG95', scale=0.1, words=()):
        """A modem with the old firmware, and the number of a job that updates it."""
        self.plug(name, *options, scale=scale)
        self.await_modem()
        return self.update(self.package_url(name), *words)

    # What the guest's people see

    def until(self, what, function, seconds=WAIT_S, step=0.5):
        return rig.until(what, function, seconds, step)

    def fotactl(self, *words, user='root'):
        """(exit status, the JSON it printed or its text)."""
        quoted = ' '.join("'%s'" % word.replace("'", "'\\''") for word in words)
        status, text = self.run('fotactl --json ' + quoted, check=False, user=user, seconds=WAIT_S)
        try:
            return status, json.loads(text)
        except ValueError:
            return status, text

    def modems(self, user='root'):
        status, found = self.fotactl('list', user=user)
        return found if status == 0 and isinstance(found, list) else []

    def await_modem(self, state='available', seconds=WAIT_S):
        """fotad's modem in that state."""
        def find():
            return [m for m in self.modems() if m.get('State') == state]
        modem = self.until('a modem that is ' + state, find, seconds)[0]
        self.imei = modem['Imei']
        return modem

    def job_of(self, *words, user='root'):
        """The number of the job that a verb of fotactl's starts."""
        status, answer = self.fotactl(*words, '--no-wait', user=user)
        if status not in (0, 5):
            raise AssertionError('%s: %s %s' % (words, status, answer))
        return str(answer['Id'])

    def update(self, source, *words, user='root'):
        return self.job_of('update', self.imei, source, *words, user=user)

    def job(self, number):
        status, answer = self.fotactl('job', number)
        return answer if status == 0 and isinstance(answer, dict) else {}

    def await_phase(self, number, *phases, seconds=WAIT_S):
        def there():
            job = self.job(number)
            if job.get('State') in FINAL:
                raise AssertionError('ended before %s: %s' % (phases, job))
            return job.get('Phase') in phases
        self.until('job %s in %s' % (number, phases), there, seconds, 0.05)

    def await_end(self, number, seconds=WAIT_S):
        return self.until('the end of job ' + number, lambda: (
            lambda job: job if job.get('State') in FINAL else None)(self.job(number)), seconds)

    # The service

    def await_service(self):
        self.until('the service', lambda: self.show_unit('ActiveState') == 'active')

    def set_time_scale(self, scale):
        """Until the next boot."""
        folder = '/run/systemd/system/fotad.service.d'
        self.run("mkdir -p %s && printf '[Service]\\nEnvironment=FOTAD_TIME_SCALE=%s\\n' >%s/zz.conf && "
                 'systemctl daemon-reload && systemctl restart fotad' % (folder, scale, folder))

    def show_unit(self, name, unit='fotad'):
        return self.run('systemctl show -P %s %s' % (name, unit)).strip()

    def signal(self, number, unit='fotad'):
        self.run('kill -%s %s' % (number, self.show_unit('MainPID', unit)))

    # ModemManager

    def mm_opened(self, mark):
        """What its log has of ports it opened since then, up to the modem's being given back."""
        lines = self.journal(mark, '-u fotad -u ModemManager').split('\n')
        ends = [i for i, line in enumerate(lines) if 'Giving the modem back' in line]
        if not ends:
            raise AssertionError('it was not given back:\n' + '\n'.join(lines[-40:]))
        opened = [n for n, line in enumerate(lines) if 'ModemManager[' in line and OPENING in line]
        self.until('ModemManager opens it afterwards', lambda: OPENING in self.journal(
            mark, '-u ModemManager'))  # or this would see nothing
        return [lines[n] for n in opened if n < ends[-1]]

    def mm_modems(self):
        """The paths of the modems it has."""
        return self.run('mmcli -L', check=False)[1].split('/org/')[1:]

    def journal(self, *words):
        return self.run('journalctl --no-pager -o short-monotonic ' + ' '.join(words), check=False)[1]

    def now(self):
        """A place in the guest's journal.  Not --after-cursor: with -u it skips the first match, too."""
        return '--since=@' + self.run('date +%s.%6N').strip()

    def show(self):
        """For a failed test: what the guest has to say."""
        try:
            text = self.journal('-b -n 150 -u fotad') + self.journal('-b -n 60 -u ModemManager')
            text += self.run('fotactl jobs --all; fotactl log $(fotactl --json jobs --all | '
                             "sed -n 's/.*\"Id\" : \"\\(.*\\)\".*/\\1/p' | head -1)", check=False)[1]
        except Exception as error:  # pylint: disable=broad-except
            text = 'no journal: %s\n' % error
        sys.stderr.write('---- journal\n%s\n' % text)
        if self.plugged:
            for entry in self.modem.journal()[-60:] + self.plugged.cable_events()[-20:]:
                sys.stderr.write('%s\n' % entry)
        with open(self.machine.console, encoding='utf-8', errors='replace') as file:
            sys.stderr.write('---- console\n%s\n' % file.read()[-2000:])
