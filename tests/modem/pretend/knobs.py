"""What can be turned at a pretend modem.  A scenario is a set of knobs with a name.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from dataclasses import dataclass, field, fields


@dataclass
class Knobs:
    # How things go
    fail_download: int = 0  # the vendor's download code instead of a download; 0: as it really goes
    fail_after_s: float = 360  # and how long it takes to say so
    fail_install: int = 0  # the vendor's code at the end of the install; the old version stays
    fail_account: int = 0  # CME code to every write of an account; 0: it works
    fail_server: int = 1  # what the vendor's client says when its download fails
    blocks: bool = False  # the start command holds the port until all is over
    forgets: bool = False  # after a restart polls know nothing of the update
    fail_start: int = -1  # CME code to the start command; 0: a bare ERROR
    version_after: str = 'target'  # target, old or third
    install_failure_at: int = 0  # percent reached before fail_install is told
    flash: int = 0  # bytes of the file store; 0: as the family has it
    spoil_uploads: int = 0  # so many uploads arrive with a wrong byte
    small_only: bool = False  # XMODEM blocks of 1 KiB are refused
    crc: bool = False  # and the receiver asks for a CRC
    endless_nak: bool = False  # the XMODEM receiver likes no block
    offers: bool = True  # the vendor's server has what it was given
    nat_lost: int = 0  # sessions that open and then hear nothing
    fail_session: int = 0  # the vendor's event instead of a session
    fail_sessions: int = 99  # and so often
    bad_credentials: int = 0  # so many logins fail; after five the module asks for new ones
    no_apn: bool = False  # a session without an APN is refused
    certified_first: bool = False  # a download is certified before it is said to be complete
    unasked: bool = False  # it downloads and installs without a question, whatever was agreed
    # What is lost
    lose: set = field(default_factory=set)  # names of unsolicited lines, or "all"
    # Spelling
    percent: str = '%'  # after a percentage, or nothing
    colon_space: str = ' '  # after the colon of an unsolicited line
    number_space: str = ''  # before its number
    stage_space: str = ''  # inside the quotes before the stage
    style: str = ''  # one of the ways the family's lines are written
    rename: dict = field(default_factory=dict)  # a stage's name: how it is printed
    quote: str = '"'  # around words
    # Things that happen at a point of the update, such as "updating:43": what is done there
    at: dict = field(default_factory=dict)
    away_s: float = 3  # how long a cut power or a dead port stays away
    boots: int = 1  # how often it boots after an install before it stays
    awake_between: bool = False  # and answers, with the old firmware, before the last
    # The wire
    rate: int = 0  # the line speed it is set to at the beginning; 0: its default
    strict_flow: bool = False  # with RTS/CTS it needs a host that has it, too
    silent: bool = False
    garbage: bool = False  # some before each line
    garbage_forever: bool = False  # and nothing else
    split: bool = False  # lines arrive in pieces
    dtr: bool = True  # a host that hangs up ends data mode
    urc_in_reply: str = ''  # a line in the middle of every reply
    reply_delay: float = 0  # vendor seconds before every answer
    storm: int = 0  # every command is refused with this +CME ERROR; 0: none is
    storm_at: str = ''  # from the first one that begins so
    storm_s: float = 0  # for so long; 0: for ever
    # After the update
    echo_after: bool = False  # the saved echo setting is lost
    baud_after: int = 0  # the line speed is another one; 0: as before
    nv_lost: bool = False  # settings marked lost=update are
    # The network
    pin: str = 'READY'  # or SIM PIN, SIM PUK, ABSENT
    pin_tries: int = 3  # that are left
    registration: int = 1  # 27.007 <stat>
    # Times in vendor seconds that differ from the family's
    times: dict = field(default_factory=dict)

    def merge(self, values):
        for name, value in values.items():
            current = getattr(self, name)
            if isinstance(current, set):
                current |= set(value)
            elif isinstance(current, dict):
                current.update(value)
            else:
                setattr(self, name, value)
        return self


def from_text(text):
    """'percent=' or 'at.updating:43=power-cut' or 'fail_download=702' as a dict for merge()."""
    name, equals, value = text.partition('=')
    name, dot, key = name.partition('.')
    known = {f.name: getattr(Knobs(), f.name) for f in fields(Knobs)}
    if not equals or name not in known:
        raise ValueError('no such knob: ' + text)
    current = known[name]
    if isinstance(current, dict):
        if not dot:
            raise ValueError('which one of %s? %s.KEY=VALUE' % (name, name))
        return {name: {key: float(value) if name == 'times' else value}}
    if isinstance(current, set):
        return {name: set(value.split(','))}
    if isinstance(current, bool):
        return {name: value.lower() in ('1', 'yes', 'true')}
    return {name: type(current)(value)}
