#!/usr/bin/python3
"""Who may: the real bus policy, the real polkitd with our actions and rule, and three users.

Runs in a mount namespace of its own, in which the machine has the users fotad (the service),
member (of the group fotad) and stranger.  Needs root for that.

    FOTAD=build/daemon/fotad test-polkit.py
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
USERS = {'fotad': 62001, 'member': 62002, 'stranger': 62003}
MEMBERS = {'fotad': 'member', 'member': '', 'stranger': ''}
BUS = '''<busconfig><type>system</type><listen>unix:path={0}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><deny own="*"/><deny send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
<allow send_requested_reply="true" send_type="error"/><allow receive_type="method_call"/>
<allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/>
<allow send_destination="org.freedesktop.DBus"/></policy>
<include>/usr/share/dbus-1/system.d/org.freedesktop.PolicyKit1.conf</include>
<include>{1}/data/org.fotad1.conf</include></busconfig>'''


def run(*words, **more):
    return subprocess.run(words, text=True, capture_output=True, timeout=30, check=False, **more)


class Town:
    """Files laid over the machine's own, a bus, polkitd and the service."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix='fotad-polkit-'))
        self.directory.chmod(0o755)
        self.processes = []
        for name in ('passwd', 'group'):
            self.lay_over(pathlib.Path('/etc') / name, self.extend(name))
        for kind, ours in (('actions', 'org.fotad1.policy'), ('rules.d', '50-fotad.rules')):
            place = self.directory / kind
            shutil.copytree(pathlib.Path('/usr/share/polkit-1') / kind, place)
            shutil.copy(SOURCE / 'data' / ours, place)
            place.chmod(0o755)
            self.lay_over(pathlib.Path('/usr/share/polkit-1') / kind, place)
        conf = self.directory / 'bus.conf'
        conf.write_text(BUS.format(self.directory, SOURCE), encoding='utf-8')
        os.environ['DBUS_SYSTEM_BUS_ADDRESS'] = f'unix:path={self.directory}/bus'
        self.spawn('dbus-daemon', '--nofork', '--nopidfile', f'--config-file={conf}')
        self.wait(lambda: (self.directory / 'bus').exists())
        self.spawn('/usr/lib/polkit-1/polkitd', '--no-debug')
        self.wait_for_name('org.freedesktop.PolicyKit1')
        state = self.directory / 'state'
        state.mkdir()
        os.chown(state, USERS['fotad'], USERS['fotad'])
        self.service = self.spawn(os.environ['FOTAD'], user=USERS['fotad'], group=USERS['fotad'],
                                  extra_groups=[], env=dict(os.environ, STATE_DIRECTORY=str(state)))
        self.wait_for_name('org.fotad1')

    def extend(self, name):
        lines = [f'{user}:x:{n}:{n}::/:/bin/sh' if name == 'passwd'
                 else f'{user}:x:{n}:{MEMBERS[user]}' for user, n in USERS.items()]
        kept = [line for line in pathlib.Path('/etc', name).read_text('utf-8').splitlines()
                if line.split(':')[0] not in USERS]
        copy = self.directory / name
        copy.write_text('\n'.join(kept + lines) + '\n', encoding='utf-8')
        return copy

    @staticmethod
    def lay_over(place, ours):
        subprocess.run(['mount', '--bind', ours, place], check=True)

    def spawn(self, *words, **more):
        process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   **more)
        self.processes.append(process)
        return process

    @staticmethod
    def wait(condition):
        end = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < end, 'it does not come'
            time.sleep(0.05)

    def wait_for_name(self, name):
        self.wait(lambda: 'true' in run(
            'gdbus', 'call', '--system', '-d', 'org.freedesktop.DBus', '-o',
            '/org/freedesktop/DBus', '-m', 'org.freedesktop.DBus.NameHasOwner', name).stdout)

    def close(self):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Polkit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.town = Town()
        cls.addClassCleanup(cls.town.close)

    def call(self, user, path, method, *arguments):
        groups = [USERS['fotad']] if user == 'member' else []
        done = run('gdbus', 'call', '--system', '-d', 'org.fotad1', '-o', path, '-m', method,
                   *arguments, user=USERS[user], group=USERS[user], extra_groups=groups)
        return done.stdout + done.stderr

    def test_everybody_reads(self):
        for user in ('member', 'stranger'):
            self.assertIn('({},)', self.call(
                user, '/org/fotad1', 'org.freedesktop.DBus.ObjectManager.GetManagedObjects')
                .replace('@a{oa{sa{sv}}} ', ''))
            self.assertIn('Version', self.call(
                user, '/org/fotad1', 'org.freedesktop.DBus.Properties.GetAll',
                'org.fotad1.Manager'))
            self.assertIn('org.fotad1.Error.NotFound', self.call(
                user, '/org/fotad1', 'org.fotad1.Manager.FindModem', 'any'))

    def test_the_bus_refuses_what_is_not_listed(self):
        self.assertIn('AccessDenied', self.call(
            'stranger', '/org/fotad1', 'org.freedesktop.DBus.Properties.Set',
            'org.fotad1.Manager', 'Version', '<"9">'))
        self.assertIn('AccessDenied', self.call('stranger', '/org/fotad1', 'org.example.Some.Thing'))

    def decide(self, user, action):
        """What polkit says when the service asks about a caller."""
        script = ('import dbus, sys; b = dbus.SystemBus(); '
                  'print(b.get_unique_name(), flush=True); sys.stdin.readline()')
        groups = [USERS['fotad']] if user == 'member' else []
        with subprocess.Popen(['/usr/bin/python3', '-c', script], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, user=USERS[user],
                              group=USERS[user], extra_groups=groups) as caller:
            name = caller.stdout.readline().strip()
            done = run('gdbus', 'call', '--system', '-d', 'org.freedesktop.PolicyKit1', '-o',
                       '/org/freedesktop/PolicyKit1/Authority', '-m',
                       'org.freedesktop.PolicyKit1.Authority.CheckAuthorization',
                       f"('system-bus-name', {{'name': <'{name}'>}})", action, '{}', '0', '',
                       user=USERS['fotad'], group=USERS['fotad'], extra_groups=[])
            caller.stdin.close()
        return done.stdout + done.stderr

    def test_the_service_may_ask_and_members_may(self):
        for action in ('update', 'approve', 'configure'):
            self.assertIn('((true, false,', self.decide('member', f'org.fotad1.{action}'))
            self.assertIn('((false, ', self.decide('stranger', f'org.fotad1.{action}'))

    def test_the_group_is_for_our_actions_only(self):
        self.assertNotIn('((true', self.decide('member', 'org.freedesktop.policykit.exec'))


if __name__ == '__main__':
    if os.getuid() != 0:
        print('this needs root')
        sys.exit(SKIPPED)
    if 'FOTAD_IN_NAMESPACE' not in os.environ:
        os.environ['FOTAD_IN_NAMESPACE'] = '1'
        os.execvp('unshare', ['unshare', '--mount', sys.executable, *sys.argv])
    unittest.main()
