"""A ModemManager of python-dbusmock that can be told to do what the real one hardly ever does.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import dbus
from dbusmock import MOCK_IFACE, mockobject

BUS_NAME = 'org.freedesktop.ModemManager1'
MAIN_OBJ = '/org/freedesktop/ModemManager1'
MAIN_IFACE = 'org.freedesktop.ModemManager1'
SYSTEM_BUS = True
IS_OBJECT_MANAGER = True
MODEM_IFACE = MAIN_IFACE + '.Modem'
AT_PORT, STATE_DISABLED = 3, 3


def load(mock, parameters):
    mock.answer = 'ok'
    mock.held = {}  # uid: what to export again
    mock.shown = {}  # uid: (path, properties)
    mock.count = 0
    mock.AddProperties(MAIN_IFACE, {'Version': '1.20.4'})


def export(mock, properties):
    path = '%s/Modem/%d' % (MAIN_OBJ, mock.count)
    mock.count += 1
    mock.AddObject(path, MODEM_IFACE, properties, [])
    mock.shown[str(properties['Device'])] = (path, properties)
    mock.object_manager_emit_added(path)


def drop(mock, uid):
    path, properties = mock.shown.pop(uid)
    mock.object_manager_emit_removed(path)
    mock.RemoveObject(path)
    return properties


@dbus.service.method(MAIN_IFACE, in_signature='sb', out_signature='', async_callbacks=('done', 'fail'))
def InhibitDevice(self, uid, inhibit, done, fail):
    mock = mockobject.objects[MAIN_OBJ]
    uid = str(uid)
    if mock.answer == 'hang':
        return
    if mock.answer != 'ok':
        name, _, text = mock.answer.partition(' ')
        fail(dbus.exceptions.DBusException(text or 'no', name=name))
        return
    if inhibit and uid in mock.shown:
        mock.held[uid] = drop(mock, uid)
    elif not inhibit and uid in mock.held:
        export(mock, mock.held.pop(uid))
    done()


@dbus.service.method(MOCK_IFACE, in_signature='ssss', out_signature='')
def AddModem(self, uid, port, imei, model):
    """Exports a Quectel modem with one AT port."""
    export(self, {
        'Device': uid, 'EquipmentIdentifier': imei, 'Manufacturer': 'Quectel', 'Model': model,
        'Revision': 'unknown', 'Plugin': 'quectel', 'PrimaryPort': port,
        'Physdev': uid, 'State': dbus.Int32(STATE_DISABLED),
        'Ports': dbus.Array([dbus.Struct((port, dbus.UInt32(AT_PORT)))], signature='(su)')})


@dbus.service.method(MOCK_IFACE, in_signature='ssu', out_signature='')
def AddPort(self, uid, name, kind):
    """One more port of that modem, of ModemManager's MMModemPortType."""
    path, properties = self.shown[str(uid)]
    properties['Ports'].append(dbus.Struct((name, dbus.UInt32(kind))))
    mockobject.objects[path].UpdateProperties(MODEM_IFACE, {'Ports': properties['Ports']})


@dbus.service.method(MOCK_IFACE, in_signature='s', out_signature='')
def SetAnswer(self, answer):
    """What InhibitDevice says from now on: "ok", "hang", or an error's name and text."""
    self.answer = str(answer)


@dbus.service.method(MOCK_IFACE, in_signature='', out_signature='as')
def Inhibited(self):
    return dbus.Array(list(self.held), signature='s')
