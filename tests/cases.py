"""Lets meson register every case of a unittest file as its own test.

    test_x.py --list             one case a line
    test_x.py Class.test_case    runs that one; without arguments, all

A skip fails unless it names the hardware that is missing ("no hardware: …").

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import signal
import sys
import unittest


def names(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from names(item)
        else:
            yield '.'.join(item.id().split('.')[-2:])


def main():
    module = sys.modules['__main__']
    loader = unittest.defaultTestLoader
    if sys.argv[1:] == ['--list']:
        print('\n'.join(names(loader.loadTestsFromModule(module))))
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('terminated'))  # and clean up
    wanted = sys.argv[1:]
    suite = loader.loadTestsFromNames(wanted, module) if wanted else loader.loadTestsFromModule(module)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    idle = [reason for _, reason in result.skipped if not reason.startswith('no hardware: ')]
    if result.skipped and not idle and result.wasSuccessful():
        sys.exit(77)
    sys.exit(0 if result.wasSuccessful() and not idle and result.testsRun else 1)
