#!/usr/bin/python3
"""Builds fotad's Debian packages from this tree, as an integrator would.

    packages.py FOLDER

A copy of the tree is built; what is there already is used again while the tree is the same.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
TOP = os.path.realpath(os.path.join(HERE, '..', '..'))
PARTS = ['clients', 'daemon', 'data', 'dbus', 'debian', 'docs', 'plugins', 'tests', 'COPYING',
         'HACKING.md', 'README.md', 'meson.build', 'meson_options.txt']
# Of the tests only these are in a package.
PACKED_TESTS = os.path.join(TOP, 'tests', 'modem')
UNWANTED = shutil.ignore_patterns('build*', '__pycache__', '*.pyc')


def counts(name):
    """Whether a change of that file makes other packages."""
    tests = os.path.join(TOP, 'tests') + os.sep
    return not name.endswith('.pyc') and (not name.startswith(tests) or name.startswith(PACKED_TESTS))


def fingerprint():
    digest = hashlib.sha256()
    for part in PARTS:
        path = os.path.join(TOP, part)
        paths = [path] if os.path.isfile(path) else sorted(glob.glob(path + '/**', recursive=True))
        for name in filter(counts, paths):
            if os.path.isfile(name):
                with open(name, 'rb') as file:
                    digest.update(name[len(TOP):].encode() + b'\0' + file.read())
    return digest.hexdigest()


def copy_tree(target):
    os.mkdir(target)
    for part in PARTS:
        source = os.path.join(TOP, part)
        if os.path.isdir(source):
            shutil.copytree(source, os.path.join(target, part), symlinks=True, ignore=UNWANTED)
        else:
            shutil.copy(source, target)


def build(folder):
    with tempfile.TemporaryDirectory(prefix='packages.', dir=folder) as work:
        tree = os.path.join(work, 'fotad')
        copy_tree(tree)
        options = {'DEB_BUILD_OPTIONS': 'nocheck noautodbgsym parallel=%d' % (os.cpu_count() or 1)}
        log = os.path.join(folder, 'build.log')
        with open(log, 'wb') as file:
            done = subprocess.run(['dpkg-buildpackage', '-d', '-us', '-uc', '-b'], cwd=tree, stdout=file,
                                  stderr=file, env={**os.environ, **options}, check=False)
        if done.returncode:
            with open(log, encoding='utf-8', errors='replace') as file:
                raise SystemExit('the packages do not build:\n' + ''.join(file.readlines()[-30:]))
        for path in glob.glob(os.path.join(folder, '*.deb')):
            os.unlink(path)
        for path in glob.glob(os.path.join(work, '*.deb')):
            shutil.move(path, folder)


def dependencies(folder, name):
    """What the package depends on, as far as it is not of ours; of alternatives the first."""
    path = glob.glob(os.path.join(folder, name + '_*.deb'))[0]
    text = subprocess.run(['dpkg-deb', '-f', path, 'Depends'], capture_output=True, text=True,
                          check=True).stdout
    names = [re.split(r'[ :(|]', entry.strip())[0] for entry in text.split(',') if entry.strip()]
    return [n for n in names if not glob.glob(os.path.join(folder, n + '_*.deb'))]


def ensure(folder):
    """The folder with the packages of this tree."""
    os.makedirs(folder, exist_ok=True)
    stamp, wanted = os.path.join(folder, 'made-of'), fingerprint()
    with open(os.path.join(folder, 'lock'), 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(stamp):
            with open(stamp, encoding='ascii') as file:
                if file.read() == wanted:
                    return folder
            os.unlink(stamp)
        build(folder)
        with open(stamp, 'w', encoding='ascii') as file:
            file.write(wanted)
    return folder


if __name__ == '__main__':
    ensure(sys.argv[1])
