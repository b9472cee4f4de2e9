#!/usr/bin/python3
"""The virtual gateway: the tests of the installed package (debian/tests), as autopkgtest runs them.

    test_package.py [SCENARIO...]      the first one, "installed", is always needed

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import subprocess
import sys

from scenarios import main
from updates import Updates

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = os.path.join(HERE, '..', '..')
OURS = ('fotad', 'fotad-tests', 'fotad-dev', 'libfotad-glib0', 'libfotad-glib-dev',
        'gir1.2-fotad-1.0')
CONTROL = os.path.join(TOP, 'debian', 'tests', 'control')


def wanted_packages():
    """What debian/tests/control depends on, without our own packages."""
    with open(CONTROL, encoding='utf-8') as file:
        fields = [line[8:].split(',') for line in file if line.startswith('Depends:')]
    names = {name.strip() for field in fields for name in field}
    return sorted(n for n in names if 'fotad' not in n)


class Package(Updates):
    def scenario_installed(self):
        """All packages, libraries and their development files included."""
        self.gateway.install(*OURS)
        self.gateway.await_service()
        tree = os.path.join(self.gateway.folder, 'tree.tar')
        subprocess.run(['tar', '-C', TOP, '--exclude=build*', '--exclude=__pycache__', '-cf', tree,
                        'tests', 'debian', 'clients', 'plugins', 'dbus', 'data'], check=True)
        self.gateway.run('mkdir /root/tree && tar -C /root/tree -xf ' + self.gateway.give(tree))

    def run_test(self, name):
        status, text = self.gateway.run('cd /root/tree && bash debian/tests/' + name, check=False,
                                        seconds=900)
        sys.stderr.write(text)
        self.assertEqual(status, 0, text[-3000:])

    def scenario_autopkgtest_update(self):
        """The installed programs on a private bus with the real ModemManager."""
        self.run_test('update')

    def scenario_autopkgtest_clients(self):
        """The examples in C, Python, JavaScript and shell, and completion."""
        self.run_test('clients')


if __name__ == '__main__':
    main(Package, ours=OURS, more_packages=wanted_packages(), kind='image-with-compiler')
