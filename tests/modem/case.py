"""The test case class of the pretend modem's own tests: a folder, a modem, a host, a web server.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import re
import shutil
import tempfile
import unittest

import rig
import webserver

Q = '+QIND: "FOTA",'
OLD, NEW = 'BG95M3LAR02A03_01.006.01.006', 'BG95M3LAR02A04_01.001.01.001'


class ModemCase(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='fotad-modem.')
        self.addCleanup(shutil.rmtree, self.folder)

    def modem(self, *options, **more):
        """A running pretend modem, with a past of its own."""
        folder = tempfile.mkdtemp(dir=self.folder)
        modem = rig.Simulator(folder, *options, **more).start()
        self.addCleanup(modem.stop)
        return modem

    def host(self, modem, address=None):
        """A host on its port with the echo off."""
        host = rig.Host(address or modem.path)
        self.addCleanup(host.close)
        host.command('ATE0')
        host.since = modem.mark()
        return host

    def web(self, **options):
        server = webserver.WebServer(self.folder, **options)
        self.addCleanup(server.stop)
        return server

    def package(self, *options, name='update.bin'):
        return rig.make_package(os.path.join(self.folder, name), *options)

    def back(self, modem, host):
        """Another host on the port once the modem has booted again since `host` was greeted."""
        modem.await_event('alive', 20, host.since)
        return self.host(modem)

    def answer_line(self, host, command, pattern):
        """The line of the answer that matches: what the modem volunteers may stand before it."""
        lines = host.command(command)
        found = [line for line in lines if re.match(pattern, line)]
        self.assertEqual(len(found), 1, lines)
        return found[0]

    def version(self, host):
        return self.answer_line(host, 'AT+QGMR', 'BG|EC')


class UpdateCase(ModemCase):
    def start(self, *options, url=None, name='update.bin', **more):
        """A modem on its UART with an update just started."""
        modem = self.modem(*options, ports='uart', **more)
        host = self.host(modem)
        self.package()
        host.command('AT+CMEE=1')
        self.answer = host.command('AT+QFOTADL="%s"' % (url or self.web().url(name)))
        return modem, host

    def finish(self, modem, host):
        host.expect('APP RDY', 30)
        host.command('ATE0')
        return self.version(host)
