"""A pretend cellular modem: a stateful module with its update life, for testing without hardware.

SPDX-License-Identifier: LGPL-2.1-or-later
"""
