#!/usr/bin/python3
"""Telit Cinterion: certificates, the LwM2M client, and updates that its server makes.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from cinterion import NEW, OLD, CinterionCase
from world import cases


class Certificates(CinterionCase):
    def test_plain_certificates_are_refused(self):
        self.begin_with()
        self.world.web.stop()
        web = self.world.start_web(tls=True)
        with open(web.certificate, 'rb') as file:
            pem = file.read()
        der = bytes.fromhex('3003020105')
        since = self.modem.mark()
        for data in (pem, der):
            job = self.load_certificate(data)
            self.assert_failed(job, 'PackageInvalid', 'SecurityCertMgr')
        self.assertEqual(self.modem.received(since), [])

    def test_what_is_no_such_file(self):
        self.begin_with()
        self.assert_failed(self.load_certificate(b'nonsense'), 'PackageInvalid')
        self.assert_given_back()

    def test_kinds_and_places(self):
        self.begin_with()
        self.assert_refused('InvalidArgument', self.load_certificate, b'x', kind='client', text='client')
        self.assert_refused('InvalidArgument', self.load_certificate, b'x', index=31, text='index')
        self.assert_refused('InvalidArgument', self.load_certificate, b'x', colour=1, text='colour')
        parameters = self.service.get(self.path, 'Modem', 'Parameters')
        self.assertIn('certificate:server-ca', parameters)
        self.assertIn('certificate.index', parameters)

    def test_listed(self):
        self.begin_with()
        self.install_ca(7)
        self.assertIn('AT^SBNW="is_cert",7', self.modem.received())
        self.assertEqual(list(self.modem.get()['update']['certificates']), ['7'])


class Enrol(CinterionCase):
    LESHAN = {'/0/0/0': 'coap://182.92.198.110:5683', '/0/0/1': 'false', '/0/0/2': '3', '/0/0/10': '112',
              '/1/0/0': '112', '/1/0/1': '180', '/1/0/5': '86400', '/1/0/6': 'true', '/1/0/7': 'UQS',
              '/2/2/0': '5', '/2/2/1': '0', '/2/2/2/112': '31', '/2/2/3': '112', '/ conid': '1',
              'new /0/0': 'yes', 'new /1/0': 'yes', 'new /2/2': 'yes', 'started': 'yes'}

    def client(self, stack):
        return self.modem.get()['update']['lwm2m'][stack]

    def test_non_secure(self):
        self.begin_with()
        self.assert_succeeded(self.enrol(stack='LeShan', server='coap://182.92.198.110:5683'), False)
        self.assertEqual(self.client('LeShan'), self.LESHAN)
        self.assert_given_back()
        said = [c['Message'] for _, _, c in self.service.changes if 'Message' in c]
        self.assertIn('The modem is being configured.', said)
        self.assertFalse([text for text in said if 'install' in text or 'version' in text])

    def test_psk(self):
        self.begin_with()
        key = '00112233445566778899aabbccddeeff'
        job = self.enrol(stack='MODS', server='coaps://h:5684', security=0, psk=key,
                         psk_identity='me', short_server_id=7, lifetime=86400)
        self.assert_succeeded(job, False)
        client = self.client('MODS')
        self.assertEqual((client['/0/0/2'], client['/0/0/3'], client['/0/0/5']), ('0', 'me', key))
        self.assertEqual((client['/0/0/10'], client['/2/2/2/7'], client['/1/0/1']), ('7', '31', '86400'))
        self.assertEqual(client['/0/0/10 SECURITY_SUITES'], 'C0AE,C023')
        for text in (self.service.log(), str(self.service.call(self.job, 'Job.GetLog'))):
            self.assertNotIn(key, text)

    def test_certificate_and_fota_security(self):
        self.begin_with()
        job = self.enrol(stack='MODS', server='coaps://h:5684', security=2, ca='00AA11',
                         cipher_suites='C0A8', fota_security=2, context=3, apn='iot.net', user='u',
                         password='hush-hush', min_period=1, max_period=60)
        self.assert_succeeded(job, False)
        client = self.client('MODS')
        self.assertEqual(client['/0/0/2'], '2')
        self.assertEqual(client['/ DEFAULT_LWM2M_ROOT_CA_THUMBPRINT'], '00AA11')
        self.assertEqual([client['/ FOTA_SECURITY_' + n] for n in ('MODE', 'VERSION', 'SUITES')],
                         ['2', '12', 'C0A8'])
        self.assertEqual((client['/ conid'], client['/0/0/10 USER_NAME'], client['/0/0/10 PASSWORD']),
                         ('3', 'u', 'hush-hush'))
        self.assertEqual((client['/1/0/2'], client['/1/0/3']), ('1', '60'))
        self.assertIn('AT+CGDCONT=3,"IP","iot.net"', self.modem.received())
        self.assertNotIn('hush-hush', self.service.log())

    def test_bad_parameters(self):
        self.begin_with()
        since = self.modem.mark()
        good = {'stack': 'MODS', 'server': 'coap://h'}
        for bad, word in (({'stack': 'X'}, 'stack'), ({'server': 'http://h'}, 'server'),
                          ({'security': 1}, 'security'), ({'security': 0}, 'psk'), ({'lifetime': 'x'}, 'lifetime'),
                          ({'colour': 'x'}, 'colour'), ({'psk': 'x"\r\nAT+CFUN=0'}, 'psk')):
            self.assert_refused('InvalidArgument', self.enrol, **{**good, **bad}, text=word)
        self.assert_refused('InvalidArgument', self.enrol, stack='MODS', text='server')
        self.assertEqual(self.modem.received(since), [])

    def test_status(self):
        self.begin_with()
        before = self.service.call(self.path, 'Modem.ServerStatus')
        self.assertEqual((before['version'], before['mods']), (OLD, 'deregistered'))
        self.assertIn('THUMBPRINT', before['client-ca'])
        self.assert_given_back()
        self.assert_succeeded(self.enrol(stack='MODS', server='coap://h'), False)
        self.assert_given_back()
        self.assertEqual(self.service.call(self.path, 'Modem.ServerStatus')['mods'], 'registered')
        self.assert_given_back()

    def test_status_of_a_busy_modem(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(10)
        self.assert_refused('Busy', self.service.call, self.path, 'Modem.ServerStatus')
        self.assert_succeeded(self.service.await_end(self.job))


class Server(CinterionCase):
    def test_lines_are_followed(self):
        self.begin_with(modem_scale=0.02)
        self.check_server('mods', **{'to-version': NEW})
        self.service.await_job(self.job, 'irreversible', lambda job: job.get('Irreversible'))
        job = self.service.await_end(self.job, 120)
        self.assert_succeeded(job)
        self.assertEqual((job['Route'], job['ToVersion']), ('server', NEW))
        self.assertEqual(self.installs(), [])
        self.assertEqual([e for e in self.modem.journal() if e.get('deaf')], [])
        self.assertTrue([p for p in self.service.progress(self.job) if 5 < p < 45])
        self.assert_given_back()

    def check_silent_server(self, flavour, band='leshan'):
        self.begin_with(flavour=flavour, scale=0.02)
        self.check_server(band)
        job = self.service.await_end(self.job, 120)
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], NEW)

    def test_lines_that_are_lost(self):
        """A client that should say some: the version and the install's own words tell."""
        self.begin_with('lost-srvact', scale=0.01)
        self.assert_succeeded(self.enrol(stack='MODS', server='coap://h'), False)
        self.check_server('mods')
        self.assert_succeeded(self.service.await_end(self.job))

    def test_a_server_without_lines_on_usb(self):
        self.check_silent_server('usb')

    def test_a_server_without_lines_on_a_uart(self):
        self.check_silent_server('uart')

    def test_nothing_is_heard_at_all_on_usb(self):
        """Only the version tells, and the reset, by the port that goes."""
        self.check_silent_server('usb', 'mute')

    def test_nothing_is_heard_at_all_on_a_uart(self):
        self.check_silent_server('uart', 'mute')

    def test_a_power_cut_in_its_download(self):
        """The client goes on by itself, and so does the one who follows it."""
        self.begin_with('power-cut-download', flavour='usb', scale=0.02)
        self.assert_succeeded(self.enrol(stack='MODS', server='coap://h'), False)
        self.check_server('mods')
        self.modem.await_event('power-back', 30)
        self.modem.await_event('alive', 30, self.modem.mark())
        self.modem.control('lwm2m mods ' + self.url)
        self.assert_succeeded(self.service.await_end(self.job))

    def test_a_package_that_does_not_fit(self):
        self.begin_with()
        self.check_server('mismatch')
        self.assert_failed(self.service.await_end(self.job), 'PackageMismatch')
        self.assert_given_back()

    def test_a_server_that_has_nothing(self):
        """A client with lines begins at its next registration, or has nothing: ten minutes."""
        self.begin_with(scale=0.01)
        self.assert_succeeded(self.enrol(stack='MODS', server='coap://h'), False)
        self.check_server()
        self.assert_failed(self.service.await_end(self.job), 'NotAvailable', 'ten minutes')
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

    def test_a_silent_server_that_has_nothing(self):
        self.begin_with(scale=0.002, modem_scale=0.001)
        self.check_server()
        self.assert_failed(self.service.await_end(self.job), 'NotAvailable', 'an hour')
        self.assert_given_back()

    def test_a_deadline_of_the_callers(self):
        self.begin_with()
        self.check_server(deadline=60)
        self.assert_failed(self.service.await_end(self.job), 'TimedOut')
        self.assert_given_back()

    def test_a_download_that_fails(self):
        self.begin_with()
        self.url = self.world.web.url('absent.usf')
        self.check_server('mods')
        self.assert_failed(self.service.await_end(self.job), 'Server', 'update failed')
        self.assert_given_back()

    def test_it_begins_late_and_takes_long(self):
        """Longer than the ten minutes in which it must begin."""
        self.begin_with(scale=0.005, modem_scale=0.005)
        self.assert_succeeded(self.enrol(stack='MODS', server='coap://h'), False)
        self.modem.control('knob times.download=900')
        self.check_server('mods')
        self.assert_succeeded(self.service.await_end(self.job))

    def test_asking_is_refused(self):
        self.begin_with()
        self.assert_refused('NotSupported', self.check_server, approval='ask', text='without asking')

    def test_cancelled_while_nothing_happens(self):
        self.begin_with()
        self.check_server()
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assert_given_back()


if __name__ == '__main__':
    cases.main()
