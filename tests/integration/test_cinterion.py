#!/usr/bin/python3
"""Telit Cinterion: AN17 from end to end, with the real ModemManager and the real fotad.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from cinterion import MODEL, NEW, OLD, CinterionCase
from world import cases

ERRORS = [
    (1, 'Network', 'Error unknown'), (2, 'Network', 'Error unknown'), (3, 'Server', 'Server error'),
    (4, 'Network', 'Error unknown'), (5, 'Network', 'Socket error'), (6, 'Network', 'CA'),
    (7, 'ModemStorage', 'File error'), (8, 'PackageTooLarge', '11 MB'), (9, 'Network', 'Error unknown'),
    (10, 'NotAvailable', 'Firmware not available'), (11, 'PackageInvalid', 'SHA-256'),
    (12, 'Cancelled', 'User break'), (13, 'Network', 'APN'), (14, 'InvalidArgument', 'Config parameter'),
]


class Transcripts(CinterionCase):
    """§A.f of the vendor reference."""

    def test_success(self):
        for flavour in ('uart', 'usb'):
            with self.subTest(flavour):
                self.begin_with(flavour=flavour)
                job = self.run_update(from_version=OLD, to_version=NEW)
                self.assert_succeeded(job)
                self.assertEqual((job['FromVersion'], job['ToVersion']), (OLD, NEW))
                self.assert_installed_once()
                self.assert_given_back()

    def test_download_failure_then_resume_then_wrong_digest(self):
        self.begin_with('socket-error+style-quoted')
        job = self.run_update(sha256='ba' * 32)
        self.assert_failed(job, 'PackageInvalid', 'Integrity check mismatch')
        self.assertEqual(job['VendorCode'], '11')
        offsets = [r for _, r in self.world.web.requests]
        self.assertIsNone(offsets[0])
        self.assertRegex(offsets[1], r'bytes=\d+-')
        self.assertEqual(self.installs(), [])
        self.assert_given_back()

    def test_silent_install_failure(self):
        self.begin_with('dead-install')
        job = self.run_update(to_version=NEW)
        self.assert_failed(job, 'InstallFailed', OLD)
        self.assert_installed_once()
        self.assertNotIn('Checksum OK', self.modem.sent())
        self.assert_given_back()

    def test_power_cut_in_phase_1(self):
        self.begin_with('power-cut-updating')
        self.assert_succeeded(self.run_update(to_version=NEW))
        said = [e.get('line') for e in self.modem.journal()]  # heard or not
        self.assertEqual(said.count('FOTA START'), 2)
        self.assert_installed_once()


class Outcomes(CinterionCase):
    """Annex C's minimum matrix, each with settings that the update or the power cut resets."""

    def change_settings(self):
        host = self.host()
        for line in ('AT^SCFG="Radio/Band/CatM","00080004"', 'AT^SCFG="GPRS/AutoAttach","disabled"',
                     'AT+CEMODE=0', 'AT^SNFOTA="conid","3"'):
            self.assertEqual(host.command(line)[-1], 'OK', line)
        host.close()

    def assert_settings(self):
        settings = self.modem.get()['settings']
        self.assertIn('00080004', settings['^SCFG "Radio/Band/CatM"'])
        self.assertEqual(settings['^SCFG "GPRS/AutoAttach"'], '"disabled"')
        self.assertEqual(settings['+CEMODE'], '0')
        self.assertEqual(settings['^SNFOTA']['conid']['value'], '3')

    def outcome(self, scenario, flavour='uart', **values):
        self.prepare(scenario, flavour, scale=0.02 if 'without-urc' in scenario else 0.05)
        self.change_settings()
        self.enter()
        job = self.run_update(to_version=NEW, context=1, seconds=120, **values)
        self.assert_given_back()
        self.assert_settings()
        return job

    def test_success(self):
        self.assert_succeeded(self.outcome('nv-loss'))

    def test_download_failure(self):
        self.assert_failed(self.outcome('error-5'), 'Network')

    def test_install_failure(self):
        self.assert_failed(self.outcome('version-unchanged+nv-loss'), 'InstallFailed')

    def test_power_cut_in_install(self):
        self.assert_succeeded(self.outcome('power-cut-updating+nv-loss', 'usb'))

    def test_final_line_lost_but_new_version(self):
        self.assert_succeeded(self.outcome('new-version-without-urc+nv-loss'))

    def test_success_said_but_old_version(self):
        self.assert_failed(self.outcome('version-unchanged'), 'InstallFailed')


