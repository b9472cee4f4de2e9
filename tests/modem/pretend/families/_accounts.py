"""AN0214's accounts (AT+SQNDMCFG, AT+SQNDMST), restore points, and the certificate store.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from ..command import AtError
from ..handler import command

DM_STATES = ('DEREGISTERED', 'REG_PENDING', 'REGISTERED', 'REG_FAILED', 'REG_UPDATE_PENDING',
             'REG_UPDATE_NEEDED', 'DEREG_PENDING', 'REG_NEEDED')
GROUPS = ('service', 'server', 'psk')


class Accounts:
    """A part of Sequans; `stored ()` is what survives."""

    def writable(self):
        if self.fun != '5':
            raise AtError(3)
        if self.knobs.fail_account:
            raise AtError(self.knobs.fail_account)

    @command('+SQNDMCFG')
    def on_account(self, port, cmd):
        """Its replies begin with +SQNDMCFG= (AN0214 6.2)."""
        if cmd.kind == 'test':
            return ['+SQNDMCFG=(32),"service"[,(0,1)]',
                    '+SQNDMCFG=(32),"server"[,(1-65535),,(256)[,[(1-8)[,(bs,dm)]]]]']
        profile, group = cmd.value(0, ''), cmd.value(1)
        if cmd.kind != 'set' or not 1 <= len(profile) <= 32:
            raise AtError(50)
        if group == 'delete-profile-config':
            self.writable()
            for name in GROUPS:
                self.stored()[name].pop(profile, None)
            self.save_state()
            return []
        if group not in GROUPS:
            raise AtError(50)
        if len(cmd.fields) == 2:
            return getattr(self, 'read_' + group)(profile)
        self.writable()
        getattr(self, 'write_' + group)(profile, cmd)
        self.save_state()
        return []

    def read_service(self, profile):
        return ['+SQNDMCFG="%s","service",%s' % (profile, self.stored()['service'].get(profile, '0'))]

    def write_service(self, profile, cmd):
        if cmd.value(2) not in ('0', '1'):
            raise AtError(50)
        self.stored()['service'][profile] = cmd.value(2)

    def read_server(self, profile):
        servers = self.stored()['server'].get(profile, {})
        return ['+SQNDMCFG="%s","server",%s,%s,"%s",%s,"%s"' % (profile, key, *row)
                for key, row in sorted(servers.items())]

    def write_server(self, profile, cmd):
        number, lifetime, cid = cmd.number(2), cmd.number(3, 0), cmd.number(5, 1)
        url, kind = cmd.value(4, ''), cmd.value(6, 'dm')
        good = (1 <= number <= 65535 and 0 <= lifetime <= 32000000 and 1 <= cid <= 8
                and 1 <= len(url) <= 256 and kind in ('bs', 'dm'))
        if not good:
            raise AtError(50)
        self.stored()['server'].setdefault(profile, {})[str(number)] = [lifetime, url, cid, kind]

    def read_psk(self, profile):
        keys = self.stored()['psk'].get(profile, {})
        return ['+SQNDMCFG="%s","psk",%s,"%s",%s' % (profile, key, row[0], row[1][:4])
                for key, row in sorted(keys.items())]

    def write_psk(self, profile, cmd):
        number, name, secret = cmd.number(2), cmd.value(3, ''), cmd.value(4, '')
        keys = self.stored()['psk'].setdefault(profile, {})
        if not name and not secret:
            keys.pop(str(number), None)
        elif re.fullmatch(r'(?:[0-9A-Fa-f]{2}){1,32}', secret):
            keys[str(number)] = [name, secret]
        else:
            raise AtError(50)

    @command('+SQNDMST')
    def on_status(self, port, cmd):
        if not self.registered() or not self.facts['accounts']:
            raise AtError()
        return ['+SQNDMST: ' + row for row in self.facts['accounts'].split(';')]

    @command('+SQNFACTORYSAVE')
    def on_factory_save(self, port, cmd):
        self.writable()
        self.journal.event('restore-point', tag=cmd.value(0))

    # Certificates

    @command('+SQNSNVW')
    async def on_store(self, port, cmd):
        kind, index, size = cmd.value(0), cmd.number(1, 99), cmd.number(2, 0)
        if kind not in ('certificate', 'privatekey') or index > 19 or size > 16384:
            raise AtError(50)
        if not size:
            self.stored()['certificate'].pop('%s %d' % (kind, index), None)
            return []
        port.send(b'\r\n> ')
        data = await port.receive(size, 10)
        if len(data) < size:
            raise AtError()
        self.stored()['certificate']['%s %d' % (kind, index)] = data.decode('latin-1')
        self.save_state()
        return []

    @command('+SQNSNVR')
    def on_show(self, port, cmd):
        text = self.stored()['certificate'].get('certificate %d' % cmd.number(1, 99))
        if cmd.value(0) != 'certificate' or text is None:
            raise AtError()
        return ['+SQNSNVR: "certificate",%d,%d' % (cmd.number(1), len(text)), *text.split('\n')]
