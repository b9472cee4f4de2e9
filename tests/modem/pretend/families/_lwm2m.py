"""The LwM2M client of a Cinterion module: ^SNLWM2M, and updates that a server makes.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from .. import download
from ..command import AtError, unquote
from ..handler import command

STACKS = ('LeShan', 'MODS')
NEEDED = ('/0/0/0', '/0/0/2', '/0/0/10', '/1/0/0', '/1/0/1', '/2/2/0', '/2/2/3', 'new /0/0', 'new /1/0',
          'new /2/2')


class Lwm2m:
    """A part of Cinterion."""

    clients = None  # stack: {path: value}

    def stack(self, name):
        if name not in STACKS:
            raise AtError(21)
        return self.update.setdefault('lwm2m', {}).setdefault(name, {})

    @command('^SNLWM2M')
    def on_lwm2m(self, port, cmd):
        if cmd.kind != 'set' or len(cmd.fields) < 2:
            raise AtError(21)
        what, values = cmd.value(0).lower(), [unquote(f) for f in cmd.fields[1:]]
        handler = {'cfg': self.configure, 'cfg/ext': self.extend, 'cfg/object': self.make,
                   'act': self.act_on, 'status/srv': self.show_status}.get(what)
        if not handler:
            raise AtError(21)
        lines = handler(self.stack(values[0]), *values)
        self.save_state()
        return lines

    def configure(self, client, stack, path='', value=None, *more):
        if more or value is None or not re.fullmatch(r'/\d+/\d+/\d+(/\d+)?', path):
            raise AtError(21)
        client[path] = value

    def extend(self, client, stack, path='', item='', value=None, *more):
        if more or value is None or not path.startswith('/'):
            raise AtError(21)
        client['%s %s' % (path, item)] = value

    def make(self, client, stack, path='', new='', *more):
        if more or new != 'new':
            raise AtError(21)
        client['new ' + path] = 'yes'

    def act_on(self, client, stack, what='', *more):
        """Starts only what was told all it needs."""
        if what != 'start' or [path for path in NEEDED if path not in client]:
            raise AtError(3)
        if client['/0/0/2'] == '0' and '/0/0/5' not in client:
            raise AtError(3)
        client['started'] = 'yes'
        if stack == 'MODS':
            self.spawn(self.register())

    async def register(self):
        await self.clock.sleep(3)
        self.serve('"srv","registered"')

    def show_status(self, client, stack, *more):
        state = 'registered' if client.get('started') else 'deregistered'
        return ['^SNLWM2M: "status/srv","%s","%s"' % (stack, state)]

    def serve(self, text):
        self.urc('^SRVACT: "MODS",' + text, 'srvact')

    async def lwm2m(self, band, url):
        """The server begins an update; `band` is "mods", or "leshan", which says nothing, or "mute",
        when not even the install is heard of, or "mismatch"."""
        silent = band in ('leshan', 'mute')

        def tell(text):
            if not silent:
                self.serve(text)

        tell('"fwdownload","init"')
        tell('"fwdownload","ready","to download"')
        self.keep_package(b'')
        self.set_update(stage='downloading')
        try:
            await self.receive_all(url, lambda n: tell('"fwdownload","progress","%d%%"' % n))
        except download.DownloadError:
            tell('"fwdownload","status","download failed"')
            return
        tell('"fwdownload","status","download success"')
        if band == 'mismatch' or not self.judge():
            tell('"fwupdate","status","FW_MISMATCH"')
            return
        tell('"fwupdate","ready","to update"')
        await self.clock.sleep(2)
        tell('"fwupdate","progress","starting update"')
        if band == 'mute':
            self.knobs.merge({'lose': {'all'}})
        await self.install()
        await self.clock.sleep(5)
        tell('"fwupdate","status","update success"')
