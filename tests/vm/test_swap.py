#!/usr/bin/python3
"""The virtual gateway with two identical modems, which change places while one of them is updated:
the update goes on with the right one, the other hears nothing of it.

    test_swap.py [SCENARIO...]      the first one, "installed", is always needed

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import re

from scenarios import main
from updates import Updates

IMEI = '866349041234560', '866349041777777'
# What fotad says and ModemManager does not.
OURS = re.compile(r'AT\+(QFOTADL|QGMR$|QCFGEXT|QURCCFG|QPINC)', re.IGNORECASE)


class Swap(Updates):
    updated = other = None

    def scenario_installed(self):
        """The package, as for all that follows."""
        self.install_package()
        self.gateway.package_url('BG95')

    # Two of them, in ports 1-1 and 1-2

    def begin(self, scale):
        """The job that updates the first one."""
        self.end()
        self.updated = self.gateway.plugged = self.gateway.connect(
            'modem', 'BG95', '--set', 'imei=' + IMEI[0], scale=scale)
        self.until_ttys({'1-1': 'ttyUSB2'})
        self.other = self.gateway.connect('modem2', 'BG95', '--set', 'imei=' + IMEI[1], scale=scale)
        self.until_ttys({'1-1': 'ttyUSB2', '1-2': 'ttyUSB5'})
        self.await_both()
        self.gateway.imei = IMEI[0]
        return self.gateway.update(self.gateway.package_url('BG95'))

    def end(self):
        if self.other:
            self.other.stop()
        if self.gateway.plugged:
            self.gateway.unplug()

    def await_both(self):
        self.gateway.until('both modems', lambda: {
            m['Imei'] for m in self.gateway.modems() if m['State'] == 'available'} == set(IMEI))

    def ttys(self):
        """USB device: the tty of its AT port."""
        found = self.gateway.run('ls -d /sys/bus/usb/devices/1-*:1.2/ttyUSB* || true').split()
        return {path.split('/')[5].partition(':')[0]: os.path.basename(path) for path in found}

    def until_ttys(self, wanted):
        self.gateway.until('ports %s' % wanted, lambda: self.ttys() == wanted, 60)

    def assert_right_one(self, number, ttys):
        """The one was updated, and is where it should be now; the other was left in peace."""
        self.assert_updated(self.gateway.await_end(number))
        self.assert_left_in_peace(ttys)

    def assert_left_in_peace(self, ttys):
        self.assertEqual(self.ttys(), ttys)
        said = [c.strip() for c in self.other.modem.received()]
        self.assertEqual([c for c in said if OURS.match(c)], [])
        self.await_both()
        self.assertEqual(self.gateway.run('systemd-inhibit --list --no-legend | grep fotad || true'), '')

    def replug(self):
        """Both cables are pulled, the other modem's is put back first."""
        self.updated.unplug()
        self.other.unplug()
        self.until_ttys({})
        self.other.plug()
        self.gateway.until('the first names', lambda: 'ttyUSB2' in self.ttys().values(), 60)
        self.updated.plug()

    def scenario_names_swapped_while_it_flashes(self):
        """The module leaves the bus by itself; the other one is replugged, and gets its names."""
        number = self.begin(0.3)
        self.updated.modem.await_event('leave', 120)
        self.until_ttys({'1-2': 'ttyUSB5'})
        self.other.unplug()
        self.until_ttys({})
        self.other.plug()
        self.until_ttys({'1-2': 'ttyUSB2'})
        self.assert_right_one(number, {'1-2': 'ttyUSB2', '1-1': 'ttyUSB5'})

    def scenario_names_swapped_in_transfer(self):
        """Both cables are pulled, and put back in the other order."""
        number = self.begin(0.2)
        self.updated.modem.await_sent('"DOWNLOADING",30', 120)
        self.replug()
        self.assert_right_one(number, {'1-2': 'ttyUSB2', '1-1': 'ttyUSB5'})

    def scenario_sockets_swapped_in_transfer(self):
        """Both cables are pulled, and each is put into the other's socket: by the names of the USB the
        two are each other now, only the IMEI tells.  The job ends, nothing is installed anywhere."""
        number = self.begin(0.2)
        self.updated.modem.await_sent('"DOWNLOADING",30', 120)
        self.updated.port, self.other.port = self.other.port, self.updated.port
        self.replug()
        job = self.gateway.await_end(number)
        self.assertEqual((job['State'], job['Changed']), ('failed', False), job)
        self.assertIn('another modem is on the port', job['Error'][1])
        self.assertEqual(self.installs(), [])
        self.assert_left_in_peace({'1-1': 'ttyUSB2', '1-2': 'ttyUSB5'})
        self.end()


if __name__ == '__main__':
    main(Swap)
