"""The settings of a modem, described by data files, kept over resets and lost on updates as real
ones are.

A `.settings` file has one section per setting, named by its command and, where the command has
several, its first field: `[+CMEE]`, `[+QCFG "band"]`.  Keys:

    style    plain   AT+X=args           read by AT+X?       (the default)
             named   AT+X="name",args    read by AT+X="name"
             rows    AT+X=key,args       read by AT+X?, one line a row; AT+X=key deletes it
             numbered  as rows, but one row is read by AT+X=key
    default  the arguments after a factory reset; of rows, one per line as key,args
    test     what AT+X=? answers after "+X: "
    accept   a pattern the arguments must match
    read     how arguments are written when read: {0}, {1} … are the fields as stored
    lost     boot    back to the saved profile's or the default value on every reset
             update  back to the default when the firmware changes and the scenario says so
             never   (the default)
    profile  yes: AT&W saves it

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import configparser
import re

from .command import AtError, split_outside_quotes, unquote


class Setting:
    def __init__(self, section, options):
        self.command, _, name = section.partition(' ')
        self.name = name or None
        self.key = section
        self.style = options.get('style', 'named' if name else 'plain')
        self.default = options.get('default', '').strip()
        self.test = options.get('test')
        self.accept = options.get('accept')
        self.read = options.get('read')
        self.lost = options.get('lost', 'never')
        self.profile = options.get('profile') == 'yes'

    def initial(self):
        if self.style in ('rows', 'numbered'):
            return dict(r.strip().split(',', 1) for r in self.default.splitlines() if r.strip())
        return self.default

    def check(self, arguments):
        if self.accept and not re.fullmatch(self.accept, arguments):
            raise AtError(50)

    def shown(self, arguments):
        if not self.read:
            return arguments
        fields = split_outside_quotes(arguments, ',')
        return self.read.format(*fields, *[''] * 16)


def load(paths):
    """Settings by section name; later files win."""
    parser = configparser.ConfigParser(delimiters=('=',), interpolation=None, default_section='')
    parser.optionxform = str
    for path in paths:
        parser.read(path, encoding='utf-8')
    return {name: Setting(name, parser[name]) for name in parser.sections()}


class Store:
    """The values of one modem.  `values` and `saved` are plain dicts, fit for JSON."""

    def __init__(self, settings, stored=None):
        self.settings = settings
        self.values = {key: s.initial() for key, s in settings.items()}
        self.saved = {}
        if stored:
            self.values.update({k: v for k, v in stored['values'].items() if k in settings})
            self.saved = stored['saved']

    def dump(self):
        return {'values': self.values, 'saved': self.saved}

    def find(self, command):
        """The setting a command means, or None."""
        if command.kind in ('set', 'read', 'test') and command.name in self.settings:
            return self.settings[command.name]
        if command.kind == 'set' and command.fields:
            first = '"%s"' % (command.value(0) or '').lower()
            return self.settings.get('%s %s' % (command.name, first))
        return None

    def execute(self, setting, command):
        """Information lines of a command on a setting."""
        prefix = setting.command + ': '
        if command.kind == 'test':
            return [prefix + setting.test] if setting.test else []
        if setting.style in ('rows', 'numbered'):
            return self.execute_row(setting, command, prefix)
        if setting.style == 'named' and len(command.fields) == 1:
            return ['%s%s,%s' % (prefix, setting.name, setting.shown(self.values[setting.key]))]
        if command.kind == 'read':
            return [prefix + setting.shown(self.values[setting.key])]
        fields = command.fields[1:] if setting.style == 'named' else command.fields
        arguments = ','.join(f.strip() for f in fields)
        setting.check(arguments)
        self.values[setting.key] = arguments
        return []

    def execute_row(self, setting, command, prefix):
        rows = self.values[setting.key]
        if command.kind == 'read':
            return ['%s%s,%s' % (prefix, k, setting.shown(v)) for k, v in sorted(rows.items())]
        key = unquote(command.fields[0])
        if len(command.fields) > 1:
            arguments = ','.join(f.strip() for f in command.fields[1:])
            setting.check(arguments)
            rows[key] = arguments
        elif setting.style == 'numbered':
            return ['%s%s,%s' % (prefix, key, setting.shown(rows[key]))] if key in rows else []
        else:
            rows.pop(key, None)
        return []

    def get(self, key, default=''):
        return self.values.get(key, default)

    def set(self, key, value):
        self.values[key] = value

    def save_profile(self):
        """AT&W."""
        self.saved = {k: self.values[k] for k, s in self.settings.items() if s.profile}

    def reset_boot(self):
        for key, setting in self.settings.items():
            if setting.profile:
                self.values[key] = self.saved.get(key, setting.initial())
            elif setting.lost == 'boot':
                self.values[key] = setting.initial()

    def reset_update(self, profile=False):
        """What a firmware change takes away."""
        if profile:
            self.saved = {}
        for key, setting in self.settings.items():
            if setting.lost == 'update':
                self.values[key] = setting.initial()