class Fetch(CinterionCase):
    def test_every_spelling(self):
        for style in ('unquoted', 'quoted', 'all-quoted', 'blanks', 'misprint'):
            with self.subTest(style):
                self.begin_with('style-' + style)
                self.assert_succeeded(self.run_update())
                steps = [p for p in self.service.progress(self.job) if p]
                self.assertGreater(len(steps), 8)
                self.assertFalse([c for c in self.modem.received() if c == 'AT^SNFOTA="act",0'])

    def test_lost_lines_are_asked_for(self):
        for scenario in ('lost-final', 'lost-progress+lost-final', 'urc-lost'):
            with self.subTest(scenario):
                self.begin_with(scenario, scale=0.02)
                self.assert_succeeded(self.run_update(to_version=NEW, seconds=120))

    def test_every_error(self):
        self.begin_with()
        for code, name, words in ERRORS:
            with self.subTest(code):
                self.modem.control('scenario error-%d' % code)
                job = self.run_update()
                if name == 'Cancelled':
                    self.assertEqual(job['State'], 'cancelled')
                else:
                    self.assert_failed(job, name, words)
                self.assertEqual(job['VendorCode'], str(code))
                self.assertEqual(self.installs(), [])
                self.assert_given_back()

    def test_refusals(self):
        self.begin_with()
        for code, name in ((3, 'ModemRefused'), (21, 'InvalidArgument'), (100, 'ModemRefused'),
                           (256, 'ModemRefused'), (767, 'ModemRefused')):
            with self.subTest(code):
                self.modem.control('scenario cme-%d' % code)
                job = self.run_update()
                self.assert_failed(job, name)
                self.assertEqual(job['VendorCode'], '+CME ERROR: %d' % code)

    def test_what_the_server_says(self):
        self.begin_with()
        for path, name in (('absent.usf', 'Server'), ('status/500/update.bin', 'Server'),
                           ('close/update.bin', 'Network')):
            with self.subTest(path):
                self.assert_failed(self.run_update(self.world.web.url(path)), name)

    def test_a_full_image(self):
        self.begin_with()
        self.url = self.world.package(*MODEL, '--size', '11600000', name='full.usf')
        self.assert_failed(self.run_update(sha256='00' * 32), 'PackageTooLarge', 'delta')

    def test_digest_is_required_and_checked_first(self):
        self.begin_with()
        since = self.modem.mark()
        self.assert_refused('InvalidArgument', self.service.update, self.path, self.url, text='SHA-256')
        for digest in ('ab', 'xy' * 32, '0' * 63, '0' * 65):
            self.assert_refused('InvalidArgument', self.service.update, self.path, self.url,
                                sha256=digest, text='sha256')
        self.assertEqual(self.modem.received(since), [])

    def test_restart_in_the_download(self):
        for scenario in ('reset-download', 'power-cut-download'):
            for flavour in ('uart', 'usb'):
                with self.subTest(scenario + ' ' + flavour):
                    self.begin_with(scenario, flavour=flavour)
                    self.assert_succeeded(self.run_update(to_version=NEW))
                    self.assertRegex(str(self.world.web.requests[1][1]), r'bytes=\d+-')

    def test_pause_and_resume(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Pause')
        self.await_state('paused')
        self.assertIn('AT^SNFOTA="act",0', self.modem.received())
        self.assert_refused('WrongState', self.service.call, self.job, 'Job.Pause')
        self.service.call(self.job, 'Job.Resume')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertRegex(str(self.world.web.requests[-1][1]), r'bytes=\d+-')

    def test_paused_over_a_restart(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Pause')
        self.await_state('paused')
        self.service.stop(kill=True)
        self.service.start()
        self.await_state('paused')
        starts = self.modem.received().count('AT^SNFOTA="act",2')
        self.assertEqual(starts, 1)
        self.service.call(self.job, 'Job.Resume')
        self.assert_succeeded(self.service.await_end(self.job))

    def test_cancel_of_a_paused_job(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(30)
        self.service.call(self.job, 'Job.Pause')
        self.await_state('paused')
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assert_given_back()

    def test_cancel(self):
        self.begin_with(modem_scale=0.02)
        self.job = self.update()
        self.await_percent(20)
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assertIn('AT^SNFOTA="act",0', self.modem.received())
        self.assertEqual(self.installs(), [])
        self.assert_given_back()

    def test_private_apn(self):
        for order in ('no', 'yes'):
            with self.subTest('user first: ' + order):
                self.begin_with(set_facts=['user-first=' + order])
                self.assert_succeeded(self.run_update(context=2, apn='fota.net', ip_type='ipv4',
                                                      user='me', password='hush-hush'))
                self.assertIn('AT+CGDCONT=2,"IP","fota.net"', self.modem.received())
                self.assertIn('AT^SNFOTA="conid","2"', self.modem.received())
                settings = self.modem.get()['settings']
                self.assertNotIn('2', settings['+CGDCONT'])
                self.assertEqual(settings['^SGAUTH'].get('2', {}).get('auth', '0'), '0')
                self.assertNotIn('hush-hush', self.service.log())
                self.assertNotIn('hush-hush', str(self.service.call(self.job, 'Job.GetLog')))

    def test_context_is_put_back(self):
        self.prepare()
        host = self.host()
        host.command('AT+CGDCONT=1,"IPV6","mine"')
        host.close()
        self.enter()
        self.assert_succeeded(self.run_update(apn='fota.net'))
        self.assertIn('"IPV6","mine"', self.modem.get()['settings']['+CGDCONT']['1'])

    def test_https(self):
        self.begin_with()
        self.world.web.stop()
        self.world.start_web(tls=True)
        self.make_package()
        self.assert_failed(self.run_update(), 'Network', 'CA')
        self.install_ca()
        self.assert_succeeded(self.run_update())


class Install(CinterionCase):
    def test_nothing_is_said_while_it_installs(self):
        for flavour in ('uart', 'usb'):
            for scenario in ('', 'lost-start+lost-updating+lost-end', 'power-cut-updating'):
                with self.subTest('%s %s' % (flavour, scenario)):
                    self.begin_with(scenario, flavour=flavour, scale=0.02)
                    self.assert_succeeded(self.run_update(to_version=NEW, seconds=120))
                    self.assertEqual([e for e in self.modem.journal() if e.get('deaf')], [])
                    self.assertEqual(self.modem.events('wired-download'), [])

    def test_power_cuts(self):
        """Both legal outcomes: before the first phase is over the old firmware boots."""
        self.begin_with('power-cut-start')
        self.assert_failed(self.run_update(to_version=NEW), 'InstallFailed')
        for scenario in ('power-cut-updating', 'power-cut-phase-2'):
            self.begin_with(scenario)
            self.assert_succeeded(self.run_update(to_version=NEW))
            self.assert_installed_once()

    def test_once_more_on_request(self):
        self.begin_with('old-once')
        job = self.run_update(to_version=NEW, attempts=2, seconds=120)
        self.assert_succeeded(job)
        self.assertEqual(len(self.installs()), 2)
        self.assertEqual(len(self.world.web.requests), 1)
        self.assertIn('once more', ' '.join(job['Warnings']))

    def test_once_more_and_no_third_time(self):
        self.begin_with('version-unchanged')
        self.assert_failed(self.run_update(to_version=NEW, attempts=5, seconds=120), 'InstallFailed')
        self.assertEqual(len(self.installs()), 2)

    def test_not_without_request(self):
        self.begin_with('old-once')
        self.assert_failed(self.run_update(to_version=NEW), 'InstallFailed')
        self.assert_installed_once()

    def test_third_version(self):
        self.begin_with('wrong-third-version')
        self.assert_failed(self.run_update(to_version=NEW), 'VersionUnexpected', '01.300')

    def test_boot_spellings(self):
        self.begin_with('airplane')
        self.assert_succeeded(self.run_update())

    def test_only_the_build_differs(self):
        self.begin_with(set_facts=['version=' + OLD + '_SERVAL_300_031'],
                        target=OLD + '_SERVAL_300_032')
        job = self.run_update(from_version='SERVAL_300_031', to_version='SERVAL_300_032')
        self.assert_succeeded(job)
        self.assertEqual(job['ToVersion'], 'SERVAL_300_032')

    def test_a_module_that_tells_no_build(self):
        self.begin_with(set_facts=['builds=no'])
        self.assert_succeeded(self.run_update(to_version=NEW))

    def test_killed_in_the_install(self):
        self.begin_with(modem_scale=0.01)
        self.job = self.update(to_version=NEW)
        self.service.await_phase(self.job, 'install')
        self.modem.await_sent('Checksum OK')
        self.service.stop(kill=True)
        self.service.start()
        self.assert_succeeded(self.service.await_end(self.job, 120))
        self.assert_installed_once()


class Approval(CinterionCase):
    def ask(self):
        """`fotactl update … --ask`, until the question stands."""
        self.begin_with()
        status, out, err = self.service.fotactl('update', 'any', self.url, '--sha256', self.digest,
                                                '--ask', '--no-wait')
        self.assertEqual((status, err), (0, ''), out)
        self.job = self.service.wait('the job', lambda: [p for p in self.service.objects if '/job/' in p])[0]
        self.await_state('waiting-approval')
        self.assertTrue(self.modem.get()['update']['stored'])
        self.assertEqual(self.installs(), [])

    def test_deferred_and_approved(self):
        self.ask()
        number = self.job.rpartition('/')[2]
        self.assertEqual(self.service.fotactl('defer', number, '10')[0], 0)
        asked = self.service.get(self.job, 'Job', 'Approval')
        self.assertEqual(asked['delays'], 1)
        self.assertIn('deferred-until', asked)
        self.assertEqual(self.service.get(self.job, 'Job', 'State'), 'waiting-approval')
        self.service.wait('asked again', lambda: 'deferred-until' not in self.service.job(self.job)['Approval'], 60)
        self.assertEqual(self.service.fotactl('approve', number)[0], 0)
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(len(self.world.web.requests), 1)

    def test_a_restart_keeps_it_waiting(self):
        self.ask()
        self.service.stop(kill=True)
        self.service.start()
        self.await_state('waiting-approval')
        self.assertEqual(self.installs(), [])
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(len(self.world.web.requests), 1)
        self.assert_installed_once()


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

    def test_a_server_without_lines(self):
        for flavour in ('usb', 'uart'):
            with self.subTest(flavour):
                self.begin_with(flavour=flavour)
                self.check_server('leshan')
                job = self.service.await_end(self.job, 120)
                self.assert_succeeded(job)
                self.assertEqual(job['ToVersion'], NEW)

    def test_a_package_that_does_not_fit(self):
        self.begin_with()
        self.check_server('mismatch')
        self.assert_failed(self.service.await_end(self.job), 'PackageMismatch')
        self.assert_given_back()

    def test_a_server_that_has_nothing(self):
        self.begin_with(scale=0.005)
        self.check_server()
        self.assert_failed(self.service.await_end(self.job, 60), 'NotAvailable')
        self.assertEqual(self.modem.get()['version'], OLD)
        self.assert_given_back()

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
