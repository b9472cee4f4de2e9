#!/usr/bin/python3
"""The virtual gateway, what CI runs of it: the package, who may do what, an update over USB.

    test_gateway.py [SCENARIO...]

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from scenarios import main
from updates import Updates

# The unit as it is installed, but with other work.  The last two are nodes of kinds of which there is no
# device: that a driver says so means that the sandbox let it through.
PROBE = r'''
wwan=$(awk '$2 == "wwan_port" { print $1 }' /proc/devices)
mknod -m 660 /dev/wwan9at0 c "$wwan" 9
mknod -m 660 /dev/cdc-wdm9 c 180 185
chgrp dialout /dev/wwan9at0 /dev/cdc-wdm9
cat >/run/probe <<'END'
for path in /dev/ttyUSB1 /dev/ttyS0 /dev/vda /dev/mem /dev/input/mice /dev/wwan9at0 /dev/cdc-wdm9; do
    (exec 3<>"$path") 2>/run/fotad/why && echo "opened $path" || echo "$path: $(cat /run/fotad/why)"
done
END
sed -e 's#^ExecStart=.*#ExecStart=/bin/bash /run/probe#' -e 's/^Type=.*/Type=oneshot/' \
    -e '/^\(BusName\|WatchdogSec\|Restart\|Alias\|StateDir\|CacheDir\)/d' \
    /lib/systemd/system/fotad.service >/run/systemd/system/fotad-probe.service
systemctl daemon-reload && systemctl start fotad-probe'''


class Gateway(Updates):
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

    def scenario_ports_of_all_kinds_can_be_opened(self):
        """In the service's own sandbox: ttyUSB, ttyS, and what a wwan or cdc-wdm driver says."""
        self.gateway.run(PROBE)
        text = self.gateway.journal('-o cat -u fotad-probe')
        for kind in ('ttyUSB1', 'ttyS0'):
            self.assertIn('opened /dev/' + kind, text)
        for kind in ('wwan9at0', 'cdc-wdm9'):
            self.assertRegex(text, kind + '.*No such device')
        for kind in ('vda', 'mem', 'input/mice'):
            self.assertRegex(text, kind + '.*(not permitted|denied)')

    def scenario_service_user_may_inhibit_and_nothing_more(self):
        """ModemManager's other methods are refused by the bus or by polkit."""
        uid = self.gateway.await_modem()['Device']
        modem = '/org/' + self.gateway.mm_modems()[0].split()[0]
        for words in ('%s ScanDevices', '%s SetLogging s ERR', modem + ' %s.Modem Enable b true',
                      modem + ' %s.Modem Reset'):
            status, text = self.mm_call(words, 'fotad')
            self.assertNotEqual(status, 0, words)
            self.assertRegex(text, '(?i)denied|not authorized|unauthorized|require')
        inhibit = "%%s InhibitDevice sb '%s' true" % uid
        self.assertNotEqual(self.mm_call(inhibit, 'alice')[0], 0)
        self.assertEqual(self.mm_call(inhibit, 'fotad'), (0, ''))
        self.gateway.until('it is back', self.gateway.mm_modems)

    def mm_call(self, words, user):
        """(exit status, output) of a call to ModemManager; %s is its name."""
        name, root = 'org.freedesktop.ModemManager1', '/org/freedesktop/ModemManager1 '
        words = (words if words.startswith('/') else root + words) % name
        return self.gateway.run('busctl call %s %s' % (name, words), check=False, user=user)

    def scenario_ordinary_user_lists_but_must_not_update(self):
        """fotactl exits with 4; no job."""
        self.assertEqual(len(self.gateway.modems(user='alice')), 1)
        status, text = self.gateway.fotactl('update', 'any', 'http://127.0.0.1:9/x', user='alice')
        self.assertEqual(status, 4, text)
        self.assertEqual(self.gateway.fotactl('jobs', '--all')[1], [])

    def scenario_member_of_fotad_updates(self):
        """Through the real option driver, re-enumeration included; ModemManager loses and regains it."""
        number = self.gateway.update(self.gateway.package_url('BG95'), user='bob')
        self.gateway.await_phase(number, 'transfer')
        self.assertEqual(self.gateway.mm_modems(), [])
        self.assertRegex(self.gateway.run('systemd-inhibit --list --no-legend'),
                         r'fotad.*shutdown:sleep.*block')
        job = self.gateway.await_end(number)
        self.assert_updated(job)
        self.assertGreater(len([e for e in self.gateway.plugged.cable_events() if e['name'] == 'plug']), 1)
        self.gateway.until('ModemManager has it again', self.gateway.mm_modems)

    def scenario_journal_tells_the_story(self):
        """`journalctl FOTAD_JOB=1` has every phase, `-x` explains the end."""
        text = self.gateway.journal('-o cat FOTAD_JOB=1')
        self.assert_in_order(text.split('\n'), [
            'Taking the modem over from ModemManager.', 'Asking the modem what it runs.',
            'The package is being transferred.', 'Reading back the version.',
            'Giving the modem back to ModemManager.'])
        self.assertNotIn('no lock from logind', text)
        explained = self.gateway.run('journalctl --no-pager -x FOTAD_JOB=1')
        self.assertIn('has succeeded', explained)
        self.assertIn('fotad(8)', explained)

    def scenario_root_updates_too(self):
        """The modem runs the wanted version already: success, nothing changed."""
        self.gateway.await_modem()
        wanted = self.gateway.modem.get()['version']
        job = self.gateway.await_end(self.gateway.update('http://127.0.0.1:9/x', '--to', wanted))
        self.assertEqual((job['State'], job['Changed']), ('succeeded', False), job)

    def scenario_bus_activates_the_service(self):
        """Stopped, then called by anybody: it runs."""
        self.gateway.run('systemctl stop fotad')
        self.gateway.run('busctl get-property org.fotad1 /org/fotad1 org.fotad1.Manager Version',
                         user='alice')
        self.assertEqual(self.gateway.show_unit('ActiveState'), 'active')

    def scenario_service_killed_while_the_modem_installs(self):
        """systemd starts it again and kept the claim: ModemManager opens nothing; one install."""
        self.gateway.set_time_scale(0.1)  # it sits out five vendor minutes of silence
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"RESETTING"', 120)
        mark = self.gateway.now()
        self.gateway.signal('KILL')
        self.gateway.until('a restart', lambda: self.gateway.show_unit('NRestarts') != '0')
        self.gateway.await_service()
        self.assertGreaterEqual(int(self.gateway.show_unit('NFileDescriptorStore')), 1)
        self.assert_updated(self.gateway.await_end(number))
        self.assertEqual(self.gateway.mm_opened(mark), [])

    def scenario_gateway_loses_power_while_the_modem_installs(self):
        """The machine dies and boots; the job goes on to the true verdict; one install."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"RESETTING"', 120)
        self.gateway.power_cut()
        self.gateway.power_on()
        self.assert_updated(self.gateway.await_end(number))
        self.gateway.until('ModemManager has it again', self.gateway.mm_modems)

    def scenario_removed_and_purged(self):
        """Nothing stays but the user."""
        text = self.gateway.run('dpkg --remove fotad 2>&1; dpkg --purge fotad 2>&1', seconds=120)
        self.assertNotIn('not empty', text)
        self.assertIn('No files', self.gateway.run('find /var/lib/fotad /var/cache/fotad /etc/fotad '
                                                   '-type f 2>/dev/null || echo No files'))
        self.assertNotEqual(self.gateway.run('systemctl cat fotad', check=False)[0], 0)
        self.gateway.run('getent passwd fotad')


if __name__ == '__main__':
    main(Gateway)
