"""A modem with no firmware update at all: what the daemon must call unsupported.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
from ..modem import Modem as MODEM  # noqa: F401
