#!/usr/bin/gjs -m
// Updates a modem and waits for the verdict.
//
//     update.js MODEM URL
//
// SPDX-License-Identifier: LGPL-2.1-or-later

import Fotad from 'gi://Fotad?version=1.0';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import System from 'system';

const [name, url] = ARGV;
const flags = [Gio.DBusCallFlags.NONE, -1, null];
const loop = new GLib.MainLoop(null, false);
let status = 1;

function onEnd(client, result) {
    try {
        client.wait_for_job_finish(result);
        print('succeeded');
        status = 0;
    } catch (error) {
        print(`failed: ${error.message}`);
    }
    loop.quit();
}

try {
    const client = Fotad.Client.new_sync(null);
    const [, path] = client.get_manager().call_find_modem_sync(name, ...flags);
    const options = new GLib.Variant('a{sv}', {label: GLib.Variant.new_string('example')});
    const [, job] = client.get_modem(path).call_update_sync(url, options, ...flags);

    client.wait_for_job(job, null, onEnd);
    loop.run();
} catch (error) {
    printerr(error.message);
}
System.exit(status);
