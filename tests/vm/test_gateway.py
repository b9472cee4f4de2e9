#!/usr/bin/python3
"""The virtual gateway, what CI runs of it: the package, who may do what, an update over USB.

    test_gateway.py [SCENARIO...]

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from scenarios import Scenarios, main


class Gateway(Scenarios):
    def scenario_package_installs(self):
        """The service runs at once, without a failed start."""
        self.gateway.install('fotad')
        self.gateway.until('the service', lambda: self.gateway.run('systemctl is-active fotad',
                                                                   check=False)[0] == 0)
        self.assertEqual(self.gateway.run('systemctl show -P NRestarts fotad').strip(), '0')
        self.gateway.run('usermod -aG fotad bob')
        self.assertEqual(self.gateway.fotactl('list', user='alice'), (0, []))

    def scenario_sandbox(self):
        """systemd-analyze security of the running service: 1.5 or better; no capability at all."""
        text = self.gateway.run('systemd-analyze security --no-pager fotad')
        score = float(text.rpartition('Overall exposure level for fotad.service: ')[2].split()[0])
        self.assertLessEqual(score, 1.5, text)
        status = self.gateway.run('cat /proc/$(systemctl show -P MainPID fotad)/status')
        fields = dict(line.split(':\t', 1) for line in status.splitlines() if ':\t' in line)
        self.assertEqual((fields['CapEff'], fields['CapBnd'], fields['NoNewPrivs'], fields['Seccomp']),
                         ('0' * 16, '0' * 16, '1', '2'), status)
        self.assertNotIn('0', fields['Uid'].split())

    def scenario_modem_plugged_later_is_found(self):
        """The option driver binds it, ModemManager probes it, fotad offers it."""
        self.gateway.plug('BG95')
        found = self.gateway.await_modem()
        self.assertEqual((found['Model'], found['Vendor']), ('BG95-M3', 'quectel'))
        self.assertIn('/usb1/1-1', found['Device'])
        self.assertIn('option', self.gateway.run('readlink /sys/bus/usb-serial/devices/ttyUSB2/driver'))

    def scenario_ordinary_user_lists_but_must_not_update(self):
        """fotactl exits with 4; no job."""
        self.assertEqual(len(self.gateway.modems(user='alice')), 1)
        status, text = self.gateway.fotactl('update', 'any', 'http://127.0.0.1:9/x', user='alice')
        self.assertEqual(status, 4, text)
        self.assertEqual(self.gateway.fotactl('jobs', '--all')[1], [])

    def scenario_member_of_fotad_updates(self):
        """Through the real option driver, re-enumeration included; ModemManager loses and regains it."""
        url = self.gateway.package_url('BG95')
        number = self.gateway.update(url, user='bob')
        self.gateway.await_phase(number, 'transfer')
        self.assertEqual(self.gateway.mm_modems(), [])
        locks = self.gateway.run('systemd-inhibit --list --no-legend')
        self.assertRegex(locks, r'fotad.*shutdown:sleep.*block')
        job = self.gateway.await_end(number)
        self.assertEqual((job['State'], job['Changed']), ('succeeded', True), job)
        self.assertEqual(self.gateway.modem.get()['version'], job['ToVersion'])
        self.assertGreater(len([e for e in self.gateway.plugged.cable_events() if e['name'] == 'plug']), 1)
        self.gateway.until('ModemManager has it again', self.gateway.mm_modems)


if __name__ == '__main__':
    main(Gateway)
