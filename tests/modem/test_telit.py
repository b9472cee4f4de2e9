#!/usr/bin/python3
"""The pretend Telit modules: the vendor reference's transcripts B.f.1 to B.f.4 and annex C.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
from case import ModemCase  # noqa: E402

OTA = '#OTAEV: '


class TelitCase(ModemCase):
    def begin(self, *options, model='GE910-QUAD', ports='uart', **more):
        modem = self.modem('--family', 'telit', '--model', model, *options, ports=ports, **more)
        return modem, self.host(modem)

    def events(self, modem):
        return [line[len(OTA):] for line in modem.sent() if line.startswith(OTA)]

    def version(self, host):
        return self.answer_line(host, 'AT+CGMR', r'\d')


class Transcripts(TelitCase):
    def test_bf1_by_ip(self):
        modem, host = self.begin('--scenario', 'locked-after-boot')
        self.assertEqual(self.version(host), '13.00.005')
        self.assertEqual(host.command('AT#OTASNAPIPCFG=2,"ibox.tim.it"'), ['OK'])
        self.assertEqual(host.command('AT#OTASNAPIP=9000,"ota.example.net","+39335000000"'), ['OK'])
        host.expect('#OTAEV: Registered\r\n')
        self.assertEqual(host.command('AT#OTAIPUPD'), ['OK'])
        host.expect('#OTAEV: Start Fw Download\r\n')
        host.send('AT\r')  # frozen
        host.expect('#OTAEV: Fw Download Complete\r\n')
        host.expect('#OTAEV: Module Upgraded To New FW\r\n')
        self.assertNotIn('OK', modem.sent()[-3:])
        self.assertEqual(host.command('AT+CPIN="1234"'), ['OK'])
        host.expect('#OTAEV: Server notified about successfull FW Upgrade\r\n')
        self.assertEqual(self.version(host), '13.00.006')
        levels = [e['level'] for e in modem.events('dcd')]
        self.assertEqual(levels, [1, 0] * 5)

    def test_bf1_times(self):
        modem, host = self.begin(scale=0.01)
        host.command('AT#OTAIPUPD')
        host.expect('Server notified', 20)
        at = {e['line'][len(OTA):]: e['t'] for e in modem.journal()
              if e['what'] == 'tx' and e['line'].startswith(OTA)}
        start = at['Start Fw Download']
        self.assertTrue(110 < at['Fw Download Complete'] - start < 140)
        self.assertTrue(360 < at['Module Upgraded To New FW'] - start < 430)

    def test_bf2_consent(self):
        modem, host = self.begin('--scenario', 'no-ip+old-spelling', model='HE910', ports='usb')
        modem.control('knob times.answer=2000')
        modem.control('server ask')
        host.expect(r'#OTAEV: Do you want to upgrade the firmware\?\r\n')
        self.assertEqual(host.command('AT#OTASUAN=1'), ['OK'])
        host.expect('#OTAEV: Start Fw Download\r\n')
        host.expect('#OTAEV: Fw Download Complete\r\n')
        self.assertTrue(host.closed(20))
        self.assertEqual(self.version(self.back(modem, host)), '12.00.006')

    def test_bf3_download_failure(self):
        modem, host = self.begin('--scenario', 'download-fails')
        modem.control('server automatic')
        for text in ('Automatic Fw Upgrade Requested', 'Start Fw Download', 'OTA FW Upgrade Failed'):
            host.expect(OTA + text + '\r\n')
        self.assertEqual(self.version(host), '13.00.005')

    def test_bf4_nobody_answers(self):
        modem, host = self.begin()
        modem.control('server ask')
        host.expect(r'firmware\?\r\n')
        host.expect('#OTAEV: User Answer Timeout\r\n')
        times = [e['t'] for e in modem.journal() if e['what'] == 'tx' and OTA in e['line']]
        self.assertTrue(59 < times[1] - times[0] < 75, times)
        self.assertEqual(host.command('AT#OTASUAN=1'), ['ERROR'])

    def test_bf4_power_cut_while_flashing(self):
        modem, host = self.begin('--scenario', 'power-cut-flashing')
        host.command('AT#OTAIPUPD')
        self.assertTrue(host.closed(20))
        modem.await_event('power-back', 20)
        self.assertEqual(self.version(self.back(modem, host)), '13.00.006')
        flashed = [e['level'] for e in modem.events('dcd')]
        self.assertEqual(len(flashed), 10)  # it went on where it was


class Knobs(TelitCase):
    def test_lines_off(self):
        modem, host = self.begin()
        self.assertEqual(host.command('AT#OTASUAN=,0,0'), ['OK'])
        self.assertEqual(host.command('AT#OTASUAN?'), ['#OTASUAN: ,0,0', 'OK'])
        modem.control('server query')
        self.assertEqual(host.command('AT'), ['OK'])
        self.assertEqual(self.events(modem), [])

    def test_inhibited_is_noticed(self):
        modem, host = self.begin()
        modem.control('server automatic')
        forbidden = ('AT#GPRS=1', 'AT#SGACT=1,1', 'AT+CGATT=0', 'AT+CGACT=1,1', 'ATD*99#',
                     'AT+COPS=2', 'AT+CFUN=4', 'AT+CGCLASS="B"')
        host.expect('Start Fw Download')  # and does not listen any more
        for command in (*forbidden, 'AT+CGATT?', 'AT+COPS=0'):
            host.send(command + '\r')
        modem.await_sent('Module Upgraded', 20)
        self.assertEqual([e['command'] for e in modem.events('inhibited')], list(forbidden))

    def test_autobaud_loses_the_line(self):
        modem, host = self.begin()
        self.assertEqual(host.command('AT+IPR=0;&W'), ['OK'])
        modem.control('server automatic')
        modem.await_event('lost', 20)
        self.assertNotIn('Module Upgraded To New FW', self.events(modem))

    def test_defer_asks_again(self):
        modem, host = self.begin()
        modem.control('knob times.answer=2000')
        modem.control('server ask')
        host.expect(r'firmware\?\r\n')
        self.assertEqual(host.command('AT#OTASUAN=2'), ['OK'])
        host.expect(r'firmware\?\r\n', 20)
        self.assertEqual(host.command('AT#OTASUAN=0'), ['OK'])
        self.assertEqual(self.version(host), '13.00.005')


if __name__ == '__main__':
    cases.main()
