#!/usr/bin/python3
"""The pretend GM01Q by itself: the vendor reference's transcripts C.f.1 to C.f.4, the blocking form of
AT+SQNSUPGRADE, the client's fields and ranges.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
import rig  # noqa: E402
from case import ModemCase  # noqa: E402

OLD, NEW = 'LR5.4.1.1-57830', 'LR5.4.1.1-57857'
START = 'AT+SQNSUPGRADE="%s",%d,%d,%d'
U = '+SQNSUPGRADE: '


class SequansCase(ModemCase):
    def begin(self, *options, **more):
        self.gm01q = self.modem('--family', 'sequans', *options, ports='uart', **more)
        self.at = self.host(self.gm01q)
        self.package('--family', 'sequans', '--model', 'any', '--from', OLD, '--to', NEW)
        self.url = self.web().url('update.bin')

    def start(self, automatic=1, step=10, command=1, url=None):
        self.at.send(START % (url or self.url, automatic, step, command) + '\r')

    def version(self, host=None):
        (host or self.at).command('ATE0')
        return self.answer_line(host or self.at, 'ATI1', 'LR')

    def told(self, prefix=U):
        return [line[len(prefix):] for line in self.gm01q.sent() if line.startswith(prefix)]


class Upgrade(SequansCase):
    def test_cf1_success(self):
        self.begin()
        self.assertEqual(self.at.command('ATI1'), ['UE5.4.1.1', OLD, 'OK'])
        self.start()
        self.at.expect(r'\r\nOK\r\n')
        self.at.expect('"installed"', 30)
        self.assertEqual(self.told(), ['"downloading",%d' % n for n in range(10, 101, 10)] + [
            '"downloaded"', '"installing"', '"installed"'])
        rest = [s for s in self.gm01q.sent() if s in ('+SHUTDOWN', '+SYSSTART')]
        self.assertEqual(rest, ['+SHUTDOWN', '+SYSSTART'])
        self.assertEqual(self.version(), NEW)

    def test_step_of_the_report(self):
        self.begin()
        self.start(step=25)
        self.at.expect('"downloaded"', 30)
        self.assertEqual(self.told()[:4], ['"downloading",%d' % n for n in (25, 50, 75, 100)])

    def test_host_restarts_it(self):
        self.begin()
        self.start(automatic=0)
        self.at.expect('"downloaded"', 30)
        self.assertEqual(self.version(), OLD)
        self.at.command('AT^RESET')
        self.at.expect('"installed"', 30)
        self.assertEqual(self.version(), NEW)

    def test_cf3_download_fails(self):
        self.begin()
        self.start(url=self.url + '.none')
        self.at.expect('"failed"')
        self.assertEqual(self.at.command('AT+SQNSUPGRADE?')[:1], [U + '"failed"'])
        self.assertEqual(self.version(), OLD)

    def test_cf4_power_cut_in_the_install(self):
        self.begin('--scenario', 'power-cut-install')
        self.start()
        host = self.back(self.gm01q, self.at)
        self.assertEqual(self.version(host), NEW)

    def test_power_cut_in_the_download_forgets_it(self):
        self.begin('--scenario', 'power-cut-download')
        self.start()
        host = self.back(self.gm01q, self.at)
        self.assertEqual(self.version(host), OLD)

    def test_cancel(self):
        self.begin('--knob', 'times.download=3000')
        self.start()
        self.at.expect('"downloading",10')
        self.assertEqual(self.at.command(START % (self.url, 0, 5, 2)), ['OK'])
        rig.until('rest', lambda: self.at.command('AT+SQNSUPGRADE?')[0] == U + '"idle"')
        self.assertNotEqual(self.at.command(START % (self.url, 0, 5, 2)), ['OK'])

    def test_one_at_a_time(self):
        self.begin('--knob', 'times.download=3000')
        self.start()
        self.at.expect('OK')
        self.assertNotEqual(self.at.command(START % (self.url, 1, 10, 1)), ['OK'])

    def test_fields(self):
        self.begin()
        for fields in ((2, 10, 1), (1, 0, 1), (1, 101, 1), (1, 10, 3)):
            self.assertNotEqual(self.at.command(START % (self.url, *fields)), ['OK'], fields)
        self.assertNotEqual(self.at.command(START % ('coap://h/x', 1, 10, 1)), ['OK'])
        self.assertNotEqual(self.at.command(START % ('https://h/x', 1, 10, 1)), ['OK'], 'no profile')


class Blocking(SequansCase):
    """The fourth field is 0: the final result comes when all is over, and nothing is heard before."""

    def test_success(self):
        self.begin()
        self.start(command=0)
        self.at.expect('"downloading",50', 30)
        self.assertNotIn('OK', self.gm01q.sent()[1:])
        self.at.send('ATI1\r')
        self.at.expect('"installed".*OK', 30)
        self.assertNotIn('LR5', ''.join(self.gm01q.sent()), 'it answered while it was blocked')
        self.assertEqual(self.version(), NEW)

    def test_failure(self):
        self.begin()
        self.start(command=0, url=self.url + '.none')
        self.at.expect('"failed".*ERROR')
        self.assertEqual(self.version(), OLD)

    def test_a_firmware_that_only_blocks(self):
        self.begin('--scenario', 'blocks+no-line-at-all')
        self.start()
        self.gm01q.await_event('leave')
        self.assertEqual(self.gm01q.sent()[1:], [])
        self.at.expect('OK', 30)
        self.assertEqual(self.version(), NEW)


class Client(SequansCase):
    def test_read_and_test_forms(self):
        self.begin('--set', 'server-timer=86400')
        self.assertEqual(self.at.command('AT+SQNFOTACFG="acme",0,1,20,3600,900,12'), ['OK'])
        self.assertEqual(self.at.command('AT+SQNFOTACFG?')[0],
                         '+SQNFOTACFG: "acme",0,1,20,3600,86400,900,12')
        self.assertEqual(
            self.at.command('AT+SQNFOTACFG=?')[0],
            '+SQNFOTACFG: 32[,(0,1)[,(0-2)[,(0-100)[,(60-32000000)[,(60-65535)[,(11-19)]]]]]]')

    def test_ranges(self):
        self.begin()
        for good in ('0,0', '0,2,100', '0,2,0,60', '0,2,0,32000000', '0,2,0,,65535', '0,2,0,,60,19'):
            self.assertEqual(self.at.command('AT+SQNFOTACFG="p",' + good), ['OK'], good)
        for bad in ('2', '0,3', '0,2,101', '0,2,0,59', '0,2,0,32000001', '0,2,0,,59', '0,2,0,,65536',
                    '0,2,0,,,10', '0,2,0,,,20', '0,2,10,60,,60'):
            self.assertNotEqual(self.at.command('AT+SQNFOTACFG="p",' + bad), ['OK'], bad)
        self.assertNotEqual(self.at.command('AT+SQNFOTACFG="%s",0' % ('p' * 33)), ['OK'])

    def test_takes_effect_at_the_next_boot(self):
        """C.f.2 as far as the first check, and the reports' levels."""
        self.begin()
        self.gm01q.control('offer nothing')
        self.at.command('AT+SQNFOTACFG="standard",0,1,0,60,,')
        self.assertEqual(self.told('+SQNFOTA: '), [])
        self.at.command('AT^RESET')
        self.at.expect('SQNFOTA: 4.*SQNFOTA: 3', 20)
        self.assertEqual(self.told('+SQNFOTA: '), ['1', '2', '3', '4', '3'])

    def test_reports_off(self):
        self.begin()
        self.gm01q.control('offer ' + self.url)
        self.at.command('AT+SQNFOTACFG="standard",0,0,0,60,,')
        self.at.command('AT^RESET')
        self.gm01q.await_event('leave')
        self.at.expect('SYSSTART.*SYSSTART', 30)
        self.assertEqual(self.told('+SQNFOTA: '), [])
        self.assertEqual(self.version(), NEW)


if __name__ == '__main__':
    cases.main()
