#!/usr/bin/python3
"""The modem comes back as it was: settings saved, restored, read back, over a real update by the
real daemon.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import glob
import os

from world import NEW, WorldCase, cases

from gi.repository import GLib

BAND = '+QCFG "band"'
SCAN = '+QCFG "nwscanmode"'
SEQUENCE = '+QCFG "nwscanseq"'
PLANTED = {BAND: 'f,80000,80080', SCAN: '3', SEQUENCE: '030201'}


class Settings(WorldCase):
    def plant(self, *options, **more):
        self.begin(*options, **more)
        for key, value in PLANTED.items():
            self.modem.control('nv %s = %s' % (key, value))

    def values(self):
        stored = self.modem.get()['settings']
        return {key: stored[key] for key in PLANTED}

    def assert_as_planted(self):
        values = self.values()
        for key, value in PLANTED.items():
            self.assertTrue(values[key] == value or values[key].startswith(value + ','),
                            (key, values[key]))

    def writes(self, since=0):
        return [line for line in self.modem.received(since)
                if line.startswith('AT+QCFG=') and line.count(',') > 0]

    def settings_job(self, member, variant):
        self.job = self.service.call(self.path, 'Modem.' + member, variant)
        return self.service.await_end(self.job)

    def save(self, label=''):
        job = self.settings_job('SaveSettings', GLib.Variant('(s)', (label,)))
        self.assert_succeeded(job, changed=False)
        return self.service.call(self.path, 'Modem.ListSnapshots')[0][0]

    def restore(self, snapshot, **options):
        values = {key: GLib.Variant('b', value) for key, value in options.items()}
        return self.settings_job('RestoreSettings', GLib.Variant('(sa{sv})', (snapshot, values)))

    def events(self, event):
        return [(phase, details) for _, phase, _, what, details in
                self.service.call(self.job, 'Job.GetLog') if what == event]

    def test_an_update_that_loses_them(self):
        self.plant('--scenario', 'nv-loss', flavour='uart')
        self.assert_succeeded(self.run_update())
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assert_as_planted()
        written = {details['name'] for _, details in self.events('writing')}
        self.assertLessEqual({'band', 'nwscanmode', 'nwscanseq'}, written)
        self.assertNotIn('servicedomain', written, 'what did not differ was written')
        self.assertEqual(self.service.all(self.job, 'Job')['Warnings'], [])

    def test_an_update_that_keeps_them(self):
        self.plant(flavour='uart')
        self.assert_succeeded(self.run_update())
        self.assert_as_planted()
        self.assertEqual(self.events('writing'), [])
        self.assertEqual(self.writes(), [])

    def test_only_reported(self):
        self.plant('--scenario', 'nv-loss', flavour='uart')
        self.assert_succeeded(self.run_update(restore_settings=False))
        self.assertEqual(self.writes(), [])
        differs = {details['name'] for _, details in self.events('differs')}
        self.assertLessEqual({'band', 'nwscanmode', 'nwscanseq'}, differs)

    def test_after_a_failed_install(self):
        self.plant('--scenario', 'end-511', flavour='uart', modem_scale=0.02)
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'install')
        self.modem.control('nv %s = 1' % SCAN)
        job = self.service.await_end(self.job)
        self.assert_failed(job, 'PackageMismatch')
        self.assert_as_planted()
        self.assertEqual([d['name'] for _, d in self.events('writing')], ['nwscanmode'])

    def test_a_replacement(self):
        self.plant()
        snapshot = self.save()
        other = self.world.add_modem('--set', 'imei=866349041239999', name='modem1')
        self.service.wait('a second modem', lambda: len(self.service.modems()) == 2)
        self.path = [p for p in self.service.modems() if p.endswith('9999')][0]
        self.service.wait('it to be free', lambda: self.service.modems()[self.path].get('State') ==
                          'available')
        self.assert_refused('InvalidArgument', self.restore, snapshot, text='replacement')
        self.assert_succeeded(self.restore(snapshot, replacement=True), changed=False)
        self.modem = other
        self.assert_as_planted()

    def test_on_their_own(self):
        self.plant()
        snapshot = self.save('before')
        self.modem.control('nv %s = 1' % SCAN)
        job = self.settings_job('CompareSettings', GLib.Variant('(s)', (snapshot,)))
        self.assert_succeeded(job, changed=False)
        self.assertEqual([d['name'] for _, d in self.events('differs')], ['nwscanmode'])
        self.assert_succeeded(self.restore(snapshot), changed=False)
        self.assert_as_planted()
        since = self.modem.mark()
        self.assert_succeeded(self.restore(snapshot), changed=False)
        self.assertEqual(self.writes(since), [], 'the second restore wrote something')

    def test_snapshots(self):
        self.plant()
        snapshot = self.save('mine')
        listed = self.service.call(self.path, 'Modem.ListSnapshots')
        self.assertEqual((listed[0][0], listed[0][2]['label']), (snapshot, 'mine'))
        rows = {row[0]: row for row in
                self.service.call(self.path, 'Modem.GetSnapshot', GLib.Variant('(s)', (snapshot,)))}
        self.assertIn('80000', rows['band'][2])
        for member in ('GetSnapshot', 'DeleteSnapshot'):
            self.assert_refused('NotFound', self.service.call, self.path, 'Modem.' + member,
                                GLib.Variant('(s)', ('4711',)))
        self.service.call(self.path, 'Modem.DeleteSnapshot', GLib.Variant('(s)', (snapshot,)))
        self.assertEqual(self.service.call(self.path, 'Modem.ListSnapshots'), [])
        self.assert_refused('NotFound', self.restore, snapshot)

    def test_fotactl(self):
        self.plant()
        status, output, errors = self.service.fotactl('settings', 'save', 'any')
        self.assertEqual(status, 0, errors)
        self.assertIn('snapshot 1', output)
        self.modem.control('nv %s = 1' % SCAN)
        status, output, _ = self.service.fotactl('settings', 'diff', 'any', '1')
        self.assertIn('nwscanmode', output)
        status, _, _ = self.service.fotactl('settings', 'restore', 'any', '1')
        self.assertEqual(status, 0)
        status, output, _ = self.service.fotactl('settings', 'diff', 'any', '1')
        self.assertNotIn('nwscanmode', output)

    def test_no_secret_anywhere(self):
        self.plant('--scenario', 'nv-loss', flavour='uart')
        self.modem.control('nv +QCFGEXT "fota_apn" = 0,"net","joe","planted-secret"')
        snapshot = self.save()
        self.assert_succeeded(self.run_update(password='planted-password', apn='x', user='u'))
        seen = self.service.log() + str(self.service.call(
            self.path, 'Modem.GetSnapshot', GLib.Variant('(s)', (snapshot,))))
        seen += str(self.service.call(self.job, 'Job.GetLog')) + str(self.service.changes)
        seen += self.service.fotactl('--json', 'settings', 'show', 'any', snapshot)[1]
        for path in glob.glob(os.path.join(self.world.folder, 'state', '*')):
            with open(path, 'rb') as file:
                seen += file.read().decode('latin-1')
        for secret in ('planted-secret', 'planted-password'):
            self.assertNotIn(secret, seen)

    def test_an_integrators_own(self):
        world = self.make_world()
        folder = os.path.join(world.folder, 'configuration', 'settings.d')
        os.makedirs(folder)
        with open(os.path.join(folder, 'my.settings'), 'w', encoding='utf-8') as file:
            file.write('[my-led]\nRead=AT+QCFG="ledmode"\n'
                       'Row=^\\+QCFG: "ledmode",(?<mode>\\d+)\n'
                       'Write=AT+QCFG="ledmode",${mode:number}\n')
        with open(os.path.join(folder, 'zz-bad.settings'), 'w', encoding='utf-8') as file:
            file.write('[bad]\nRead=AT+BAD?\nRow=(\n')
        self.path = world.start()
        self.service, self.modem = world.service, world.modem
        snapshot = self.save()
        names = [row[0] for row in self.service.call(self.path, 'Modem.GetSnapshot',
                                                     GLib.Variant('(s)', (snapshot,)))]
        self.assertIn('my-led', names)
        self.assertIn('zz-bad.settings:3', ' '.join(self.service.all(self.job, 'Job')['Warnings']))


if __name__ == '__main__':
    cases.main()
