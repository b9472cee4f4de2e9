"""What scenarios with an update have in common: the package installed, the verdict checked.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from scenarios import Scenarios

# What each family's install command looks like; none may be sent twice.
INSTALLS = re.compile(r'AT(\+QFOTADL=1|\+QFOTADL="/.*|\^SFDL=2|\+WDSR=4|#OTAIPUPD)')


class Updates(Scenarios):
    def install_package(self):
        """The first scenario of every file."""
        self.gateway.install('fotad')
        self.gateway.await_service()

    def installs(self):
        return [c for c in map(str.strip, self.gateway.modem.received()) if INSTALLS.fullmatch(c)]

    def assert_updated(self, job):
        """The verdict is true, and the install was asked for once."""
        self.assertEqual((job['State'], job['Changed']), ('succeeded', True), job)
        self.assertEqual(self.gateway.modem.get()['version'], job['ToVersion'])
        self.assertEqual(len(self.installs()), 1, self.installs())

    def assert_given_back(self):
        self.gateway.until('ModemManager has the modem again', self.gateway.mm_modems)
        self.gateway.await_modem()
        self.assertEqual(self.gateway.run('systemd-inhibit --list --no-legend | grep fotad || true'), '')
