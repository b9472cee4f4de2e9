"""What the kill matrix goes through: every family and route, how its job begins, which commands may
be said only once, and which settings the modem is to come back with.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os
from dataclasses import dataclass, field
from functools import partial

from gi.repository import Gio, GLib

from service import NAME, options

BAND = {'+QCFG "band"': 'f,80000,80080', '+QCFG "nwscanmode"': '3', '+QCFG "nwscanseq"': '030201'}
BUSY = ('downloading', 'stored', 'installing', 'offered')


def fetch(trial, **more):
    """Update with a URL."""
    return trial.call('Modem.Update', GLib.Variant('(sa{sv})', (trial.url, options(more))))


def fetch_with_digest(trial):
    with open(os.path.join(trial.world.folder, 'www', 'update.bin'), 'rb') as file:
        return fetch(trial, sha256=hashlib.sha256(file.read()).hexdigest())


def push(trial):
    """UpdateFromFile."""
    path = os.path.join(trial.world.folder, 'www', 'update.bin')
    with open(path, 'rb') as package:
        fds = Gio.UnixFDList.new_from_array([os.dup(package.fileno())])
        result, _ = trial.world.bus.connection.call_with_unix_fd_list_sync(
            NAME, trial.path, NAME + '.Modem', 'UpdateFromFile',
            GLib.Variant('(hsa{sv})', (0, 'push.bin', {})), None, Gio.DBusCallFlags.NONE, 10000, fds,
            None)
    return result.unpack()[0]


def check_server(trial):
    return trial.call('Modem.CheckServer', GLib.Variant('(a{sv})', ({},)))


def offer_file(trial):
    trial.modem.control('offer ' + os.path.join(trial.world.folder, 'www', 'update.bin'))


def offer_url(trial):
    trial.modem.control('offer ' + trial.url)


def insist(command, trial):
    """The server begins when it is listened to, and again when the modem has lost it."""
    state = trial.modem.get()
    if state['alive'] and state['version'] == trial.route.old and \
            state['update'].get('stage') not in BUSY and trial.listening():
        trial.modem.control(command.format(url=trial.url))


@dataclass
class Route:
    """One way of one family; `counts` and `stages` are known when a trial went undisturbed."""

    name: str
    family: str
    model: str
    imei: str
    old: str
    new: str
    once: str = None  # pattern of the commands that may be said once in the life of a job
    start: callable = fetch
    plugin: str = 'generic'  # ModemManager's
    flavour: str = 'uart'
    knobs: dict = field(default_factory=dict)
    scenario: str = 'nv-loss'
    left: tuple = ()  # what it need not come back with
    volatile: tuple = ()  # what it forgets itself when its power fails
    planted: dict = field(default_factory=dict)  # settings that the update would lose
    package: tuple = ()  # options of make-package
    prepare: callable = None  # before the job
    willful: bool = False  # after a boot the module does by itself what its server wants
    serve: callable = None  # while it waits for its server


BG95 = {'family': 'quectel', 'model': 'BG95-M3', 'imei': '866349041234560', 'plugin': 'quectel',
        'old': 'BG95M3LAR02A03_01.006.01.006', 'new': 'BG95M3LAR02A04_01.001.01.001',
        'once': r'AT\+QFOTADL=1$', 'planted': BAND}
EC25 = {'family': 'quectel', 'model': 'EC25', 'imei': '866349041234560', 'plugin': 'quectel',
        'old': 'EC25EFAR06A03M4G_20.001.20.001', 'new': 'EC25EFAR06A04M4G_20.002.20.002',
        'flavour': 'usb', 'planted': BAND}
EXS82 = {'family': 'cinterion', 'model': 'EXS82-W', 'imei': '351562110012345', 'plugin': 'cinterion',
         'old': '01.100_01.000.14', 'new': '01.200_01.000.20', 'once': r'AT\^SFDL=2$',
         'left': ('^SNFOTA url', '^SNFOTA crc')}
HL78 = {'family': 'hl78', 'model': 'HL7800', 'imei': '354658090000007', 'old': 'HL7800.4.5.4.0',
        'new': 'HL7800.4.6.9.4', 'once': r'AT\+WDSR=4$', 'left': ('+NVBU',)}
GM01Q = {'family': 'sequans', 'model': 'GM01Q', 'imei': '015770000031766', 'old': 'LR5.4.1.1-57830',
         'new': 'LR5.4.1.1-57857', 'package': ('--model', 'any')}
GE910 = {'family': 'telit', 'model': 'GE910-QUAD', 'imei': '353238060000018', 'plugin': 'telit',
         'old': '13.00.005', 'new': '13.00.006', 'volatile': ('#OTASUAN mode',)}

ROUTES = [
    Route('bg95-fetch', **BG95),
    Route('bg95-push', start=push, **BG95),
    Route('bg95-server', start=check_server, serve=partial(insist, 'lwm2m in-band {url}'), **BG95),
    Route('ec25-fetch', once=r'AT\+QFOTADL="http', **EC25),
    Route('ec25-push', once=r'AT\+QFOTADL="/data', start=push, **EC25),
    Route('exs82-fetch', start=fetch_with_digest, **EXS82),
    Route('exs82-server', start=check_server, serve=partial(insist, 'lwm2m mods {url}'),
          **{**EXS82, 'once': None}),
    Route('hl78-push', start=push, package=('--size', '5000'), **HL78),
    Route('hl78-server', start=check_server, package=('--size', '5000'), prepare=offer_file,
          knobs={'times.download': 60}, **HL78),
    Route('gm01q-fetch', **GM01Q),
    Route('gm01q-asked', once=r'AT\^RESET$', start=partial(fetch, approval='ask'), **GM01Q),
    Route('gm01q-server', willful=True, start=check_server, prepare=offer_url, **GM01Q),
    Route('ge910-server', once=r'AT#OTAIPUPD$', start=check_server, **GE910),
    Route('ge910-asked', once=r'AT#OTASUAN=1$', start=check_server, scenario='no-ip+nv-loss',
          knobs={'times.answer': 2000}, serve=partial(insist, 'server ask'), **GE910),
]
BY_NAME = {route.name: route for route in ROUTES}
