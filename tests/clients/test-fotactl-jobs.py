#!/usr/bin/python3
"""fotactl and jobs that are there: steered, followed, and answered for by an agent.

    FOTACTL=build/clients/fotactl/fotactl test-fotactl-jobs.py [CLASS[.METHOD]]
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import json
import os
import pty
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

from fotactlcase import (FOTACTL, IMEI, URL, SUCCEEDED, FAILED, USAGE, NO_SERVICE, DETACHED, Case)


class Jobs(Case):
    def test_list_and_history(self):
        first = self.start_job('succeed')
        self.wait_for(first, State='succeeded')
        second = self.start_job('fail:Server')
        self.wait_for(second, State='failed')
        for words in (['jobs'], ['jobs', '--all']):
            self.assertEqual([j['Id'] for j in self.run_json(*words)], [second, first])
        self.assertIn('Server', self.run_it('jobs').stdout)
        self.assertEqual(len(self.run_json('jobs', '--all', '--limit', '1')), 1)
        self.assertEqual(self.run_json('jobs', '--modem', 'any')[0]['Id'], second)

    def test_job(self):
        job = self.start_job('succeed')
        self.wait_for(job, State='succeeded')
        self.assertIn('State: succeeded', self.run_it('job', job).stdout)
        self.assertEqual(self.run_json('job', '99', status=FAILED)['Error'][0], 'NotFound')

    def test_log(self):
        job = self.start_job('succeed')
        lines = self.run_it('log', job).stdout.splitlines()
        self.assertRegex(lines[5], r'^\d\d:\d\d:\d\d\.\d{3}  transfer · transfer-step  done$')
        rows = self.run_json('log', job)
        self.assertEqual((rows[0]['Phase'], rows[0]['Event']), ('check', 'done'))

    def test_cancel(self):
        job = self.start_job('hang')
        self.assertIn(f'Job {job} asked to stop', self.run_it('cancel', job).stdout)
        self.assertEqual(self.run_json('job', job)['State'], 'cancelled')
        self.assertEqual(self.run_json('cancel', job, status=FAILED)['Error'][0], 'WrongState')
        self.run_it('watch', job, status=FAILED)

    def test_pause_and_resume(self):
        job = self.start_job('hang')
        self.assertEqual(self.run_json('pause', job)['State'], 'paused')
        self.assertEqual(self.run_json('resume', job)['State'], 'running')
        self.run_it('resume', job, status=FAILED)

    def test_ask_defer_approve(self):
        done = self.run_it('update', IMEI, URL, '--ask', status=DETACHED)
        self.assertIn('fotactl approve 1', done.stderr)
        self.assertEqual(self.run_json('defer', '1', '10')['Approval']['delays'], 1)
        self.run_it('defer', '1', '0', status=USAGE)
        self.run_it('approve', '1')
        self.assertIn('Job 1 succeeded', self.run_it('watch', '1').stdout)
        self.run_it('approve', '1', status=FAILED)

    def test_settings(self):
        self.plan('succeed')
        self.run_it('settings', 'save', IMEI, 'before')
        self.assertIn('factory', self.run_it('settings', 'list', IMEI).stdout)
        self.assertEqual(self.run_json('settings', 'list', IMEI)[0]['id'], '1')
        self.assertIn('(secret)', self.run_it('settings', 'show', IMEI, '1').stdout)
        self.assertEqual(self.run_json('settings', 'show', IMEI, '1')[0]['value'], '3,20')
        self.assertIn('band\n  - 3,20\n  + 1\n',
                      self.run_it('settings', 'diff', IMEI, '1').stdout)
        self.assertEqual(self.run_json('settings', 'diff', IMEI, '1'),
                         [{'name': 'band', 'saved': '3,20', 'found': '1'}])
        self.run_it('settings', 'restore', IMEI, '1')
        self.assertEqual(self.run_json('settings', 'delete', IMEI, '1'), {'deleted': '1'})
        self.run_it('settings', 'delete', IMEI, '2', status=FAILED)


class Following(Case):
    def test_watch_as_json_lines(self):
        job = self.start_job('succeed')
        lines = [json.loads(line) for line in self.run_it('watch', job, '--json').stdout.split('\n')
                 if line]
        self.assertEqual(lines[-1]['State'], 'succeeded')
        progress = [line['Progress'] for line in lines]
        self.assertEqual(progress, sorted(progress))

    def interrupt(self, number, *words):
        self.plan('hang')
        process = self.start('update', IMEI, URL, *words)
        self.wait_for('1', Phase='prepare')
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        self.assertEqual(process.returncode, DETACHED, err)
        self.assertIn('fotactl watch 1', err)
        self.assertEqual(self.run_json('job', '1')['State'], 'running')
        return out

    def wait_for(self, job, **wanted):
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if any(j['Id'] == job for j in self.run_json('jobs')):
                return self.run_json('job', job)
            time.sleep(0.05)
        self.fail('no job')

    def test_ctrl_c_detaches(self):
        self.interrupt(signal.SIGINT)

    def test_termination_detaches_with_a_document(self):
        document = json.loads(self.interrupt(signal.SIGTERM, '--json'))
        self.assertEqual(document['State'], 'running')

    def test_watch_all(self):
        process = self.start('watch')
        first = self.start_job('succeed')
        self.run_it('watch', first)
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, SUCCEEDED)
        self.assertIn(f'{first}: ', out)
        self.assertIn('succeeded', out)

    def test_progress_bar_on_a_terminal(self):
        self.plan('succeed')
        primary, terminal = pty.openpty()
        self.addCleanup(os.close, primary)
        process = subprocess.Popen([FOTACTL, 'update', IMEI, URL], env=self.environment,
                                   stdout=terminal, stderr=subprocess.PIPE)
        os.close(terminal)
        shown = b''
        while True:
            try:
                got = os.read(primary, 4096)
            except OSError:
                break
            if not got:
                break
            shown += got
        process.stderr.close()
        self.assertEqual(process.wait(timeout=10), SUCCEEDED)
        text = shown.decode()
        self.assertRegex(text, r'\[#+\.+\]  \d+ %  transfer')
        self.assertIn('\r\x1b[K', text)
        self.assertIn('Job 1 succeeded', text.rsplit('\x1b[K', 1)[1])

    def test_the_service_goes_and_comes_back(self):
        self.plan('hang')
        process = self.start('update', IMEI, URL)
        self.wait_for('1')
        self.stop_mock()
        self.assertIn('went away', process.stderr.readline())
        self.start_mock()
        self.add_modem(IMEI)
        self.start_job('succeed')  # number 1 again, as a recovered job would be
        out, _ = process.communicate(timeout=10)
        self.assertEqual(process.returncode, SUCCEEDED)
        self.assertIn('Job 1 succeeded', out)


class Agent(Case):
    """Who is not root at a terminal may be asked for a password by polkit's agent."""

    FAKE = '#!/bin/sh\necho "$@" > %s\n[ "$1" = --process ] || exit 1\nexec 3>&-\nexec sleep 60\n'

    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)
        os.chmod(self.directory, 0o777)
        self.marker = os.path.join(self.directory, 'asked')
        agent = os.path.join(self.directory, 'pkttyagent')
        with open(agent, 'w', encoding='utf-8') as script:
            script.write(self.FAKE % self.marker)
        os.chmod(agent, 0o755)
        # The other user may not look below where this tree lies.
        self.fotactl = shutil.copy(FOTACTL, self.directory)

    def run_on_terminal(self, *words):
        primary, terminal = pty.openpty()
        user = {'user': 65534} if os.getuid() == 0 else {}
        done = subprocess.run([self.fotactl, *words], stdin=terminal, stdout=terminal, stderr=terminal,
                              env=dict(self.environment, PATH=f'{self.directory}:/usr/bin:/bin'),
                              timeout=30, check=False, **user)
        os.close(terminal)
        os.close(primary)
        return done.returncode

    def test_asked_for_what_changes_something(self):
        # This bus lets no other user in, which is as good as any end.
        self.assertIn(self.run_on_terminal('update', IMEI, URL), (NO_SERVICE, FAILED))
        with open(self.marker, encoding='utf-8') as asked:
            self.assertRegex(asked.read(), r'^--process \d+ --notify-fd 3 --fallback$')

    def test_not_asked_for_reading(self):
        self.run_on_terminal('list')
        self.assertFalse(os.path.exists(self.marker))


if __name__ == '__main__':
    unittest.main()
