#!/usr/bin/python3
"""Quectel's other ways and families: transcripts, certificates, LwM2M, BG96 and EC25, data only.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os

from world import NEW, OLD, WorldCase, cases, webserver

from gi.repository import GLib

PEM = b'-----BEGIN %s-----\nMIIBszCCAVmgAwIBAgIUX\n-----END %s-----\n'
BG99 = """
[BG99]
Vendor=quectel
Manufacturer=^Quectel
Model=^BG99\\b
AtInterface=2
Baud=115200
Storage=60000
MaxUrl=100
Settings=bg95.settings
"""


class Transcripts(WorldCase):
    """§E.f of our vendor reference; E.f.2 is in test_push.py."""

    def heard(self):
        return [line for line in self.modem.sent() if '+QIND: "FOTA"' in line or 'RDY' in line]

    def test_e_f_1(self):
        self.begin(flavour='uart')
        self.assert_succeeded(self.run_update(from_version=OLD, to_version=NEW))
        heard = self.heard()
        marks = ['HTTPSTART', 'DOWNLOADING",5%', 'DOWNLOADING",100%', 'HTTPEND",0', 'RESETTING', '"START"',
                 'UPDATING",1%', 'UPDATING",100%', 'END",0', 'RDY', 'APP RDY']
        at = 0
        for mark in marks:
            at = next(i for i in range(at, len(heard)) if mark in heard[i])

    def test_e_f_3(self):
        """702 after six minutes by the daemon's clock: a named failure, and no hang."""
        self.begin('--scenario', 'httpend-702', '--knob', 'fail_after_s=1080', scale=0.015)
        job = self.run_update(webserver.dead_url())
        times = [e['t'] for e in self.modem.journal() if e['what'] == 'tx' and 'HTTP' in e['line']]
        self.assertGreaterEqual((times[1] - times[0]) * 0.005, 360 * 0.015 * 0.99)
        self.assert_failed(job, 'Network', 'Server connection failed')
        self.assertEqual(job['VendorCode'], '702')
        self.assert_given_back()

    def test_e_f_4(self):
        self.begin(flavour='uart')
        job = self.run_update(self.world.package('--from', 'other'))
        self.assert_failed(job, 'PackageMismatch')
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

    def test_e_f_5(self):
        self.begin('--scenario', 'power-cut-updating', flavour='uart')
        self.assert_succeeded(self.run_update())
        updating = [line for line in self.modem.sent() if 'UPDATING' in line]
        self.assertEqual(updating[42:44], ['+QIND: "FOTA","UPDATING",43%', '+QIND: "FOTA","UPDATING",44%'])


