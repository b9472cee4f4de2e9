"""The kill matrix: which trials there are of a route, some or all of them, and what came of them.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import random
from collections import Counter

from trial import Trial

# What is done: the daemon dies right after an edge is stored, right before, when a command has
# just gone out, at any instant, twice; the modem's power is cut; both at the same moment; the
# gateway's power is cut, that is the daemon, ModemManager and the bus at once, and on the disk is what
# had been synced.
KINDS = ('stored', 'unstored', 'told', 'instant', 'twice', 'cut', 'both', 'gateway')
GROUPS = {'daemon': KINDS[:5], 'power': ('cut',), 'both': ('both', 'gateway')}
# How many of each; 0: all there are.
FEW = {'stored': 5, 'unstored': 1, 'told': 3, 'instant': 2, 'twice': 1, 'cut': 4, 'both': 2, 'gateway': 2}
WHOLE = {'stored': 0, 'unstored': 0, 'told': 40, 'instant': 30, 'twice': 20, 'cut': 60, 'both': 25,
         'gateway': 20}


def spread(values, count, offset):
    """`count` of them at equal distances; where the first is depends on `offset` (0 to 1)."""
    values = list(values)
    if not count or count >= len(values):
        return values
    step = len(values) / count
    return [values[int((i + offset) * step)] for i in range(count)]


class Plan:
    """The trials of one route, as options for Trial.  What is left to chance follows from the seed."""

    def __init__(self, route, golden, seed, counts):
        self.golden, self.counts = golden, counts
        self.random = random.Random('%s %s' % (seed, route.name))
        self.offset = self.random.random()

    def options(self, kind):
        return getattr(self, kind)()

    def points(self, what, kind):
        return ['%s:%d' % (what, n) for n in
                spread(range(1, self.golden.counts[what] + 1), self.counts[kind], self.offset)]

    def stored(self):
        return [{'lives': [point]} for point in self.points('stored', 'stored')]

    def unstored(self):
        return [{'lives': [point]} for point in self.points('unstored', 'unstored')]

    def told(self):
        return [{'lives': [point]} for point in self.points('told', 'told')]

    def instant(self):
        """Every other one without systemd's store of descriptors."""
        return [{'lives': ['after:%.3f' % self.random.uniform(0, self.golden.seconds)],
                 'systemd': i % 2 == 0} for i in range(self.counts['instant'])]

    def twice(self):
        last = self.golden.counts['stored']
        return [{'lives': ['stored:%d' % self.random.randint(1, last) for _ in range(2)]}
                for _ in range(self.counts['twice'])]

    def cut(self):
        return [{'cut': n} for n in spread(self.golden.stages, self.counts['cut'], self.offset)]

    def both(self):
        """The gateway's supply is the modem's."""
        return [{'lives': [point], 'together': True} for point in self.points('stored', 'both')]

    def gateway(self):
        """Every other one takes the modem along."""
        return [{'lives': [point], 'gateway': True, 'together': i % 2 == 1}
                for i, point in enumerate(self.points('stored', 'gateway'))]


def golden(route):
    """One that nobody disturbs: it succeeds, says each word once, and is measured."""
    trial = Trial(route).run()
    if trial.outcome != 'succeeded' or trial.said != bool(route.once):
        raise AssertionError('%s undisturbed: %s, %d' % (route.name, trial.outcome, trial.said))
    return trial


class Tally:
    """How often what was survived, and what became of the jobs."""

    def __init__(self):
        self.survived, self.outcomes = Counter(), Counter()

    def add(self, kind, deaths, outcome):
        """One trial that ended as promised; one that ended before its point came counts for nothing."""
        if deaths:
            self.survived[kind] += deaths
            self.outcomes[outcome] += 1

    def merge(self, other):
        self.survived.update(other.survived)
        self.outcomes.update(other.outcomes)

    def __str__(self):
        return '%d survived (%s): %s' % (
            sum(self.survived.values()),
            ', '.join('%s %d' % (kind, self.survived[kind]) for kind in KINDS if self.survived[kind]),
            ', '.join('%s %d' % item for item in self.outcomes.most_common()))
