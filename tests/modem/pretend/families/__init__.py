"""The families by name.  A new one is a module here with a class MODEM and a NAME.models file.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import configparser
import importlib
import os
import pkgutil

HERE = os.path.dirname(__file__)


def names():
    return sorted(m.name for m in pkgutil.iter_modules([HERE]) if not m.name.startswith('_'))


def family(name):
    """The class of a family; ValueError when there is none."""
    if name not in names():
        raise ValueError('no such family: ' + name)
    return importlib.import_module(__name__ + '.' + name).MODEM


def models(name):
    """Facts of each model of a family, by model name."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(os.path.join(HERE, name + '.models'), encoding='utf-8')
    return {s: {**dict(parser[s]), 'model': s} for s in parser.sections()}


def facts(name, model=None):
    """Facts of a model, or of the family's first one."""
    known = models(name)
    model = model or next(iter(known))
    if model not in known:
        raise ValueError('no such model of %s: %s' % (name, model))
    return known[model]
