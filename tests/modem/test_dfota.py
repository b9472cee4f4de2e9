#!/usr/bin/python3
"""The pretend BG95's update: the vendor reference's transcripts E.f.1 to E.f.5, every number, and
what goes wrong for real.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
import webserver  # noqa: E402
from case import NEW, OLD, Q, UpdateCase  # noqa: E402
from pretend import package  # noqa: E402

def stages(lines):
    """QIND lines with the percentages of one stage folded into one."""
    found = []
    for line in lines:
        if line.startswith(Q):
            stage = line[len(Q):].split(',')[0] if '%' in line else line[len(Q):]
            if stage not in found[-1:]:
                found.append(stage)
        elif line in ('RDY', 'APP RDY'):
            found.append(line)
    return found


class Transcripts(UpdateCase):
    def test_ef1_success(self):
        modem, host = self.start()
        self.assertEqual(self.answer, ['OK'])
        self.assertEqual(self.finish(modem, host), NEW)
        self.assertEqual(stages(modem.sent()), [
            '"HTTPSTART"', '"DOWNLOADING"', '"HTTPEND",0', '"RESETTING"', '"START"', '"UPDATING"',
            '"END",0', 'RDY', 'APP RDY'])
        percents = [s for s in modem.sent() if 'UPDATING' in s]
        self.assertEqual([percents[0], percents[-1]], [Q + '"UPDATING",1%', Q + '"UPDATING",100%'])

    def test_ef1_times(self):
        modem, host = self.start(scale=0.01)
        self.finish(modem, host)
        at = {e['line']: e['t'] for e in modem.journal() if e['what'] == 'tx'}
        started = [e['t'] for e in modem.journal() if 'QFOTADL' in e.get('line', '')][0]
        self.assertTrue(190 < at['RDY'] - started < 320, at['RDY'] - started)

    def test_ef2_push_and_start_by_hand(self):
        modem = self.modem(ports='uart')
        host = self.host(modem)
        payload = package.payload_bytes(51203)
        self.assertEqual(host.command('AT+QFOTADL=3,0'), ['OK'])
        self.assertEqual(host.command('AT+QFOTADL="COM:",51203,10'), ['CONNECT'])
        host.send(payload)
        host.expect(r'\r\n\+QFOTADL: 51203,c7c5\r\n\r\nOK\r\n')
        self.assertEqual(host.command('AT+QFOTADL=4'), ['+QFOTADL: 4,51203', 'OK'])
        with open(self.package(), 'rb') as file:
            data = file.read()
        host.command('AT+QFOTADL="COM:",%d' % len(data))
        host.send(data)
        host.expect(r'\+QFOTADL: %d,%x\r\n\r\nOK' % (len(data), package.xor16(data)))
        self.assertEqual(host.command('AT+QFOTADL=1'), ['OK'])
        self.assertEqual(self.finish(modem, host), NEW)

    def test_ef3_no_server(self):
        modem, host = self.start('--scenario', 'httpend-702', url='http://192.0.2.1/x.bin')
        host.expect('"HTTPSTART"')
        host.expect('"HTTPEND",702', 10)
        times = [e['t'] for e in modem.journal() if 'HTTP' in e.get('line', '') and e['what'] == 'tx']
        self.assertGreaterEqual(times[1] - times[0], 360)
        self.assertEqual(self.version(host), OLD)

    def test_ef4_wrong_source_version(self):
        self.package('--from', 'BG95M3LAR02A01_01.001.01.001', name='wrong.bin')
        modem, host = self.start(name='wrong.bin')
        self.assertEqual(self.finish(modem, host), OLD)
        self.assertEqual(stages(modem.sent())[-4:], ['"START"', '"END",511', 'RDY', 'APP RDY'])

    def test_ef5_power_cut(self):
        modem, host = self.start('--scenario', 'power-cut-updating')
        self.assertTrue(host.closed(20))
        host = self.back(modem, host)
        self.assertEqual(self.version(host), NEW)
        since = [i for i, e in enumerate(modem.journal()) if e.get('name') == 'power-back'][0]
        updating = [e['line'] for e in modem.journal()[since:] if 'UPDATING' in e.get('line', '')]
        self.assertIn('UPDATING",44', updating[0])


class Numbers(UpdateCase):
    def test_download_codes(self):
        for code in (701, 703, 704, 705, 706, 707, 708, 709, 710):
            with self.subTest(code):
                modem, host = self.start('--scenario', 'httpend-%d' % code, url='http://x/y')
                host.expect('"HTTPEND",%d' % code)
                self.assertEqual(self.version(host), OLD)
                modem.stop()

    def test_install_codes(self):
        for code in (504, 505, 506, 511, 512):
            with self.subTest(code):
                modem, host = self.start('--scenario', 'end-%d' % code)
                host.expect('"END",%d' % code, 20)
                self.assertEqual(self.finish(modem, host), OLD)
                modem.stop()

    def test_start_codes(self):
        for scenario, answer in (('cme-590', '+CME ERROR: 590'), ('cme-591', '+CME ERROR: 591'),
                                 ('plain-error', 'ERROR')):
            with self.subTest(scenario):
                modem, _ = self.start('--scenario', scenario)
                self.assertEqual(self.answer, [answer])
                modem.stop()

    def test_bad_parameters(self):
        host = self.host(self.modem())
        host.command('AT+CMEE=1')
        long = 'http://h/' + 'x' * 692
        for argument in ('"ftp://h/x"', '"%s"' % long, 'COM', '"COM:",0', '3,7', '""', '2', '1'):
            self.assertEqual(host.command('AT+QFOTADL=' + argument), ['+CME ERROR: 590'], argument)
        self.assertEqual(host.command('AT+QFOTADL=?'), ['OK'])

    def test_second_start_is_591(self):
        modem, host = self.start()
        self.assertEqual(host.command('AT+QFOTADL="http://h/x"'), ['+CME ERROR: 591'])


class RealFailures(UpdateCase):
    def outcome(self, url):
        """The HTTPEND code for a URL."""
        modem, host = self.start(url=url)
        code = int(host.expect(r'"HTTPEND",(\d+)', 20).group(1))
        modem.stop()
        return code

    def test_what_the_server_does(self):
        web = self.web()
        for path, code in (('absent.bin', 706), ('status/500/update.bin', 703),
                           ('status/403/update.bin', 703), ('truncate/update.bin', 701),
                           ('stall/update.bin', 704), ('close/update.bin', 701),
                           ('slow/update.bin', 0), ('update.bin', 0)):
            with self.subTest(path):
                web.slow_s = 0.5
                self.assertEqual(self.outcome(web.url(path)), code)

    def test_no_server(self):
        self.assertEqual(self.outcome(webserver.dead_url()), 702)
        self.assertEqual(self.outcome('http://no-such-host.invalid/x'), 702)
        self.assertEqual(self.outcome('http://bad host/x'), 705)

    def test_packages(self):
        web = self.web()
        for how in ('truncate', 'digest', 'magic'):
            self.package('--spoil', how, name='spoilt.bin')
            self.assertEqual(self.outcome(web.url('spoilt.bin')), 710, how)

    def test_too_large(self):
        self.package('--size', '2000', name='big.bin')
        modem = self.modem('--set', 'limit=1000')
        host = self.host(modem)
        host.command('AT+QFOTADL="%s"' % self.web().url('big.bin'))
        host.expect('"HTTPEND",708')

    def test_foreign_family(self):
        self.package('--family', 'telit', '--from', OLD, '--to', NEW, name='foreign.bin')
        modem, host = self.start(name='foreign.bin')
        host.expect('"END",511', 20)

    def test_https(self):
        web = self.web(tls=True)
        self.assertEqual(self.outcome(web.url('update.bin')), 0)

    def test_https_with_a_wrong_certificate_authority(self):
        web = self.web(tls=True)
        self.package()
        other = os.path.join(self.folder, 'other')
        os.mkdir(other)
        for path, code in ((webserver.make_certificate(other)[0], 702), (web.certificate, 0)):
            modem = self.modem()
            host = self.host(modem)
            with open(path, encoding='utf-8') as file:
                pem = file.read()
            host.command('AT+QFUPL="/datatx/fota_cacert.pem",%d' % len(pem))
            host.send(pem)
            host.expect(r'\+QFUPL: \d+,[0-9a-f]+\r\n\r\nOK')
            host.command('AT+QFOTADL="%s"' % web.url('update.bin'))
            self.assertEqual(int(host.expect(r'"HTTPEND",(\d+)').group(1)), code)
            modem.stop()

    def test_network_lost(self):
        modem, host = self.start(url=self.web().url('slow/update.bin'))
        host.expect('DOWNLOADING')
        host.command('AT+CFUN=0')
        host.expect('"HTTPEND",701')

    def test_not_registered(self):
        modem, host = self.start('--scenario', 'not-registered')
        host.expect('"HTTPEND",702')


if __name__ == '__main__':
    cases.main()
