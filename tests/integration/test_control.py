#!/usr/bin/python3
"""Settings that AT does not reach: over a modem's QMI or MBIM port, on request and over an update;
and that a gateway without such a port pays nothing for it.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from controlworld import ControlCase
from bus import iterate
from world import cases

EC25_NEW = 'EC25EFAR06A04M4G_20.002.20.002'
QMI_RESET = 'nas.update({0x11: b"\\xff\\x00", 0x15: b"\\xff" * 8}); profiles[1] = {0x11: b"\\x03"}'
QMI_LOST = ['qmi-mode', 'qmi-lte', 'qmi-profile 1']
QMI_BACK = ['nas 11 1c00', 'nas 15 8400080000000000',
            'wds 1 11=00 14=696f742e6578616d706c65 1b=61636d65 1c=706c616e7465642d716d69 1d=02']

MBIM_RESET = 'contexts[0] = Access("factory"); del contexts[1]; attach[0] = Access(ip=1)'
MBIM_LOST = ['mbim-context 0', 'mbim-context 1', 'mbim-attach 0']
MBIM_BACK = ['context 0 iot.example,acme,planted-mbim,0,2,7e5e,0', 'context 1 mms,,,0,0,4672,0',
             'attach 0 attach.example,acme,planted-attach,0,1,7e5e,3']


class Qmi(ControlCase):
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
        self.assert_no_secret('planted-qmi')

    def test_killed_in_the_install(self):
        """The next life knows the port from the job; what the modem showed of its password died
        with the first, so it is the file's."""
        self.begin_with('qmi', modem_scale=0.01)
        self.add_secret('[qmi-profile]\n1.password=planted-qmi\n')
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'settle')
        self.ports['qmi'].change(QMI_RESET)
        self.service.stop(kill=True)
        self.service.start()
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual((job['Warnings'], self.events('writing')), ([], QMI_LOST))
        self.assertEqual(self.ports['qmi'].writes(), QMI_BACK)
        self.assert_no_secret('planted-qmi')

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



class Mbim(ControlCase):
    def test_on_request(self):
        self.begin_with('mbim')
        port = self.ports['mbim']
        self.add_secret('[mbim-context]\n0.password=planted-mbim\n'
                        '[mbim-attach]\n0.password=planted-attach\n')
        snapshot = self.save()
        self.assertEqual(self.warnings(), [])
        rows = self.rows(snapshot)
        for name, text in (('mbim-imei', '490154203237518'), ('mbim-context 0', 'iot.example'),
                           ('mbim-revision', 'EM7455_02.33.03.00'), ('mbim-attach 0', 'iptype=3')):
            self.assertIn(text, rows[name][2])
        port.change(MBIM_RESET)
        self.assertEqual(self.compare(snapshot), MBIM_LOST)
        self.assertEqual(port.writes(), [])
        self.restore(snapshot)
        self.assertEqual(self.warnings(), [])
        self.assertEqual(port.writes(), MBIM_BACK)
        self.assertEqual(self.compare(snapshot), [])
        self.restore(snapshot)
        heard = port.heard()
        self.assertEqual(set(heard), {'open', 'close'}, 'the second restore wrote something')
        self.assertEqual(heard[-1], 'close')

    def test_over_an_update(self):
        self.begin_with('mbim')
        self.job = self.service.update(self.path, self.url)
        self.service.await_phase(self.job, 'install')
        self.ports['mbim'].change(MBIM_RESET)
        job = self.service.await_end(self.job)
        self.assert_succeeded(job)
        self.assertEqual((job['ToVersion'], job['Warnings']), (EC25_NEW, []))
        self.assertEqual(self.events('writing'), MBIM_LOST)
        self.assertEqual(self.ports['mbim'].writes(), MBIM_BACK)
        self.assert_no_secret('planted-mbim', 'planted-attach')

    def test_hidden_password(self):
        """Nobody knows it, so nothing is written over it; without extensions there is no attach."""
        self.begin_with('mbim')
        port = self.ports['mbim']
        port.change('state.update(hide=True, refuse={("extensions", 3, 0): 9})')
        snapshot = self.save()
        self.assertEqual(self.rows(snapshot)['mbim-attach'][2], 'NoDeviceSupport')
        port.change('contexts[0].apn = "factory"')
        self.restore(snapshot)
        self.assertIn('its password is neither known nor in a .secrets file', self.warnings()[0])
        self.assertEqual((len(self.warnings()), port.writes()), (1, []))


class Without(ControlCase):
    def test_nothing_is_loaded(self):
        """Not by a modem with AT alone, not by one whose settings nobody asked for."""
        self.begin_with()
        self.save()
        self.assertEqual(self.mapped(), set())
        self.assertLess(self.private_dirty(), 2048)
        self.add_port('qmi')
        iterate()
        self.assertEqual(self.mapped(), set())
        self.save()
        self.assertIn('control-qmi', self.mapped())
        self.assertNotIn('control-mbim', self.mapped())


if __name__ == '__main__':
    cases.main()
