"""The package of a pretend update: a small text header, a blank line and a payload.

    FOTAD-PRETEND-PACKAGE 1
    Family: quectel
    Model: BG95-M3
    From: BG95M3LAR02A03_01.006.01.006
    To: BG95M3LAR02A04_01.001.01.001
    Size: 51203
    SHA-256: …of the payload

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import array
import functools
import hashlib
import operator
import sys
from dataclasses import dataclass

MAGIC = b'FOTAD-PRETEND-PACKAGE 1\n'
KEYS = {'Family', 'Model', 'From', 'To', 'Size', 'SHA-256'}


class PackageError(Exception):
    """Not a package, truncated, or damaged."""


@dataclass
class Package:
    family: str
    model: str  # "any" fits every model of the family
    source: str  # "any" is a full package: it fits every version
    target: str
    payload: bytes

    def fits(self, family, model, version):
        return (self.family == family and self.model in ('any', model)
                and self.source in ('any', version))


def payload_bytes(size):
    """The pseudo-random bytes P(n) of the vendor reference's annex B."""
    x, out = 1, bytearray()
    for _ in range(size):
        x = (x * 1103515245 + 12345) % 2**31
        out.append(x >> 16 & 255)
    return bytes(out)


def xor16(data):
    """XOR of big-endian 16-bit words; an odd last byte is a high byte."""
    data += b'\0' * (len(data) % 2)
    words = array.array('H', data)
    if sys.byteorder == 'little':
        words.byteswap()
    return functools.reduce(operator.xor, words, 0)


def build(package):
    fields = {
        'Family': package.family, 'Model': package.model, 'From': package.source,
        'To': package.target, 'Size': len(package.payload),
        'SHA-256': hashlib.sha256(package.payload).hexdigest(),
    }
    head = ''.join('%s: %s\n' % item for item in fields.items())
    return MAGIC + head.encode() + b'\n' + package.payload


def parse(data):
    if not data.startswith(MAGIC):
        raise PackageError('this is not a package')
    head, blank, payload = data[len(MAGIC):].partition(b'\n\n')
    fields = dict(line.partition(': ')[::2] for line in head.decode('latin-1').split('\n'))
    if not blank or set(fields) != KEYS:
        raise PackageError('the header is damaged')
    if str(len(payload)) != fields['Size']:
        raise PackageError('%d bytes of payload, %s announced' % (len(payload), fields['Size']))
    if hashlib.sha256(payload).hexdigest() != fields['SHA-256']:
        raise PackageError('the digest of the payload is wrong')
    return Package(fields['Family'], fields['Model'], fields['From'], fields['To'], payload)
