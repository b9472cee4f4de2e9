"""What the mock of org.fotad1 knows beside its objects' properties, and how these change."""

# SPDX-License-Identifier: LGPL-2.1-or-later

import dbus
from dbusmock import mockobject

from fotad_contract import DEFAULTS, JOB, MAIN_IFACE, MAIN_OBJ, MODEM, error, read_interface, typed


class World:
    """What the mock knows beside the objects' properties."""

    def __init__(self, mock, handlers):
        self.mock = mock
        self.next_id = 1
        self.keys = {}  # job path: the key nobody has taken yet
        self.history = []  # paths, oldest first
        self.plans = {}
        self.allowed = True
        self.types = {}
        self.methods = {}
        for name in (MAIN_IFACE, MODEM, JOB):
            methods, self.types[name] = read_interface(name)
            self.methods[name] = [(m, i, o, handlers[name, m]) for m, i, o in methods]

    def properties(self, interface, given):
        unknown = set(given) - set(self.types[interface])
        if unknown:
            raise error('InvalidArgument', f'{min(unknown)}: no property of {interface}')
        return {k: typed(s, given.get(k, DEFAULTS[s])) for k, s in self.types[interface].items()}

    def add(self, path, interface, properties):
        self.mock.AddObject(path, interface, self.properties(interface, properties),
                            self.methods[interface])
        added = mockobject.objects[path]
        self.mock.object_manager_emit_added(path)
        return added

    def change(self, path, interface, properties):
        """dbusmock's own UpdateProperties knows no object paths."""
        full = self.properties(interface, properties)
        changed = {k: full[k] for k in properties}
        mockobject.objects[path].props[interface].update(changed)
        mockobject.objects[path].EmitSignal(
            dbus.PROPERTIES_IFACE, 'PropertiesChanged', 'sa{sv}as',
            [interface, dbus.Dictionary(changed, signature='sv'), dbus.Array([], signature='s')])

    def modem_path(self, imei):
        path = f'{MAIN_OBJ}/modem/{imei}'
        if path not in mockobject.objects:
            raise error('NotFound', f'no modem {imei}')
        return path

    def demand(self, action):
        if not self.allowed:
            raise error('NotAuthorized', f'{action} is needed')
