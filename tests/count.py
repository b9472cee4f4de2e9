#!/usr/bin/python3
"""Counts what meson ran: the last line is "N passed, N failed".  A test that was skipped without
naming the hardware it lacks counts as failed, and so does a run of nothing.

    count.py TESTLOG.JSON MESON_STATUS [AGAIN.JSON]
    count.py --failed TESTLOG.JSON      their names, a line each

AGAIN.JSON is a second run of those that failed, one at a time: what passes there was disturbed by the
others beside it, is named, and counts as passed.
"""
import json
import re
import sys

GOOD = {"OK", "EXPECTEDFAIL"}
HARDWARE = re.compile(r"no hardware: \S+", re.I)


def results(path):
    """Every test of the log: (name, whether it passed, what is to be said of it)."""
    with open(path, encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            output = test.get("stdout", "") + test.get("stderr", "")
            lacks = test["result"] == "SKIP" and HARDWARE.search(output)
            if lacks:
                print(f"skipped: {test['name']}: {lacks.group(0)}")
            else:
                yield test["name"], test["result"] in GOOD, test["result"]


def name_failed(path):
    for name, good, _ in results(path):
        if not good:
            print(name.rpartition(" / ")[2])


def main():
    again = {name: good for name, good, _ in results(sys.argv[3])} if len(sys.argv) > 3 else {}
    passed, failed = 0, []
    for name, good, result in results(sys.argv[1]):
        if not good and again.get(name):
            print(f"passed only alone: {name}: {result}")
        if good or again.get(name):
            passed += 1
        else:
            failed.append((name, result))
    for name, result in failed:
        print(f"failed: {name}: {result}")
    if passed == 0 and not failed:
        failed.append(("nothing was run", "ERROR"))
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed or (sys.argv[2] != "0" and not again) else 0


if sys.argv[1] == "--failed":
    name_failed(sys.argv[2])
else:
    sys.exit(main())
