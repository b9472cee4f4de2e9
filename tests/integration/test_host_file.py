#!/usr/bin/python3
"""Packages by file:/// URL: only below a package directory, and without a word to the modem otherwise.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from hostcase import HostCase
from world import cases


class File(HostCase):
    """file:/// below a package directory."""

    def start_world(self, *modem, **more):
        world = super().start_world(*modem, **more)
        self.folder = os.path.join(world.folder, 'state', 'packages')
        os.makedirs(self.folder)
        with open(os.path.join(self.folder, 'push.bin'), 'wb') as file:
            file.write(self.data)
        return world

    def url(self, path='push.bin'):
        return 'file://%s/%s' % (self.folder, path)

    def test_pushed(self):
        for transport in ('auto', 'host'):
            self.start_world()
            self.assert_updated(self.run_host(self.url(), transport=transport, sha256=self.digest()))

    def test_by_busctl(self):
        self.start_world()
        done = self.world.bus.run('/usr/bin/busctl', '--address=' + self.world.bus.address, 'call',
                                  'org.fotad1', self.path, 'org.fotad1.Modem', 'Update', 'sa{sv}',
                                  self.url(), '0', log='busctl.log')
        self.assertEqual(done.wait(10), 0)
        self.service.wait('the new version', lambda: self.modem.get()['version'] == self.NEW)

    def test_not_below(self):
        self.start_world()
        os.symlink('/etc/passwd', os.path.join(self.folder, 'link'))
        os.symlink('/etc', os.path.join(self.folder, 'etc'))
        os.symlink('push.bin', os.path.join(self.folder, 'good'))
        for path in ('../fotad.db', '%2e%2e/fotad.db', 'link', 'etc/passwd', 'x/../../fotad.db',
                     '../../../../../etc/passwd'):
            self.assert_refused('InvalidArgument', self.update, self.url(path),
                                text='not below a package directory')
        self.assert_refused('NotFound', self.update, self.url('missing'))
        self.assert_refused('InvalidArgument', self.update, 'file://elsewhere/x')
        self.assert_untouched()
        self.assert_updated(self.run_host(self.url('good')))


if __name__ == '__main__':
    cases.main()
