#!/usr/bin/python3
"""One real update, end to end: the real ModemManager, a pretend BG95, the real fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re

from world import IMEI, NEW, OLD, WorldCase, cases, rig


class Update(WorldCase):
    def check(self, flavour):
        self.begin(flavour=flavour)
        job = self.run_update(from_version=OLD, to_version=NEW, label='night')
        self.assert_succeeded(job)
        self.assertEqual((job['FromVersion'], job['ToVersion'], job['Label'], job['Route']),
                         (OLD, NEW, 'night', 'fetch'))
        self.assertEqual(self.service.finished[self.job],
                         [('succeeded', '', 'The modem runs %s.' % NEW)])
        self.assert_given_back()
        self.assertIn(self.service.get(self.path, 'Modem', 'Revision'), (NEW, NEW.split('_')[0]))

    def test_over_usb(self):
        self.check('usb')

    def test_over_uart(self):
        self.check('uart')
        progress = self.service.progress(self.job)
        self.assertEqual(progress, sorted(progress))
        self.assertGreater(len([p for p in progress if 30 < p < 95]), 30)

    def test_phases_in_order(self):
        self.begin()
        self.run_update()
        phases = []
        for _, phase, _, event, _ in self.service.call(self.job, 'Job.GetLog'):
            if event == 'enter':
                phases.append(phase)
        self.assertEqual(phases, ['check', 'claim', 'identify', 'save-settings', 'prepare', 'transfer',
                                  'install', 'settle', 'verify', 'restore-settings', 'release'])

    def test_modemmanager_loses_it_at_claim_and_has_it_after_release(self):
        self.begin()
        self.assertEqual(len(self.world.mm.listed()), 1)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'transfer')
        self.assertEqual(self.world.mm.listed(), [])
        self.service.await_end(self.job)
        self.assert_given_back()

    def test_locks_while_irreversible(self):
        self.begin(modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_job(self.job, 'irreversible', lambda job: job.get('Irreversible'))
        held = self.world.bus.inhibitors()
        self.assertTrue([i for i in held if 'shutdown' in i[0] and i[3] == 'block'], held)
        self.service.await_end(self.job)
        rig.until('no locks', lambda: not self.world.bus.inhibitors())

    def test_without_versions_the_package_decides(self):
        self.begin()
        job = self.run_update()
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], NEW)

    def test_enabled_modem_too(self):
        self.begin()
        self.world.mm.mmcli('-m', 'any', '-e')
        self.assert_succeeded(self.run_update())
        self.assert_given_back()

    def test_other_modules(self):
        for model in ('BG77', 'BG600L-M3', 'BG95-M5', 'BG95-N1'):
            with self.subTest(model):
                self.begin('--model', model)
                self.assert_succeeded(self.run_update(self.world.package('--model', model)))

    def test_apn_is_set_and_put_back(self):
        self.begin()
        self.assert_succeeded(self.run_update(apn='fota.net', user='me', password='hush-hush'))
        self.assertIn('AT+QCFGEXT="fota_apn",0,"fota.net","me","hush-hush"', self.modem.received())
        self.assertEqual(self.modem.get()['settings']['+QCFGEXT "fota_apn"'].rstrip(',"'),
                         '0,"internet')
        self.assertNotIn('hush-hush', self.service.log())
        self.assertNotIn('hush-hush', str(self.service.call(self.job, 'Job.GetLog')))

    def test_https(self):
        self.begin()
        self.world.web.stop()
        self.world.start_web(tls=True)
        self.assert_succeeded(self.run_update(self.world.package()))

    def test_two_modems_at_once(self):
        self.begin(modem_scale=0.01)
        second = self.world.add_modem('--set', 'imei=866349041999999', name='modem1')
        other = self.service.wait('the second', lambda: [
            p for p, m in self.service.modems().items()
            if m['Imei'] == '866349041999999' and m['State'] == 'available'])[0]
        jobs = [self.service.update(p, self.url) for p in (self.path, other)]
        for job in jobs:
            self.assert_succeeded(self.service.await_end(job))
        self.assertEqual(second.get()['version'], NEW)


class Guards(WorldCase):
    def test_already_there(self):
        self.begin('--set', 'version=' + NEW)
        since = self.modem.mark()
        job = self.run_update(to_version=NEW)
        self.assert_succeeded(job, changed=False)
        self.assertEqual(self.fota_commands(since), [])
        self.assertFalse([c for c in self.modem.received(since) if 'QCFG' in c and '",' in c])
        self.assertEqual(self.world.web.requests, [])
        self.assert_given_back()

    def test_from_version_differs(self):
        self.begin()
        since = self.modem.mark()
        job = self.run_update(from_version='BG95M3LAR02A01_01.001.01.001')
        self.assert_failed(job, 'PackageMismatch', 'BG95M3LAR02A01_01.001.01.001')
        self.assertEqual(self.fota_commands(since), [])
        self.assert_given_back()

    def test_second_job_for_a_busy_modem(self):
        self.begin()
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'transfer')
        self.assert_refused('Busy', self.service.update, self.path, self.url)
        self.assert_succeeded(self.service.await_end(self.job))

    def test_unsupported_modem_is_listed(self):
        self.make_world()
        self.world.mm.start()
        modem = self.world.add_modem('--family', 'generic', plugin='generic')
        self.world.mm.await_modem()
        path = self.world.service.start().await_modem('unsupported')
        shown = self.world.service.all(path, 'Modem')
        self.assertEqual((shown['Manufacturer'], shown['Model'], shown['Imei'], shown['Vendor']),
                         ('Pretend', 'Pretend-1', '490154203237518', ''))
        since = modem.mark()
        self.assert_refused('NotSupported', self.world.service.update, path, 'http://h/x')
        self.assertEqual(modem.received(since), [])

    def test_a_download_that_cannot_be_suspended(self):
        self.begin()
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'transfer')
        self.assert_refused('NotSupported', self.service.call, self.job, 'Job.Pause')
        self.assert_refused('WrongState', self.service.call, self.job, 'Job.Resume')
        self.assert_succeeded(self.service.await_end(self.job))


class Cancel(WorldCase):
    def test_during_the_download(self):
        self.begin(modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'transfer')
        self.modem.await_sent('DOWNLOADING')
        self.service.call(self.job, 'Job.Cancel')
        job = self.service.await_end(self.job)
        self.assertEqual(job['State'], 'cancelled')
        self.assert_given_back()
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assertNotIn('AT+QFOTADL=1', self.modem.received())

    def test_not_after_the_install_began(self):
        self.begin(modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_job(self.job, 'irreversible', lambda job: job.get('Irreversible'))
        self.assert_refused('WrongState', self.service.call, self.job, 'Job.Cancel')
        self.assert_succeeded(self.service.await_end(self.job))


class Introspection(WorldCase):
    def test_members_and_types(self):
        self.begin()
        xml = self.world.bus.call('org.fotad1', self.path, 'org.freedesktop.DBus.Introspectable.Introspect')
        with open(rig.os.path.join(rig.HERE, '..', '..', 'dbus', 'org.fotad1.Modem.xml'),
                  encoding='utf-8') as file:
            contract = re.sub(r'<!--.*?-->', '', file.read(), flags=re.S)
        shape = re.compile(r'<(method|signal|property|arg) ([^>]*?)/?>')

        def members(text):
            start = text.index('<interface name="org.fotad1.Modem"')
            text = text[start:text.index('</interface>', start)]
            return {(kind, tuple(sorted(re.findall(r'(\w+)="([^"]*)"', rest))))
                    for kind, rest in shape.findall(text)}

        self.assertEqual(members(xml), members(contract))

    def test_busctl_shows_it(self):
        self.begin()
        done = rig.subprocess.run(['busctl', 'introspect', 'org.fotad1', self.path],
                                  env=self.world.bus.environment, capture_output=True, text=True,
                                  check=True)
        for pattern in (r'\.Update +method +sa\{sv\} +o', r'\.State +property +s +"available"',
                        r'\.Imei +property +s +"%s"' % IMEI, r'\.Limits +property +a\{sv\}'):
            self.assertRegex(done.stdout, pattern)


if __name__ == '__main__':
    cases.main()
