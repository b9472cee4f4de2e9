#!/usr/bin/python3
"""What exists is documented, and what is documented exists: the verbs and options of fotactl in
fotactl(1), the keys of fotad.conf in its manual page and in the commented file, the options of
the pretend modem in its page.

    documented.py SOURCE_ROOT FOTACTL | --self-test
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import pathlib
import re
import subprocess
import sys

OPTION = re.compile(r'(?<![\w-])--[a-z][a-z0-9-]*')
KEY = re.compile(r'\{ "(\w+)", "(\w+)", TYPE_')


def differences(what, real, told):
    return [f'{what}: {name} is not documented' for name in sorted(real - told)] + \
        [f'{what}: {name} does not exist' for name in sorted(told - real)]


def help_of(program, *words):
    return subprocess.run([program, *words, '--help'], capture_output=True, text=True, check=True,
                          env={'LC_ALL': 'C.UTF-8', 'PATH': '/usr/bin:/bin'}).stdout


def check_fotactl(page, fotactl):
    verbs = set(re.findall(r'^  ([a-z][a-z ]*?)  +[A-Z]', help_of(fotactl), re.M))
    options = set().union(*(OPTION.findall(help_of(fotactl, *verb.split())) for verb in verbs))
    terms = ' '.join(re.findall(r'^`.*`$', page, re.M))
    told = {re.sub(r' (?=[A-Z\[]).*', '', term) for term in re.findall(r'`([a-z][^`]*)`', terms)}
    return differences('fotactl(1)', verbs, told) + \
        differences('fotactl(1)', options, set(OPTION.findall(page)))


def check_config(source, page, file):
    keys = {name for _, name in KEY.findall(source)}
    return differences('fotad.conf(5)', keys, set(re.findall(r'^`(\w+)=`$', page, re.M))) + \
        differences('fotad.conf', keys, set(re.findall(r'^#(\w+)=', file, re.M)))


def check_simulator(page, simulator):
    real = set(OPTION.findall(help_of(simulator)))
    return differences('fotad-modem-simulator(1)', real - {'--help'}, set(OPTION.findall(page)))


def self_test():
    source = '{ "Jobs", "Many", TYPE_NUMBER, x }, { "Log", "At", TYPE_BOOLEAN, y }'
    page, file = '`Many=`\n:   x\n\n`At=`\n', '#Many=1\n# At, or so\n#At=no\n'
    assert check_config(source, page, file) == []
    assert check_config(source, page.replace('At', 'Et'), file) == [
        'fotad.conf(5): At is not documented', 'fotad.conf(5): Et does not exist']
    assert check_config(source, page, file.replace('#Many', '#Money'))


def main():
    if sys.argv[1:] == ['--self-test']:
        return self_test()
    root = pathlib.Path(sys.argv[1])

    def read(name):
        return (root / name).read_text(encoding='utf-8')

    faults = check_fotactl(read('docs/man/fotactl.1.md'), sys.argv[2]) + check_config(
        read('daemon/core/fotad-config-keys.c'), read('docs/man/fotad.conf.5.md'),
        read('data/fotad.conf')) + check_simulator(
            read('docs/man/fotad-modem-simulator.1.md'), root / 'tests/modem/fotad-modem-simulator')
    print('\n'.join(faults))
    return 1 if faults else 0


sys.exit(main())
