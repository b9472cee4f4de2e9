"""The settings of a modem, described by data files, kept over resets and lost on updates as real
ones are.

A `.settings` file has one section per setting, named by its command and, where the command has
several, its first field: `[+CMEE]`, `[+QCFG "band"]`.  Keys:

    style    plain   AT+X=args           read by AT+X?       (the default)
             named   AT+X="name",args    read by AT+X="name"
             rows    AT+X=key,args       read by AT+X?, one line a row; AT+X=key deletes it
             numbered  as rows, but one row is read by AT+X=key, without the key
             form    written otherwise than read: see form, show, drop
             basic   AT&X1, AT\\X1: one digit; read by AT&X?
             view    AT&X prints show, with {NAME} and {saved NAME} of other settings in it
    form     of style form: a pattern of the arguments; group "key" tells the rows apart
    show     of style form: a row as it is printed after "+X: ", with {group}; a group that is not
             in it cannot be read back
    drop     of style form: a pattern of the arguments that take row "key" away; all without one
    echoes   yes: a write answers with the line it would read
    bare     yes: printed without the quotes it is written with
    blanks   yes: printed with a blank after each comma
    masks    widths such as 8,16: the fields are masks in quotes, printed with so many digits, those
             that are 0 left out at the end
    default  the arguments after a factory reset; of rows, one per line as key,args
    test     what AT+X=? answers after "+X: "
    accept   a pattern the arguments must match
    read     how arguments are written when read: {0}, {1} … are the fields as stored
    lost     boot    back to the saved profile's or the default value on every reset
             update  back to the default when the firmware changes and the scenario says so
             never   (the default)
    profile  yes: AT&W saves it

AT+X? of a command that has only named settings lists them all.

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
        self.form, self.drop = options.get('form'), options.get('drop')
        self.show = options.get('show', '')
        self.echoes = options.get('echoes') == 'yes'
        self.bare, self.blanks = options.get('bare') == 'yes', options.get('blanks') == 'yes'
        self.masks = [int(w) for w in options.get('masks', '').split(',') if w]

    def initial(self):
        if self.style == 'form':
            rows = {}
            for line in filter(None, (r.strip() for r in self.default.splitlines())):
                self.fill(rows, line)
            return rows
        if self.style in ('rows', 'numbered'):
            return dict(r.strip().split(',', 1) for r in self.default.splitlines() if r.strip())
        return self.default

    def check(self, arguments):
        if self.accept and not re.fullmatch(self.accept, arguments):
            raise AtError(50)

    def fill(self, rows, arguments):
        """A write of style form: sets a row, or takes it away."""
        drop = self.drop and re.fullmatch(self.drop, arguments)
        if drop:
            key = drop.groupdict().get('key')
            rows.clear() if key is None else rows.pop(key, None)
            return
        form = re.fullmatch(self.form, arguments)
        if not form:
            raise AtError(50)
        fields = {k: v or '' for k, v in form.groupdict().items()}
        rows[fields.get('key', '')] = fields

    def lines(self, value):
        """All that a read prints."""
        prefix = self.command + ': '
        if self.style == 'form':
            return [prefix + self.show.format(**value[k]) for k in sorted(value)]
        if self.style in ('rows', 'numbered'):
            return ['%s%s,%s' % (prefix, k, self.shown(v)) for k, v in sorted(value.items())]
        if self.style == 'named':
            return ['%s%s,%s' % (prefix, self.name, self.shown(value))]
        return [prefix + self.shown(value)]

    def shown(self, arguments):
        fields = split_outside_quotes(arguments, ',')
        if self.read:
            return self.read.format(*fields, *[''] * 16)
        if self.bare:
            fields = [unquote(f) for f in fields]
        if self.masks:
            numbers = [int(unquote(f), 16) for f in fields]
            while len(numbers) > 1 and not numbers[-1]:
                numbers.pop()
            fields = ['"%0*x"' % pair for pair in zip(self.masks, numbers)]
        return (', ' if self.blanks else ',').join(fields)


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
        self.by_name = {key.lower(): s for key, s in settings.items()}
        self.values = {key: s.initial() for key, s in settings.items()}
        self.saved = {}
        if stored:
            self.values.update({k: v for k, v in stored['values'].items() if k in settings})
            self.saved = stored['saved']

    def dump(self):
        return {'values': self.values, 'saved': self.saved}

    def find(self, command):
        """The setting a command means, or None; a list of them for a read that lists."""
        if command.kind == 'exec':
            return self.find_basic(command)
        if command.kind in ('set', 'read', 'test') and command.name in self.settings:
            return self.settings[command.name]
        if command.kind == 'read':
            return [s for s in self.settings.values()
                    if s.command == command.name and s.style == 'named'] or None
        if command.kind == 'set' and command.fields:
            first = '%s "%s"' % (command.name, command.value(0))
            return self.by_name.get(first.lower())
        return None

    def find_basic(self, command):
        match = re.fullmatch(r'([&\\]?[A-Z])(\d?|\?)', command.name)
        setting = self.settings.get(match[1]) if match else None
        return setting if setting and setting.style in ('basic', 'view') else None

    def view(self, text):
        def fill(match):
            values = self.saved if match[1] else self.values
            return values.get(match[2], self.settings[match[2]].initial())
        return re.sub(r'\{(saved )?([^}]+)\}', fill, text).split(' | ')

    def execute(self, setting, command):
        """Information lines of a command on a setting."""
        if isinstance(setting, list):
            return [line for s in setting for line in s.lines(self.values[s.key])]
        if setting.style == 'view':
            return self.view(setting.show)
        if setting.style == 'basic' and command.name.endswith('?'):
            return ['%s: %s' % (setting.key, self.values[setting.key])]
        if setting.style == 'basic':
            self.values[setting.key] = command.name[len(setting.key):] or '0'
            return []
        prefix = setting.command + ': '
        if command.kind == 'test':
            return [prefix + setting.test] if setting.test else []
        value = self.values[setting.key]
        if command.kind == 'read' or setting.style == 'named' and len(command.fields) == 1:
            return setting.lines(value)
        if setting.style == 'form':
            setting.fill(value, ','.join(f.strip() for f in command.fields))
            return []
        if setting.style in ('rows', 'numbered'):
            return self.execute_row(setting, command, prefix)
        fields = command.fields[1:] if setting.style == 'named' else command.fields
        arguments = ','.join(f.strip() for f in fields)
        setting.check(arguments)
        self.values[setting.key] = arguments
        return setting.lines(arguments) if setting.echoes else []

    def execute_row(self, setting, command, prefix):
        rows = self.values[setting.key]
        key = unquote(command.fields[0])
        if len(command.fields) > 1:
            arguments = ','.join(f.strip() for f in command.fields[1:])
            setting.check(arguments)
            rows[key] = arguments
        elif setting.style == 'numbered':
            return [prefix + setting.shown(rows[key])] if key in rows else []
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
                self.saved.pop(key, None)
