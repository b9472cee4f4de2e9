#!/usr/bin/python3
"""Packages of the pretend modem, and the vendor reference's test vectors (annex B).

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import hashlib
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '..'))
import cases  # noqa: E402
import rig  # noqa: E402
from case import NEW, OLD, ModemCase  # noqa: E402
from pretend import package  # noqa: E402
from pretend.command import AtError, parse, split_line  # noqa: E402

XOR = [(b'', '0'), (b'\x01', '100'), (b'\x01\x02', '102'), (b'\x01\x02\x03', '202'),
       (b'ABCD', '206'), (b'ABCDE', '4706'), (b'123456789', '3908'), (b'\xff' * 4, '0')]
PAYLOADS = [(1, 'c600', '49994461'), (2, 'c67e', 'f88ee002'), (3, '477e', '97efedb4'),
            (1024, 'f6b3', '6aace50a'), (30720, '6a1a', 'eadca893'), (51203, 'c7c5', 'cceac73f')]


class Vectors(unittest.TestCase):
    def test_xor16(self):
        for data, expected in XOR:
            self.assertEqual('%x' % package.xor16(data), expected, data)

    def test_payload(self):
        self.assertEqual(package.payload_bytes(8).hex(), 'c67e816b4bfbe2fb')
        for size, xor, digest in PAYLOADS:
            data = package.payload_bytes(size)
            self.assertEqual('%x' % package.xor16(data), xor, size)
            self.assertTrue(hashlib.sha256(data).hexdigest().startswith(digest), size)


class CommandLines(unittest.TestCase):
    def test_split(self):
        for text, expected in (
                ('', ['']), ('E0V1', ['E0', 'V1']), ('&C1;+CSQ', ['&C1', '+CSQ']),
                ('+A="x;y";+B', ['+A="x;y"', '+B']), ('+A;;+B', ['+A', '+B']),
                ('S0=0\\Q3', ['S0=0', '\\Q3']), ('D*99#;', ['D*99#;']), ('^SX=1', ['^SX=1'])):
            self.assertEqual(split_line(text), expected, text)
        with self.assertRaises(AtError):
            split_line('"quoted"')

    def test_parse(self):
        for text, name, kind in (('+CREG?', '+CREG', 'read'), ('+CREG=?', '+CREG', 'test'),
                                 ('+creg=1', '+CREG', 'set'), ('E0', 'E0', 'exec')):
            self.assertEqual((parse(text).name, parse(text).kind), (name, kind))
        command = parse('+X="a,b", 7 ,,"c"')
        self.assertEqual([command.value(i) for i in range(5)], ['a,b', '7', '', 'c', None])
        self.assertEqual((command.number(1), command.number(2, 9)), (7, 9))


class Packages(ModemCase):
    def read(self, *options):
        with open(self.package(*options), 'rb') as file:
            return file.read()

    def test_made_by_default_for_the_first_model(self):
        made = package.parse(self.read())
        self.assertEqual((made.family, made.model, made.source, made.target),
                         ('quectel', 'BG95-M3', OLD, NEW))
        self.assertTrue(made.fits('quectel', 'BG95-M3', OLD))
        self.assertFalse(made.fits('quectel', 'BG95-M3', NEW))
        self.assertFalse(made.fits('quectel', 'BG77', OLD))
        self.assertFalse(made.fits('telit', 'BG95-M3', OLD))

    def test_full_package_fits_every_version(self):
        made = package.parse(self.read('--from', 'any', '--model', 'any', '--to', NEW))
        self.assertTrue(made.fits('quectel', 'BG77', 'whatever'))

    def test_spoilt_ones_are_refused(self):
        for how, text in (('truncate', 'announced'), ('digest', 'digest'), ('magic', 'not a package')):
            with self.subTest(how), self.assertRaisesRegex(package.PackageError, text):
                package.parse(self.read('--spoil', how))
        with self.assertRaisesRegex(package.PackageError, 'header'):
            package.parse(package.MAGIC + b'Family: x\n\n')

    def test_every_cut_is_noticed(self):
        data = self.read('--size', '64')
        for end in range(len(data)):
            with self.assertRaises(package.PackageError, msg=end):
                package.parse(data[:end])

    def test_versions_of_an_unknown_model_must_be_given(self):
        result = subprocess.run([rig.MAKE_PACKAGE, '--model', 'XX', self.folder + '/x'],
                                capture_output=True, text=True, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn('--from', result.stderr)


if __name__ == '__main__':
    cases.main()
