#!/usr/bin/python3
"""Bad input from the bus: each its own named error, and nothing is sent to the modem.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import os
import subprocess

from gi.repository import GLib
from world import WorldCase, cases

LONG = 'http://127.0.0.1/'


class Refused(WorldCase):
    def setUp(self):
        self.begin()
        self.since = self.modem.mark()

    def tearDown(self):
        self.assertEqual(self.modem.received(self.since), [])
        self.assertEqual(self.service.call('/org/fotad1', 'Manager.ListJobs',
                                           GLib.Variant('(a{sv})', ({},))), [])

    def refuse(self, url, options, text, name='InvalidArgument'):
        self.assert_refused(name, self.service.update_options, self.path, url, options, text=text)

    def test_urls(self):
        for url, text in (
                (LONG + 'x' * (701 - len(LONG)), '700'), ('http://h/a\r\nAT+CFUN=0', ''),
                ('http://h/a\nb', ''), ('http://h/"x"', ''), ('http://h/a b', ''), ('', ''),
                ('http://h/\x1a', ''), ('http://', ''), ('h/x', ''), ('http://h/\u00e4', '')):
            with self.subTest(url[:30]):
                self.refuse(url, {}, text)

    def test_schemes_the_module_does_not_have(self):
        for url in ('ftp://h/x', 'gopher://h/x'):
            with self.assertRaises(GLib.Error) as caught:
                self.service.update(self.path, url)
            self.assertRegex(str(caught.exception), 'Error.(NotSupported|InvalidArgument)')

    def test_unknown_option(self):
        self.refuse(self.url, {'colour': GLib.Variant('s', 'red')}, 'colour')

    def test_wrong_types(self):
        for key, value in (('to-version', GLib.Variant('u', 1)), ('context', GLib.Variant('s', '1')),
                           ('restore-settings', GLib.Variant('s', 'yes')),
                           ('not-before', GLib.Variant('u', 1)), ('deadline', GLib.Variant('i', 5))):
            with self.subTest(key):
                self.refuse(self.url, {key: value}, key)

    def test_wrong_values(self):
        for key, value in (('sha256', 'abc'), ('approval', 'maybe'), ('ip-type', 'x25'),
                           ('transport', 'pigeon'), ('apn', 'a"b'), ('user', 'a\rb'),
                           ('sim-pin', '12a4'), ('sim-pin', '123'), ('label', 'a\nb')):
            with self.subTest(key):
                self.refuse(self.url, {key: value}, key)

    def test_appointment_that_ends_before_it_begins(self):
        self.refuse(self.url, {'not-before': 4102444800, 'not-after': 4102444700}, 'not-after')

    def test_modem_that_does_not_exist(self):
        find = GLib.Variant('(s)', ('123456789012345',))
        self.assert_refused('NotFound', self.service.call, '/org/fotad1', 'Manager.FindModem', find)

    def test_what_this_modem_cannot(self):
        self.assert_refused('NotSupported', self.service.call, self.path, 'Modem.Enrol',
                            GLib.Variant('(a{sv})', ({},)))


class Strangers(WorldCase):
    """Somebody who may do nothing, and another's job."""

    METHODS = {'Cancel': (), 'Pause': (), 'Resume': (), 'Approve': (), 'Defer': ('60',), 'TakeKey': ()}

    def as_nobody(self, member, *arguments):
        """What they are told."""
        done = subprocess.run(
            ['gdbus', 'call', '--address', self.world.bus.address, '--dest', 'org.fotad1',
             '--object-path', self.job, '--method', 'org.fotad1.Job.' + member, *arguments],
            capture_output=True, text=True, timeout=30, check=False, user=65534, group=65534,
            extra_groups=[], cwd='/')
        return done.stderr

    def test_nobody_has_a_say_in_it(self):
        self.begin(flavour='uart')
        os.chmod(self.world.folder, 0o755)
        self.job = self.service.update(self.path, self.url, approval='ask')
        self.service.await_job(self.job, 'asks', lambda job: job.get('State') == 'waiting-approval')
        self.world.bus.allow()
        for member, arguments in self.METHODS.items():
            with self.subTest(member):
                self.assertIn('org.fotad1.Error.NotAuthorized', self.as_nobody(member, *arguments))
        self.assertEqual(self.service.all(self.job, 'Job')['State'], 'waiting-approval')
        self.world.bus.allow_all(True)
        self.service.call(self.job, 'Job.Approve')
        self.assert_succeeded(self.service.await_end(self.job))


class LongestUrl(WorldCase):
    def test_700_bytes_are_taken(self):
        self.begin()
        url = self.url + '?'
        self.assert_succeeded(self.run_update(url + 'x' * (700 - len(url))))


if __name__ == '__main__':
    cases.main()
