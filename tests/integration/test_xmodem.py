#!/usr/bin/python3
"""Uploads by XMODEM that are interrupted at a block's boundary, and large ones.  Every boundary is in
tests/unit/at/test-at-push-cut.c, and with the whole daemon in test_xmodem_every.py.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from world import cases
from xmodemworld import FRAME, XmodemCase


class Interrupted(XmodemCase):
    def test_cancelled_at_a_boundary(self):
        self.begin()
        self.check(self.cancel, 2 * FRAME)

    def test_cancelled_within_the_first_byte(self):
        self.begin()
        self.check(self.cancel, 1)

    def test_lost_behind_a_boundary(self):
        self.begin()
        self.check(self.lose, FRAME + 1)

    def test_lost_before_the_end(self):
        self.begin()
        self.check(self.lose, self.blocks * FRAME)

    def test_killed_before_a_boundary(self):
        self.begin()
        self.check(self.kill, 2 * FRAME - 1)

    def test_killed_at_the_end(self):
        self.begin()
        self.check(self.kill, self.blocks * FRAME + 1)


class Large(XmodemCase):
    def memory(self):
        with open('/proc/%d/smaps_rollup' % self.service.process.pid, encoding='ascii') as file:
            return int(re.search(r'Private_Dirty: *(\d+)', file.read()).group(1))

    def test_4_mb_take_no_memory(self):
        """What the daemon has of its own when a tenth of 4 MB has gone, and when all has."""
        self.begin(size=str(4 << 20))
        blocks = self.blocks
        self.push_up_to(blocks // 10 * FRAME)
        early = self.memory()
        self.relay.go_on()
        self.service.await_job(self.job, 'uploaded', lambda j: j.get('Phase') != 'transfer' or
                               j.get('PhaseProgress', 0) >= 95, 120)
        late = self.memory()
        self.assertLess(late, early + 200, 'KiB')
        self.assert_succeeded(self.service.await_end(self.job))


if __name__ == '__main__':
    cases.main()
