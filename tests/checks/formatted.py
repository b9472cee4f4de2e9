#!/usr/bin/python3
"""Every C file stands as clang-format would write it.

    formatted.py CLANG_FORMAT SOURCE_ROOT   exit status 1 and the first breach of each file
    formatted.py CLANG_FORMAT --self-test   plants a breach and expects to see it
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import pathlib
import re
import subprocess
import sys
import tempfile

FOLDERS = ('clients', 'daemon', 'data', 'plugins', 'tests')
STYLE = '.clang-format'


def sources(root):
    return sorted(path for folder in FOLDERS for path in (root / folder).rglob('*.[ch]'))


def breaches(program, root):
    """The first breach of each file that has one, as 'FILE:LINE:COLUMN'."""
    command = [program, f'--style=file:{root / STYLE}', '--dry-run', '--ferror-limit=1']
    result = subprocess.run(command + sources(root), stderr=subprocess.PIPE, text=True, check=False)
    found = re.findall(r'^(\S+:\d+:\d+): (?:warning|error):', result.stderr, re.M)
    if result.returncode != 0 and not found:
        return [result.stderr]
    return sorted({place.split(':')[0]: place for place in reversed(found)}.values())


def self_test(program, here):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / STYLE).write_bytes((here.parents[2] / STYLE).read_bytes())
        (root / 'daemon').mkdir()
        (root / 'daemon/good.c').write_text('int\nmain (void)\n{\n  return 0;\n}\n', encoding='utf-8')
        (root / 'daemon/bad.c').write_text('int main(void) { return 0; }\n', encoding='utf-8')
        seen = breaches(program, root)
    if len(seen) == 1 and pathlib.Path(seen[0].split(':')[0]).name == 'bad.c':
        return 0
    print(f'expected to see bad.c alone, not {seen}')
    return 1


def main():
    program, what = sys.argv[1:]
    if what == '--self-test':
        return self_test(program, pathlib.Path(__file__).resolve())
    found = breaches(program, pathlib.Path(what))
    for place in found:
        print(f'{place}: not as clang-format writes it')
    return 1 if found else 0


sys.exit(main())
