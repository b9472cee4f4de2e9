#!/usr/bin/python3
"""The walls of the house: a room of daemon/ includes only rooms below it, and no vendor's word
occurs in daemon/.

    rooms.py SOURCE_ROOT      exit status 1 and one line per breach
    rooms.py --self-test      plants one breach of every kind and expects to see it
"""
import pathlib
import re
import sys
import tempfile

# From the ground up; a room sees those before it, if they are listed in BELOW.
BELOW = {
    "core": [],
    "store": ["core"],
    "host": ["core"],
    "port": ["core"],
    "package": ["core"],
    "fetch": ["core"],
    "at": ["core", "port"],
    "vendor": ["core", "port", "at"],
    "engine": ["core", "store", "port", "at", "vendor"],
    "settings": ["core", "store", "port", "at", "vendor"],
    "modem": ["core", "store", "host", "port", "at", "vendor", "engine", "settings"],
    "job": ["core", "store", "host", "port", "package", "at", "vendor", "engine", "settings", "modem"],
    "bus": ["core", "store", "host", "port", "package", "at", "vendor", "engine", "settings", "modem",
            "job"],
}
WORDS = ["quectel", "cinterion", "telit", "sequans", "renesas", "sierra", "semtech", "thales",
         "airvantage", "qfotadl", "qind", "qgmr", "qcfg", "qfupl", "snfota", "sfdl", "sbnw", "scfg",
         "sgauth", "otaev", "otasuan", "otasnap", "otaipupd", "sqnsupgrade", "sqnfota", "sqndm", "wdsd",
         "wdsi", "wdss", "wdsr", "wdsc", "bg95", "exs82", "hl78", "ryz014"]
HEADERS = ["fotad-plugin.h", "fotad-plugin-rows.h", "fotad-control.h"]


def includes(text):
    return re.findall(r'^#include "([a-z]+)/', text, re.M)


def breaches(root):
    for path in sorted((root / "daemon").rglob("*.[ch]")):
        text = path.read_text(encoding="utf-8")
        where = path.relative_to(root)
        room = path.relative_to(root / "daemon").parts[0]
        for other in includes(text):
            if room in BELOW and other in BELOW and other != room and other not in BELOW[room]:
                yield f"{where}: room {room} may not include room {other}"
        for word in WORDS:
            if re.search(word, text, re.I):
                yield f"{where}: a vendor's word: {word}"
        if re.search(r"\bgoto\b", text):
            yield f"{where}: goto"
    for path in sorted((root / "plugins").rglob("*.[ch]")):
        text = path.read_text(encoding="utf-8")
        for other in re.findall(r'^#include "([^"]+)"', text, re.M):
            if other not in HEADERS and not (path.parent / other).exists():
                yield f"{path.relative_to(root)}: a plugin includes {other}"


def self_test():
    planted = {
        "daemon/at/a.c": ('#include "job/fotad-job.h"\n', "may not include room job"),
        "daemon/core/b.c": ("/* for Quectel only */\n", "a vendor's word: quectel"),
        "daemon/core/e.c": ("void\nf (void)\n{\n  goto out;\n}\n", "goto"),
        "plugins/acme/f.c": ('#include "at/fotad-at-channel.h"\n', "a plugin includes at/"),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, (text, _) in planted.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        seen = list(breaches(root))
    missed = [name for name, (_, sign) in planted.items()
              if not any(line.startswith(name) and sign in line for line in seen)]
    extra = len(seen) - len(planted)
    for name in missed:
        print(f"not seen: {name}")
    return 1 if missed or extra else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    found = list(breaches(pathlib.Path(sys.argv[1])))
    for line in found:
        print(line)
    return 1 if found else 0


sys.exit(main())
