#!/usr/bin/python3
"""Telit Cinterion on a UART with line speeds: another one after the update.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from cinterion import NEW, OLD, CinterionCase
from uartworld import UartWorld
from world import cases


class Uart(CinterionCase):
    def begin(self, scenario, rate=921600):
        self.world = UartWorld(rate=rate, scale=0.02, modem_scale=0.005)
        self.addCleanup(self.end_world, self.world)
        self.path = self.world.start('--family', 'cinterion', '--knob', 'rate=%d' % rate, '--scenario',
                                     scenario)
        self.service, self.modem = self.world.service, self.world.modem
        self.source, self.target, self.model = OLD, NEW, 'EXS82-W'
        self.make_package()

    def test_speed_is_another_one_after_the_update(self):
        self.begin('baud-change+nv-loss')
        job = self.run_update(to_version=NEW)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        self.assertIn('trying 115200 baud', self.service.log())
        self.assertEqual(self.modem.received().count('AT+IPR=921600'), 1)
        self.assertEqual(self.modem.get()['settings']['+IPR'], '921600')
        self.assert_installed_once()
        self.assert_given_back()


if __name__ == '__main__':
    cases.main()
