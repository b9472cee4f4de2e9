#!/usr/bin/python3
"""A part of the kill matrix for every family and route, the same at each run: the daemon dies, the
modem's power is cut, and both at once.  All of it: tests/bench/kills.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import sys
import unittest

from world import cases
from matrix import FEW, GROUPS, Plan, Tally, golden
from routes import ROUTES
from trial import Trial

SEED = 9


class Matrix(unittest.TestCase):
    def check(self, route, group):
        plan, tally = Plan(route, golden(route), SEED, FEW), Tally()
        for kind in GROUPS[group]:
            for options in plan.options(kind):
                trial = Trial(route, **options)
                with self.subTest(str(trial)):
                    trial.run()
                    tally.add(kind, trial.disturbed, trial.outcome)
        sys.stderr.write('%s: %s\n' % (route.name, tally))
        self.assertTrue(tally.survived)


def add(route, group):
    def test(self):
        self.check(route, group)
    setattr(Matrix, 'test_%s_%s' % (route.name.replace('-', '_'), group), test)


for each in ROUTES:
    for name in GROUPS:
        add(each, name)


if __name__ == '__main__':
    cases.main()
