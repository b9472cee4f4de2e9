"""python-dbusmock template for org.fotad1: a fleet agent's test without any modem.

    python3 -m dbusmock -t /usr/share/fotad/dbusmock/fotad.py

Members, types and defaults are read from the interface's own XML (fotad_contract.py, which must lie
beside this file), so the mock cannot drift from the contract.  On the interface
org.freedesktop.DBus.Mock the root object understands:

    AddModem(s imei, a{sv} properties) -> o      a modem; properties of org.fotad1.Modem
    RemoveModem(s imei)
    Plan(s imei, s outcome, d seconds)           how the modem's next jobs go, and for how long
    SetJob(s id, a{sv} properties)               change a job by hand
    FinishJob(s id, s state, s error, s message) end it by hand
    Authorize(b allowed)                         FALSE: everything is NotAuthorized

Outcomes: "succeed", "unchanged", "fail:NAME" (an error of org.fotad1.Error), "ask" (waits for
approval, then succeeds), "hang" (stands still at 40 %).
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import os
import sys
import time

import dbus
import dbus.service
from dbusmock import MOCK_IFACE, mockobject
from gi.repository import GLib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from fotad_contract import (  # noqa: E402, F401; BUS_NAME is dbusmock's to read
    BUS_NAME, FINAL, JOB, MAIN_IFACE, MAIN_OBJ, MODEM, PHASES, SERVER_OPTIONS, check_options, error,
    typed)
from fotad_world import World  # noqa: E402

SYSTEM_BUS = True
IS_OBJECT_MANAGER = True

WORLD = None


def value(obj, name):
    return obj.props[obj.interface][name]


# The manager

def find_modem(_mock, wanted):
    modems = [o for p, o in mockobject.objects.items() if p.startswith(MAIN_OBJ + '/modem/')]
    found = [m for m in modems
             if wanted in ('any', value(m, 'Imei'), value(m, 'Device'))
             or value(m, 'Imei').startswith(wanted)
             or value(m, 'Model').lower().startswith(wanted.lower())]
    if not wanted:
        raise error('InvalidArgument', 'id: empty')
    if not found:
        raise error('NotFound', f'no modem fits "{wanted}"')
    if len(found) > 1:
        raise error('Ambiguous', 'more than one: ' + ', '.join(value(m, 'Imei') for m in found))
    return found[0].path


def list_jobs(_mock, filters):
    known = {'modem', 'state', 'since', 'limit', 'before'}
    if set(filters) - known:
        raise error('InvalidArgument', f'{min(set(filters) - known)}: unknown')
    rows = []
    for path in reversed(WORLD.history):
        job = mockobject.objects[path]
        if int(value(job, 'Id')) < int(filters.get('before', 1 << 62)) \
                and value(job, 'Imei') == filters.get('modem', value(job, 'Imei')) \
                and value(job, 'State') == filters.get('state', value(job, 'State')) \
                and value(job, 'Created') >= filters.get('since', 0):
            rows.append((dbus.ObjectPath(path), dbus.Dictionary(job.props[JOB], signature='sv')))
    return dbus.Array(rows[:int(filters.get('limit', 100))], signature='(oa{sv})')


# Modems

def start_job(modem, kind, options, **more):
    job_id = WORLD.next_id
    WORLD.next_id += 1
    path = f'{MAIN_OBJ}/job/{job_id}'
    WORLD.add(path, JOB, {
        'Id': str(job_id), 'Kind': kind, 'Modem': modem.path, 'Imei': value(modem, 'Imei'),
        'Label': options.get('label', ''), 'State': 'running', 'Created': int(time.time()),
        'Started': int(time.time()), 'FromVersion': value(modem, 'Revision'),
        'ToVersion': options.get('to-version', ''), **more})
    WORLD.history.append(path)
    WORLD.change(modem.path, MODEM, {'State': 'busy', 'Job': path})
    plan, seconds = WORLD.plans.get(str(value(modem, 'Imei')), ('succeed', 0.5))
    if options.get('approval') == 'ask':
        plan = 'ask'
    play(path, plan, seconds)
    return dbus.ObjectPath(path)


def update(modem, url, options):
    WORLD.demand('org.fotad1.update')
    check_options(options)
    return start_job(modem, 'update', options, Source=url, Route='fetch')


def update_from_file(modem, package, name, options):
    WORLD.demand('org.fotad1.update')
    check_options(options)
    descriptor = package.take()
    size = os.fstat(descriptor).st_size
    os.close(descriptor)
    if size == 0:
        raise error('PackageInvalid', f'{name}: empty')
    return start_job(modem, 'update', options, Source=name, Route='push',
                     Message=f'{size} bytes of {name}')


def check_server(modem, options):
    WORLD.demand('org.fotad1.update')
    check_options(options, SERVER_OPTIONS)
    return start_job(modem, 'server', options, Route='server')


def enrol(modem, parameters):
    WORLD.demand('org.fotad1.configure')
    known = {k.partition('.')[2]: v for k, v in value(modem, 'Parameters').items()
             if k.startswith('enrol.')}
    for key in parameters:
        if key not in known:
            raise error('InvalidArgument', f'{key}: unknown parameter')
    path = start_job(modem, 'enrol', {}, Route='enrol')
    if parameters.get('generate-psk'):
        WORLD.keys[path] = '00112233' * 8
    return path


def install_certificate(modem, kind, package, _options):
    WORLD.demand('org.fotad1.configure')
    os.close(package.take())
    return start_job(modem, 'certificate', {}, Source=kind, Route='certificate')


def delete_certificate(modem, kind, _options):
    WORLD.demand('org.fotad1.configure')
    return start_job(modem, 'certificate', {}, Source=kind, Route='delete-certificate')


def server_status(_modem):
    return dbus.Dictionary({'registered': True, 'server': 'mock'}, signature='sv')


def save_settings(modem, label):
    WORLD.demand('org.fotad1.configure')
    return start_job(modem, 'save', {'label': label})


def restore_settings(modem, _snapshot, _options):
    WORLD.demand('org.fotad1.configure')
    return start_job(modem, 'restore', {})


def list_snapshots(modem):
    details = typed('a{sv}', {'label': 'factory', 'version': value(modem, 'Revision'),
                              'imei': value(modem, 'Imei'), 'rows': dbus.UInt32(2)})
    return dbus.Array([('1', dbus.UInt64(1700000000), details)], signature='(sta{sv})')


def get_snapshot(_modem, snapshot):
    if snapshot != '1':
        raise error('NotFound', f'no snapshot {snapshot}')
    return dbus.Array([('band', 'AT+BAND?', '3,20', 'AT+BAND=3,20', False),
                       ('psk', 'AT+PSK?', '', '', True)], signature='(ssssb)')


def compare_settings(modem, _snapshot):
    WORLD.demand('org.fotad1.configure')
    return start_job(modem, 'compare', {})


def delete_snapshot(_modem, snapshot):
    WORLD.demand('org.fotad1.configure')
    if snapshot != '1':
        raise error('NotFound', f'no snapshot {snapshot}')


# Jobs

def play(path, plan, seconds):
    """One phase after the other, evenly over the time."""
    steps = iter(enumerate(PHASES, 1))
    pause = max(int(seconds * 1000 / len(PHASES)), 1)

    def step():
        job = mockobject.objects[path]
        if value(job, 'State') in FINAL:
            return False
        if value(job, 'State') != 'running':
            return True
        number, phase = next(steps, (0, ''))
        if not phase:
            end_as_planned(path, plan)
            return False
        if plan == 'hang' and phase == 'install':
            return False
        WORLD.change(path, JOB, {
            'Phase': phase, 'Step': phase + '-step', 'Progress': number * 100 // len(PHASES) - 1,
            'PhaseProgress': 0, 'Irreversible': phase in ('install', 'settle'),
            'Message': f'The modem is at {phase}.'})
        if phase == 'install' and plan == 'ask':
            WORLD.change(path, JOB, {'State': 'waiting-approval', 'Irreversible': False,
                                     'Approval': {'phase': 'install', 'delays': dbus.UInt32(0)}})
        return True

    GLib.timeout_add(pause, step)


def end_as_planned(path, plan):
    if plan.startswith('fail:'):
        finish(path, 'failed', plan[5:], 'So it was planned.')
    else:
        finish(path, 'succeeded', '', 'Done.', changed=plan != 'unchanged')


def finish(path, state, name, message, changed=False):
    job = mockobject.objects[path]
    update_kind = value(job, 'Kind') in ('update', 'server')
    to = str(value(job, 'ToVersion')) or str(value(job, 'FromVersion')) + '+1'
    WORLD.change(path, JOB, {
        'State': state, 'Error': (name, message if name else ''), 'Message': message,
        'Finished': int(time.time()), 'Irreversible': False, 'Approval': {},
        'Changed': changed and update_kind,
        'Progress': 100 if state == 'succeeded' else int(value(job, 'Progress'))})
    modem = mockobject.objects.get(value(job, 'Modem'))
    if modem:
        WORLD.change(modem.path, MODEM, {'State': 'available', 'Job': '/'})
        if changed and update_kind:
            WORLD.change(modem.path, MODEM, {'Revision': to})
            WORLD.change(path, JOB, {'ToVersion': to})
    job.EmitSignal(JOB, 'Finished', 'sss', [state, name, message])


def demand_state(job, state):
    if value(job, 'State') != state:
        raise error('WrongState', f'the job is {value(job, "State")}')


def cancel(job):
    WORLD.demand('org.fotad1.update')
    if value(job, 'State') in FINAL or value(job, 'Irreversible'):
        raise error('WrongState', 'it is too late')
    finish(job.path, 'cancelled', 'Cancelled', 'Somebody cancelled it.')


def pause_job(job):
    WORLD.demand('org.fotad1.update')
    demand_state(job, 'running')
    WORLD.change(job.path, JOB, {'State': 'paused'})


def resume(job):
    WORLD.demand('org.fotad1.update')
    demand_state(job, 'paused')
    WORLD.change(job.path, JOB, {'State': 'running'})


def approve(job):
    WORLD.demand('org.fotad1.approve')
    demand_state(job, 'waiting-approval')
    WORLD.change(job.path, JOB, {'State': 'running', 'Approval': {}, 'Irreversible': True})


def take_key(job):
    WORLD.demand('org.fotad1.configure')
    if job.path not in WORLD.keys:
        raise error('WrongState', 'no key was made for this job, or it was taken already')
    return WORLD.keys.pop(job.path)


def defer(job, minutes):
    WORLD.demand('org.fotad1.approve')
    demand_state(job, 'waiting-approval')
    asked = dict(value(job, 'Approval'))
    asked['delays'] = dbus.UInt32(int(asked.get('delays', 0)) + 1)
    asked['deadline'] = dbus.UInt64(int(time.time()) + 60 * int(minutes))
    WORLD.change(job.path, JOB, {'Approval': asked})


def get_log(job):
    start = int(value(job, 'Started')) * 1000000
    rows = [(dbus.UInt64(start + n), p, p + '-step', 'done', dbus.Dictionary({}, signature='sv'))
            for n, p in enumerate(PHASES)]
    if value(job, 'Kind') == 'compare':
        rows.append((dbus.UInt64(start + 99), 'verify', '', 'differs', dbus.Dictionary(
            {'name': 'band', 'saved': '3,20', 'found': '1'}, signature='sv')))
    return dbus.Array(rows, signature='(tsssa{sv})')


HANDLERS = {
    (MAIN_IFACE, 'FindModem'): find_modem, (MAIN_IFACE, 'ListJobs'): list_jobs,
    (MODEM, 'Update'): update, (MODEM, 'UpdateFromFile'): update_from_file,
    (MODEM, 'CheckServer'): check_server, (MODEM, 'Enrol'): enrol,
    (MODEM, 'InstallCertificate'): install_certificate,
    (MODEM, 'DeleteCertificate'): delete_certificate, (MODEM, 'ServerStatus'): server_status,
    (MODEM, 'SaveSettings'): save_settings, (MODEM, 'RestoreSettings'): restore_settings,
    (MODEM, 'ListSnapshots'): list_snapshots, (MODEM, 'GetSnapshot'): get_snapshot,
    (MODEM, 'CompareSettings'): compare_settings, (MODEM, 'DeleteSnapshot'): delete_snapshot,
    (JOB, 'Cancel'): cancel, (JOB, 'Pause'): pause_job, (JOB, 'Resume'): resume,
    (JOB, 'Approve'): approve, (JOB, 'Defer'): defer, (JOB, 'GetLog'): get_log,
    (JOB, 'TakeKey'): take_key,
}


def load(mock, parameters):
    global WORLD
    WORLD = World(mock, HANDLERS)
    mock.AddMethods(MAIN_IFACE, WORLD.methods[MAIN_IFACE])
    mock.AddProperties(MAIN_IFACE, WORLD.properties(MAIN_IFACE, {
        'Version': parameters.get('Version', '0.1.0'),
        'Vendors': parameters.get('Vendors', ['mock'])}))


# Steering, on org.freedesktop.DBus.Mock

@dbus.service.method(MOCK_IFACE, in_signature='sa{sv}', out_signature='o')
def AddModem(_mock, imei, properties):
    path = f'{MAIN_OBJ}/modem/{imei}'
    WORLD.add(path, MODEM, {
        'Imei': imei, 'Manufacturer': 'Mock', 'Model': 'MK1', 'Revision': 'R1', 'Vendor': 'mock',
        'Device': f'/virtual/{imei}', 'State': 'available', 'Routes': ['fetch', 'push', 'server'],
        'Parameters': {'enrol.server': 's required: Address of the server',
                       'enrol.psk': 's secret: Its key, in hex',
                       'enrol.generate-psk': 'b: Whether to make a key',
                       'enrol.lifetime': 'u: Registration lifetime in seconds',
                       'enrol.secure': 'b: Whether to use DTLS'},
        **properties})
    return dbus.ObjectPath(path)


@dbus.service.method(MOCK_IFACE, in_signature='s', out_signature='')
def RemoveModem(mock, imei):
    path = WORLD.modem_path(imei)
    mock.object_manager_emit_removed(path)
    mock.RemoveObject(path)


@dbus.service.method(MOCK_IFACE, in_signature='ssd', out_signature='')
def Plan(_mock, imei, outcome, seconds):
    WORLD.plans[str(imei)] = (str(outcome), float(seconds))


@dbus.service.method(MOCK_IFACE, in_signature='sa{sv}', out_signature='')
def SetJob(_mock, job_id, properties):
    WORLD.change(f'{MAIN_OBJ}/job/{job_id}', JOB, properties)


@dbus.service.method(MOCK_IFACE, in_signature='ssss', out_signature='')
def FinishJob(_mock, job_id, state, name, message):
    finish(f'{MAIN_OBJ}/job/{job_id}', state, name, message)


@dbus.service.method(MOCK_IFACE, in_signature='b', out_signature='')
def Authorize(_mock, allowed):
    WORLD.allowed = bool(allowed)
