#!/usr/bin/python3
"""Updates a modem and waits for the verdict.

    update.py MODEM URL
"""

# SPDX-License-Identifier: LGPL-2.1-or-later

import sys

import gi

gi.require_version('Fotad', '1.0')
from gi.repository import Fotad, Gio, GLib  # noqa: E402

FLAGS = (Gio.DBusCallFlags.NONE, -1, None)


def on_end(client, result, end):
    try:
        client.wait_for_job_finish(result)
        print('succeeded')
        end['status'] = 0
    except GLib.Error as error:
        print('failed:', error.message)
    end['loop'].quit()


def main():
    name, url = sys.argv[1:]
    end = {'loop': GLib.MainLoop(), 'status': 1}
    try:
        client = Fotad.Client.new_sync(None)
        path = client.get_manager().call_find_modem_sync(name, *FLAGS)
        options = GLib.Variant('a{sv}', {'label': GLib.Variant('s', 'example')})
        job = client.get_modem(path).call_update_sync(url, options, *FLAGS)
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
        return 1
    client.wait_for_job(job, None, on_end, end)
    end['loop'].run()
    return end['status']


sys.exit(main())
