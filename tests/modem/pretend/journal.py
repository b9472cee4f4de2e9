"""What the pretend modem heard, said and lived through, as JSON lines with the time.

Each line has `t` (vendor seconds) and `what`: `rx` and `tx` carry `port` and `line`, `event`
carries `name` and details.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import json


class Journal:
    def __init__(self, clock, path=None):
        self.clock = clock
        self.file = open(path, 'a', encoding='utf-8') if path else None
        self.followers = []  # functions that get every line as text

    def write(self, what, **fields):
        line = json.dumps({'t': round(self.clock.now(), 3), 'what': what, **fields})
        if self.file:
            self.file.write(line + '\n')
            self.file.flush()
        for follower in list(self.followers):
            follower(line)

    def event(self, name, **fields):
        self.write('event', name=name, **fields)

    def close(self):
        if self.file:
            self.file.close()
            self.file = None
