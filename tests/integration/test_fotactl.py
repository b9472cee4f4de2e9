#!/usr/bin/python3
"""fotactl with the real service: what people type, what scripts read, and the exit status.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import json
import shutil
import signal
import subprocess

from world import IMEI, NEW, OLD, WorldCase, cases, rig


class Fotactl(WorldCase):
    def run_ok(self, *arguments, status=0):
        code, output, errors = self.service.fotactl(*arguments)
        self.assertEqual(code, status, output + errors)
        return output if status in (0, 5) else errors

    def json(self, *arguments, **more):
        return json.loads(self.run_ok('--json', *arguments, **more))

    def test_list_and_show(self):
        self.begin()
        self.assertRegex(self.run_ok('list'), r'%s +Quectel +BG95-M3 .* available' % IMEI)
        listed = self.json('list')
        self.assertEqual([m['Imei'] for m in listed], [IMEI])
        for name in ('any', IMEI, IMEI[:10], 'BG95', '/virtual/modem0'):
            self.assertEqual(self.json('show', name)['Imei'], IMEI, name)

    def test_update_waits_for_the_verdict(self):
        self.begin()
        output = self.run_ok('update', 'any', self.url, '--from', OLD, '--to', NEW)
        self.assertIn(NEW, output)
        self.assertEqual(self.modem.get()['version'], NEW)
        self.assertIn('succeeded', self.run_ok('jobs', '--all'))
        self.assertIn('AT+QGMR', self.run_ok('log', '1'))
        self.assertEqual(self.json('job', '1')['State'], 'succeeded')

    def test_a_failure_is_status_1(self):
        self.begin('--scenario', 'httpend-706')
        errors = self.run_ok('update', 'any', self.url, status=1)
        self.assertIn('File not exist', errors + self.run_ok('job', '1'))

    def test_usage_is_status_2(self):
        self.begin()
        for arguments in (['update'], ['nonsense'], ['list', '--colour'], ['update', 'any']):
            self.assertEqual(self.service.fotactl(*arguments)[0], 2, arguments)

    def test_no_service_is_status_3(self):
        self.make_world()
        self.service = self.world.service
        self.run_ok('list', status=3)

    def test_not_authorized_is_status_4(self):
        """A user who is neither root nor of the group, and polkit says no."""
        self.begin()
        self.world.bus.allow()
        rig.os.chmod(self.world.folder, 0o755)
        # The tree may lie where this user cannot look.
        self.service.FOTACTL = shutil.copy(self.service.FOTACTL, self.world.folder)
        as_nobody = {'user': 65534, 'group': 65534, 'extra_groups': []}
        code, _, errors = self.service.fotactl('update', 'any', self.url, **as_nobody)
        self.assertEqual(code, 4, errors)
        self.assertEqual(self.service.fotactl('list', **as_nobody)[0], 0)

    def test_interrupt_detaches(self):
        self.begin(modem_scale=0.02)
        process = subprocess.Popen(
            [self.service.FOTACTL, 'update', 'any', self.url], env=self.world.bus.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(rig.end, process)
        self.modem.await_sent('DOWNLOADING')
        process.send_signal(signal.SIGINT)
        output = process.communicate(timeout=10)[0]
        self.assertEqual(process.returncode, 5, output)
        self.assertIn('watch 1', output)
        self.assertIn(NEW, self.run_ok('watch', '1'))

    def test_no_wait_then_cancel(self):
        self.begin(modem_scale=0.02)
        self.run_ok('update', 'any', self.url, '--no-wait', '--label', 'night')
        self.modem.await_sent('DOWNLOADING')
        self.run_ok('cancel', '1')
        self.service.wait('the end', lambda: self.service.finished)
        job = self.json('job', '1')
        self.assertEqual((job['State'], job['Label']), ('cancelled', 'night'))

    def test_watch_prints_a_document_a_line(self):
        self.begin(modem_scale=0.02)
        self.run_ok('update', 'any', self.url, '--no-wait')
        documents = [json.loads(line) for line in self.run_ok('--json', 'watch', '1').splitlines()]
        self.assertGreater(len(documents), 5)
        self.assertEqual(documents[-1]['State'], 'succeeded')


if __name__ == '__main__':
    cases.main()
