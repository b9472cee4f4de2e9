#!/usr/bin/python3
"""The pretend Cinterion modules: the vendor reference's transcripts A.f.1 to A.f.4, word by word, and
what they refuse.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os
import sys

import rig
from case import ModemCase

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402

OLD, NEW = ('01.100', '01.000.14'), ('01.200', '01.000.20')


class CinterionCase(ModemCase):
    def begin(self, *options, ports='uart'):
        self.web_server = self.web()
        path = rig.make_package(os.path.join(self.folder, 'diff.usf'), '--family', 'cinterion',
                                '--model', 'EXS82-W', '--from', '_'.join(OLD), '--to', '_'.join(NEW))
        with open(path, 'rb') as file:
            self.digest = hashlib.sha256(file.read()).hexdigest()
        self.m = self.modem('--family', 'cinterion', *options, ports=ports)
        self.h = self.host(self.m)

    def configure(self, digest=None):
        for name, value in (('url', self.web_server.url('diff.usf')), ('conid', '1'),
                            ('crc', digest or self.digest), ('urc', '1')):
            self.assertEqual(self.h.command('AT^SNFOTA="%s","%s"' % (name, value)), ['OK'])

    def download(self):
        self.configure()
        self.assertEqual(self.h.command('AT^SNFOTA="act",2'), ['OK'])
        for percent in range(10, 101, 10):
            self.h.expect(r'\^SNFOTA:act,2,0,%d\r\n' % percent)
        self.h.expect(r'\^SNFOTA:act,0,0,100\r\n')

    def assert_version(self, version):
        self.assertEqual(self.h.command('ATI1'), ['Cinterion', 'EXS82-W', 'REVISION ' + version[0],
                                                  'A-REVISION ' + version[1], 'OK'])

    def install(self):
        self.assertEqual(self.h.command('AT^SFDL=2'), ['OK'])
        self.h.expect(r'FOTA START\r\n')

    def finish(self):
        self.h.expect(r'Checksum OK\r\n\.{30}')  # and no line end among them
        self.h.expect(r'\r\n {36}PHASE 1 OK!\r\n')
        self.h.expect(r'\.Please Wait for PHASE 2 to complete\r\n')
        self.h.expect(r'\^SYSSTART\r\n')
        self.h.expect(r'\+CIEV: prov,0,"fallb3gpp"\r\n')

    def boot(self):
        self.h.expect(r'\^SYSSTART\r\n')
        self.h.command('ATE0')


class Transcripts(CinterionCase):
    def test_af1_success(self):
        self.begin()
        self.assert_version(OLD)
        self.download()
        self.install()
        self.h.send('AT\r')  # dead
        self.finish()
        self.h.command('ATE0')
        self.assert_version(NEW)
        self.assertTrue([e for e in self.m.journal() if e.get('deaf')])

    def test_af2_download_failure_then_resume(self):
        self.begin('--scenario', 'socket-error')
        self.configure('ba' * 32)
        self.h.command('AT^SNFOTA="act",2')
        self.h.expect(r'\^SNFOTA:act,2,0,30\r\n')
        self.h.expect(r'\^SNFOTA:act,0,5,30\r\n')
        self.h.command('AT^SNFOTA="act",2')
        self.h.expect(r'\^SNFOTA:act,2,0,40\r\n')
        self.h.expect(r'\^SNFOTA:act,2,0,100\r\n')
        self.h.expect(r'\^SNFOTA:act,2,11,100\r\n')
        self.assertEqual(self.h.command('AT^SFDL=2'), ['ERROR'])
        self.assertRegex(self.web_server.requests[1][1], r'bytes=\d+-')

    def test_af3_silent_install_failure(self):
        self.begin('--scenario', 'dead-install')
        self.download()
        self.install()
        self.boot()
        self.assertNotIn('Checksum OK', self.m.sent())
        self.assert_version(OLD)

    def test_af4_power_cut_in_phase_1(self):
        self.begin('--scenario', 'power-cut-updating')
        self.download()
        self.install()
        self.assertTrue(self.h.closed())
        self.m.await_event('power-back')
        self.h = self.host_again()
        self.h.expect(r'FOTA START\r\n')  # by itself, from the beginning
        self.finish()
        self.h.command('ATE0')
        self.assert_version(NEW)

    def host_again(self):
        host = rig.until('the port', self.connect)
        self.addCleanup(host.close)
        return host

    def connect(self):
        try:
            return rig.Host(self.m.path)
        except OSError:
            return None


class Refusals(CinterionCase):
    def test_nothing_is_installed_before_all_is_here(self):
        self.begin()
        self.assertEqual(self.h.command('AT^SFDL=2'), ['ERROR'])
        self.configure()
        self.h.command('AT^SNFOTA="act",2')
        self.assertEqual(self.h.command('AT^SFDL=2'), ['ERROR'])

    def test_the_wired_download_mode(self):
        """AT^SFDL without a value: the port vanishes."""
        self.begin()
        self.h.send('AT^SFDL\r')
        self.assertTrue(self.h.closed())
        self.assertTrue(self.m.events('wired-download'))

    def test_what_the_digest_must_look_like(self):
        self.begin()
        for digest in ('ab', 'x' * 64, 'a' * 65):
            self.assertEqual(self.h.command('AT^SNFOTA="crc","%s"' % digest), ['ERROR'])

    def test_the_user(self):
        """Both strings or none, at most 127 characters, and the password is never shown."""
        self.begin()
        for line in ('1,2', '1,2,"p"', '1,2,"%s","u"' % ('x' * 128), '1,3,"p","u"'):
            self.assertEqual(self.h.command('AT^SGAUTH=' + line), ['ERROR'], line)
        self.assertEqual(self.h.command('AT^SGAUTH=1,2,"secret","me"'), ['OK'])
        self.assertEqual(self.h.command('AT^SGAUTH?'), ['^SGAUTH: 1,2,"me"', 'OK'])
        self.assertEqual(self.h.command('AT^SGAUTH=1,0'), ['OK'])
        self.assertEqual(self.h.command('AT^SGAUTH?'), ['^SGAUTH: 1,0', 'OK'])

    def test_masks(self):
        """AN17 chapter 7: written short, read long, and not printed when 0."""
        self.begin()
        self.assertEqual(self.h.command('AT^SCFG="Radio/Band/CatM","80004"'),
                         ['^SCFG: "Radio/Band/CatM","00080004"', 'OK'])
        self.assertEqual(self.h.command('AT^SXRAT?'), ['^SXRAT: 12, 8, 0', 'OK'])

    def test_the_mtu_of_nb_iot(self):
        self.begin()
        self.assertEqual(self.h.command('AT^SCFG="GPRS/MTU/Size","1400"')[-1], 'OK')
        self.h.command('AT^SXRAT=8')
        self.assertEqual(self.h.command('AT^SCFG="GPRS/MTU/Size","1300"'), ['ERROR'])
        self.assertEqual(self.h.command('AT^SCFG="GPRS/MTU/Size"'), ['^SCFG: "GPRS/MTU/Size",1400', 'OK'])
        self.assertEqual(self.h.command('AT^SCFG="GPRS/MTU/Size","1430"')[-1], 'OK')


if __name__ == '__main__':
    cases.main()
