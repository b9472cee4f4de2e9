#!/usr/bin/python3
"""The virtual gateway: an update of each family that has USB, through the real driver.

    test_families.py [SCENARIO...]      the first one, "installed", is always needed

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from scenarios import main
from updates import Updates


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
