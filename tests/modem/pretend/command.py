"""AT command lines taken apart: pure functions, no state.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import re
from dataclasses import dataclass, field

EXTENDED = '+^#%*$!_'
BASIC = re.compile(r'D.*|S\d+(?:=\d*|\?)|[&\\%]?[A-Za-z](?:\?|\d*)', re.I)


class AtError(Exception):
    """A command refused: None is a bare ERROR, a number a +CME ERROR."""

    def __init__(self, code=None):
        super().__init__(code)
        self.code = code


@dataclass
class Command:
    text: str  # as sent, without AT
    name: str  # upper-case, up to "=" or "?"
    kind: str  # exec, read, test or set
    fields: list = field(default_factory=list)  # of a set command, quotes kept

    def value(self, index, default=None):
        """A field without its quotes and blanks."""
        if index >= len(self.fields):
            return default
        return unquote(self.fields[index])

    def number(self, index, default=None):
        """A field as a number; CME 50 (incorrect parameters) when it is none."""
        text = self.value(index, default)
        if text is None or text == '':
            return default
        if not re.fullmatch(r'\d+', str(text)):
            raise AtError(50)
        return int(text)


def unquote(text):
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def split_outside_quotes(text, separator):
    parts, start, quoted = [], 0, False
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif c == separator and not quoted:
            parts.append(text[start:i])
            start = i + 1
    return parts + [text[start:]]


def split_line(text):
    """'E0V1+CMEE=1;+CSQ' is E0, V1, +CMEE=1 and +CSQ (V.250); an empty line is one empty command."""
    commands, rest = [], text.strip()
    while rest:
        if rest[0] in EXTENDED:
            head = split_outside_quotes(rest, ';')[0]
            commands.append(head.strip())
            rest = rest[len(head) + 1:].strip()
            continue
        match = BASIC.match(rest)
        if not match:
            if rest[0] not in '; ':
                raise AtError()
            rest = rest[1:]
            continue
        commands.append(match.group(0))
        rest = rest[match.end():].strip()
    return commands or ['']


def parse(text):
    if text and text[0] not in EXTENDED:
        return Command(text, text.upper(), 'exec')
    if text.endswith('=?'):
        return Command(text, text[:-2].upper(), 'test')
    name, equals, arguments = text.partition('=')
    if equals:
        return Command(text, name.strip().upper(), 'set', split_outside_quotes(arguments, ','))
    if text.endswith('?'):
        return Command(text, text[:-1].upper(), 'read')
    return Command(text, text.upper(), 'exec')


def normal(text):
    """Upper-case outside quotes and without blanks there: the key of the answer tables."""
    parts = text.split('"')
    for i in range(0, len(parts), 2):
        parts[i] = parts[i].upper().replace(' ', '')
    return '"'.join(parts)


# 3GPP TS 27.007 §9.2, as far as modules of these families print them.
CME_TEXTS = {
    3: 'operation not allowed', 4: 'operation not supported', 10: 'SIM not inserted',
    11: 'SIM PIN required', 12: 'SIM PUK required', 13: 'SIM failure', 16: 'incorrect password',
    20: 'memory full', 21: 'invalid index', 22: 'not found', 30: 'no network service',
    50: 'incorrect parameters', 100: 'unknown', 256: 'operation temporary not allowed',
    767: 'operation failed',
}
