#!/bin/bash
# Updates a modem and waits for the verdict, with nothing but busctl.
#
#     update.sh MODEM URL
#
# SPDX-License-Identifier: LGPL-2.1-or-later
set -eu

# The last word busctl prints, without its quotes.
last() {
    local -a words
    read -r -a words
    local word=${words[-1]}
    word=${word#\"}
    printf '%s\n' "${word%\"}"
}

property() {
    busctl get-property org.fotad1 "$1" org.fotad1.Job "$2"
}

modem=$(busctl call org.fotad1 /org/fotad1 org.fotad1.Manager FindModem s "$1" | last)
job=$(busctl call org.fotad1 "$modem" org.fotad1.Modem Update 'sa{sv}' "$2" 1 label s example | last)
while state=$(property "$job" State | last); do
    case $state in
    succeeded)
        echo succeeded
        exit 0
        ;;
    failed | cancelled)
        echo "$state: $(property "$job" Error)"
        exit 1
        ;;
    esac
    sleep 0.2
done
