#!/usr/bin/env python3
"""Measures whether learning does harm: programs are typed word by word, with pauses in which a half-written line is an error, and slips that are
corrected, all with one state folder. What a server takes for repairs there is hardly ever one.

Printed is how many fixes were learned from it, and then the project's own cases are tried with that state folder and without learning: the first
quick fix of the first error, and the heal.

    tests/measure/typed.py python javascript rust go [--share 0.5] [--every 3] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from cases import Case, lay_out, own_cases, own_programs
from client import Editor, ServerFailure
from press import REPOSITORY, server_command
from replay import Met, met
from trial import LANGUAGE_IDS, Terms, surroundings

# Words and signs, each with the white space in front of it.
PIECES = re.compile(r"\s*(?:\w+|[^\w\s])")
# One in so many words is mistyped first.
SLIPS = 12


def steps(text: str, begin: int, chance: random.Random) -> list[str]:
    """The texts of a document while the rest of it is written from a place on."""
    written, found, since = text[:begin], [], 0
    for piece in PIECES.findall(text[begin:]):
        word = piece.strip()
        if len(word) > 3 and word.isalpha() and chance.randrange(SLIPS) == 0:
            at = chance.randrange(1, len(word) - 1)
            found.append(written + piece.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :]))
        written += piece
        since += 1
        # People pause where a thought ends, or in its middle.
        if "\n" in piece or since >= chance.randrange(2, 7):
            found.append(written)
            since = 0
    return [*found, text]


def type_in(program: Case, terms: Terms, folders: tuple[Path, Path], share: float, chance: random.Random) -> int:
    """Writes the last part of a program in an editor. How many versions of it there were."""
    home, worker = folders
    with tempfile.TemporaryDirectory(prefix="healer-typed-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch) / "work"
        folder.mkdir()
        lay_out(program, folder, terms.corpus)
        text = program.broken
        breaks = [match.end() for match in re.finditer(r"\n\n", text) if match.end() >= len(text) * (1 - share)]
        begin = breaks[0] if breaks else int(len(text) * (1 - share))
        path = folder / program.target
        path.write_text(text[:begin], encoding="utf-8")
        editor = Editor(terms.server, folder, surroundings(program, home, worker))
        try:
            editor.begin({"trust": True})
            editor.open(path, LANGUAGE_IDS[path.suffix], text[:begin])
            editor.settle(0, 5.0, terms.quiet)
            versions = steps(text, begin, chance)
            for version in versions:
                published = editor.published()
                editor.replace(version)
                editor.settle(published, 1.5, terms.quiet)
            return len(versions)
        finally:
            editor.end()


def learned(command: list[str], home: Path) -> list[dict[str, object]]:
    """The fixes that the state folder knows, as the server's own command line tells them."""
    said = subprocess.run([command[0], "patterns", "list", "--json"], env={"HEALER_HOME": str(home)}, capture_output=True, text=True, check=False)
    return json.loads(said.stdout).get("patterns", []) if said.stdout.strip() else []


def tried(cases: list[Case], terms: Terms, home: Path, worker: Path) -> list[tuple[Met, Met]]:
    """Each case with what was learned, and without."""
    pairs = []
    for case in cases:
        with tempfile.TemporaryDirectory(prefix="healer-home-", ignore_cleanup_errors=True) as scratch:
            copy = Path(scratch) / "home"
            if home.exists():
                shutil.copytree(home, copy)
            with_it = met(case, terms, (copy, worker), {"learning": "on"})
            without = met(case, terms, (Path(scratch) / "none", worker), {"learning": "off"})
            pairs.append((with_it, without))
    return pairs


def main() -> int:
    """Returns the exit status: 0, or 2 where nothing could be run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("languages", nargs="+", choices=["python", "javascript", "rust", "go"])
    parser.add_argument("--server", default=f"{REPOSITORY}/target/release/healer lsp", help="the server's command line")
    parser.add_argument("--share", type=float, default=0.5, help="how much of each program is typed")
    parser.add_argument("--programs", type=int, default=8, help="how many programs of each language")
    parser.add_argument("--every", type=int, default=3, help="of the own cases, take every Nth")
    parser.add_argument("--seed", type=int, default=1, help="of slips and pauses")
    arguments = parser.parse_args()
    command = server_command(arguments.server)
    terms = Terms(command, 20.0, 0.3, 1, None)
    for language in arguments.languages:
        chance = random.Random(arguments.seed)
        with tempfile.TemporaryDirectory(prefix="healer-typed-", ignore_cleanup_errors=True) as above:
            home, worker = Path(above) / "home", Path(above) / "cache"
            versions = 0
            for program in own_programs(language)[: arguments.programs]:
                try:
                    versions += type_in(program, terms, (home, worker), arguments.share, chance)
                except ServerFailure as problem:
                    print(f"{program.identifier}: {problem}", file=sys.stderr)
                    return 2
            known = learned(command, home)
            print(f"{language}: {versions} versions typed, {len(known)} fixes learned", flush=True)
            for pattern in known:
                print(f"    {json.dumps(pattern)[:200]}")
            pairs = tried(own_cases(language)[:: arguments.every], terms, home, worker)
            for what in ("first", "heal"):
                lost = [old.identifier for new, old in pairs if getattr(old, what) and not getattr(new, what)]
                gained = [old.identifier for new, old in pairs if getattr(new, what) and not getattr(old, what)]
                print(f"{language} {what:6} n {len(pairs)}  without {sum(getattr(old, what) for _, old in pairs)}  with {sum(getattr(new, what) for new, _ in pairs)}  gained {gained}  lost {lost}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
