#!/usr/bin/python3
"""Enrolling a Telit module with its server, and what is told when the SIM is another one.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from telitcase import TelitCase
from world import cases

from gi.repository import GLib


class Enrol(TelitCase):
    def enrol(self, **values):
        values = {k.replace('_', '-'): GLib.Variant('u' if isinstance(v, int) else 's', v)
                  for k, v in values.items()}
        self.since = self.modem.mark()
        return self.service.call(self.path, 'Modem.Enrol', GLib.Variant('(a{sv})', (values,)))

    def run_enrol(self, **values):
        job = self.service.await_end(self.enrol(**values))
        self.service.await_modem()
        return job

    def test_protocols(self):
        self.begin_telit()
        self.assert_succeeded(self.run_enrol(protocol='sms', number='+390000000'), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP="+390000000"'])
        ip = {'server': 'ota.example.net', 'server_port': 9000, 'apn': 'ibox.tim.it'}
        self.assert_succeeded(self.run_enrol(protocol='combined', **ip), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAPIPCFG=2,"ibox.tim.it"',
                                                'AT#OTASNAPIP=9000,"ota.example.net"'])
        self.assert_succeeded(self.run_enrol(protocol='ip', own_number='+39335000000', user='u',
                                             password='planted-secret', **ip), changed=False)
        self.assertEqual(self.ota(self.since), [
            'AT#OTASNAPIPCFG=2,"ibox.tim.it","u","planted-secret"',
            'AT#OTAIPCFG=9000,"ota.example.net"',
            'AT#OTASNAPIP=9000,"ota.example.net","+39335000000"'])
        self.assertNotIn('planted-secret', self.service.log())
        self.assert_succeeded(self.run_enrol(protocol='off'), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP=""'])

    def test_refused(self):
        self.begin_telit()
        for values, words in (({}, 'protocol'), ({'protocol': 'fax'}, 'protocol'),
                              ({'protocol': 'sms'}, 'number'),
                              ({'protocol': 'ip', 'server': 'h', 'server_port': 1}, 'apn'),
                              ({'protocol': 'combined', 'apn': 'a', 'server': 'h'}, 'server-port')):
            self.assert_refused('InvalidArgument', self.enrol, text=words, **values)
        self.modem.control('set version 10.00.003')
        ip = {'server': 'h', 'server_port': 9000, 'apn': 'a'}
        self.assert_failed(self.run_enrol(protocol='ip', **ip), 'NotSupported', '10.00.xx4')
        self.assert_succeeded(self.run_enrol(protocol='combined', **ip), changed=False)

    def status(self):
        return self.service.call(self.path, 'Modem.ServerStatus')

    def enrolment(self):
        """The property, without the time."""
        values = dict(self.service.get(self.path, 'Modem', 'Enrolment'))
        self.assertEqual('time' in values, bool(values))
        values.pop('time', None)
        return values

    def await_enrolment(self, **values):
        values = {key.replace('_', '-'): value for key, value in values.items()}
        self.service.wait('Enrolment %s' % values, lambda: self.enrolment() == values)

    def test_sim_swapped_is_told(self):
        """Another SIM than the enrolled one: seen without anybody's asking, until enrolled anew."""
        self.begin_telit()
        first, second = '222011234567890', '222019999999999'
        self.assertEqual(self.enrolment(), {})
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        self.await_enrolment(imsi=first, sim=first, sim_changed=False)
        self.modem.control('set imsi ' + second)
        self.world.mm.stop()  # a SIM that was changed makes ModemManager look anew
        self.world.mm.start()
        self.world.mm.set_profile('modem0', 'telit', self.modem.path)
        self.await_enrolment(imsi=first, sim=second, sim_changed=True)
        self.service.stop()
        self.service.start()
        self.service.await_modem()
        self.await_enrolment(imsi=first, sim=second, sim_changed=True)
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP="123"'])  # sent anew: forced
        self.await_enrolment(imsi=second, sim=second, sim_changed=False)
        self.assert_succeeded(self.run_enrol(protocol='off'), changed=False)
        self.await_enrolment(sim=second)

    def test_sim_swapped(self):
        self.begin_telit()
        first = {'imsi': '222011234567890', 'update-running': '0'}
        self.assertEqual(self.status(), first)
        self.service.await_modem()
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        first['enrolled-imsi'] = first['imsi']
        self.assertEqual({k: v for k, v in self.status().items() if k != 'sim-same'}, first)
        self.service.await_modem()
        self.modem.control('set imsi 222019999999999')
        self.assertEqual(self.status(), {**first, 'imsi': '222019999999999', 'sim-changed': 'yes'})
        self.service.await_modem()
        self.assert_succeeded(self.run_enrol(protocol='sms', number='123'), changed=False)
        self.assertNotIn('sim-changed', self.status())

    def test_never_acknowledged(self):
        self.begin_telit('--scenario', 'never-acknowledged', scale=0.005, modem_scale=0.001)
        self.assert_failed(self.run_enrol(protocol='sms', number='123'), 'Server', 'acknowledge')
        self.assertEqual(self.ota(self.since), ['AT#OTASNAP="123"'] * 2)


if __name__ == '__main__':
    cases.main()
