#!/usr/bin/python3
"""Settings that AT does not reach: over a modem's QMI or MBIM port, on request and over an update;
and that a gateway without such a port pays nothing for it.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import glob
import os

from controlworld import ControlCase, iterate
from world import cases

EC25_NEW = 'EC25EFAR06A04M4G_20.002.20.002'
QMI_RESET = 'nas.update({0x11: b"\\xff\\x00", 0x15: b"\\xff" * 8}); profiles[1] = {0x11: b"\\x03"}'
QMI_LOST = ['qmi-mode', 'qmi-lte', 'qmi-profile 1']
QMI_BACK = ['nas 11 1c00', 'nas 15 8400080000000000',
            'wds 1 11=00 14=696f742e6578616d706c65 1b=61636d65 1c=706c616e7465642d716d69 1d=02']


class Qmi(ControlCase):
    def add_secret(self, text):
        folder = os.path.join(self.world.folder, 'configuration', 'settings.d')
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, 'own.secrets')
        with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), 'w', encoding='utf-8') as file:
            file.write(text)

    def test_on_request(self):
        self.begin_with('qmi')
        port = self.ports['qmi']
        self.add_secret('[qmi-profile]\n1.password=planted-qmi\n')
        snapshot = self.save()
        self.assertEqual(self.warnings(), [])
        rows = self.rows(snapshot)
        for name, text in (('qmi-imei', '490154203237518'), ('qmi-revision', 'EC25EFAR06A01'),
                           ('qmi-mode', 'mode=1c'), ('qmi-roaming', 'roaming=ff'),
                           ('qmi-operating-mode', 'mode=0'), ('qmi-profile 1', 'iot.example')):
            self.assertIn(text, rows[name][2])
        self.assertEqual(self.compare(snapshot), [])
        port.change(QMI_RESET)
        self.assertEqual(self.compare(snapshot), QMI_LOST)
        self.assertEqual(port.writes(), [])
        self.restore(snapshot)
        self.assertEqual(self.warnings(), [])
        self.assertEqual(self.events('writing'), QMI_LOST)
        self.assertEqual(port.writes(), QMI_BACK)
        self.assertEqual(self.compare(snapshot), [])
        self.restore(snapshot)
        self.assertEqual(port.writes(), [], 'the second restore wrote something')

    def test_over_an_update(self):
        """The password came from the modem itself, and is in nobody's file."""
        self.begin_with('qmi')
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'install')
        self.ports['qmi'].change(QMI_RESET)
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual((job['ToVersion'], job['Warnings']), (EC25_NEW, []))
        self.assertEqual(self.events('writing'), QMI_LOST)
        self.assertEqual(self.ports['qmi'].writes(), QMI_BACK)
        seen = self.service.log() + str(self.service.changes)
        seen += str(self.service.call(self.job, 'Job.GetLog'))
        seen += self.service.fotactl('--json', 'settings', 'show', 'any', '1')[1]
        for path in glob.glob(os.path.join(self.world.folder, 'state', '*')):
            with open(path, 'rb') as file:
                seen += file.read().decode('latin-1')
        self.assertIn('iot.example', seen)
        self.assertNotIn('planted-qmi', seen)

    def test_does_not_take(self):
        """One is refused, one reads back otherwise, the others are back; nobody fails for it."""
        self.begin_with('qmi')
        snapshot = self.save()
        port = self.ports['qmi']
        port.change('nas.update({0x11: b"\\xff\\x00", 0x14: b"\\x01\\x00"}); state["mode"] = 1')
        port.change('SET_TO_GET[0x11] = 0x77; state["refuse"] = {(2, 0x2e): 60}')
        self.restore(snapshot)
        warnings = self.warnings()
        self.assertEqual(len(warnings), 2, warnings)
        self.assertIn('qmi-mode: wanted 1c, found ff: it was written, and reads otherwise',
                      warnings[0])
        self.assertIn('qmi-operating-mode: wanted 0, found 1: the modem refused it', warnings[1])
        self.assertIn('nas 14 ff00', port.writes())

    def test_port_that_is_dead(self):
        """No answer on it, and then no port at all: a warning, and AT's settings all the same."""
        self.begin_with('qmi')
        port = self.ports['qmi']
        snapshot = self.save()
        port.change('state["dead"] = True')
        self.assertEqual(self.compare(snapshot)[0], 'qmi-mode')
        self.assertIn('its port for qmi', self.warnings()[0])
        port.stop()
        self.modem.control('nv +QCFG "nwscanmode" = 1')
        self.job = self.service.update(self.path, self.url)
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'],
                         ['Not all settings are looked after: its port for qmi is not there.'])



class Without(ControlCase):
    def test_nothing_is_loaded(self):
        """Not by a modem with AT alone, not by one whose settings nobody asked for."""
        self.begin_with()
        self.save()
        self.assertEqual(self.mapped(), set())
        self.add_port('qmi')
        iterate()
        self.assertEqual(self.mapped(), set())
        self.save()
        self.assertIn('control-qmi', self.mapped())
        self.assertNotIn('control-mbim', self.mapped())


if __name__ == '__main__':
    cases.main()
