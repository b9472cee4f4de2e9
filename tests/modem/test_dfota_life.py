#!/usr/bin/python3
"""The pretend BG95's update: every spelling, lost lines, cut power, dead ports, pushed packages.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
import rig  # noqa: E402
from case import NEW, OLD, ModemCase, Q, UpdateCase  # noqa: E402
from pretend import package  # noqa: E402

class Spellings(UpdateCase):
    def lines(self, scenario):
        modem, host = self.start('--scenario', scenario)
        host.expect('RDY', 30)
        sent = modem.sent()
        modem.stop()
        return sent

    def test_each(self):
        for scenario, line in (
                ('success', '+QIND: "FOTA","UPDATING",7%'),
                ('no-percent', '+QIND: "FOTA","UPDATING",7'),
                ('number-space', '+QIND: "FOTA","UPDATING", 7%'),
                ('no-colon-space', '+QIND:"FOTA","UPDATING",7%'),
                ('wide-colon', '+QIND:  "FOTA","UPDATING",7%'),
                ('stage-space', '+QIND: "FOTA"," RESETTING"'),
                ('no-percent+number-space+stage-space', '+QIND: "FOTA"," DOWNLOADING", 5')):
            with self.subTest(scenario):
                self.assertIn(line, self.lines(scenario))

    def test_lost_lines(self):
        for scenario, stage in (('lost-start', '"START"'), ('lost-end', '"END"'), ('lost-rdy', 'RDY'),
                                ('lost-httpend', 'HTTPEND')):
            with self.subTest(scenario):
                modem, host = self.start('--scenario', scenario)
                rig.until('the boot after it', lambda m=modem: len(m.events('alive')) == 2, 60)
                rig.until('the new version', lambda: modem.get()['version'] == NEW)
                self.assertFalse([s for s in modem.sent() if stage in s])
                modem.stop()

    def test_coap(self):
        web = self.web()
        modem, host = self.start(url=web.url('update.bin').replace('http', 'coap'))
        host.expect('"COAPSTART"')
        host.expect('"COAPEND",0')
        self.assertFalse([s for s in modem.sent() if 'DOWNLOADING' in s])

    def test_bg96_has_a_restore_stage_and_a_sentence(self):
        self.package('--model', 'BG96', name='bg96.bin')
        modem, host = self.start('--model', 'BG96', '--scenario', 'power-cut-updating', name='bg96.bin')
        self.assertTrue(host.closed(20))
        self.back(modem, host)
        unheard = [e['line'] for e in modem.journal() if 'line' in e]
        self.assertIn(Q + '"Last upgrade was not finished,continue upgrade"', unheard)
        self.assertIn(Q + '"RESTORE",100%', unheard)


class Lives(UpdateCase):
    def usb(self, scenario, *options):
        """A USB modem with an update just started."""
        modem = self.modem('--scenario', scenario, *options)
        host = self.host(modem)
        self.package()
        host.command('AT+QFOTADL="%s"' % self.web().url('update.bin'))
        return modem, host

    def test_usb_vanishes_and_returns(self):
        modem, host = self.usb('success')
        self.assertTrue(host.closed())
        rig.until('no socket', lambda: not os.path.exists(modem.path))
        self.assertEqual(self.version(self.back(modem, host)), NEW)

    def test_uart_is_deaf_while_updating(self):
        modem, host = self.start()
        host.expect('"START"')
        since = modem.mark()
        host.send('AT\r')
        host.expect('"UPDATING",60', 20)
        self.assertNotIn('OK', modem.sent(since))

    def test_outcomes(self):
        for scenario, version in (('version-unchanged', OLD), ('urc-lost', NEW),
                                  ('wrong-third-version', 'BG95M3LAR02A05_01.002.01.002'),
                                  ('new-version-without-urc', NEW), ('power-cut-start', NEW),
                                  ('power-cut-download', OLD), ('power-cut-after-end', NEW)):
            with self.subTest(scenario):
                modem, host = self.usb(scenario)
                self.assertTrue(host.closed())
                self.assertEqual(self.version(self.back(modem, host)), version)
                modem.stop()

    def test_boots_twice(self):
        modem, host = self.usb('boots-twice')
        modem.await_event('alive', 20, since=2)
        rig.until('the second boot', lambda: len(modem.events('alive')) == 3)
        self.assertEqual([e['version'] for e in modem.events('alive')], [OLD, OLD, NEW])

    def test_port_dies_but_the_download_goes_on(self):
        modem, host = self.usb('port-dies')
        self.assertTrue(host.closed())
        modem.await_event('port-back')
        rig.until('the end of the download', lambda: modem.get()['update']['stage'] != 'downloading')

    def test_vanishes_for_good(self):
        modem, host = self.usb('vanish-for-good')
        self.assertTrue(host.closed())
        modem.await_event('vanish')
        self.assertFalse(os.path.exists(modem.path))

    def test_settings_lost(self):
        modem = self.modem('--scenario', 'nv-loss')
        host = self.host(modem)
        host.command('AT+QCFG="iotopmode",2;+QCFGEXT="fota_apn",0,"kept";&W')
        self.package()
        host.command('AT+QFOTADL="%s"' % self.web().url('update.bin'))
        self.assertTrue(host.closed())
        host = self.back(modem, host)
        self.assertEqual(self.answer_line(host, 'AT+QCFG="iotopmode"', r'\+QCFG'),
                         '+QCFG: "iotopmode",0')
        self.assertEqual(self.answer_line(host, 'AT+QCFGEXT="fota_apn"', r'\+QCFGEXT'),
                         '+QCFGEXT: "fota_apn",0,"kept"')

    def test_killed_while_updating(self):
        modem, host = self.usb('success')
        rig.until('the install', lambda: modem.get()['update'].get('percent', 0) > 20)
        modem.kill()
        modem.start()
        self.assertEqual(self.version(self.back(modem, host)), NEW)

    def test_wait_for_the_start_command(self):
        modem = self.modem()
        host = self.host(modem)
        self.package()
        host.command('AT+QFOTADL=3,0')
        self.assertEqual(host.command('AT+QFOTADL=3'), ['+QFOTADL: 3,0', 'OK'])
        host.command('AT+QFOTADL="%s"' % self.web().url('update.bin'))
        host.expect('"HTTPEND",0')
        self.assertEqual(self.version(host), OLD)
        host.command('AT+QFOTADL=5')
        self.assertEqual(host.command('AT+QFOTADL=4'), ['+QFOTADL: 4,0', 'OK'])
        self.assertEqual(host.command('AT+QFOTADL=1')[-1], 'ERROR')

    def test_push_aborted_keeps_what_came(self):
        host = self.host(self.modem())
        host.command('AT+QFOTADL="COM:",100,2')
        host.send('x' * 40)
        rig.time.sleep(0.02)
        host.send('+++')
        host.expect(r'\+QFOTADL: 40,\w+\r\n\r\nOK\r\n')
        self.assertEqual(host.command('AT+QFOTADL=4')[0], '+QFOTADL: 4,40')

    def test_push_ends_when_the_host_hangs_up(self):
        modem = self.modem()
        host = self.host(modem)
        host.command('AT+QFOTADL="COM:",100,60')
        host.send('x' * 40)
        host.close()
        modem.await_sent('+QFOTADL: 40,', 1)
        self.assertEqual(self.host(modem).command('AT+QFOTADL=4')[0], '+QFOTADL: 4,40')

    def test_operator_starts_it(self):
        self.package()
        url = self.web().url('update.bin')
        for band, line in (('in-band', '"DOWNLOADING","COMPLETED"'), ('out-of-band', '"DOWNLOADED",0')):
            with self.subTest(band):
                modem = self.modem('--set', 'version=' + OLD)
                host = self.host(modem)
                modem.control('lwm2m %s %s' % (band, url))
                host.expect(r'\+LWM2M: "FOTA",' + line)
                modem.stop()


class Linux(ModemCase):
    def test_ec25_from_its_file_store(self):
        modem = self.modem('--model', 'EC25')
        host = self.host(modem)
        with open(self.package('--model', 'EC25'), 'rb') as file:
            data = file.read()
        host.command('AT+QFUPL="dfota_update.bin",%d,5,1' % len(data))
        host.send(data)
        host.expect('^A{%d}' % (len(data) // 1024))
        host.expect(r'\+QFUPL: %d,%x\r\n\r\nOK' % (len(data), package.xor16(data)))
        self.assertEqual(host.command('AT+QFLST')[0], '+QFLST: "dfota_update.bin",%d' % len(data))
        self.assertEqual(host.command('AT+QFOTADL="/data/ufs/dfota_update.bin"'), ['OK'])
        self.assertTrue(host.closed())
        host = self.back(modem, host)
        self.assertEqual(self.version(host), 'EC25EFAR06A04M4G_20.002.20.002')


if __name__ == '__main__':
    cases.main()
