#!/usr/bin/python3
"""Callers that mean no good: without rights, with wrong types, huge, many, and gone.

A ModemManager of a few lines shows the daemon one modem it supports, so that every method has an
object to be called on.  Nothing may reach the modem, no job may appear, and the daemon goes on as
before, no bigger and with no more open files.

    FOTAD=build/daemon/fotad test-hostile.py
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import xml.etree.ElementTree as ET

from gi.repository import Gio, GLib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
NOBODY = 65534
IMEI = '867648049999994'
MODEM = f'/org/fotad1/modem/{IMEI}'
ERROR = 'org.fotad1.Error.'
MANY = 10000
CLIENTS = 1000
AT_ONCE = 100
GROWTH_KIB = 6144
BUS = '''<busconfig><listen>unix:path={0}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>
<allow receive_sender="*"/></policy>
<limit name="max_connections_per_user">2000</limit><limit name="max_completed_connections">4000
</limit><limit name="max_replies_per_connection">20000</limit>
<limit name="max_incomplete_connections">2000</limit></busconfig>'''
MANAGER = '''<node><interface name="org.freedesktop.DBus.ObjectManager">
<method name="GetManagedObjects"><arg type="a{oa{sa{sv}}}" direction="out"/></method>
</interface></node>'''
# May be called by everybody.
FREE = {'FindModem', 'ListJobs', 'GetLog', 'ListSnapshots', 'GetSnapshot'}


def connect(address):
    flags = Gio.DBusConnectionFlags
    connection = Gio.DBusConnection.new_for_address_sync(
        address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
    connection.set_exit_on_close(False)
    return connection


def methods():
    """(interface, method, types in) of the whole contract."""
    for path in sorted((SOURCE / 'dbus').glob('*.xml')):
        for interface in ET.parse(path).getroot().iter('interface'):
            for method in interface.iter('method'):
                types = ''.join(a.get('type') for a in method.iter('arg')
                                if a.get('direction') == 'in')
                yield interface.get('name'), method.get('name'), types


def plain(types):
    """Some arguments of these types."""
    values = {'s': '1', 'u': 1, 'h': 0, 'o': '/'}
    arguments, rest = [], types
    while rest:
        if rest.startswith('a{sv}'):
            arguments.append({})
            rest = rest[5:]
        else:
            arguments.append(values[rest[0]])
            rest = rest[1:]
    return GLib.Variant(f'({types})', tuple(arguments))


def call(connection, path, interface, method, arguments, files=None):
    """None, or the D-Bus name of the error."""
    try:
        connection.call_with_unix_fd_list_sync('org.fotad1', path, interface, method, arguments,
                                               None, Gio.DBusCallFlags.NONE, 20000, files, None)
        return None
    except GLib.Error as error:
        return Gio.DBusError.get_remote_error(error) or error.message


def one_file():
    files = Gio.UnixFDList.new()
    with open('/dev/null', 'rb') as nothing:
        files.append(nothing.fileno())
    return files


class Bench(unittest.TestCase):
    refused = 0  # calls of somebody who may not

    @classmethod
    def tearDownClass(cls):
        print(f'{cls.refused} unauthorised calls refused', file=sys.stderr)

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp(prefix='fotad-hostile-')
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        os.chmod(cls.directory, 0o755)
        conf = os.path.join(cls.directory, 'bus.conf')
        with open(conf, 'w', encoding='utf-8') as file:
            file.write(BUS.format(cls.directory))
        cls.address = f'unix:path={cls.directory}/bus'
        cls.spawn('dbus-daemon', '--nofork', '--nopidfile', f'--config-file={conf}')
        cls.wait(lambda: os.path.exists(os.path.join(cls.directory, 'bus')))
        cls.manager = cls.start_manager()
        cls.client = connect(cls.address)
        cls.daemon = cls.spawn(os.environ['FOTAD'])
        cls.wait(lambda: call(cls.client, MODEM, 'org.freedesktop.DBus.Peer', 'Ping', None) is None)

    @classmethod
    def spawn(cls, *words):
        environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=cls.address,
                           STATE_DIRECTORY=os.path.join(cls.directory, 'state'),
                           FOTAD_PLUGIN_DIR=os.path.join(os.environ['FOTAD_PLUGIN_DIR']))
        process = subprocess.Popen(words, env=environment, stderr=subprocess.DEVNULL)

        def stop():
            process.terminate()
            process.wait()

        cls.addClassCleanup(stop)
        return process

    @staticmethod
    def wait(condition):
        end = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < end, 'it does not come'
            while GLib.MainContext.default().iteration(False):
                pass
            time.sleep(0.02)

    @classmethod
    def start_manager(cls):
        """Runs in a process of its own, so that blocking calls here do not stop it."""
        process = subprocess.Popen([sys.executable, __file__, '--manager', cls.address],
                                   stdout=subprocess.PIPE, text=True)
        process.stdout.readline()

        def stop():
            process.kill()
            process.communicate()

        cls.addClassCleanup(stop)
        return process

    def measure(self):
        """(open files, private KiB) of the daemon."""
        files = len(os.listdir(f'/proc/{self.daemon.pid}/fd'))
        with open(f'/proc/{self.daemon.pid}/smaps_rollup', encoding='ascii') as rows:
            private = sum(int(row.split()[1]) for row in rows if row.startswith('Private_Dirty'))
        return files, private

    def setUp(self):
        self.before = self.measure()

    def tearDown(self):
        """Alive, no job, no more files, hardly more memory."""
        self.assertIsNone(self.daemon.poll())
        answer = self.client.call_sync('org.fotad1', '/org/fotad1', 'org.fotad1.Manager',
                                       'ListJobs', GLib.Variant('(a{sv})', ({},)), None,
                                       Gio.DBusCallFlags.NONE, 20000, None)
        self.assertEqual(answer.unpack()[0], [])
        self.wait(lambda: self.measure()[0] <= self.before[0])
        self.assertLessEqual(self.measure()[1], self.before[1] + GROWTH_KIB)

    def as_nobody(self, what):
        user = {'user': NOBODY, 'group': NOBODY, 'extra_groups': []} if os.getuid() == 0 else {}
        script = self.copy_for_nobody()
        done = subprocess.run([sys.executable, script, what, self.address], text=True, timeout=120,
                              capture_output=True, check=True, cwd='/', **user)
        return json.loads(done.stdout)

    def copy_for_nobody(self):
        """This file and the contract, where somebody else may read: the tree may lie in a home."""
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        script = folder / 'tests' / 'daemon' / pathlib.Path(__file__).name
        script.parent.mkdir(parents=True)
        shutil.copy(__file__, script)
        shutil.copytree(SOURCE / 'dbus', folder / 'dbus')
        for path in [folder, *folder.rglob('*')]:
            path.chmod(0o755)
        return script

    def test_every_method_without_rights(self):
        answers = self.as_nobody('--every-method')
        self.assertEqual(len(answers), len(list(methods())))
        for method, error in answers.items():
            interface, _, name = method.rpartition('.')
            if interface == 'org.fotad1.Job':
                self.assertIn('Unknown', error, method)  # there is none
            elif name in FREE:
                self.assertNotEqual(error, ERROR + 'NotAuthorized', method)
            else:
                self.assertEqual(error, ERROR + 'NotAuthorized', method)
                Bench.refused += 1

    def test_wrong_types(self):
        for interface, method, types in methods():
            if interface == 'org.fotad1.Job' or types == 'x':
                continue
            path = MODEM if interface.endswith('Modem') else '/org/fotad1'
            error = call(self.client, path, interface, method, GLib.Variant('(x)', (1,)))
            self.assertEqual(error, 'org.freedesktop.DBus.Error.InvalidArgs', method)

    def update(self, url, options):
        return call(self.client, MODEM, 'org.fotad1.Modem', 'Update',
                    GLib.Variant('(sa{sv})', (url, options)))

    def send_huge(self):
        """The errors of one round."""
        text = GLib.Variant('s', 'x' * (1 << 20))
        nested = GLib.Variant('s', 'x')
        for _ in range(30):
            nested = GLib.Variant('v', nested)
        url = 'http://h/p'
        return {self.update('http://h/' + 'x' * (1 << 20), {}),
                self.update(url, {'label': text}),
                self.update(url, {'label': nested}),
                self.update(url, {f'key{n}': text for n in range(8)}),
                self.update(url, {f'key{n}': GLib.Variant('u', n) for n in range(20000)}),
                self.update(url, {'x' * (1 << 20): text}),
                call(self.client, '/org/fotad1', 'org.fotad1.Manager', 'FindModem',
                     GLib.Variant('(s)', ('x' * (1 << 20),)))}

    def test_huge_arguments(self):
        refused = 'InvalidArgument' if os.getuid() == 0 else 'NotAuthorized'
        self.assertLessEqual(self.send_huge(), {ERROR + refused, ERROR + 'InvalidArgument'})
        # GDBus keeps a buffer as large as the largest message; nothing else may grow.
        self.before = self.measure()
        for _ in range(3):
            self.send_huge()

    def test_many_calls(self):
        """All sent before the first answer is read."""
        answers = self.as_nobody('--many')
        self.assertEqual(answers.pop(ERROR + 'NotFound'), MANY // 2)
        self.assertEqual(sum(answers.values()), MANY // 2)
        Bench.refused += sum(answers.values())  # some without asking polkit, of which too many wait
        self.assertLessEqual(set(answers), {ERROR + 'NotAuthorized', ERROR + 'Busy'})

    def test_clients_that_vanish(self):
        self.assertEqual(self.as_nobody('--vanish'), CLIENTS)


def serve_manager(address):
    """org.freedesktop.ModemManager1 with one modem on a port that does not exist."""
    modem = {'Device': '/virtual/one', 'EquipmentIdentifier': IMEI, 'Manufacturer': 'Quectel',
             'Model': 'BG95-M3', 'Revision': 'BG95M3LAR02A03', 'Plugin': 'generic',
             'PrimaryPort': '/nonexistent'}
    properties = {name: GLib.Variant('s', text) for name, text in modem.items()}
    properties['State'] = GLib.Variant('i', 3)
    properties['Ports'] = GLib.Variant('a(su)', [('/nonexistent', 3)])
    root = '/org/freedesktop/ModemManager1'
    tree = {f'{root}/Modem/0': {'org.freedesktop.ModemManager1.Modem': properties}}
    bus = connect(address)

    def on_call(_bus, _sender, _path, _interface, _method, _arguments, invocation):
        invocation.return_value(GLib.Variant('(a{oa{sa{sv}}})', (tree,)))

    bus.register_object(root, Gio.DBusNodeInfo.new_for_xml(MANAGER).interfaces[0], on_call, None,
                        None)
    Gio.bus_own_name_on_connection(bus, 'org.freedesktop.ModemManager1', 0,
                                   lambda *_: print('ready', flush=True), None)
    GLib.MainLoop().run()


def call_every_method(address):
    bus = connect(address)
    paths = {'org.fotad1.Manager': '/org/fotad1', 'org.fotad1.Modem': MODEM,
             'org.fotad1.Job': '/org/fotad1/job/1'}
    return {f'{interface}.{method}': call(bus, paths[interface], interface, method, plain(types),
                                          one_file() if 'h' in types else None)
            for interface, method, types in methods()}


def call_many(address):
    bus = connect(address)
    counts = {}

    def on_answer(source, result):
        try:
            source.call_finish(result)
            name = None
        except GLib.Error as error:
            name = Gio.DBusError.get_remote_error(error)
        counts[name] = counts.get(name, 0) + 1

    for number in range(MANY):
        row = ((MODEM, 'org.fotad1.Modem', 'Update', GLib.Variant('(sa{sv})', ('http://h/p', {})))
               if number % 2 else
               ('/org/fotad1', 'org.fotad1.Manager', 'FindModem', GLib.Variant('(s)', ('99',))))
        bus.call('org.fotad1', *row, None, Gio.DBusCallFlags.NONE, 60000, None, on_answer)
    while sum(counts.values()) < MANY:
        GLib.MainContext.default().iteration(True)
    return counts


def vanish(address):
    """Each asks for something and is gone before it is answered."""
    done = 0
    while done < CLIENTS:
        crowd = [connect(address) for _ in range(AT_ONCE)]
        for client in crowd:
            client.call_with_unix_fd_list(
                'org.fotad1', MODEM, 'org.fotad1.Modem', 'UpdateFromFile',
                GLib.Variant('(hsa{sv})', (0, 'p', {})), None,
                Gio.DBusCallFlags.ALLOW_INTERACTIVE_AUTHORIZATION, 1000, one_file(), None, None)
            client.flush_sync(None)
        for client in crowd:
            client.close_sync(None)
        done += len(crowd)
    return done


ROLES = {'--every-method': call_every_method, '--many': call_many, '--vanish': vanish}

if __name__ == '__main__':
    if len(sys.argv) == 3 and sys.argv[1] == '--manager':
        serve_manager(sys.argv[2])
    elif len(sys.argv) == 3 and sys.argv[1] in ROLES:
        print(json.dumps(ROLES[sys.argv[1]](sys.argv[2])))
    else:
        unittest.main()
