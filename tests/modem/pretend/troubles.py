"""Commands that do not do what they should: KIND PREFIX, for commands that begin with PREFIX.

    refuse    ERROR
    stick     OK, and nothing has changed
    crash     no answer: the supply fails, this once
    mute      it is done, but the answer is lost, this once

And storms, in which none does anything.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
KINDS = ('refuse', 'stick', 'crash', 'mute')


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
                if kind in ('crash', 'mute'):
                    del self.kinds[prefix]
                return kind
        return None


class Storm:
    """Every command is refused, for as long as the knobs say."""

    def __init__(self, clock, journal):
        self.clock, self.journal = clock, journal
        self.since = None

    def rages(self, knobs, text):
        """Whether `text`, without AT, is refused."""
        if knobs.storm and self.since is None and text.startswith(knobs.storm_at):
            self.since = self.clock.now()
            self.journal.event('storm', code=knobs.storm)
        if self.since is not None and self.is_over(knobs):
            knobs.storm, self.since = 0, None
            self.journal.event('calm')
        return self.since is not None

    def is_over(self, knobs):
        return not knobs.storm or 0 < knobs.storm_s < self.clock.now() - self.since
