#!/usr/bin/python3
"""The virtual gateway: an update of each family that has USB, through the real driver.

    test_families.py [SCENARIO...]      the first one, "installed", is always needed

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

import gateway
from scenarios import main
from updates import Updates

RULES = os.path.join(gateway.HERE, '..', '..', 'data', 'udev', '78-fotad-spare-port.rules')
# What the rules' comment tells to do, for a module with that id and composition.
RESERVE = r'''
sed -n -e '/^#ATTRS.*1e2d/{s/^#//;s/????/006c/;s/"02"/"01"/}' -e '/^[^#]/p' \
    /host/78-fotad-spare-port.rules >/etc/udev/rules.d/78-fotad-spare-port.rules
grep -q 006c /etc/udev/rules.d/78-fotad-spare-port.rules && udevadm control --reload'''


class Families(Updates):
    def scenario_installed(self):
        """The package, as for all that follows."""
        self.install_package()

    def finish(self, number, driver):
        """The job succeeds; the modem was on that driver before and is again."""
        job = self.gateway.await_end(number)
        self.assert_updated(job)
        self.assert_given_back()
        self.assertIn(driver, self.gateway.run("mmcli -m any -K | grep '^modem.generic.drivers'"))

    def scenario_quectel_bg95(self):
        """Downloads by itself; ttyUSB."""
        self.finish(self.gateway.begin_update(name='BG95', scale=0.02), 'option')

    def scenario_quectel_ec25(self):
        """Stays on the bus while it flashes; two AT ports."""
        self.gateway.plug('EC25')
        self.gateway.await_modem()
        path = self.gateway.give(self.gateway.package('EC25'))
        self.finish(self.gateway.update(path), 'option')

    def scenario_cinterion_exs82(self):
        """Downloads by itself, with a digest; ttyUSB."""
        self.gateway.plug('EXS82')
        self.gateway.await_modem()
        url = self.gateway.package_url('EXS82')
        self.finish(self.gateway.update(url, '--sha256', self.gateway.digest('EXS82')), 'option')

    def scenario_cinterion_exs82_on_a_spare_port(self):
        """The line of our udev rules that reserves one, put to use: ModemManager keeps the modem until
        the install."""
        self.gateway.give(RULES)
        self.gateway.run(RESERVE)
        self.gateway.plug('EXS82', scale=0.2)
        self.gateway.await_modem()
        url = self.gateway.package_url('EXS82')
        number = self.gateway.update(url, '--sha256', self.gateway.digest('EXS82'))
        self.gateway.await_phase(number, 'transfer')
        self.assertEqual(len(self.gateway.mm_modems()), 1)
        self.gateway.modem.await_sent('act,2,0,50', 120)
        self.assertEqual(len(self.gateway.mm_modems()), 1)
        self.gateway.until('the install', self.installs, 120, 0.05)
        self.assertEqual(self.gateway.mm_modems(), [])
        self.assertIn('begins on the spare port /dev/ttyUSB1', self.gateway.journal('-u fotad'))
        self.finish(number, 'option')
        said = [e for e in self.gateway.modem.journal() if e['what'] == 'rx']
        self.assertEqual({e['port'] for e in said if 'SNFOTA' in e['line'] or 'SFDL' in e['line']}, {'at1'})
        self.gateway.run('rm /etc/udev/rules.d/78-fotad-spare-port.rules && udevadm control --reload')

    def scenario_sierra_hl7800(self):
        """The package goes up by XMODEM; ttyACM."""
        self.gateway.plug('HL7800')
        self.gateway.await_modem()
        path = self.gateway.give(self.gateway.package('HL7800'))
        self.finish(self.gateway.update(path), 'cdc_acm')

    def scenario_telit_he910(self):
        """Its server decides; ttyACM."""
        self.gateway.plug('HE910')
        self.gateway.await_modem()
        self.finish(self.gateway.job_of('check', self.gateway.imei), 'cdc_acm')


if __name__ == '__main__':
    main(Families)
