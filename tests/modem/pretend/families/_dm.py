"""The automatic client of AN0214.

SPDX-License-Identifier: LGPL-2.1-or-later
"""


class DeviceManagement:
    """A part of Sequans."""

    def start_client(self):
        """After every boot."""
