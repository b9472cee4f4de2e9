"""A private system bus with stand-ins for polkit and logind.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

from gi.repository import Gio, GLib

import rig

CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=%s</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/>
<allow send_destination="*" eavesdrop="true"/><allow receive_sender="*"/>
<allow send_type="method_call"/><allow send_type="signal"/></policy></busconfig>
'''
POLKIT = ('org.freedesktop.PolicyKit1', '/org/freedesktop/PolicyKit1/Authority')
LOGIN = ('org.freedesktop.login1', '/org/freedesktop/login1')
MOCK = 'org.freedesktop.DBus.Mock'


def iterate(seconds=0.05):
    """Lets signals in for a moment."""
    context = GLib.MainContext.default()
    done = []
    source = GLib.timeout_add(int(seconds * 1000), lambda: done.append(1))
    while not done:
        context.iteration(True)
        if done or context.pending():
            continue
        break
    if not done:
        GLib.source_remove(source)


def close(connection):
    """Whether or not the bus is still there."""
    if not connection.is_closed():
        connection.close_sync(None)


class Bus:
    """Starts and ends the bus and everything on it; `call ()` is a client's connection."""

    def __init__(self, folder):
        self.folder = folder
        self.processes, self.connection = [], None
        self.address = 'unix:path=%s/bus' % folder
        self.environment = {
            **os.environ, 'DBUS_SYSTEM_BUS_ADDRESS': self.address,
            'DBUS_SESSION_BUS_ADDRESS': self.address, 'LC_ALL': 'C.UTF-8'}

    def start(self):
        configuration = os.path.join(self.folder, 'bus.conf')
        with open(configuration, 'w', encoding='utf-8') as file:
            file.write(CONFIGURATION % os.path.join(self.folder, 'bus'))
        self.run('dbus-daemon', '--config-file=' + configuration, '--nofork', '--nopidfile')
        self.connection = rig.until('the bus', self.try_connect)
        for template in ('polkitd', 'logind'):
            self.mock('--template', template)
        self.await_name(POLKIT[0])
        self.await_name(LOGIN[0])
        self.allow_all(True)
        return self

    def try_connect(self):
        """None as long as nobody listens."""
        try:
            return self.connect()
        except GLib.Error:
            return None

    def connect(self):
        flags = Gio.DBusConnectionFlags
        connection = Gio.DBusConnection.new_for_address_sync(
            self.address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        connection.set_exit_on_close(False)
        return connection

    def run(self, *arguments, log=None, **options):
        """A child on this bus, ended with it; its output goes to `log` in the folder."""
        path = os.path.join(self.folder, log) if log else os.devnull
        with open(path, 'ab') as output:
            process = rig.spawn(arguments, stdout=output, stderr=output,
                                env={**self.environment, **options.pop('env', {})}, **options)
        self.processes.append(process)
        return process

    def mock(self, *arguments):
        return self.run(sys.executable, '-m', 'dbusmock', '--system', *arguments, log='mock.log')

    def end(self, process):
        rig.end(process)
        self.processes.remove(process)

    def stop(self):
        if self.connection:
            close(self.connection)
        for process in reversed(self.processes):
            rig.end(process)
        self.processes.clear()

    def cut_power(self):
        """Nobody on it gets a last word, nor does it."""
        for process in self.processes:
            process.kill()
        self.stop()

    def call(self, name, path, member, arguments=None, seconds=10, **options):
        """`member` is interface.Method; results as Python values, errors as GLib.Error."""
        interface, _, method = member.rpartition('.')
        connection = options.get('connection', self.connection)
        result = connection.call_sync(name, path, interface, method, arguments, None,
                                      Gio.DBusCallFlags.NONE, int(seconds * 1000), None)
        values = result.unpack()
        return values[0] if len(values) == 1 else values or None

    def has_name(self, name):
        return self.call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                         'org.freedesktop.DBus.NameHasOwner', GLib.Variant('(s)', (name,)))

    def await_name(self, name, seconds=15):
        rig.until(name + ' on the bus', lambda: self.has_name(name), seconds)

    def await_no_name(self, name, seconds=15):
        rig.until(name + ' off the bus', lambda: not self.has_name(name), seconds)

    # polkit and logind

    def allow_all(self, allowed):
        self.call(*POLKIT, MOCK + '.AllowUnknown', GLib.Variant('(b)', (allowed,)))

    def allow(self, *actions):
        """Only these, besides what ModemManager needs."""
        self.allow_all(False)
        own = [a for a in actions] + ['org.freedesktop.ModemManager1.Control',
                                      'org.freedesktop.ModemManager1.Device.Control']
        self.call(*POLKIT, MOCK + '.SetAllowed', GLib.Variant('(as)', (own,)))

    def inhibitors(self):
        """(what, who, why, mode) of each that is held now."""
        held = self.call(*LOGIN, 'org.freedesktop.login1.Manager.ListInhibitors')
        return [tuple(i[:4]) for i in held]
