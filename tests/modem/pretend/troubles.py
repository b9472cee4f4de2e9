"""Commands that do not do what they should: KIND PREFIX, for commands that begin with PREFIX.

    refuse    ERROR
    stick     OK, and nothing has changed
    crash     no answer: the supply fails, this once

SPDX-License-Identifier: LGPL-2.1-or-later
"""
KINDS = ('refuse', 'stick', 'crash')


class Troubles:
    def __init__(self):
        self.kinds = {}  # prefix, in upper case: kind

    def add(self, text):
        kind, _, prefix = text.partition(' ')
        if kind not in KINDS or not prefix:
            raise ValueError('not one of %s and a prefix: %s' % (', '.join(KINDS), text))
        self.kinds[prefix.upper()] = kind

    def hit(self, cmd):
        """The kind of trouble this command is in, or None."""
        for prefix, kind in self.kinds.items():
            if cmd.text.upper().startswith(prefix):
                if kind == 'crash':
                    del self.kinds[prefix]
                return kind
        return None
