"""The command line of the pretend modem.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
import argparse
import asyncio
import signal
import sys

from . import families, knobs, scenarios
from .clock import Clock
from .control import Control
from .journal import Journal
from .wire import make_wire

EPILOG = """
WHERE is a unix socket's path, abstract:NAME (whose name includes "abstract:", as ModemManager's
test interface has it), pty:LINK (a new pseudo-terminal that LINK points to), tty:DEVICE or fd:N.
A --usb port vanishes when the module resets; a --uart port stays and prints, but does not listen
while the module updates itself.

  fotad-modem-simulator --usb /tmp/modem --time-scale 0.05 --scenario no-percent+lost-end
"""


def parse_options(arguments):
    parser = argparse.ArgumentParser(
        prog='fotad-modem-simulator', epilog=EPILOG,
        description='A pretend cellular modem with a firmware update, for ModemManager and fotad.',
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--family', default='quectel', help='default: quectel')
    parser.add_argument('--model', help="default: the family's first")
    parser.add_argument('--usb', action='append', default=[], metavar='WHERE')
    parser.add_argument('--uart', action='append', default=[], metavar='WHERE')
    parser.add_argument('--scenario', default='success', metavar='NAME[+NAME…]')
    parser.add_argument('--knob', action='append', default=[], metavar='NAME=VALUE')
    parser.add_argument('--set', action='append', default=[], metavar='FACT=VALUE',
                        help='such as version=… or imei=…')
    parser.add_argument('--time-scale', type=float, default=1.0, metavar='FACTOR',
                        help='real seconds per vendor second')
    parser.add_argument('--control', metavar='PATH', help='unix socket to act on it; try "help"')
    parser.add_argument('--log', metavar='FILE', help='JSON lines of all that was heard and said')
    parser.add_argument('--state', metavar='FILE', help='what survives a power cut; a restart is one')
    parser.add_argument('--list-families', action='store_true')
    parser.add_argument('--list-models', action='store_true')
    parser.add_argument('--list-scenarios', action='store_true')
    return parser, parser.parse_args(arguments)


def print_lists(options):
    """True when a list was asked for."""
    family = families.family(options.family)
    if options.list_families:
        print('\n'.join(families.names()))
    elif options.list_models:
        for name, facts in families.models(options.family).items():
            print('%-12s %s -> %s' % (name, facts['version'], facts['next']))
    elif options.list_scenarios:
        for name, (text, _) in scenarios.known(family).items():
            print('%-24s %s' % (name, text))
    else:
        return False
    return True


def make_modem(options):
    family = families.family(options.family)
    facts = families.facts(options.family, options.model)
    for text in options.set:
        name, _, value = text.partition('=')
        if name not in facts:
            raise ValueError('no such fact: ' + name)
        facts[name] = value
    extra = [knobs.from_text(text) for text in options.knob]
    clock = Clock(options.time_scale)
    wanted = scenarios.build(options.scenario, family, extra)
    modem = family(facts, clock, Journal(clock, options.log), wanted, options.state)
    for flavour in ('usb', 'uart'):
        for where in getattr(options, flavour):
            modem.attach(make_wire(where, flavour))
    return modem


async def run(options):
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    modem = make_modem(options)
    if options.control:
        await Control(modem, stop).serve(options.control)
    await modem.start()
    print('ready', flush=True)
    await stop.wait()
    modem.cancel_tasks()
    modem.sleep_ports(all_wires=True)


def main(arguments=None):
    parser, options = parse_options(arguments)
    try:
        if print_lists(options):
            return 0
        if not options.usb and not options.uart:
            parser.error('where? give --usb or --uart')
        asyncio.run(run(options))
    except (ValueError, OSError) as error:
        print('fotad-modem-simulator: %s' % error, file=sys.stderr)
        return 2
    return 0
