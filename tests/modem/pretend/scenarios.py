"""Scenarios by name.  Several are joined with "+": "no-percent+lost-end+wrong-third-version".

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from .knobs import Knobs

# name: (what it plays, knobs); for every family
COMMON = {
    'success': ('everything goes well', {}),
    'urc-lost': ('no unsolicited line of the update arrives', {'lose': {'all'}}),
    'new-version-without-urc': ('the new firmware runs, but nothing after the download said so',
                                {'lose': {'start', 'updating', 'end', 'rdy'}}),
    'version-unchanged': ('success is reported, the old version runs', {'version_after': 'old'}),
    'wrong-third-version': ('success is reported, a third version runs',
                            {'version_after': 'third'}),
    'power-cut-download': ('the supply fails during the download', {'at': {'downloading:50': 'power-cut'}}),
    'power-cut-start': ('the supply fails when the install begins', {'at': {'start': 'power-cut'}}),
    'power-cut-updating': ('the supply fails at 43 % of the install', {'at': {'updating:43': 'power-cut'}}),
    'power-cut-after-end': ('the supply fails right after the install', {'at': {'end': 'power-cut'}}),
    'port-dies': ('the port goes away during the download, then comes back',
                  {'at': {'downloading:50': 'port-die'}}),
    'vanish-for-good': ('the modem leaves for the install and never returns',
                        {'at': {'resetting': 'vanish'}}),
    'vanish-download': ('the modem is gone for ever in mid-download',
                        {'at': {'downloading:50': 'vanish'}}),
    'stall-download': ('the download stops without a word', {'at': {'downloading:50': 'stall'}}),
    'stall-install': ('the install stops without a word', {'at': {'updating:43': 'stall'}}),
    'boots-twice': ('it boots twice before it stays', {'boots': 2}),
    'silent': ('never answers', {'silent': True}),
    'garbage': ('bytes of noise before every line', {'garbage': True}),
    'garbage-forever': ('nothing but noise', {'garbage_forever': True}),
    'split': ('lines arrive in small pieces', {'split': True}),
    'urc-in-reply': ('an unsolicited line in the middle of every reply',
                     {'urc_in_reply': '+CIEV: 1,3'}),
    'storm': ('every command is refused with +CME ERROR: 14, for ever', {'storm': 14}),
    'storm-passes': ('the same for a minute', {'storm': 14, 'storm_s': 60}),
    'slow': ('every answer takes a while', {'reply_delay': 0.2}),
    'echo-on-after-update': ('the echo is on again after the update', {'echo_after': True}),
    'baud-change': ('the line speed is 115200 after the update', {'baud_after': 115200}),
    'nv-loss': ('settings are at their factory values after the update',
                {'nv_lost': True, 'echo_after': True}),
    'sim-locked': ('the SIM wants its PIN', {'pin': 'SIM PIN'}),
    'last-pin': ('the SIM takes one more wrong PIN', {'pin_tries': 1}),
    'sim-missing': ('there is no SIM', {'pin': 'ABSENT'}),
    'not-registered': ('it searches the network for ever', {'registration': 2}),
    'registration-denied': ('the network refuses it', {'registration': 3}),
    'roaming': ('it is registered abroad', {'registration': 5}),
}


def known(family=None):
    """All scenarios: the common ones and the family's own."""
    own = getattr(family, 'SCENARIOS', {}) if family else {}
    return {**COMMON, **own}


def build(text, family=None, extra=()):
    """Knobs for names joined with "+", then for more knob dicts."""
    table = known(family)
    knobs = Knobs()
    for name in filter(None, text.split('+')):
        if name not in table:
            raise ValueError('no such scenario: ' + name)
        knobs.merge(table[name][1])
    for values in extra:
        knobs.merge(values)
    return knobs
