"""What the mock of org.fotad1 reads from the interfaces' own XML, and what else the contract says."""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import xml.etree.ElementTree as ET

import dbus

BUS_NAME = 'org.fotad1'
MAIN_OBJ = '/org/fotad1'
MAIN_IFACE = 'org.fotad1.Manager'
MODEM = 'org.fotad1.Modem'
JOB = 'org.fotad1.Job'

FINAL = ('succeeded', 'failed', 'cancelled')
PHASES = ('check', 'claim', 'identify', 'save-settings', 'prepare', 'transfer', 'install', 'settle',
          'verify', 'restore-settings', 'release')
RUN_OPTIONS = {
    'from-version': str, 'to-version': str, 'approval': str, 'not-before': int, 'not-after': int,
    'context': int, 'apn': str, 'ip-type': str, 'user': str, 'password': str,
    'restore-settings': bool, 'sim-pin': str, 'attempts': int, 'deadline': int, 'label': str,
}
UPDATE_OPTIONS = {**RUN_OPTIONS, 'sha256': str, 'transport': str}
SERVER_OPTIONS = {**RUN_OPTIONS, 'await-timer': bool, 'fix-rate': bool}
RANGES = {'context': (1, 16), 'attempts': (1, 10), 'deadline': (1, 604800)}
DEFAULTS = {'s': '', 'u': 0, 't': 0, 'b': 0, 'o': '/', 'as': (), 'a{sv}': {}, 'a{ss}': {},
            '(ss)': ('', '')}


def xml_directory():
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'dbus')
    for place in (os.environ.get('FOTAD_DBUS_XML_DIR'), beside,
                  '/usr/share/dbus-1/interfaces'):
        if place and os.path.exists(os.path.join(place, MAIN_IFACE + '.xml')):
            return place
    raise FileNotFoundError(f'{MAIN_IFACE}.xml is nowhere; set FOTAD_DBUS_XML_DIR')


def read_interface(name):
    """Methods (name, types in, types out) and properties (name: type) of an interface."""
    root = ET.parse(os.path.join(xml_directory(), name + '.xml')).getroot()
    interface = next(i for i in root.iter('interface') if i.get('name') == name)

    def types(method, direction):
        return ''.join(a.get('type') for a in method.iter('arg') if a.get('direction') == direction)

    methods = [(m.get('name'), types(m, 'in'), types(m, 'out')) for m in interface.iter('method')]
    return methods, {p.get('name'): p.get('type') for p in interface.iter('property')}


def error(name, text):
    return dbus.exceptions.DBusException(text, name='org.fotad1.Error.' + name)


def typed(signature, value):
    """The value as the D-Bus type the contract gives it."""
    if signature in ('a{ss}', 'a{sv}'):
        return dbus.Dictionary(value, signature=signature[2:4])
    if signature == 'as':
        return dbus.Array(value, signature='s')
    if signature == '(ss)':
        return dbus.Struct(value, signature='ss')
    return {'s': dbus.String, 'u': dbus.UInt32, 't': dbus.UInt64, 'b': dbus.Boolean,
            'o': dbus.ObjectPath}[signature](value)


def check_options(options, known=None):
    known = known or UPDATE_OPTIONS
    for key, given in options.items():
        if key not in known:
            raise error('InvalidArgument', f'{key}: unknown option')
        if isinstance(given, dbus.Boolean) != (known[key] is bool) \
                or not isinstance(given, (int if known[key] is bool else known[key])):
            raise error('InvalidArgument', f'{key}: wrong type')
        least, most = RANGES.get(key, (given, given))
        if not least <= given <= most:
            raise error('InvalidArgument', f'{key}: must be from {least} to {most}')
