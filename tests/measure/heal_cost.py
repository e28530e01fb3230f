#!/usr/bin/env python3
"""Holds the time of a heal against that of the checker alone, on the same machine in the same run.

Each case is opened in a server of its own; when the diagnostics have settled, `healer.heal` is asked for and timed until its report has come.
Before that the case's judge (the real checker, see judges.py) is run on the broken program until its caches are warm, and then timed.

    tests/measure/heal_cost.py [SET…] [--every 4] [--server "target/release/healer lsp"]

One case at a time, so that nothing but the server and its tools is at work. Figures are in milliseconds.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from cases import Case, CaseError, lay_out
from client import Editor, Message, ServerFailure
from judges import Room, errors_of
from press import REPOSITORY, chosen, server_command
from records import grouped
from trial import LANGUAGE_IDS, surroundings


# Seconds without news after which every checker has looked at the file, the slowest too, as when a person asks for a heal.
SETTLED = 3.0


class Watcher(Editor):
    """An editor that takes note of what the last heal came to."""

    healed: Message | None = None

    def _take(self, message: Message) -> None:
        if message.get("method") == "healer/healed":
            self.healed = message["params"]
        super()._take(message)

    def heal(self) -> Message:
        """Has the document healed, without applying it; returns the report."""
        self.healed = None
        wish = {"uri": self.uri, "scope": "file", "apply": "preview"}
        self.request("workspace/executeCommand", {"command": "healer.heal", "arguments": [wish]}, 60.0)
        self.wait(lambda: self.healed is not None, 60.0)
        if self.healed is None:
            raise ServerFailure("healer/healed did not come in 60 s")
        return self.healed


def percentile(values: list[float], share: int) -> float:
    """The value below which `share` percent of the values lie."""
    return sorted(values)[min(len(values) - 1, share * len(values) // 100)]


def checker_alone(case: Case, room: Room) -> float:
    """Milliseconds of the checker's third run on the broken program."""
    for _ in range(3):
        began = time.monotonic()
        errors_of(case.judge, room)
    return 1000.0 * (time.monotonic() - began)


def measured(case: Case, server: list[str], corpus: Path | None, worker: Path) -> tuple[float, float, str]:
    """Milliseconds of the checker alone and of the heal, and the heal's status."""
    with tempfile.TemporaryDirectory(prefix="healer-case-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / "work"
        folder.mkdir()
        lay_out(case, folder, corpus)
        environment = surroundings(case, Path(scratch) / "home", worker)
        alone = checker_alone(case, Room(folder, case.target, environment))
        editor = Watcher(server, folder, environment)
        try:
            path = folder / case.target
            editor.begin({"trust": True})
            editor.open(path, LANGUAGE_IDS[path.suffix], case.broken)
            editor.settle(0, 20.0, SETTLED)
            began = time.monotonic()
            report = editor.heal()
            return alone, 1000.0 * (time.monotonic() - began), str(report.get("status"))
        finally:
            editor.end()


def main() -> int:
    """Returns the exit status: 0, or 2 where nothing could be run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="own-python and the like, or a file of the corpus without its ending; by default all own sets")
    parser.add_argument("--server", default=f"{REPOSITORY}/target/release/healer lsp", help="the server's command line")
    parser.add_argument("--corpus", type=Path, default=REPOSITORY.parent / "shared" / "corpus", help="the folder of the corpus")
    parser.add_argument("--every", type=int, default=1, help="take every Nth case")
    arguments = parser.parse_args()
    arguments.match, arguments.check, arguments.record, arguments.all = "", False, False, False
    corpus = arguments.corpus.resolve() if arguments.corpus.is_dir() else None
    cases = chosen(arguments, corpus)
    if not cases:
        print("no cases that can be judged here", file=sys.stderr)
        return 2
    print(f"{'':24}{'n':>4} {'healed':>7} {'checker p50':>12} {'heal p50':>9} {'p95':>7} {'bound':>7} {'within':>7} {'p95 of heal ÷ checker':>22}")
    with tempfile.TemporaryDirectory(prefix="healer-measure-", ignore_cleanup_errors=True) as cache:
        for name, group in grouped(cases, lambda case: case.set_name).items():
            figures = []
            for case in group:
                try:
                    figures.append(measured(case, server_command(arguments.server), corpus, Path(cache)))
                except (ServerFailure, CaseError, OSError) as problem:
                    print(f"{case.identifier}: {problem}")
            alone, heals = [one[0] for one in figures], [one[1] for one in figures]
            bounds = [1.5 * milliseconds + 50 for milliseconds in alone]
            within = 100 * statistics.mean(heal <= bound for heal, bound in zip(heals, bounds))
            healed = 100 * statistics.mean(status == "healed" for *_, status in figures)
            ratio = percentile([heal / milliseconds for milliseconds, heal, _ in figures], 95)
            print(
                f"{name:24}{len(figures):4} {healed:6.1f}% {statistics.median(alone):12.0f} {statistics.median(heals):9.0f} {percentile(heals, 95):7.0f}"
                f" {statistics.median(bounds):7.0f} {within:6.1f}% {ratio:22.2f}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
