#!/usr/bin/env python3
"""Records `healer heal` on the broken crate of the tests, as asciicast v2: what a terminal shows, with the time of each piece.

    tests/measure/record_heal.py [--server target/release/healer] [--out tests/measure/heal.cast] [--text tests/measure/heal.txt]

The crate is that of `tests/fixtures/scenarios/rust`, with two unrelated mistakes and an error that nobody can mend. It runs on a terminal of its
own, is asked once whether to write, and is answered yes. `asciinema play heal.cast` shows it; `--text` keeps it as a plain log.
"""

from __future__ import annotations

import argparse
import codecs
import fcntl
import json
import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 120, 48
#: How long the heal may go without a word, in seconds.
PATIENCE = 120.0


def recorded(command: list[str], folder: Path, environment: dict[str, str]) -> list[tuple[float, str]]:
    """What a command shows on a terminal, with the seconds since its start. The question at the end is answered with yes."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, WIDTH, 0, 0))
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=slave, stdout=slave, stderr=slave, close_fds=True, start_new_session=True)
    os.close(slave)
    began, decoder = time.monotonic(), codecs.getincrementaldecoder("utf-8")("replace")
    events: list[tuple[float, str]] = []
    answered = False
    while select.select([master], [], [], PATIENCE)[0]:
        try:
            piece = decoder.decode(os.read(master, 65536))
        except OSError:
            break
        events.append((time.monotonic() - began, piece))
        if not answered and "Write these changes?" in "".join(text for _, text in events):
            answered = True
            os.write(master, b"y\n")
    os.close(master)
    process.wait(PATIENCE)
    return events


def plain(events: list[tuple[float, str]]) -> str:
    """The lines as they stand at the end, without colours and without what was overwritten."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", "".join(piece for _, piece in events))
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1].rstrip() for line in text.split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="target/release/healer", help="the program to record")
    parser.add_argument("--out", type=Path, default=ROOT / "tests/measure/heal.cast")
    parser.add_argument("--text", type=Path, default=ROOT / "tests/measure/heal.txt")
    arguments = parser.parse_args()
    fixtures = ROOT / "tests/fixtures/scenarios/rust"
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / "bakery"
        shutil.copytree(fixtures / "broken", folder)
        shutil.copytree(fixtures / "broken-more", folder, dirs_exist_ok=True)
        environment = {**os.environ, "HEALER_HOME": f"{above}/home", "HEALER_CACHE": f"{above}/cache", "TERM": "xterm-256color", "CARGO_TERM_COLOR": "never"}
        environment.pop("HEALER_LOG", None)
        events = recorded([str(Path(arguments.server).resolve()), "heal"], folder, environment)
    header = {"version": 2, "width": WIDTH, "height": HEIGHT, "title": "healer heal", "env": {"TERM": "xterm-256color"}}
    prompt = [[0.0, "o", "$ healer heal\r\n"]]
    lines = [json.dumps(header), *(json.dumps(event) for event in prompt + [[round(at, 3), "o", piece] for at, piece in events])]
    arguments.out.write_text("\n".join(lines) + "\n")
    arguments.text.write_text("$ healer heal\n" + plain(events))
    print(f"{len(events)} pieces in {events[-1][0]:.1f} s" if events else "nothing was shown")
    return 0 if events else 1


if __name__ == "__main__":
    sys.exit(main())