class Certificate(WorldCase):
    def install(self, kind, content, *pairs):
        path = os.path.join(self.world.folder, 'file.pem')
        with open(path, 'wb') as file:
            file.write(content)
        return self.service.fotactl('certificate', 'any', kind, path, *pairs)

    def stored(self, name):
        """What the module's list says of a file."""
        return [line for line in self.modem.sent() if line.startswith('+QFLST: "%s"' % name)]

    def test_every_kind_has_its_name(self):
        self.begin()
        for kind, name in (('https-ca', '/datatx/fota_cacert.pem'),
                           ('https-certificate', '/datatx/fota_client_cert.pem'),
                           ('https-key', '/datatx/fota_client_key.pem'),
                           ('coaps-ca', '/datatx/ssl/coap-cert.pem'),
                           ('coaps-certificate', '/datatx/ssl/coap-cacert.pem'),
                           ('coaps-key', '/datatx/ssl/coap-key.pem'),
                           ('coaps-psk', '/datatx/ssl/coap_fota.psk')):
            with self.subTest(kind):
                word = b'PRIVATE KEY' if kind.endswith('key') else b'CERTIFICATE'
                content = b'me;0a0b0c' if kind == 'coaps-psk' else PEM % (word, word)
                status, output, errors = self.install(kind, content)
                self.assertEqual(status, 0, output + errors)
                self.assertEqual(self.stored(name), ['+QFLST: "%s",%d' % (name, len(content))])
        self.assertNotIn('0a0b0c', self.service.log())
        self.assertNotIn('MIIBszCCAVmg', self.service.log())
        self.assert_given_back()

    def test_an_old_one_is_replaced(self):
        self.begin()
        for content in (PEM % (b'CERTIFICATE', b'CERTIFICATE'), PEM % (b'X509 CRL', b'X509 CRL')):
            status, output, errors = self.install('https-ca', content)
            self.assertEqual(status, 0, output + errors)
        self.assertEqual(self.stored('/datatx/fota_cacert.pem')[-1][-len(str(len(content))):],
                         str(len(content)))

    def remove(self, kind):
        return self.service.fotactl('certificate', 'any', kind, '--delete')

    def listed(self):
        told = self.service.call(self.path, 'Modem.ServerStatus', seconds=30)
        self.service.await_modem()
        return {k: v for k, v in told.items() if k.endswith('-bytes')}

    def test_taken_out(self):
        self.begin()
        content = PEM % (b'CERTIFICATE', b'CERTIFICATE')
        self.assertEqual(self.listed(), {})
        for kind in ('https-ca', 'coaps-ca'):
            self.assertEqual(self.install(kind, content)[0], 0)
            self.service.await_modem()
        size = str(len(content))
        self.assertEqual(self.listed(), {'https-ca-bytes': size, 'coaps-ca-bytes': size})
        status, output, errors = self.remove('https-ca')
        self.assertEqual(status, 0, output + errors)
        self.service.await_modem()
        self.assertEqual(self.listed(), {'coaps-ca-bytes': size})
        status, output, errors = self.remove('https-ca')
        self.assertEqual(status, 1)
        self.assertIn('NotAvailable', output + errors)
        self.assertNotEqual(self.remove('server-ca')[0], 0)
        self.assert_given_back()

    def test_damaged_on_the_way(self):
        self.begin('--knob', 'spoil_uploads=9')
        status, output, errors = self.install('https-ca', PEM % (b'CERTIFICATE', b'CERTIFICATE'))
        self.assertEqual(status, 1, output + errors)
        self.assertIn('did not arrive whole', output + errors)
        self.assert_given_back()

    def test_refused_before_anything_is_said(self):
        self.begin()
        since = self.modem.mark()
        for kind, content, words in (('server-ca', b'x', 'server-ca'), ('https-ca', b'0\x82\1\1', 'PEM')):
            status, output, errors = self.install(kind, content)
            self.assertNotEqual(status, 0)
            self.assertIn(words, output + errors)
        self.assertEqual([c for c in self.modem.received(since) if 'QF' in c], [])

    def test_https_with_the_right_and_the_wrong_root(self):
        self.begin()
        self.world.web.stop()
        web = self.world.start_web(tls=True)
        with open(web.certificate, 'rb') as file:
            right = file.read()
        with open(webserver.make_certificate(self.other_folder())[0], 'rb') as file:
            wrong = file.read()
        for content, good in ((wrong, False), (right, True)):
            status, output, errors = self.install('https-ca', content)
            self.assertEqual(status, 0, output + errors)
            job = self.run_update(self.world.package())
            if good:
                self.assert_succeeded(job)
            else:
                self.assert_failed(job, 'Network')

    def other_folder(self):
        folder = os.path.join(self.world.folder, 'other')
        os.mkdir(folder)
        return folder


class Lwm2m(WorldCase):
    """The operator's server begins an update; we follow it."""

    def follow(self, *modem_options, band='in-band', url=None, plant=(), **values):
        self.begin(*modem_options, modem_scale=0.01, flavour='uart')
        for line in plant:
            self.modem.control('nv ' + line)
        self.job = self.service.call(self.path, 'Modem.CheckServer', GLib.Variant('(a{sv})', (
            {k: GLib.Variant('s', v) for k, v in values.items()},)))
        self.service.await_job(self.job, 'listening', lambda j: j.get('Step', '').startswith('await'))
        self.modem.control('lwm2m %s %s' % (band, url or self.url))

    def end(self):
        return self.service.await_end(self.job)

    def test_in_band(self):
        self.follow()
        job = self.end()
        self.assert_succeeded(job)
        self.assertEqual((job['Kind'], job['Route'], job['ToVersion']), ('server', 'server', NEW))
        self.assertIn('AT+QFOTADL=1', self.modem.received())
        self.assert_given_back()

    def test_settings_are_put_back(self):
        """Saved before, lost by the update, written again after it."""
        names = ('+QCFG "nwscanmode"', '+QCFG "nwscanseq"')
        self.follow('--scenario', 'nv-loss', plant=(names[0] + ' = 3', names[1] + ' = 020301'))
        job = self.end()
        self.assert_succeeded(job)
        self.assertEqual(job['Warnings'], [])
        settings = self.modem.get()['settings']
        self.assertEqual([settings[name].split(',')[0] for name in names], ['3', '020301'])
        said = self.modem.received()
        self.assertIn('AT+QCFG="nwscanmode",3,1', said[said.index('AT+QFOTADL=1'):])

    def test_out_of_band(self):
        self.follow(band='out-of-band')
        self.assert_succeeded(self.end())

    def test_gated(self):
        self.follow(approval='ask')
        self.service.await_job(self.job, 'asking', lambda j: j.get('State') == 'waiting-approval')
        self.assertNotIn('AT+QFOTADL=1', self.modem.received())
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.end())

    def test_a_module_that_goes_on_by_itself(self):
        self.follow('--set', 'no-mode=yes')
        self.assert_succeeded(self.end())
        self.assertNotIn('AT+QFOTADL=1', self.modem.received())

    def test_nothing_came(self):
        """Within an hour of the daemon's clock: a named failure, and everything as before."""
        self.begin(scale=0.008, modem_scale=0.002, flavour='uart')
        self.job = self.service.call(self.path, 'Modem.CheckServer', GLib.Variant('(a{sv})', ({},)))
        job = self.end()
        self.assert_failed(job, 'NotAvailable', 'begun no update')
        self.assertEqual(self.fota_commands(), ['AT+QFOTADL=3', 'AT+QFOTADL=3,0', 'AT+QFOTADL=5',
                                                'AT+QFOTADL=3,1'])
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

    def test_download_fails(self):
        self.follow(band='out-of-band', url='http://127.0.0.1:1/x')
        job = self.end()
        self.assert_failed(job, 'Network')
        self.assertEqual(job['VendorCode'], '702')
        self.assert_given_back()


