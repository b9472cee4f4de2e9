"""A pretend HL7800 or HL7812 under the real ModemManager and fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from world import WorldCase, rig

from gi.repository import Gio, GLib
from service import NAME, options

IMEI = '354658090000007'
OLD, NEW = 'HL7800.4.5.4.0', 'HL7800.4.6.9.4'


def dashed(values):
    return {key.replace('_', '-'): value for key, value in values.items()}


class Hl78Case(WorldCase):
    """The daemon's clock is four times the modem's, so that its time-outs do not measure the test
    machine."""

    def begin(self, *modem, model='HL7800', package=('--size', '5000'), scale=0.02, **more):
        world = self.make_world(scale=scale, modem_scale=more.pop('modem_scale', 0.005))
        home = os.path.join(world.folder, 'modem0')
        if more.setdefault('flavour', 'uart') == 'two':
            more['flavour'] = ['--uart', os.path.join(home, 'modem'), '--uart',
                               os.path.join(home, 'spare')]
        self.path = world.start('--family', 'hl78', '--model', model, *modem, plugin='generic', **more)
        self.service, self.modem = world.service, world.modem
        self.file = rig.make_package(os.path.join(world.folder, 'push.bin'), '--family', 'hl78',
                                     '--model', model, *package)

    def commands(self, prefix='AT+WDS', since=0):
        return [line for line in self.modem.received(since) if line.startswith(prefix)]

    def answers(self):
        """What was said to the module's questions: 3 and 4 are yes, 2 and 5 not now."""
        return [event['number'] for event in self.modem.events('answer')]

    def state(self, name='version'):
        return self.modem.get()[name]

    def assert_given_back(self):
        """To ModemManager, with the lines and agreements that were found."""
        self.assertEqual(self.world.mm.await_modem()['EquipmentIdentifier'], IMEI)
        self.assertEqual(self.service.await_modem(), self.path)
        settings = self.state('settings')
        self.assertEqual((settings['+WDSI'], settings['+KSREP']), ('0', {'': {'report': '0'}}))
        self.assertEqual([settings['+WDSC'][key] for key in '012'], ['0', '0', '0'])

    def uploads(self):
        return [line for line in self.commands('AT+WDSD=') if '?' not in line]

    def asking(self, phase):
        self.service.await_job(self.job, 'asking for the ' + phase,
                               lambda j: j.get('State') == 'waiting-approval'
                               and j.get('Approval', {}).get('phase') == phase
                               and 'deferred-until' not in j['Approval'])

    def wish(self, name, variant=None):
        self.service.call(self.job, 'Job.' + name, variant)

    def defer(self, minutes):
        """Returns when the job was seen not to ask any more."""
        since = len(self.service.changes)
        self.wish('Defer', GLib.Variant('(u)', (minutes,)))
        self.service.wait('the deferral', lambda: any(
            path == self.job and change.get('Approval') == {}
            for path, _, change in self.service.changes[since:]))

    def await_command(self, line, count=1):
        self.service.wait(line, lambda: self.commands(line)[count - 1:])

    def end(self, seconds=60):
        return self.service.await_end(self.job, seconds)

    def restart_daemon(self):
        self.service.stop(kill=True)
        self.service.start()


class PushCase(Hl78Case):
    def push(self, **values):
        wanted = GLib.Variant('(hsa{sv})', (0, 'push.bin', options(dashed(values))))
        with open(self.file, 'rb') as package:
            fds = Gio.UnixFDList.new_from_array([os.dup(package.fileno())])
            result, _ = self.world.bus.connection.call_with_unix_fd_list_sync(
                NAME, self.path, NAME + '.Modem', 'UpdateFromFile', wanted, None,
                Gio.DBusCallFlags.NONE, 10000, fds, None)
        self.job = result.unpack()[0]
        return self.job

    def run_push(self, **values):
        return self.service.await_end(self.push(**values))

    def check(self, scenario, *modem, begin=None, **values):
        self.begin('--scenario', scenario, *modem, **begin or {})
        job = self.run_push(**values)
        self.assert_given_back()
        return job


class ServerCase(Hl78Case):
    """The server has the package.  `download` in vendor seconds."""

    def offer(self, scenario='success', *modem, download=60, **more):
        self.begin('--scenario', scenario, *modem, '--knob', 'times.download=%g' % download, **more)
        self.modem.control('offer ' + self.file)

    def start(self, **values):
        self.job = self.service.call(self.path, 'Modem.CheckServer', GLib.Variant(
            '(a{sv})', (options(dashed(values)),)))
        return self.job

    def run_check(self, scenario='success', *modem, **values):
        self.offer(scenario, *modem)
        return self.service.await_end(self.start(**values))

    def await_percent(self, percent):
        """Of the download, or more."""
        self.service.wait('%d %%' % percent,
                          lambda: self.state('update').get('fetched', 0) >= percent)
