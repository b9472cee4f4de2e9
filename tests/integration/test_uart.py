#!/usr/bin/python3
"""A module on a UART whose line speed and flow control an update resets: found again at 115200,
verified, and put back to what it was; and one that detects the speed by itself.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import service
from sequanscase import NEW, OLD, PACKAGE, SequansCase
from uartworld import UartWorld
from world import GLib, NEW as BG95_NEW, OLD as BG95_OLD, WorldCase, cases


class Uart(SequansCase):
    def begin(self, *options, scale=0.02, modem_scale=0.005, **more):
        self.world = UartWorld(scale=scale, modem_scale=modem_scale, **more)
        self.addCleanup(self.end_world, self.world)
        self.path = self.world.start('--family', 'sequans', '--knob', 'rate=%d' % self.world.rate,
                                     *options)
        self.service, self.modem = self.world.service, self.world.modem
        self.url = self.world.package(*PACKAGE)

    def test_speed_is_reset_by_the_update(self):
        self.begin('--scenario', 'uart-reset')
        since = self.modem.mark()
        job = self.run_update(from_version=OLD, to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        settings = self.modem.get()['settings']
        self.assertEqual((settings['+IPR'], settings['&K']), ('921600', '3'))
        self.assertIn('trying 115200 baud without RTS/CTS', self.service.log())
        flow = [(e['rts_cts'], e['module']) for e in self.modem.events('host-flow', since)]
        self.assertIn((False, False), flow, 'found without')
        behind = flow[len(flow) - flow[::-1].index((False, False)):]
        self.assertIn((True, True), behind, 'both as before')
        self.assertIn('AT+IPR=921600', self.modem.received())
        self.assertIn('AT&K3', self.modem.received())
        self.assert_version(NEW)
        self.assert_given_back()

    def test_it_comes_back_with_flow_control(self):
        """The host had none, and now nothing is heard without."""
        self.begin('--knob', 'nv_lost=yes', rate=115200, rts_cts=False)
        self.modem.control('nv &K = 0')
        self.modem.control('knob strict_flow=yes')
        self.assert_succeeded(self.run_update(from_version=OLD, to_version=NEW))
        self.assertIn('with RTS/CTS', self.service.log())
        self.assertEqual(self.modem.get()['settings']['&K'], '0')
        self.assert_given_back()


class Autobaud(WorldCase):
    """A module that detects the speed by itself: refused with the reason, or fixed for the job."""

    def begin(self, *options):
        self.world = UartWorld(rate=115200)
        self.addCleanup(self.end_world, self.world)
        self.path = self.world.start('--family', 'telit', '--model', 'GE910-QUAD', *options)
        self.service, self.modem = self.world.service, self.world.modem
        self.modem.control('at AT+IPR=0')

    def run_check(self, **values):
        values = {key.replace('_', '-'): value for key, value in values.items()}
        job = self.service.call(self.path, 'Modem.CheckServer',
                                GLib.Variant('(a{sv})', (service.options(values),)))
        return self.service.await_end(job)

    def rates(self):
        return [c for c in map(str.strip, self.modem.received()) if '+IPR=' in c]

    def test_refused(self):
        self.begin()
        self.assert_failed(self.run_check(), 'NotSupported', 'fix-rate')
        self.assertEqual(self.rates(), [])
        self.assertFalse([c for c in self.modem.received() if c.startswith('AT#OTAIPUPD\r')])

    def test_fixed_for_the_job(self):
        self.begin()
        job = self.run_check(fix_rate=True)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        self.assertIn('#OTAEV: Module Upgraded To New FW', self.modem.sent())
        fixed, back = self.rates()
        self.assertRegex(fixed, r'\+IPR=115200;&W;E0')
        self.assertRegex(back, r'\+IPR=0;&W;E0')
        self.assertEqual(self.modem.get()['settings']['+IPR'], '0')

    def test_put_back_after_a_failure(self):
        self.begin('--scenario', 'not-enrolled')
        self.assert_failed(self.run_check(fix_rate=True), 'ModemRefused')
        self.assertEqual(len(self.rates()), 2)
        self.assertEqual(self.modem.get()['settings']['+IPR'], '0')


class Updater(WorldCase):
    """A BG95 in DFOTA mode speaks at +IPR's rate if it knows that, else at 115200."""

    def check(self, rate):
        self.world = UartWorld(rate=rate, rts_cts=False, scale=0.01, modem_scale=0.005)
        self.addCleanup(self.end_world, self.world)
        self.path = self.world.start('--knob', 'rate=%d' % rate)
        self.service, self.modem = self.world.service, self.world.modem
        job = self.run_update(self.world.package(), from_version=BG95_OLD, to_version=BG95_NEW)
        self.assert_succeeded(job)
        story = [entry[2:4] for entry in self.service.call(self.job, 'Job.GetLog')]
        self.assertIn(('write-flash', 'heard'), story)
        self.assertEqual(self.modem.get()['settings']['+IPR'], str(rate))
        return [p for p in self.service.progress(self.job) if 40 < p < 95]

    def test_at_its_rate(self):
        self.assertGreater(len(self.check(921600)), 30)
        self.assertNotIn('listening at', self.service.log())

    def test_at_115200(self):
        """The percentages are heard at the one, and the modem is asked at the other."""
        self.assertGreater(len(self.check(57600)), 20)
        self.assertIn('listening at 115200 baud', self.service.log())


if __name__ == '__main__':
    cases.main()
