"""Runs scenarios one after the other in one virtual gateway, in the order they are written, and tells
meson of each (TAP).

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import signal
import subprocess
import sys
import time
import traceback
import unittest

import gateway


class Scenarios(unittest.TestCase):
    """A file's scenarios are the methods `scenario_*` of a subclass; the docstring is the outcome."""
    maxDiff = None
    gateway = None  # everybody's

    def runTest(self):
        pass

    @classmethod
    def found(cls):
        return [n for n in vars(cls) if n.startswith('scenario_')]

    def assert_in_order(self, found, wanted):
        at = -1
        for item in wanted:
            self.assertIn(item, found[at + 1:], found)
            at = found.index(item, at + 1)


def say(text):
    sys.stdout.write(text + '\n')
    sys.stdout.flush()


def missing_hardware():
    """Only this may keep it from running."""
    done = subprocess.run(['dpkg', '--print-architecture'], capture_output=True, text=True, check=True)
    return None if done.stdout.strip() == 'amd64' else 'no hardware: amd64'


def run_one(number, case, name):
    """True when it went well."""
    start, good = time.monotonic(), True
    try:
        getattr(case, name)()
    except Exception:  # pylint: disable=broad-except
        good = False
        traceback.print_exc()
        case.gateway.show()
    title = name[len('scenario_'):].replace('_', ' ')
    say('%s %d - %s # %.0f s' % ('ok' if good else 'not ok', number, title, time.monotonic() - start))
    return good


def main(cls, **options):
    lacking = missing_hardware()
    if lacking:
        say('1..0 # SKIP ' + lacking)
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))  # and clean up
    chosen = ['scenario_' + name for name in sys.argv[1:]]
    names = [n for n in cls.found() if not chosen or n in chosen]
    say('1..%d' % len(names))
    start = time.monotonic()
    cls.gateway = gateway.Gateway(**options)
    case, good = cls(), True
    try:
        say('# image and packages: %.0f s' % (time.monotonic() - start))
        cls.gateway.boot()
        say('# booted: %.0f s' % (time.monotonic() - start))
        for number, name in enumerate(names, 1):
            good = run_one(number, case, name) and good
            if not good and number == 1:
                say('Bail out! Without that there is nothing to see.')
                break
    finally:
        cls.gateway.stop()
    say('# in all: %.0f s' % (time.monotonic() - start))
    sys.exit(0 if good else 1)
