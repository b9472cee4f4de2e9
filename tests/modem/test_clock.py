#!/usr/bin/python3
"""The pretend modem's time: scaled, limited, and a wait that ends when it is told to.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
from pretend.clock import Clock  # noqa: E402


class Wait(unittest.IsolatedAsyncioTestCase):
    async def test_result(self):
        self.assertEqual(await Clock(0.01).wait_for(asyncio.sleep(0, 'word'), 1), 'word')

    async def test_limit(self):
        started = time.monotonic()
        with self.assertRaises(asyncio.TimeoutError):
            await Clock(0.01).wait_for(asyncio.Event().wait(), 1, least=0.1)
        self.assertGreaterEqual(time.monotonic() - started, 0.1)

    async def test_cancelled_while_the_result_comes(self):
        """A download that was told to stop must not go on because a byte came just then."""
        byte = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(Clock(0.01).wait_for(byte, 1000))
        await asyncio.sleep(0)
        byte.set_result('byte')
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task


if __name__ == '__main__':
    cases.main()
