"""Vendor seconds: every wait of the pretend modem goes through here and is multiplied by one scale.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio
import time


class Clock:
    """Real seconds per vendor second is `scale`; 0.01 plays three minutes in two seconds."""

    def __init__(self, scale=1.0):
        if scale < 0:
            raise ValueError('the time scale must not be negative')
        self.scale = scale
        self.started = time.monotonic()

    def now(self):
        """Vendor seconds since the modem was made; real seconds when the scale is 0."""
        return (time.monotonic() - self.started) / (self.scale or 1)

    async def sleep(self, seconds):
        await asyncio.sleep(seconds * self.scale)

    async def wait_for(self, awaitable, seconds, least=0.05):
        """Raises asyncio.TimeoutError after `seconds`, but never sooner than `least` real seconds:
        below that it would measure the test machine's scheduler."""
        async with asyncio.timeout(max(seconds * self.scale, least)):
            return await awaitable  # asyncio.wait_for would lose a cancellation that comes with it
