#!/usr/bin/python3
"""Counts what meson ran: the last line is "N passed, N failed".  A test that was skipped without
naming the hardware it lacks counts as failed, and so does a run of nothing.

    count.py TESTLOG.JSON MESON_STATUS
"""
import json
import re
import sys

GOOD = {"OK", "EXPECTEDFAIL"}
HARDWARE = re.compile(r"no hardware: \S+", re.I)


def main():
    passed, failed = 0, []
    with open(sys.argv[1], encoding="utf-8") as log:
        for line in log:
            test = json.loads(line)
            output = test.get("stdout", "") + test.get("stderr", "")
            if test["result"] in GOOD:
                passed += 1
            elif test["result"] == "SKIP" and HARDWARE.search(output):
                print(f"skipped: {test['name']}: {HARDWARE.search(output).group(0)}")
            else:
                failed.append((test["name"], test["result"]))
    for name, result in failed:
        print(f"failed: {name}: {result}")
    if passed == 0 and not failed:
        failed.append(("nothing was run", "ERROR"))
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed or sys.argv[2] != "0" else 0


sys.exit(main())
