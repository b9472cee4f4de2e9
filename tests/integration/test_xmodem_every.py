#!/usr/bin/python3
"""The whole daemon interrupted at every block's boundary of an upload by XMODEM, a byte before it and a
byte behind it: cancelled, the line lost, killed.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from world import cases
from xmodemworld import FRAME, XmodemCase

BLOCKS = 4  # of the package below; the fifth boundary is behind the end's byte


class Every(XmodemCase):
    def around(self, way, block):
        for off in (-1, 0, 1):
            limit = block * FRAME + off
            if limit < 0:
                continue
            with self.subTest(limit=limit):
                self.begin(size='3000')
                self.assertEqual(self.blocks, BLOCKS)
                self.check(getattr(self, way), limit)


def make(way, block):
    return lambda self: self.around(way, block)


for the_way in ('cancel', 'lose', 'kill'):
    for the_block in range(BLOCKS + 1):
        setattr(Every, 'test_%s_%d' % (the_way, the_block), make(the_way, the_block))

if __name__ == '__main__':
    cases.main()
