#!/usr/bin/python3
"""Modems that fall silent, talk noise or vanish: the job fails with the right error within its
(scaled) deadlines, and the daemon goes on serving.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import time

from world import NEW, WorldCase, cases


class Lost(WorldCase):
    def assert_serving(self):
        """It still answers, lists the job, and takes another modem."""
        self.assertIsNone(self.service.process.poll())
        self.world.add_modem('--set', 'imei=866349041777777', name='another')
        other = self.service.wait('another modem', lambda: [
            p for p, m in self.service.modems().items()
            if m['Imei'] == '866349041777777' and m['State'] == 'available'])[0]
        job = self.service.update(other, self.url)
        self.assert_succeeded(self.service.await_end(job))

    def check(self, scenario, name, seconds, scale=0.02, **values):
        """The modem plays it from the moment fotad opens its port."""
        self.begin(scale=scale)
        self.modem.control('on-connect ' + scenario)
        began = time.monotonic()
        job = self.run_update(seconds=seconds + 10, **values)
        self.assertLess(time.monotonic() - began, seconds)
        self.assert_failed(job, name)
        self.assertEqual(self.fota_commands(), [])
        self.modem.control('scenario success')
        self.assert_serving()

    def test_silent(self):
        self.check('silent', 'ModemSilent', 10)

    def test_garbage_forever(self):
        self.check('garbage-forever', 'ModemSilent', 10)

    def test_vanishes_in_the_install(self):
        self.begin('--scenario', 'vanish-for-good', scale=0.01)
        job = self.run_update(seconds=60)
        self.assert_failed(job, 'ModemGone')
        self.assertFalse(job['Irreversible'])
        self.assert_serving()

    def test_stalls_in_the_install(self):
        """The port is there and dead; only the version could tell, and nobody answers."""
        self.begin('--scenario', 'stall-install', flavour='uart', scale=0.01)
        self.assert_failed(self.run_update(seconds=60), 'ModemSilent')
        self.assert_serving()

    def test_vanishes_in_the_download(self):
        self.begin('--scenario', 'vanish-download', scale=0.004)
        self.assert_failed(self.run_update(seconds=60), 'ModemGone')
        self.assert_serving()

    def test_stalls_in_the_download(self):
        self.begin('--scenario', 'stall-download', scale=0.01)
        job = self.run_update(seconds=60)
        self.assertEqual(job['State'], 'failed')
        self.assertIn(job['Error'][0].rpartition('.')[2], ('TimedOut', 'ModemSilent'))
        self.assert_given_back()

    def test_deadline_of_the_whole_job(self):
        self.begin('--scenario', 'stall-download', scale=0.02)
        began = time.monotonic()
        self.assert_failed(self.run_update(deadline=100), 'TimedOut')
        self.assertLess(time.monotonic() - began, 8)
        self.assert_given_back()

    def test_port_dies_for_a_moment(self):
        """The module downloads on meanwhile; it is not told to begin again."""
        self.begin('--scenario', 'port-dies')
        self.assert_succeeded(self.run_update())
        self.assertEqual(len(self.downloads()), 1)
        self.assert_given_back()

    def downloads(self):
        return [c for c in self.modem.received() if c.startswith('AT+QFOTADL="http')]

    def test_power_cut_in_the_download(self):
        """The module forgets it, mode included, and says so when it boots: begun anew."""
        self.begin('--scenario', 'power-cut-download')
        self.assert_succeeded(self.run_update())
        self.assertEqual(len(self.downloads()), 2)
        self.assertEqual(self.modem.received().count('AT+QFOTADL=1'), 1)
        self.assert_given_back()


class LostAnswers(WorldCase):
    """What was said is done, but nobody hears that it is."""

    def check(self, command):
        self.begin(flavour='uart')
        self.modem.control('trouble mute ' + command)
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assertEqual([e['name'] for e in self.modem.events('lost')], ['lost'])
        self.assertEqual(self.modem.received().count('AT+QFOTADL=1'), 1)
        self.assert_given_back()

    def test_hold(self):
        """Else the module would wait for our install command, and we for its install."""
        self.check('+QFOTADL=3,0')

    def test_start(self):
        self.check('+QFOTADL="http')

    def test_install(self):
        self.check('+QFOTADL=1')


class Slow(WorldCase):
    def test_slow_answers(self):
        self.begin('--scenario', 'slow', scale=0.1)
        self.assert_succeeded(self.run_update())

    def test_httpend_702_after_six_minutes_is_no_hang(self):
        self.begin('--scenario', 'httpend-702', scale=0.01, modem_scale=0.01)
        self.assert_failed(self.run_update(), 'Network', 'Server connection failed')
        times = [e['t'] for e in self.modem.journal() if 'HTTP' in e.get('line', '')
                 and e['what'] == 'tx']
        self.assertGreater(times[1] - times[0], 360)
        self.assert_given_back()


if __name__ == '__main__':
    cases.main()
