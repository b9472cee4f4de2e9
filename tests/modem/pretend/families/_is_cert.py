"""The certificates of a Cinterion module: ^SBNW, ^SBNR.

The container that ^SBNW takes is made up: MAGIC, one byte for the index, a certificate in DER.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import ssl

from ..command import AtError
from ..handler import command

MAGIC = b'SECURECMD'


class Certificates:
    """A part of Cinterion."""

    @command('^SBNW')
    async def on_secure_write(self, port, cmd):
        if cmd.value(0) != 'is_cert' or not 1 <= cmd.number(1, 0) <= 30:
            raise AtError(21)
        port.say('CONNECT')
        port.say('SECURE CMD READY: SEND COMMAND ...')
        data = await port.receive(65536, 2)
        if not data.startswith(MAGIC) or data[len(MAGIC)] != cmd.number(1):
            port.say('SECURE CMD END ERROR')
            raise AtError(767)
        self.certificates[str(cmd.number(1))] = ssl.DER_cert_to_PEM_cert(data[len(MAGIC) + 1:])
        self.save_state()
        return ['SECURE CMD END OK']

    @command('^SBNR')
    def on_secure_read(self, port, cmd):
        if cmd.value(0) == 'preconfig_cert':
            return ['^SBNR: "preconfig_cert",1,"THUMBPRINT: 00112233445566778899aabbccddeeff00112233"']
        if cmd.value(0) != 'is_cert':
            raise AtError(21)
        return ['^SBNR: "is_cert",%s,"CN=pretend"' % k for k in sorted(self.certificates, key=int)]


