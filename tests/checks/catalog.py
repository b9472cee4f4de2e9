#!/usr/bin/python3
"""Every MESSAGE_ID is used and explained, every explanation has an id, and journalctl's compiler
takes the catalog.

    catalog.py SOURCE_ROOT | --self-test
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

DEFINED = re.compile(r'#define (FOTAD_MESSAGE_\w+) "([0-9a-f]{32})"')
KNOWN = {'FOTAD_JOB', 'FOTAD_MODEM', 'FOTAD_PHASE', 'FOTAD_STEP'}


def check(header, catalog, sources):
    ids = dict(DEFINED.findall(header))
    entries = re.findall(r'^-- (\S+)\n((?:\S+: .*\n)+)\n((?:(?!-- ).*\n?)+)', catalog, re.M)
    told = [id_ for id_, _, _ in entries]
    faults = [f'{name} is not explained' for name, id_ in ids.items() if id_ not in told]
    faults += [f'{name} is never used' for name in ids if not re.search(rf'\b{name}\b', sources)]
    faults += [f'{id_} is explained, but nobody logs it' for id_ in told if id_ not in ids.values()]
    faults += [f'{id_} is explained twice' for id_ in set(told) if told.count(id_) > 1]
    for id_, fields, text in entries:
        faults += [f'{id_} has no {key}' for key in ('Subject', 'Defined-By', 'Documentation')
                   if f'{key}: ' not in fields]
        faults += [f'{id_} names the field {field}, which is not logged'
                   for field in re.findall(r'@(\w+)@', fields + text) if field not in KNOWN]
    return faults + (['no id at all'] if not ids else [])


def compile_catalog(path):
    """What journalctl's own compiler complains of."""
    with tempfile.TemporaryDirectory() as root:
        folder = pathlib.Path(root, 'usr/lib/systemd/catalog')
        folder.mkdir(parents=True)
        pathlib.Path(root, 'var/lib/systemd/catalog').mkdir(parents=True)
        shutil.copy(path, folder)
        done = subprocess.run(['journalctl', '--root', root, '--update-catalog'],
                              capture_output=True, text=True, check=False)
        made = pathlib.Path(root, 'var/lib/systemd/catalog/database')
        return [] if done.returncode == 0 and made.exists() else [f'journalctl: {done.stderr}']


def self_test():
    header = '#define FOTAD_MESSAGE_A "' + 'a' * 32 + '"\n'
    entry = '-- ' + 'a' * 32 + '\nSubject: x\nDefined-By: y\nDocumentation: z\n\nOf @FOTAD_JOB@.\n'
    used = 'log (FOTAD_MESSAGE_A);'
    assert check(header, entry, used) == []
    for arguments, fault in (((header, '', used), 'not explained'), ((header, entry, ''), 'never'),
                             ((header, entry + '\n' + entry.replace('a' * 32, 'b' * 32), used), 'nobody'),
                             ((header, entry + '\n' + entry, used), 'twice'),
                             ((header, entry.replace('Subject: x\n', ''), used), 'no Subject'),
                             ((header, entry.replace('_JOB', '_JAB'), used), 'FOTAD_JAB'),
                             (('', '', ''), 'no id')):
        assert any(fault in f for f in check(*arguments)), fault


def main():
    if sys.argv[1] == '--self-test':
        return self_test()
    root = pathlib.Path(sys.argv[1])
    header = root / 'daemon/core/fotad-message-ids.h'
    catalog = root / 'data/fotad.catalog'
    sources = ''.join(path.read_text(encoding='utf-8') for path in (root / 'daemon').rglob('*.c'))
    faults = check(header.read_text(encoding='utf-8'), catalog.read_text(encoding='utf-8'), sources)
    faults += compile_catalog(catalog)
    print('\n'.join(faults))
    return 1 if faults else 0


sys.exit(main())
