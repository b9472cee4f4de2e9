#!/usr/bin/python3
"""The pretend modem as an AT interpreter.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys
import termios
import tty

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
import rig  # noqa: E402
from case import NEW, OLD, ModemCase  # noqa: E402


class Commands(ModemCase):
    def test_identity(self):
        host = self.host(self.modem())
        self.assertEqual(host.command('ATI'),
                         ['Quectel', 'BG95-M3', 'Revision: BG95M3LAR02A03', 'OK'])
        self.assertEqual(host.command('AT+QGMR'), [OLD, 'OK'])
        self.assertEqual(host.command('AT+CGSN'), ['866349041234560', 'OK'])

    def test_echo_until_switched_off(self):
        modem = self.modem()
        host = rig.Host(modem.path)
        self.addCleanup(host.close)
        host.send('AT+CSQ\r')
        host.expect(r'^AT\+CSQ\r\r\n\+CSQ: 20,99\r\n\r\nOK\r\n')
        host.send('ATE0\r')
        host.expect(r'^ATE0\r\r\nOK\r\n')
        host.send('AT\r')
        host.expect(r'^\r\nOK\r\n')

    def test_error_forms(self):
        host = self.host(self.modem())
        refused = 'AT+QFOTADL="ftp://x/y"'
        self.assertEqual(host.command(refused), ['ERROR'])
        host.command('AT+CMEE=1')
        self.assertEqual(host.command(refused), ['+CME ERROR: 590'])
        host.command('AT+CMEE=2')
        self.assertEqual(host.command('AT+CREG=5x;+CMEE=9'), ['+CME ERROR: incorrect parameters'])
        self.assertEqual(host.command('AT+NOSUCH'), ['ERROR'])

    def test_several_commands_in_a_line(self):
        host = self.host(self.modem())
        self.assertEqual(host.command('ATE0V1+CMEE=1;+CMEE?;+CSQ'),
                         ['+CMEE: 1', '+CSQ: 20,99', 'OK'])

    def test_separators_inside_quotes(self):
        host = self.host(self.modem())
        host.command('AT+CGDCONT=2,"IP","a;b,c"')
        self.assertIn('+CGDCONT: 2,"IP","a;b,c","0.0.0.0",0,0,0,0', host.command('AT+CGDCONT?'))

    def test_unknown_facts_and_names_end_it(self):
        for options in (['--set', 'nothing=1'], ['--scenario', 'nothing'], ['--family', 'nothing'],
                        ['--model', 'nothing'], ['--knob', 'nothing=1']):
            with self.subTest(options), self.assertRaises(AssertionError):
                self.modem(*options)


class Settings(ModemCase):
    def test_named(self):
        host = self.host(self.modem())
        read = 'AT+QCFG="nwscanseq"'
        self.assertEqual(host.command(read), ['+QCFG: "nwscanseq",020301', 'OK'])
        self.assertEqual(host.command('AT+QCFG="nwscanseq",0301,1'), ['OK'])
        self.assertEqual(host.command(read), ['+QCFG: "nwscanseq",0301', 'OK'])
        self.assertEqual(host.command('AT+QCFG="nwscanseq",77,1')[-1], 'ERROR')

    def test_band_is_written_without_0x_and_read_with_it(self):
        host = self.host(self.modem())
        host.command('AT+QCFG="band",f,80000,100000000000000000000,1')
        self.assertEqual(host.command('AT+QCFG="band"')[0],
                         '+QCFG: "band",0xf,0x80000,0x100000000000000000000')

    def test_config_items_are_listed(self):
        lines = self.host(self.modem()).command('AT+QCFG=?')
        self.assertIn('+QCFG: "iotopmode",(0,1)', lines)

    def test_restart_keeps_what_is_in_flash_only(self):
        modem = self.modem()
        host = self.host(modem)
        host.command('AT+QCFG="iotopmode",1')
        host.command('AT+CMEE=2')
        host.command('AT+QFOTADL=3,0')
        modem.kill()
        modem.start()
        host = self.host(modem)
        self.assertEqual(host.command('AT+QCFG="iotopmode"')[0], '+QCFG: "iotopmode",1')
        self.assertEqual(host.command('AT+QFOTADL=3')[0], '+QFOTADL: 3,1')

    def test_profile(self):
        modem = self.modem()
        host = self.host(modem)
        host.command('AT+CMEE=2;&W')
        host.command('AT+CMEE=1')
        host.command('AT+CFUN=1,1')
        self.assertTrue(host.closed())
        host = self.back(modem, host)
        self.assertEqual(self.answer_line(host, 'AT+CMEE?', r'\+CMEE'), '+CMEE: 2')

    def test_fota_apn_shows_its_password(self):
        host = self.host(self.modem())
        host.command('AT+QCFGEXT="fota_apn",0,"net","me","secret"')
        self.assertEqual(host.command('AT+QCFGEXT="fota_apn"')[0],
                         '+QCFGEXT: "fota_apn",0,"net","me","secret"')


class Network(ModemCase):
    def test_scenarios_of_the_network(self):
        for scenario, command, answer in (
                ('success', 'AT+CEREG?', '+CEREG: 0,1'),
                ('roaming', 'AT+CEREG?', '+CEREG: 0,5'),
                ('not-registered', 'AT+CEREG?', '+CEREG: 0,2'),
                ('registration-denied', 'AT+CEREG?', '+CEREG: 0,3'),
                ('success', 'AT+COPS?', '+COPS: 0,0,"Test Network",8'),
                ('not-registered', 'AT+COPS?', '+COPS: 0'),
                ('sim-locked', 'AT+CPIN?', '+CPIN: SIM PIN'),
                ('sim-missing', 'AT+CMEE=1;+CPIN?', '+CME ERROR: 10')):
            with self.subTest(scenario + command):
                modem = self.modem('--scenario', scenario)
                self.assertEqual(self.host(modem).command(command)[0], answer)
                modem.stop()

    def test_registration_with_its_place(self):
        host = self.host(self.modem())
        self.assertEqual(host.command('AT+CEREG=2;+CEREG?')[0], '+CEREG: 2,1,"1A2B","01234567",8')

    def test_pin(self):
        modem = self.modem('--scenario', 'sim-locked')
        host = self.host(modem)
        self.assertEqual(host.command('AT+CMEE=1;+CPIN="9999"'), ['+CME ERROR: 16'])
        self.assertEqual(host.command('AT+CPIN="1234"'), ['OK'])
        self.assertEqual(host.command('AT+CEREG?')[0], '+CEREG: 0,1')
        self.assertEqual([e['right'] for e in modem.events('pin')], [False, True])


class Wires(ModemCase):
    def test_abstract_socket(self):
        address = 'abstract:' + self.folder
        modem = self.modem(ports=['--usb', address])
        self.assertEqual(self.host(modem, address).command('AT'), ['OK'])

    def test_pty_comes_back_as_another(self):
        link = os.path.join(self.folder, 'tty')
        modem = self.modem(ports=['--usb', 'pty:' + link])
        old = os.readlink(link)
        modem.control('port-die 5')
        self.assertFalse(os.path.lexists(link))
        rig.until('the link', lambda: os.path.exists(link))
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.addCleanup(os.close, fd)
        self.assertIn(b'OK', self.ask(fd, termios.B115200))
        self.assertTrue(old.startswith('/dev/pts/'))

    def test_wrong_line_speed_is_noise(self):
        link = os.path.join(self.folder, 'tty')
        self.modem(ports=['--uart', 'pty:' + link])
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self.addCleanup(os.close, fd)
        self.assertNotIn(b'OK', self.ask(fd, termios.B9600))
        self.assertIn(b'OK', self.ask(fd, termios.B115200))

    def ask(self, fd, speed):
        tty.setraw(fd)
        attributes = termios.tcgetattr(fd)
        attributes[4] = attributes[5] = speed
        termios.tcsetattr(fd, termios.TCSANOW, attributes)
        os.write(fd, b'AT\r\r')
        self.seen = b''
        try:
            rig.until('an answer', lambda: self.take(fd).count(b'\n') > 1, 1)
        except AssertionError:
            pass
        return self.seen

    def take(self, fd):
        try:
            self.seen += os.read(fd, 100)
        except BlockingIOError:
            pass
        return self.seen

    def test_two_ports_share_one_modem(self):
        second = os.path.join(self.folder, 'second')
        first = os.path.join(self.folder, 'first')
        modem = self.modem(ports=['--usb', first, '--usb', second])
        self.host(modem, first).command('AT+QCFG="ledmode",1')
        self.assertEqual(self.host(modem, second).command('AT+QCFG="ledmode"')[0],
                         '+QCFG: "ledmode",1')


class Spoilt(ModemCase):
    def test_silent(self):
        modem = self.modem('--scenario', 'silent')
        host = rig.Host(modem.path)
        self.addCleanup(host.close)
        host.send('AT\r')
        rig.until('the command', lambda: modem.received() == ['AT'])
        host.read()
        self.assertEqual(host.data, b'')

    def test_garbage_forever(self):
        host = rig.Host(self.modem('--scenario', 'garbage-forever').path)
        self.addCleanup(host.close)
        host.send('AT\r')
        rig.until('noise', lambda: host.read() is not None and len(host.data) > 200)
        self.assertNotIn('OK', host.text())

    def test_garbage_before_lines(self):
        host = rig.Host(self.modem('--scenario', 'garbage').path)
        self.addCleanup(host.close)
        host.send('AT+CSQ\r')
        self.assertRegex(host.expect(r'(.*)\r\nOK\r\n').group(1), r'[\x00\x01\x7f\xfe\xff\x1b]{3}')

    def test_line_in_the_middle_of_a_reply(self):
        host = self.host(self.modem('--scenario', 'urc-in-reply'))
        self.assertEqual(host.command('AT+CSQ'), ['+CSQ: 20,99', '+CIEV: 1,3', 'OK'])

    def test_storm(self):
        """From a command on, for a while; CMEE makes no difference."""
        modem = self.modem('--knob', 'storm=14', '--knob', 'storm_at=+CSQ', '--knob', 'storm_s=100')
        host = self.host(modem)
        self.assertEqual(host.command('AT'), ['OK'])
        for command in ('AT+CSQ', 'AT', 'ATE0', 'AT+CGSN'):
            self.assertEqual(host.command(command), ['+CME ERROR: 14'])
        rig.until('it is over', lambda: host.command('AT') == ['OK'])
        modem.control('scenario storm')
        self.assertEqual(host.command('AT'), ['+CME ERROR: 14'])
        modem.control('scenario success')
        self.assertEqual(host.command('AT'), ['OK'])

    def test_next_connection_meets_another_scenario(self):
        modem = self.modem()
        self.host(modem)
        modem.control('on-connect not-registered')
        self.assertEqual(self.host(modem).command('AT+CEREG?')[0], '+CEREG: 0,2')


class ControlSocket(ModemCase):
    def test_facts_and_lines(self):
        modem = self.modem()
        host = self.host(modem)
        modem.control('set version ' + NEW)
        self.assertEqual(self.version(host), NEW)
        modem.control('urc +CREG: 0')
        host.expect(r'\r\n\+CREG: 0\r\n')
        self.assertTrue(modem.get()['alive'])

    def test_mistakes_are_answered(self):
        modem = self.modem()
        for text in ('nonsense', 'scenario nothing', 'set nothing 1', 'power-cut soon', 'knob x=1'):
            with self.subTest(text), self.assertRaisesRegex(AssertionError, 'error: '):
                modem.control(text)


if __name__ == '__main__':
    cases.main()
