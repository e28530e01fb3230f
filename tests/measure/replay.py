#!/usr/bin/env python3
"""Measures what a store that learns is worth: cases in random order, one after the other, with one state folder, as a user's days go by.

In each case the heal and the first quick fix of the judge's first error are asked for and judged, without being applied. Then the user mends the
program: by the first fix where that made it clean, else by the known answer, where there is one. The same cases are run once more without learning.
The two are compared over the last third of the order, in all and in the categories that occur at least ten times.

    tests/measure/replay.py python javascript rust go [--every 2] [--seed 1] [--out replay.jsonl]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from cases import Case, CaseError, lay_out
from client import ServerFailure
from heal_cost import Watcher
from judges import Room, errors_of
from press import REPOSITORY, chosen, server_command
from trial import LANGUAGE_IDS, Outcome, Terms, next_text, surroundings
from verdicts import verdict

# How often a category has to occur for its figures to be told apart.
OFTEN = 10


class Met(NamedTuple):
    """What came of a case: its category as healer sees it, whether the heal and whether the first fix made it clean, and whether the user mended it by the answer."""

    identifier: str
    category: str
    heal: bool
    first: bool
    answered: bool


def is_clean(case: Case, room: Room, text: str | None) -> bool:
    """Whether the judge finds nothing in a text in the broken one's place, and the program was kept. The broken text is put back."""
    if text is None or text == case.broken:
        return False
    path = room.folder / room.target
    path.write_bytes(text.encode())
    try:
        return not errors_of(case.judge, room) and verdict(case, text, True).clean
    finally:
        path.write_bytes(case.broken.encode())


def met(case: Case, terms: Terms, folders: tuple[Path, Path], options: dict[str, object]) -> Met:
    """Runs one case with the state folder and the folder for what stays warm, which all cases share."""
    home, worker = folders
    with tempfile.TemporaryDirectory(prefix="healer-case-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / "work"
        folder.mkdir()
        lay_out(case, folder, terms.corpus)
        environment = surroundings(case, home, worker)
        room = Room(folder, case.target, environment)
        lines = case.error_lines or [error.line for error in errors_of(case.judge, room)]
        editor = Watcher(terms.server, folder, environment)
        try:
            path = folder / case.target
            editor.begin({"trust": True, **options})
            editor.open(path, LANGUAGE_IDS[path.suffix], case.broken)
            editor.wait(lambda: bool(editor.shown()), terms.limit)
            editor.settle(editor.published() - 1, 1.0, terms.quiet)
            shown = sorted(editor.shown(), key=lambda one: min((abs(one["range"]["start"]["line"] + 1 - line) for line in lines), default=0))
            data = (shown[0].get("data") or {}) if shown else {}
            category = (data.get("healer") or data).get("category", "")
            first = next_text(editor, Outcome(case), lines, {case.broken})
            first_is_clean = is_clean(case, room, first)
            edit = editor.heal().get("edit")
            heal_is_clean = is_clean(case, room, editor.outcome({"edit": edit}) if edit else None)
            mended = first if first_is_clean else case.answer
            if mended is not None:
                published = editor.published()
                editor.replace(mended)
                editor.settle(published, 3.0, 1.0)
            return Met(case.identifier, str(category), heal_is_clean, first_is_clean, mended is not None and not first_is_clean)
        finally:
            editor.end()


def compared(learning: list[Met], without: list[Met]) -> None:
    """Prints the last third with and without learning."""
    often = {category for category, count in Counter(one.category for one in without).items() if count >= OFTEN}
    start = len(without) * 2 // 3
    pairs = list(zip(learning[start:], without[start:]))
    for name, chosen_pairs in [("all", pairs), (f"categories met {OFTEN} times", [pair for pair in pairs if pair[1].category in often])]:
        for what in ("first", "heal"):
            before = sum(getattr(old, what) for _, old in chosen_pairs)
            after = sum(getattr(new, what) for new, _ in chosen_pairs)
            gained = [new.identifier for new, old in chosen_pairs if getattr(new, what) and not getattr(old, what)]
            lost = [new.identifier for new, old in chosen_pairs if getattr(old, what) and not getattr(new, what)]
            print(f"{name:24} {what:6} n {len(chosen_pairs):4}  without {before:4}  with {after:4}  gained {gained}  lost {lost}")


def main() -> int:
    """Returns the exit status: 0, or 2 where nothing could be run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET", help="own-python and the like, or a file of the corpus without its ending")
    parser.add_argument("--server", default=f"{REPOSITORY}/target/release/healer lsp", help="the server's command line")
    parser.add_argument("--corpus", type=Path, default=REPOSITORY.parent / "shared" / "corpus", help="the folder of the corpus")
    parser.add_argument("--every", type=int, default=1, help="of a corpus, take every Nth case")
    parser.add_argument("--match", default="", help="a regular expression on a case's id, family or operator")
    parser.add_argument("--seed", type=int, default=1, help="of the order")
    parser.add_argument("--out", type=Path, help="write what came of each case here, one JSON object a line")
    arguments = parser.parse_args()
    arguments.check = arguments.record = arguments.all = False
    corpus = arguments.corpus.resolve() if arguments.corpus.is_dir() else None
    cases = chosen(arguments, corpus)
    random.Random(arguments.seed).shuffle(cases)
    terms = Terms(server_command(arguments.server), 20.0, 0.4, 1, corpus)
    runs: dict[str, list[Met]] = {"on": [], "off": []}
    with tempfile.TemporaryDirectory(prefix="healer-replay-", ignore_cleanup_errors=True) as above:
        for number, case in enumerate(cases):
            for learning, found in runs.items():
                folders = (Path(above) / f"home-{learning}", Path(above) / f"cache-{learning}")
                try:
                    found.append(met(case, terms, folders, {"learning": learning}))
                except (ServerFailure, CaseError, OSError) as problem:
                    print(f"{case.identifier}, learning {learning}: {problem}", file=sys.stderr)
                    found.append(Met(case.identifier, "", False, False, False))
            if number % 50 == 49:
                print(f"{number + 1} of {len(cases)} cases", file=sys.stderr, flush=True)
    compared(runs["on"], runs["off"])
    if arguments.out:
        rows = [{"learning": learning, **one._asdict()} for learning, found in runs.items() for one in found]
        arguments.out.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
