"""The mark of a command handler.

SPDX-License-Identifier: LGPL-2.1-or-later
"""


def command(*names):
    """Marks a method `handler (port, command)` as the answer to these command names; it returns
    information lines or None, may be a coroutine, and raises AtError to refuse."""

    def mark(function):
        function.at_names = names
        return function

    return mark
