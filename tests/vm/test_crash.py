#!/usr/bin/python3
"""The virtual gateway in trouble: its power is cut in each phase, ModemManager restarts, the service
hangs, is upgraded and shut down in the middle of an install.

    test_crash.py [SCENARIO...]     the first one, "installed", is always needed

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import gateway
from scenarios import main
from updates import Updates


class Crash(Updates):
    def scenario_installed(self):
        """The package, as for all that follows."""
        self.install_package()

    # Power cuts.  The modem has its own supply and goes on.

    def cut(self, number):
        self.gateway.power_cut()
        self.gateway.power_on()
        job = self.gateway.await_end(number)
        self.assert_updated(job)
        self.assert_given_back()
        return job

    def scenario_power_cut_in_transfer(self):
        """The module downloads on by itself; fotad finds the package, or asks for it again."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"DOWNLOADING",30', 120)
        self.cut(number)

    def scenario_power_cut_at_the_install_command(self):
        """The intent is on the disk, so the command is not sent again."""
        number = self.gateway.begin_update()
        self.gateway.until('the command', self.installs, 120, 0.01)
        self.cut(number)

    def scenario_power_cut_while_it_flashes(self):
        """The module is off the bus when the machine is back, and returns later."""
        number = self.gateway.begin_update(scale=0.5)
        self.gateway.modem.await_event('leave', 120)
        self.cut(number)

    def scenario_power_cut_in_settle(self):
        """At the instant the module is back on the bus."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_event('leave', 120)
        after = self.gateway.modem.mark()
        self.gateway.modem.await_event('alive', 120, after)
        self.cut(number)

    def scenario_power_cut_in_restore_settings(self):
        """The new firmware has factory settings; half of them are put back before, half after."""
        number = self.gateway.begin_update('--scenario', 'nv-loss', '--knob', 'reply_delay=1')
        self.gateway.await_phase(number, 'restore-settings')
        self.cut(number)

    def scenario_power_cut_while_it_waits_for_approval(self):
        """It asks again, and installs what is there already."""
        number = self.gateway.begin_update(words=('--ask',))
        self.gateway.until('it asks', lambda: self.gateway.job(number)['State'] == 'waiting-approval')
        fetched = len(self.gateway.web.requests)
        self.gateway.power_cut()
        self.gateway.power_on()
        self.gateway.until('it asks', lambda: self.gateway.job(number)['State'] == 'waiting-approval')
        self.gateway.run('fotactl approve ' + number)
        self.assert_updated(self.gateway.await_end(number))
        self.assertEqual(len(self.gateway.web.requests), fetched)

    # Programs that die

    def scenario_modemmanager_restarts_while_the_modem_flashes(self):
        """The claim is made anew when the modem is there; the job succeeds."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_event('leave', 120)
        self.gateway.run('systemctl restart ModemManager')
        self.assert_updated(self.gateway.await_end(number))
        self.assert_given_back()

    def scenario_modemmanager_restarts_in_transfer(self):
        """As root it opens the port again and swallows what the module says, until it has found the
        modem and is asked to leave it alone; then fotad finds out how far the download is."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"DOWNLOADING",10', 120)
        mark = self.gateway.now()
        self.gateway.run('systemctl restart ModemManager')
        self.assert_updated(self.gateway.await_end(number))
        self.assertIn(gateway.OPENING, self.gateway.journal(mark, '-u ModemManager'))
        self.assertEqual(self.gateway.job(number)['Warnings'], [])
        self.assert_given_back()

    def scenario_watchdog_ends_a_hanging_service(self):
        """Stopped (SIGSTOP) in mid-install: systemd ends it after WatchdogSec, the job converges."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"RESETTING"', 120)
        mark = self.gateway.now()
        self.gateway.signal('STOP')
        self.gateway.until('the watchdog', lambda: 'Watchdog timeout' in self.gateway.journal(mark, '-u fotad'))
        self.assert_updated(self.gateway.await_end(number))
        self.assertEqual(self.gateway.mm_opened(mark), [])

    def scenario_package_upgraded_while_the_modem_installs(self):
        """dpkg restarts the service; systemd keeps the claim; the job goes on."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"RESETTING"', 120)
        mark = self.gateway.now()
        self.gateway.install('fotad')
        self.assert_updated(self.gateway.await_end(number))
        self.assertEqual(self.gateway.mm_opened(mark), [])

    def scenario_shutdown_has_to_wait(self):
        """logind refuses to power off while the modem installs."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"RESETTING"', 120)
        status, text = self.gateway.run('systemctl poweroff --check-inhibitors=yes', check=False)
        self.assertNotEqual(status, 0)
        self.assertIn('fotad', text)
        self.assert_updated(self.gateway.await_end(number))

    def scenario_cable_pulled_in_transfer(self):
        """It is put back.  The module has downloaded on; if its end was missed, it is told again."""
        number = self.gateway.begin_update()
        self.gateway.modem.await_sent('"DOWNLOADING",30', 120)
        self.gateway.plugged.unplug()
        self.gateway.run('sleep 2')
        self.gateway.plugged.plug()
        self.assert_updated(self.gateway.await_end(number))
        self.assert_given_back()


if __name__ == '__main__':
    main(Crash)
