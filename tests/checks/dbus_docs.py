#!/usr/bin/python3
"""Every member of the D-Bus contract is documented: meaning, arguments, Since, errors.

    dbus_docs.py SOURCE_ROOT | --self-test
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import pathlib
import re
import sys
import xml.etree.ElementTree as ET

COMMENT = re.compile(r'<!--((?:(?!-->).)*)-->\s*<(interface|method|signal|property)\s+name="([^"]+)"', re.S)
ELEMENT = re.compile(r'<(?:interface|method|signal|property)\s+name="([^"]+)"')


def known_errors(root):
    source = (root / 'daemon/core/fotad-error.c').read_text(encoding='utf-8')
    return set(re.findall(r'ROOT "(\w+)"', source))


def check(text, errors):
    """The faults of one XML file, as sentences."""
    faults = []
    comments = {m.start(3): (m.group(1), m.group(2), m.group(3)) for m in COMMENT.finditer(text)}
    for found in ELEMENT.finditer(text):
        if found.start(1) not in comments:
            faults.append(f'{found.group(1)}: no comment right before it')
    for comment, kind, name in comments.values():
        if comment.split()[0] != name + ':':
            faults.append(f'{name}: its comment begins with "{comment.split()[0]}"')
        if '@since:' not in comment:
            faults.append(f'{name}: no @since')
        if kind == 'method' and 'Errors:' not in comment:
            faults.append(f'{name}: does not list its errors')
        listed = comment.partition('Errors:')[2]
        for word in re.findall(r'\b([A-Z][A-Za-z]+)(?=[:,. (])', listed):
            if re.match(r'(?:[A-Z][a-z]+){2,}$', word) and word not in errors \
                    and f'"{word}"' not in text:
                faults.append(f'{name}: there is no error {word}')
    for node in ET.fromstring(text.encode()).iter():
        if node.tag in ('method', 'signal'):
            comment = next((c for c, _, n in comments.values() if n == node.get('name')), '')
            faults += [f'{node.get("name")}: argument {a.get("name")} is not described'
                       for a in node.iter('arg') if f'@{a.get("name")}:' not in comment]
    return faults


def self_test():
    good = '''<node><!-- a.B:
      @since: 1 --><interface name="a.B">
      <!-- Do:
           @what: x
           @since: 1
           Errors: NotFound. -->
      <method name="Do"><arg name="what" type="s"/></method></interface></node>'''
    errors = {'NotFound'}
    assert check(good, errors) == []
    for old, new, fault in (('@what: x', '', 'argument what'), ('Do:', 'Go:', 'begins with'),
                            ('Errors: NotFound.', '', 'errors'),
                            ('NotFound', 'NotFounded', 'no error NotFounded'),
                            ('@since: 1\n           Err', 'Err', '@since'),
                            ('<method', '<x/><method', 'no comment')):
        assert old in good
        assert any(fault in f for f in check(good.replace(old, new), errors)), fault


def main():
    if sys.argv[1] == '--self-test':
        self_test()
        return 0
    root = pathlib.Path(sys.argv[1])
    faults = [f'{path.name}: {fault}' for path in sorted((root / 'dbus').glob('*.xml'))
              for fault in check(path.read_text(encoding='utf-8'), known_errors(root))]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
