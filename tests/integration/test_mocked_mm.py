#!/usr/bin/python3
"""What the real ModemManager can hardly be made to do: refuse an inhibition, never answer, be
absent, and leave in the middle.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from gi.repository import GLib
from world import HERE, IMEI, MM_NAME, MM_ROOT, NEW, WorldCase, cases, rig

CORE = 'org.freedesktop.ModemManager1.Error.Core.'
MOCK = 'org.freedesktop.DBus.Mock'


class Mocked(WorldCase):
    def begin_mocked(self, *options, daemon_first=False):
        world = self.make_world()
        self.service = world.service
        world.add_modem(*options)
        self.modem = world.modem
        self.url = world.package()
        if daemon_first:
            self.service.start()
        self.start_manager()
        if not daemon_first:
            self.service.start()
        self.path = self.service.await_modem()

    def start_manager(self):
        self.manager = self.world.bus.mock('--template', rig.os.path.join(HERE, 'mm_template.py'))
        self.world.bus.await_name(MM_NAME)
        self.tell('AddModem', '(ssss)', '/virtual/modem0', self.modem.path, IMEI, 'BG95-M3')

    def tell(self, member, signature='(s)', *values):
        return self.world.bus.call(MM_NAME, MM_ROOT, '%s.%s' % (MOCK, member),
                                   GLib.Variant(signature, values))

    def test_update(self):
        self.begin_mocked()
        self.assert_succeeded(self.run_update(to_version=NEW))
        self.assertEqual(self.tell('Inhibited', '()'), [])

    def test_refusals(self):
        self.begin_mocked()
        for error, name in ((CORE + 'InProgress', 'Busy'), (CORE + 'Unauthorized', 'NotAuthorized'),
                            ('org.freedesktop.DBus.Error.AccessDenied', 'NotAuthorized')):
            with self.subTest(error):
                self.tell('SetAnswer', '(s)', error + ' computer says no')
                since = self.modem.mark()
                self.assert_failed(self.run_update(), name, 'computer says no')
                self.assertEqual(self.modem.received(since), [])
        self.tell('SetAnswer', '(s)', 'ok')
        self.assert_succeeded(self.run_update())

    def test_never_answers(self):
        self.begin_mocked()
        self.tell('SetAnswer', '(s)', 'hang')
        job = self.run_update(deadline=60)
        self.assertEqual(job['State'], 'failed', job)
        self.assertEqual(self.modem.received(), [])
        self.assertEqual(self.service.all(self.path, 'Modem')['Job'], '/')

    def test_comes_later_than_we(self):
        self.begin_mocked(daemon_first=True)
        self.assert_succeeded(self.run_update())

    def test_leaves_and_returns_while_idle(self):
        self.begin_mocked()
        self.world.bus.end(self.manager)
        self.service.await_modem('missing')
        self.start_manager()
        self.assertEqual(self.service.await_modem(), self.path)
        self.assert_succeeded(self.run_update())

    def test_leaves_for_good_during_the_job(self):
        """The port is ours; what was begun is brought to its end."""
        self.begin_mocked()
        self.job = self.service.update(self.path, self.url)
        self.modem.await_event('leave', 30)
        self.world.bus.end(self.manager)
        self.assert_succeeded(self.service.await_end(self.job))
        self.assertEqual(self.modem.get()['version'], NEW)


if __name__ == '__main__':
    cases.main()
