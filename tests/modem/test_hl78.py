#!/usr/bin/python3
"""The pretend HL78xx by itself: the vendor reference's transcripts D.f.1 to D.f.5, XMODEM with annex
B's vectors, sessions, questions and masks.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
from case import ModemCase  # noqa: E402

from pretend import package  # noqa: E402
from pretend.families import _xmodem as xmodem  # noqa: E402

OLD, NEW = 'HL7800.4.5.4.0', 'HL7800.4.6.9.4'


class Vectors(ModemCase):
    """Annex B: data, its block, 8-bit sum, CRC-16/XMODEM."""

    def test_checksums(self):
        payload = package.payload_bytes(30720)
        padded = package.payload_bytes(1500)[1024:] + b'\x1a' * 548
        for block, total, crc in ((bytes(1024), 0x00, 0x0000), (b'\x1a' * 1024, 0x00, 0xfc96),
                                  (b'123456789'.ljust(1024, b'\x1a'), 0xf3, 0xd08f),
                                  (b'123456789'.ljust(128, b'\x1a'), 0xf3, 0xe447),
                                  (payload[:1024], 0x99, 0x6c37), (payload[1024:2048], 0x2b, 0x8b0a),
                                  (payload[-1024:], 0xf5, 0xb719), (padded, 0xf9, 0x853a)):
            self.assertEqual((sum(block) & 255, xmodem.crc16(block)), (total, crc))


class Hl78Case(ModemCase):
    def begin(self, *options, mask=4479, model='HL7800', **more):
        self.hl78 = self.modem('--family', 'hl78', '--model', model, *options, ports='uart', **more)
        self.at = self.host(self.hl78)
        self.at.command('AT+CMEE=1')
        self.at.command('AT+KSREP=1')
        self.assertEqual(self.at.command('AT+WDSI=%d' % mask), ['OK'])
        self.file = self.package('--family', 'hl78', '--model', 'any', '--from', OLD, '--to', NEW,
                                 '--size', '3000')

    def agree(self, *items):
        for item in items:
            self.assertEqual(self.at.command('AT+WDSC=%d,1' % item), ['OK'])

    def upload(self, size=1024, crc=False, data=None):
        """Blocks of `size`, each acknowledged; the final result."""
        data = data or self.read_package()
        self.at.send('AT+WDSD=%d\r' % len(data))
        self.at.expect('C' if crc else '\x15')
        for number, at in enumerate(range(0, len(data), size), 1):
            block = data[at:at + size].ljust(size, b'\x1a')
            check = xmodem.crc16(block).to_bytes(2, 'big') if crc else bytes([sum(block) & 255])
            head = bytes([2 if size == 1024 else 1, number & 255, 255 - (number & 255)])
            self.at.socket.sendall(head + block + check)
            answer = self.at.expect('\x06|\x15|\\+CME ERROR: 3').group()
            if answer != '\x06':
                return answer
        self.at.socket.sendall(b'\x04')
        self.at.expect('\x06')
        return self.at.expect('OK|ERROR').group()

    def read_package(self):
        with open(self.file, 'rb') as file:
            return file.read()

    def offer(self):
        self.hl78.control('offer ' + self.file)

    def version(self, host=None):
        (host or self.at).command('ATE0')
        return self.answer_line(host or self.at, 'AT+CGMR', 'HL')

    def told(self):
        return [line[7:] for line in self.hl78.sent() if line.startswith('+WDSI: ')
                and ' 18,' not in line]

    def state(self):
        return self.at.command('AT+WDSG')[1]


class Push(Hl78Case):
    def test_df1_success(self):
        self.begin()
        self.agree(2)
        self.assertEqual(self.upload(), 'OK')
        self.at.expect(r'\+WDSI: 3')
        self.assertEqual(self.state(), '+WDSG: 1,3')
        self.assertEqual(self.at.command('AT+WDSR=4'), ['OK'])
        self.at.expect(r'\+WDSI: 12.*\+WDSI: 14.*\+KSUP: 0.*\+WDSI: 0.*\+WDSI: 16', 20)
        self.assertEqual(self.hl78.get()['settings']['E'], '1')  # the echo is on
        self.assertEqual(self.version(), NEW)

    def test_small_blocks_and_crc(self):
        self.begin('--scenario', 'no-large-blocks+asks-for-crc')
        self.agree(2)
        self.assertEqual(self.upload(crc=True), '+CME ERROR: 3')
        self.assertEqual(self.upload(128, crc=True), 'OK')
        self.at.expect(r'\+WDSI: 3')

    def test_no_block_is_liked(self):
        self.begin('--scenario', 'endless-nak')
        for _ in range(2):
            self.assertEqual(self.upload(), '\x15')
            self.at.send('\x18\x18')
            self.at.expect(r'\+CME ERROR: 3')

    def test_sizes(self):
        self.begin('--set', 'limit=5000')
        self.assertEqual(self.at.command('AT+WDSD=?'), ['+WDSD: (1-5000)', 'OK'])
        for size in (0, 5001):
            self.assertEqual(self.at.command('AT+WDSD=%d' % size), ['+CME ERROR: 3'])

    def test_never_begun(self):
        self.begin(scale=0.001)
        self.at.send('AT+WDSD=3000\r')
        self.at.expect(r'\x15.*\+CME ERROR: 3', 30)

    def test_df4_another_firmware(self):
        self.begin()
        self.agree(2)
        self.file = self.package('--family', 'hl78', '--model', 'any', '--from', NEW, '--to', OLD)
        self.upload()
        self.at.expect(r'\+WDSI: 3')
        self.at.command('AT+WDSR=4')
        self.at.expect(r'\+KSUP: 0.*\+WDSI: 15', 20)
        self.assertEqual(self.version(), OLD)


class Server(Hl78Case):
    def begin_server(self, *options, **more):
        self.begin('--knob', 'times.download=60', *options, **more)
        self.offer()

    def open(self):
        self.assertEqual(self.at.command('AT+WDSS=1,1'), ['OK'])

    def answer(self, question, answer):
        self.at.expect(r'\+WDSI: %d\r' % question, 20)
        self.assertEqual(self.at.command('AT+WDSR=' + answer), ['OK'])

    def test_df2_success(self):
        self.begin_server()
        self.agree(1, 2)
        self.open()
        self.answer(2, '3')
        self.answer(3, '4')
        self.at.expect(r'\+WDSI: 16.*\+WDSI: 8', 20)
        size = len(self.read_package())
        self.assertEqual(self.told(), ['4', '6', '23,1', '2', '9,%d' % size, '18', '10', '12', '3', '12',
                                       '14', '0', '16', '4', '6', '23,1', '8'])
        self.assertEqual(self.version(), NEW)

    def test_without_agreements(self):
        self.begin_server('--scenario', 'certified-first')
        self.open()
        self.at.expect(r'\+WDSI: 16', 20)
        self.assertEqual([t for t in self.told() if t in ('1', '2', '3')], [])
        self.assertLess(self.told().index('12'), self.told().index('10'))

    def test_df3_breaks_and_goes_on(self):
        self.begin_server('--scenario', 'download-breaks')
        self.agree(1)
        self.open()
        self.answer(2, '3')
        self.at.expect(r'\+WDSI: 18,37.*\+WDSI: 11,4.*\+WDSI: 8', 20)
        self.open()
        remaining = int(self.at.expect(r'\+WDSI: 9,(\d+)').group(1))
        self.assertLess(remaining, len(self.read_package()))
        self.answer(2, '3')
        self.at.expect(r'\+WDSI: 18,38', 20)

    def test_df5_power_cut_in_the_install(self):
        self.begin_server('--scenario', 'power-cut-install')
        self.agree(2)
        self.open()
        self.answer(3, '4')
        host = self.back(self.hl78, self.at)
        self.assertEqual(self.version(host), NEW)

    def test_questions_block_sessions(self):
        self.begin_server()
        self.agree(1)
        self.open()
        self.at.expect(r'\+WDSI: 2\r')
        self.assertEqual(self.state(), '+WDSG: 1,2')
        self.assertEqual(self.at.command('AT+WDSS=1,1'), ['+CME ERROR: 650'])
        for wrong in ('4', '5,10', '2,0', '2,1441', '0,5'):
            self.assertEqual(self.at.command('AT+WDSR=' + wrong), ['+CME ERROR: 3'], wrong)

    def test_put_off_and_repeated(self):
        self.begin_server(scale=0.0005)
        self.agree(1)
        self.open()
        self.answer(2, '2,10')
        self.at.expect(r'\+WDSI: 2\r')
        self.at.expect(r'\+WDSI: 2\r')
        first, again, third = (e['t'] for e in self.hl78.events('question'))
        self.assertGreaterEqual(again - first, 600)
        self.assertGreaterEqual(third - again, 1800)  # every half hour

    def test_polling(self):
        self.begin('--scenario', 'nothing-offered', scale=0.001)
        self.assertEqual(self.at.command('AT+WDSC=3,2'), ['OK'])
        self.at.expect(r'\+WDSI: 23,1.*\+WDSI: 8.*\+WDSI: 23,1.*\+WDSI: 8', 20)
        first, second = (e['t'] for e in self.hl78.events('session'))
        self.assertGreaterEqual(second - first, 119)

    def test_boot_repeats_the_question(self):
        self.begin_server()
        self.agree(1)
        self.open()
        self.answer(2, '3')
        self.at.expect(r'\+WDSI: 18,20\r', 20)
        self.hl78.control('reset')
        self.at.expect(r'\+KSUP: 0.*\+WDSI: 0.*\+WDSI: 9,\d+.*\+WDSI: 2\r', 20)

    def test_slow_session(self):
        self.begin('--scenario', 'slow-session')
        since = self.hl78.mark()
        self.open()
        times = [e['t'] for e in self.hl78.journal()[since:] if e['what'] in ('rx', 'tx')]
        self.assertGreaterEqual(times[1] - times[0], 30)


class Masks(Hl78Case):
    def test_ranges(self):
        self.begin()
        self.assertEqual(self.at.command('AT+WDSI=?'),
                         ['+WDSI: (0-127,256-383,4096-4223,4352-4479)', 'OK'])
        for mask, answer in ((8191, '+CME ERROR: 3'), (128, '+CME ERROR: 3'), (4352, 'OK'), (0, 'OK')):
            self.assertEqual(self.at.command('AT+WDSI=%d' % mask), [answer], mask)
        self.assertEqual(self.at.command('AT+WDSI?'), ['+WDSI: 0', 'OK'])

    def test_hl7812_has_all(self):
        self.begin(model='HL7812', mask=8191)

    def test_only_what_is_asked_for(self):
        self.begin('--knob', 'times.download=60', mask=2)
        self.offer()
        self.agree(1)
        self.at.command('AT+WDSS=1,1')
        self.at.expect(r'\+WDSI: 2\r')
        self.assertEqual(self.told(), ['2'])


if __name__ == '__main__':
    cases.main()
