#!/usr/bin/python3
"""No file of C or Python has grown past its limit, no function has, and no folder past its budget.

    sizes.py SOURCE_ROOT      exit status 1 and one line per breach
    sizes.py --self-test      plants one breach of every kind and expects to see it
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import ast
import pathlib
import re
import sys
import tempfile

FOLDERS = ('daemon', 'plugins', 'clients', 'data', 'tests')
FILE_LINES = 450
FUNCTION_LINES = 60
# All C of a folder, where that was promised: one vendor's whole book is a page of tables.
BUDGETS = {'plugins/cinterion': 250}


def c_functions(text):
    """(name, lines) of each function body: a '{' in the first column to its '}'."""
    name = '?'
    start = None
    for number, line in enumerate(text.split('\n')):
        found = re.match(r'([a-z_0-9]+) \(', line)
        if found and start is None:
            name = found.group(1)
        if line == '{':
            start = number
        elif line == '}' and start is not None:
            yield name, number - start - 1
            start = None


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.end_lineno - node.lineno


def functions_of(path, text):
    """What reads the functions of this file; None: it is neither C nor Python."""
    if path.suffix in ('.c', '.h'):
        return c_functions
    if path.suffix == '.py' or (not path.suffix and text.startswith('#!/usr/bin/python3')):
        return python_functions
    return None


def breaches(root):
    for path in sorted(p for folder in FOLDERS for p in (root / folder).rglob('*') if p.is_file()):
        text = path.read_text(encoding='utf-8', errors='replace')
        functions = functions_of(path, text)
        if functions is None:
            continue
        where, lines = path.relative_to(root), text.count('\n')
        if lines > FILE_LINES:
            yield f'{where}: {lines} lines, at most {FILE_LINES}: split it by responsibility'
        for name, size in functions(text):
            if size > FUNCTION_LINES:
                yield f'{where}: {name} () has {size} lines, at most {FUNCTION_LINES}'
    yield from over_budget(root)


def over_budget(root):
    for folder, budget in BUDGETS.items():
        lines = sum(p.read_text(encoding='utf-8').count('\n') for p in (root / folder).glob('*.[ch]'))
        if lines > budget:
            yield f'{folder}: {lines} lines of C, at most {budget}'


def self_test():
    planted = {
        'daemon/core/a.c': ('\n' * 451, '451 lines'),
        'data/b.py': ('x = 1\n' * 451, '451 lines'),
        'tests/unit/c.c': ('void\nlong_one (void)\n{\n' + '  x ();\n' * 61 + '}\n', 'long_one () has 61'),
        'tests/modem/d': ('#!/usr/bin/python3\ndef long_two():\n' + '    x()\n' * 61, 'long_two () has 61'),
    }
    signs = {name: sign for name, (_, sign) in planted.items()}
    signs['plugins/cinterion'] = '251 lines of C'
    good = {
        'plugins/cinterion/f.c': '\n' * 125,
        'plugins/cinterion/f.h': '\n' * 126,
        'plugins/acme/e.c': 'void\nshort_one (void)\n{\n' + '  x ();\n' * 60 + '}\n' + '\n' * 386,
        'tests/data/f.txt': '\n' * 1000,
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {**{n: t for n, (t, _) in planted.items()}, **good}.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding='utf-8')
        seen = list(breaches(root))
    missed = [name for name, sign in signs.items()
              if not any(line.startswith(name + ':') and sign in line for line in seen)]
    for name in missed:
        print(f'not seen: {name}')
    return 1 if missed or len(seen) != len(signs) else 0


def main():
    if sys.argv[1:] == ['--self-test']:
        return self_test()
    found = list(breaches(pathlib.Path(sys.argv[1])))
    for line in found:
        print(line)
    return 1 if found else 0


sys.exit(main())
