#!/usr/bin/env python3
"""Starts the server on a large knowledge file and measures what that costs: the time to `initialize`, a menu with learned fixes looked up, and memory.

The file is made by the benchmark of the store, whose patterns have the names `common_0` to `common_96`; half of the starts are cold, with the file
put out of the system's cache. Needs Linux, for the memory of the server (`VmHWM`, `VmRSS`).

    HEALER_BENCH_PATTERNS=1000000 HEALER_BENCH_HOME=/tmp/store cargo bench --bench store
    tests/measure/store_load.py --home /tmp/store --server target/release/healer [--starts 20]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from client import Editor, ServerFailure

NAMES = 40


def program() -> str:
    """A module that calls functions that nobody knows, by names that patterns are known by."""
    lines = []
    for number in range(NAMES):
        lines += [f"def use_{number}(session, payload):", f"    total = session.common_{number}(payload, {number})", f"    return common_{number}(total)", ""]
    return "\n".join(lines)


def uncache(home: Path) -> None:
    """Has the system forget what it holds of the files of a folder."""
    for path in home.iterdir():
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def memory(process: int) -> dict[str, float]:
    """The resident memory of a process in MB, the most and now."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    found = dict(line.split(":", 1) for line in lines if line.startswith(("VmHWM", "VmRSS")))
    return {name: int(value.split()[0]) / 1024 for name, value in found.items()}


def start(arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    """One start, with a document opened and a menu for each of its errors."""
    text = program()
    path = folder / "module.py"
    path.write_text(text)
    environment = {"HEALER_CACHE": str(folder / "cache"), "HEALER_HOME": str(arguments.home.resolve() if arguments.home else folder / "home")}
    began = time.monotonic()
    editor = Editor([str(arguments.server.resolve()), "lsp"], folder, environment)
    try:
        editor.begin({})
        initialized = 1000.0 * (time.monotonic() - began)
        editor.open(path, "python", text)
        editor.settle(0, 30.0, 0.5)
        menus = [editor.quick_fixes(diagnostic)[1] for diagnostic in editor.shown()]
        if len(menus) < NAMES:
            raise ServerFailure(f"only {len(menus)} errors were found")
        return {"initialize": initialized, "menu": statistics.median(menus), **memory(editor.process)}
    finally:
        editor.end()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", type=Path, default=Path("target/release/healer"), help="the program to measure")
    parser.add_argument("--home", type=Path, help="the folder with the knowledge file; an empty one each time unless told")
    parser.add_argument("--starts", type=int, default=20)
    arguments = parser.parse_args()
    measured: dict[str, list[dict[str, float]]] = {"warm": [], "cold": []}
    try:
        for number in range(arguments.starts):
            is_cold = number % 2 == 1
            if is_cold and arguments.home is not None:
                uncache(arguments.home)
            with tempfile.TemporaryDirectory() as folder:
                measured["cold" if is_cold else "warm"].append(start(arguments, Path(folder)))
    except ServerFailure as failure:
        print(f"store_load: {failure}", file=sys.stderr)
        return 1
    for kind, runs in measured.items():
        if not runs:
            continue
        of = {name: sorted(run[name] for run in runs) for name in runs[0]}
        report = {
            "starts": len(runs),
            "initialize p50 ms": round(statistics.median(of["initialize"]), 1),
            "initialize max ms": round(of["initialize"][-1], 1),
            "menu p50 ms": round(statistics.median(of["menu"]), 2),
            "memory peak MB": round(of["VmHWM"][-1], 1),
            "memory after the menus MB": round(of["VmRSS"][-1], 1),
        }
        print(kind, json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