class OtherFamilies(WorldCase):
    """The minimum matrix for modules that install as soon as they have the package."""

    def fetch(self, model, scenario='success', flavour='uart', url=None):
        self.begin('--model', model, '--scenario', scenario, flavour=flavour)
        return self.run_update(url or self.world.package('--model', model))

    def check(self, model, scenario, error=None, words=None, **more):
        job = self.fetch(model, scenario, **more)
        if error:
            self.assert_failed(job, error, words)
        else:
            self.assert_succeeded(job)
        starts = [c for c in self.fota_commands() if 'http' in c]
        self.assertEqual(len(starts), 1)
        self.assert_given_back()

    def test_bg96_url_limit(self):
        self.begin('--model', 'BG96')
        url = 'http://127.0.0.1/'
        self.assert_refused('InvalidArgument', self.service.update, self.path,
                            url + 'x' * (256 - len(url)), text='at most 255')

    def test_bg96_plain_error(self):
        self.check('BG96', 'cme-590', 'ModemRefused', 'without a reason')

    def test_ec25_has_no_apn_for_it(self):
        self.begin('--model', 'EC25')
        self.assert_refused('NotSupported', self.service.update, self.path, self.url, apn='fota.net')

    def test_ec25_511(self):
        self.check('EC25', 'end-511', 'ModemStorage', 'Not enough space')

    def test_bg95_511(self):
        self.begin(flavour='uart')
        self.modem.control('scenario end-511')
        self.assert_failed(self.run_update(), 'PackageMismatch')


MATRIX = {'success': None, 'httpend-703': 'Server', 'end-502': 'InstallFailed',
          'power-cut-updating': None, 'new-version-without-urc': None,
          'version-unchanged': 'InstallFailed'}


def add_matrix(model, scenario, error):
    if model == 'BG96' and scenario == 'end-502':
        scenario = 'end-504'

    def test(self):
        """Over USB where the silence of a UART would have to be waited for."""
        self.check(model, scenario, error, flavour='usb' if 'without' in scenario else 'uart')

    setattr(OtherFamilies, 'test_%s_%s' % (model.lower(), scenario.replace('-', '_')), test)


for matrix_model in ('BG96', 'EC25'):
    for matrix_scenario, matrix_error in MATRIX.items():
        add_matrix(matrix_model, matrix_scenario, matrix_error)


class DataOnly(WorldCase):
    def test_bg99(self):
        """A model nobody has heard of works by a group in an integrator's file."""
        world = self.make_world()
        folder = os.path.join(world.folder, 'configuration', 'modems.d')
        os.makedirs(folder)
        with open(os.path.join(folder, 'bg99.modems'), 'w', encoding='utf-8') as file:
            file.write(BG99)
        old, new = 'BG99LAR01A01_01.001.01.001', 'BG99LAR01A02_01.001.01.001'
        self.path = world.start('--set', 'model=BG99', '--set', 'version=' + old, flavour='uart')
        self.service, self.modem = world.service, world.modem
        url = world.package('--model', 'BG99', '--from', old, '--to', new)
        limits = self.service.get(self.path, 'Modem', 'Limits')
        self.assertIn(60000, limits.values())
        self.assert_succeeded(self.run_update(url, from_version=old, to_version=new))
        self.assert_refused('InvalidArgument', self.service.update, self.path, url + 'x' * 100)


if __name__ == '__main__':
    cases.main()
