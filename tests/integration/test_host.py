#!/usr/bin/python3
"""Transport "host": the gateway downloads the package by itself and pushes it, into a pretend HL7800
and a pretend BG95.

What a server can do wrong is in tests/fetch; here it is what becomes of the job and the modem.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import shutil
import threading

from hostcase import ETAG, HL78_OLD, HostCase
from world import NEW as BG95_NEW, cases, webserver

from gi.repository import GLib
from service import BUILD


class Families:
    """What must work the same on both."""

    def test_downloaded_and_pushed(self):
        self.start_world()
        job = self.run_host(sha256=self.digest(), to_version=self.NEW)
        self.assert_updated(job)
        self.assertEqual(len(self.server.requests), 1)
        self.assertEqual(self.phases()[:3], ['transfer', 'claim', 'identify'])
        self.assertEqual(self.phases().count('transfer'), 2)
        progress = self.service.progress(self.job)
        self.assertEqual(progress, sorted(progress))
        self.assertEqual(self.service.await_modem(), self.path)

    def test_killed_in_the_download(self):
        self.start_world()
        self.answers = [self.half, self.rest]
        self.update(sha256=self.digest())
        self.await_half()
        self.service.stop(kill=True)
        self.assertIn('package-1.download', self.cache())
        self.service.start()
        self.assert_updated(self.service.await_end(self.job))
        self.assertEqual(self.starts(), [None, len(self.data) // 2])

    def test_wrong_digest(self):
        self.start_world()
        self.assert_failed(self.run_host(sha256='0' * 64), 'PackageInvalid', 'digest')
        self.assert_untouched()

    def test_server_without_the_file(self):
        self.start_world()
        self.answers = [self.refuse('404 Not Found')]
        self.assert_failed(self.run_host(), 'NotAvailable', '404')
        self.assert_untouched()

    def test_server_in_trouble(self):
        """500, then a stall in the middle, then well."""
        self.start_world()
        self.answers = [self.refuse('500 Oh'), self.refuse('503 Busy'), self.half, self.rest]
        self.assert_updated(self.run_host())
        self.assertEqual(self.starts(), [None, None, None, len(self.data) // 2])


class Hl78(Families, HostCase):
    pass


class Bg95(Families, HostCase):
    FAMILY, NEW = 'quectel', BG95_NEW

    def test_the_modem_downloads_when_it_can(self):
        """auto; and when told to."""
        for values in ({'transport': 'auto'}, {'transport': 'modem'}):
            self.start_world()
            url = self.world.package()
            job = self.run_host(url, **values)
            self.assertEqual((job['State'], job['Route']), ('succeeded', 'fetch'))


class Download(HostCase):
    """What becomes of the job."""

    def test_nothing_is_said_before_the_package_is_there(self):
        self.start_world()
        self.answers = [self.half, self.rest]
        self.update()
        self.await_half()
        job = self.service.job(self.job)
        self.assertEqual((job['Phase'], job['Step']), ('transfer', 'download'))
        self.service.await_job(self.job, 'at 50 %', lambda j: j.get('PhaseProgress') == 50)
        self.assertEqual(len(self.world.mm.listed()), 1)
        self.assertEqual(self.modem.received(self.mark), [])

    def test_auto_where_the_modem_cannot(self):
        self.start_world()
        self.assert_updated(self.run_host(transport='auto'))

    def test_auto_by_fotactl(self):
        self.start_world()
        status, output, errors = self.service.fotactl('update', 'any', self.server.url(), '--sha256',
                                                      self.digest())
        self.assertEqual(status, 0, output + errors)
        self.assertEqual(self.modem.get()['version'], self.NEW)

    def test_modem_that_cannot_is_told_to(self):
        self.start_world()
        self.assert_refused('NotSupported', self.update, transport='modem')

    def test_schemes(self):
        self.start_world()
        for url in ('ftp://h/x', 'coap://h/x'):
            self.assert_refused('InvalidArgument', self.update, url, text='transport host')

    def test_changed_in_between(self):
        self.start_world()
        old = bytes(len(self.data))

        def half_of_old(request):
            request.head('200 OK', Content_Length=len(old), ETag='"old"')
            request.send(old[:len(old) // 2])
        self.answers = [half_of_old, self.whole]
        self.assert_updated(self.run_host())
        self.assertEqual(self.starts(), [None, len(old) // 2])

    def test_changed_unnoticed(self):
        """A server that keeps the tag of another file: only the digest tells."""
        self.start_world()
        old = bytes(len(self.data))

        def half_of_old(request):
            request.head('200 OK', Content_Length=len(old), ETag=ETAG)
            request.send(old[:len(old) // 2])
        self.answers = [half_of_old, self.rest, self.whole]
        self.assert_updated(self.run_host(sha256=self.digest()))
        self.assertEqual(self.starts(), [None, len(old) // 2, None])

    def test_killed_again_and_again(self):
        self.start_world()
        step = -(-len(self.data) // 4)

        def some(request):
            start = request.start() or 0
            if start:
                request.head('206 Partial Content', ETag=ETAG, Content_Length=len(self.data) - start,
                             Content_Range='bytes %d-%d/%d' % (start, len(self.data) - 1,
                                                               len(self.data)))
            else:
                request.head('200 OK', Content_Length=len(self.data), ETag=ETAG)
            request.send(self.data[start:start + step])
            if start + step < len(self.data):
                served.set()
                self.server.pause()
        served = threading.Event()
        self.answers = [some]
        self.update()
        for life in range(1, 4):
            self.assertTrue(served.wait(20))
            served.clear()
            self.await_stored(life * step)
            self.service.stop(kill=True)
            self.service.start()
        self.assert_updated(self.service.await_end(self.job))
        self.assertEqual(self.starts(), [None, step, 2 * step, 3 * step])

    def await_stored(self, size):
        def there():
            return any(os.path.getsize(os.path.join(self.world.folder, 'cache', name)) >= size
                       for name in self.cache() if name.endswith('.download'))
        self.service.wait('a part of the package', there)

    def test_stopped_and_started(self):
        """As systemd does it: the job goes on where it was."""
        self.start_world()
        self.answers = [self.half, self.rest]
        self.update()
        self.await_half()
        self.service.stop()
        self.service.start()
        self.assert_updated(self.service.await_end(self.job))
        self.assertEqual(self.starts()[1], len(self.data) // 2)

    def test_killed_after_the_download(self):
        self.start_world()
        self.update(approval='ask')
        self.service.await_job(self.job, 'asks', lambda j: j.get('State') == 'waiting-approval')
        self.service.stop(kill=True)
        self.service.start()
        self.service.await_job(self.job, 'asks', lambda j: j.get('State') == 'waiting-approval')
        self.service.call(self.job, 'Job.Approve')
        self.assert_updated(self.service.await_end(self.job))
        self.assertEqual(len(self.server.requests), 1)

    def try_twice(self, start):
        """The modem is deaf at the first attempt; the package is kept for the second."""
        self.start_world()
        self.modem.control('knob silent=1')
        start()
        self.service.await_job(self.job, 'to try again', lambda j: j.get('State') == 'scheduled')
        self.assertEqual(len([name for name in self.cache() if 'from' not in name]), 1)
        self.modem.control('knob silent=0')
        self.assert_updated(self.service.await_end(self.job))

    def test_next_attempt(self):
        self.try_twice(lambda: self.update(attempts=3))
        self.assertEqual(len(self.server.requests), 1)

    def test_next_attempt_with_a_file(self):
        def start():
            folder = os.path.join(self.world.folder, 'state', 'packages')
            os.makedirs(folder)
            path = os.path.join(folder, 'push.bin')
            with open(path, 'wb') as file:
                file.write(self.data)
            self.update('file://' + path, attempts=3)
            self.service.await_phase(self.job, 'identify')
            os.unlink(path)
        self.try_twice(start)

    def test_cancelled(self):
        self.start_world()
        self.answers = [self.half]
        self.update()
        self.await_half()
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assert_untouched()
        self.assertEqual(self.service.await_modem(), self.path)

    def test_deadline(self):
        self.start_world(scale=0.05)
        self.answers = [lambda r: r.head('503 Busy', Retry_After=500, Content_Length=0)]
        self.assert_failed(self.run_host(deadline=60), 'TimedOut')
        self.assert_untouched()

    def pause(self):
        self.start_world()
        self.answers = [self.half, self.rest]
        self.update()
        self.await_half()
        self.service.call(self.job, 'Job.Pause')
        self.service.await_job(self.job, 'paused', lambda j: j.get('State') == 'paused')

    def resume(self):
        self.assertEqual(len(self.server.requests), 1)
        self.service.call(self.job, 'Job.Resume')
        self.assert_updated(self.service.await_end(self.job))
        self.assertEqual(self.starts(), [None, len(self.data) // 2])

    def test_paused(self):
        self.pause()
        self.resume()

    def test_paused_over_a_restart(self):
        self.pause()
        self.service.stop(kill=True)
        self.service.start()
        self.service.await_job(self.job, 'paused', lambda j: j.get('State') == 'paused')
        self.resume()

    def test_cancelled_while_paused(self):
        self.pause()
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assert_untouched()

    def test_needless(self):
        """The modem is there already: nobody pays for a download."""
        self.start_world()
        job = self.run_host(to_version=HL78_OLD)
        self.assert_succeeded(job, changed=False)
        self.assertEqual(self.server.requests, [])

    def test_larger_than_configured(self):
        self.start_world(conf='[Download]\nMaxSize=1\n')
        self.answers = [lambda r: (r.head('200 OK', Content_Length=2 << 20), self.server.pause())]
        self.assert_failed(self.run_host(), 'PackageTooLarge', str(1 << 20))
        self.assert_untouched()

    def test_larger_than_the_modem_takes(self):
        """Which only the modem can say."""
        self.start_world('--set', 'limit=4000')
        self.assert_failed(self.run_host(), 'PackageTooLarge', '4000')
        self.assertEqual(self.cache(), [])

    def test_file_system_full(self):
        def prepare(world):
            folder = os.path.join(world.folder, 'bin')
            os.mkdir(folder)
            world.service.program = shutil.copy(os.path.join(BUILD, 'daemon', 'fotad'), folder)
            script = os.path.join(folder, 'fotad-fetch')
            with open(script, 'w', encoding='utf-8') as file:
                file.write('#!/bin/bash\nulimit -f 8\nexec %s/daemon/fotad-fetch\n' % BUILD)
            os.chmod(script, 0o755)
        self.start_world(prepare=prepare)
        self.assert_failed(self.run_host(), 'Storage')
        self.assert_untouched()

    def test_https(self):
        folder = self.enterContext_folder()
        certificate = webserver.make_certificate(folder)
        self.start_world(conf='[Download]\nCaFile=%s\n' % certificate[0], certificate=certificate)
        self.assert_updated(self.run_host())

    def test_https_not_trusted(self):
        folder = self.enterContext_folder()
        self.start_world(certificate=webserver.make_certificate(folder))
        self.assert_failed(self.run_host(), 'Network', 'certificate')
        self.assert_untouched()

    def enterContext_folder(self):
        folder = os.path.join('/tmp', 'fotad-host.%d' % os.getpid())
        os.makedirs(folder)
        self.addCleanup(shutil.rmtree, folder)
        return folder

    def test_proxy(self):
        self.start_world()
        self.service.stop()
        with open(os.path.join(self.world.folder, 'configuration', 'fotad.conf'), 'w',
                  encoding='utf-8') as file:
            file.write('[Download]\nProxy=http://joe:geheim@127.0.0.1:%d\n' % self.server.port)
        self.service.start()
        self.service.await_modem()
        self.assert_updated(self.run_host('http://packages.invalid/x.bin'))
        self.assertEqual(self.server.requests[0].path, 'http://packages.invalid/x.bin')
        self.assertNotIn('geheim', self.service.log())

    def test_secrets_of_the_url(self):
        self.start_world()
        self.answers = [self.refuse('500 Oh'), self.half, self.rest]
        url = self.server.url('a.bin?token=geheim', user='joe:geheim@')
        job = self.run_host(url)
        self.assert_updated(job)
        self.assertIn('a.bin?token=geheim', self.server.requests[0].path)
        everything = self.service.log() + str(job) + str(self.service.changes) + \
            str(self.service.call(self.job, 'Job.GetLog')) + \
            str(self.service.call('/org/fotad1', 'Manager.ListJobs', GLib.Variant('(a{sv})', ({},))))
        self.assertNotIn('geheim', everything)
        with open(os.path.join(self.world.folder, 'state', 'fotad.db'), 'rb') as store:
            self.assertFalse(b'geheim' in store.read())
        self.assertEqual(job['Source'], self.server.url('a.bin?***'))


class Secrets(HostCase):
    FAMILY = 'quectel'

    def assert_forgotten(self):
        for name in os.listdir(os.path.join(self.world.folder, 'state')):
            with open(os.path.join(self.world.folder, 'state', name), 'rb') as store:
                self.assertFalse(b'hush-hush' in store.read(), name)

    def test_forgotten_at_the_end(self):
        self.start_world()
        job = self.run_host(self.world.package(), transport='modem', context=1, apn='internet',
                            user='me', password='hush-hush')
        self.assertEqual(job['State'], 'succeeded', job)
        self.assert_forgotten()

    def test_forgotten_before_the_beginning(self):
        self.start_world()
        self.update(transport='modem', password='hush-hush', user='me', apn='internet', context=1,
                    not_before=4102444800)
        self.service.call(self.job, 'Job.Cancel')
        self.assertEqual(self.service.await_end(self.job)['State'], 'cancelled')
        self.assert_forgotten()


if __name__ == '__main__':
    cases.main()
