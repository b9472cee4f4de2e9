"""Power, boots and ports that come and go.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import asyncio


class Power:
    """A part of Modem."""

    async def start(self):
        """Power on when the simulator starts: no boot time, unless an install was under way."""
        asyncio.ensure_future(self.babble())
        if self.update.get('stage') == 'installing':
            self.spawn(self.resume_install())
            return
        self.wake()

    async def babble(self):
        """Noise that nobody asked for, while the scenario wants it."""
        while True:
            await self.clock.sleep(1)
            if self.knobs.garbage_forever:
                for port in self.ports:
                    port.babble()

    def wake(self):
        for port in self.ports:
            port.wire.plug()
            port.start()
        self.alive = True
        self.journal.event('alive', version=self.facts['version'])

    def time(self, name):
        """A phase's length in vendor seconds."""
        return self.knobs.times.get(name, self.TIMES.get(name, 0))

    async def pause(self, name):
        await self.clock.sleep(self.time(name))

    def sleep_ports(self, all_wires=False):
        """The module resets: USB ports vanish, a UART stays but nobody listens."""
        self.alive = False
        for port in self.ports:
            port.stop()
            if all_wires or port.wire.flavour == 'usb':
                port.wire.unplug()

    def leave(self):
        self.sleep_ports()
        self.journal.event('leave')

    async def boot(self):
        """From reset to taking commands."""
        self.leave()
        self.store.reset_boot()
        self.save_state()
        self.start_network()
        await self.pause('boot')
        self.wake()
        await self.boot_lines()

    async def boot_lines(self):
        """What it prints when it is up."""

    def reset(self):
        """A reset in a moment: after the OK of the command that asked for it."""
        self.spawn(self.reset_soon())

    async def reset_soon(self):
        await self.clock.sleep(0.5)
        self.cancel_tasks(asyncio.current_task())
        await self.boot()

    def cancel_tasks(self, spare=None):
        for task in list(self.tasks):
            if task is not spare:
                task.cancel()

    def power_cut(self, seconds=None):
        """Everything stops at once; the supply is back after `seconds`."""
        self.cancel_tasks()
        self.sleep_ports(all_wires=True)
        self.journal.event('power-cut')
        self.spawn(self.power_back(self.knobs.away_s if seconds is None else seconds))

    async def power_back(self, seconds):
        await self.clock.sleep(seconds)
        self.journal.event('power-back')
        if self.update.get('stage') == 'installing':
            await self.resume_install()
        else:
            if self.update.get('stage') == 'downloading':
                self.set_update(stage='idle')
            await self.boot()

    def port_die(self, seconds=None):
        """The ports vanish; the module works on."""
        for port in self.ports:
            port.wire.unplug()
        self.journal.event('port-die')
        if seconds != 0:
            self.spawn(self.port_back_after(self.knobs.away_s if seconds is None else seconds))

    async def port_back_after(self, seconds):
        await self.clock.sleep(seconds)
        self.port_back()

    def port_back(self):
        for port in self.ports:
            port.wire.plug()
        self.journal.event('port-back')

    def vanish(self):
        self.cancel_tasks()
        self.sleep_ports(all_wires=True)
        self.journal.event('vanish')

    # Points of an update

    async def reach(self, name, percent=None):
        """The update is at a point; what the scenario wants there happens, once."""
        point = name if percent is None else '%s:%d' % (name, percent)
        self.set_update(point=point)
        action = None if point in self.reached else self.knobs.at.get(point)
        self.reached.add(point)
        if not action:
            return
        self.journal.event('scenario', point=point, action=action)
        if action == 'port-die':
            self.port_die()
            return
        if action != 'stall':
            asyncio.get_running_loop().call_soon(self.power_cut if action == 'power-cut' else self.vanish)
        await asyncio.get_running_loop().create_future()

    def reach_upload(self, count, size):
        """Half of an upload is here; what may happen there is that the port goes away."""
        if 2 * count < size or 'receiving:50' in self.reached:
            return
        self.reached.add('receiving:50')
        if self.knobs.at.get('receiving:50') == 'port-die':
            self.journal.event('scenario', point='receiving:50', action='port-die')
            self.port_die()

    def set_update(self, **values):
        self.update.update(values)
        self.save_state()

    async def resume_install(self):
        """What a family does when power returns in mid-install."""
        await self.boot()
