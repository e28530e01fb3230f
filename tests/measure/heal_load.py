#!/usr/bin/env python3
"""Heals a large workspace while somebody works in it, and measures what that costs.

The workspace has so many files over the four languages, of which some have one mistake each; it is made from a seed, always the same. While
`healer.heal` mends it within a budget of time, a second document is open and asked for code actions without a pause. Needs Linux for the memory
of the server (`VmHWM`). Tools are those on PATH; which of them run is part of what is measured.

    tests/measure/heal_load.py --server target/release/healer [--files 2000] [--errors 500] [--seconds 120] [--languages python,go] [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from client import Editor, ServerFailure, uri_of

LANGUAGES = ["rust", "python", "javascript", "go"]
NOUNS = "order price invoice customer parcel shelf reader loan station signal record ticket garden bottle planet engine".split()
VERBS = "count merge split total sort find label check scale round".split()


class Names:
    """Names for the n-th module of a language."""

    def __init__(self, number: int) -> None:
        # No underscore before the number: Go would take `_386` for a kind of machine.
        self.module = f"{NOUNS[number % len(NOUNS)]}{number}"
        self.noun = NOUNS[number % len(NOUNS)]
        self.verb = VERBS[number % len(VERBS)]


def python_text(names: Names, chance: random.Random) -> str:
    lines = [f'"""All about {names.noun}s."""', "", "import json", "import math", ""]
    for part in range(6):
        lines += ["", f"def {names.verb}_{names.noun}_{part}(values, limit):", f'    """The {names.noun}s below a limit."""', "    kept = [value for value in values if value < limit]"]
        lines += [f"    if len(kept) > {chance.randrange(2, 9)}:", "        kept = sorted(kept)", "    return json.dumps(kept)", ""]
    lines += ["", f"def {names.noun}_root(value):", "    return math.sqrt(value)"]
    return "\n".join(lines) + "\n"


def javascript_text(names: Names, chance: random.Random) -> str:
    lines = ["import { readFileSync } from 'node:fs';", ""]
    for part in range(6):
        lines += [f"/** The {names.noun}s below a limit. */", f"export function {names.verb}{part}(values, limit) {{", "  const kept = values.filter((value) => value < limit);"]
        lines += [f"  if (kept.length > {chance.randrange(2, 9)}) {{", "    kept.sort();", "  }", "  return JSON.stringify(kept);", "}", ""]
    lines += ["export function load(path) {", "  return readFileSync(path, 'utf8');", "}"]
    return "\n".join(lines) + "\n"


def rust_text(names: Names, chance: random.Random) -> str:
    lines = [f"//! All about {names.noun}s.", "", "use std::collections::HashMap;", ""]
    for part in range(6):
        lines += [f"/// The {names.noun}s below a limit.", f"pub fn {names.verb}_{part}(values: &[u32], limit: u32) -> Vec<u32> {{"]
        lines += ["    let mut kept: Vec<u32> = values.iter().copied().filter(|value| *value < limit).collect();", f"    if kept.len() > {chance.randrange(2, 9)} {{", "        kept.sort();", "    }", "    kept", "}", ""]
    lines += ["pub fn table(names: &[&str]) -> HashMap<String, usize> {", "    names.iter().map(|name| (name.to_string(), name.len())).collect()", "}"]
    return "\n".join(lines) + "\n"


def go_text(names: Names, chance: random.Random) -> str:
    lines = [f"// Package {names.module} is about {names.noun}s.", f"package {names.module}", "", "import (", '\t"sort"', '\t"strings"', ")", ""]
    for part in range(6):
        name = f"{names.verb.capitalize()}{part}"
        lines += [f"// {name} gives what is below a limit.", f"func {name}(values []int, limit int) []int {{", "\tkept := []int{}", "\tfor _, value := range values {", "\t\tif value < limit {", "\t\t\tkept = append(kept, value)", "\t\t}", "\t}"]
        lines += [f"\tif len(kept) > {chance.randrange(2, 9)} {{", "\t\tsort.Ints(kept)", "\t}", "\treturn kept", "}", ""]
    lines += ["// Upper gives a name in capitals.", "func Upper(name string) string {", "\treturn strings.ToUpper(name)", "}"]
    return "\n".join(lines) + "\n"


# What people do wrong: a text and what becomes of its first occurrence.
MISTAKES = {
    "python": [("limit):\n", "limit)\n"), ("sorted(kept)", "sorted(kpet)"), ("import json\n", ""), ("return json.dumps(kept)", "return json.dumps(kept")],
    "javascript": [("JSON.stringify(kept)", "JSON.stringify(kept"), ("kept.sort();", "kpet.sort();"), ("=> value < limit)", "=> value < limit"), ("import { readFileSync } from 'node:fs';\n", "")],
    "rust": [("kept.sort();", "kpet.sort();"), ("let mut kept", "let kept"), ("use std::collections::HashMap;\n", ""), ("        kept.sort();", "        kept.srot();")],
    "go": [("sort.Ints(kept)", "sort.Ints(kpet)"), ('\t"strings"\n', ""), ("kept := []int{}", "kept = []int{}"), ("return kept", "return kpet")],
}
TEXTS = {"python": python_text, "javascript": javascript_text, "rust": rust_text, "go": go_text}


def path_of_module(language: str, number: int, names: Names) -> str:
    """Where a module lies; a crate and a Python package have a hundred modules each."""
    group = number // 100
    return {
        "python": f"py/pack{group}/{names.module}.py",
        "javascript": f"web/part{group}/{names.module}.js",
        "rust": f"crates/part{group}/src/{names.module}.rs",
        "go": f"go/{names.module}/{names.module}.go",
    }[language]


def make(root: Path, languages: list[str], files: int, errors: int, seed: int) -> int:
    """Makes the workspace and gives the number of files with a mistake."""
    chance = random.Random(seed)
    (root / ".healer").mkdir(parents=True)
    modules = [(language, number) for number in range(files // len(languages)) for language in languages]
    broken = set(chance.sample(range(len(modules)), min(errors, len(modules))))
    crates: dict[int, list[str]] = {}
    for place, (language, number) in enumerate(modules):
        names = Names(number)
        text = TEXTS[language](names, chance)
        if place in broken:
            wanted, written = chance.choice(MISTAKES[language])
            assert wanted in text, (language, wanted)
            text = text.replace(wanted, written, 1)
        path = root / path_of_module(language, number, names)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        if language == "python":
            (path.parent / "__init__.py").touch()
        if language == "rust":
            crates.setdefault(number // 100, []).append(names.module)
    for group, names_of_modules in crates.items():
        folder = root / f"crates/part{group}"
        (folder / "Cargo.toml").write_text(f'[package]\nname = "part{group}"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n')
        (folder / "src/lib.rs").write_text("".join(f"pub mod {name};\n" for name in sorted(names_of_modules)))
    if "go" in languages:
        (root / "go/go.mod").write_text("module example.com/load\n\ngo 1.22\n")
    return len(broken)


def peak_memory(process: int) -> float:
    """The most memory that a process has had, in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


class Watcher(Editor):
    """An editor that keeps the notifications of heals."""

    def __init__(self, *arguments, **options) -> None:
        self.ended: dict | None = None
        self.told = 0
        super().__init__(*arguments, **options)

    def _take(self, message) -> None:
        if message.get("method") == "healer/healed":
            self.ended = message["params"]
        if message.get("method") == "healer/event":
            self.told += 1
        super()._take(message)


def measure(arguments: argparse.Namespace) -> dict:
    with tempfile.TemporaryDirectory(prefix="heal-load-") as folder:
        above = Path(folder).resolve()
        root = above / "work"
        broken = make(root, arguments.languages, arguments.files, arguments.errors, arguments.seed)
        opened = root / path_of_module(arguments.languages[0], 0, Names(0))
        environment = {"HEALER_HOME": str(above / "home"), "HEALER_CACHE": str(above / "cache"), "HEALER_LOG": os.environ.get("HEALER_LOG", "warn")}
        editor = Watcher([str(Path(arguments.server).resolve()), "lsp"], root, environment, arguments.log)
        try:
            editor.begin({"trust": True, "heal": {"limitSeconds": arguments.seconds}})
            text = opened.read_text().replace("limit", "limit", 1)
            language = arguments.languages[0]
            editor.open(opened, language, text)
            editor.settle(0, 30.0, 2.0)
            before_heal = peak_memory(editor.process)
            wish = {"uri": uri_of(opened), "scope": "workspace", "apply": "preview", "seconds": arguments.seconds}
            began = time.monotonic()
            editor.request("workspace/executeCommand", {"command": "healer.heal", "arguments": [wish]})
            waits, place = [], 0
            while editor.ended is None and time.monotonic() - began < arguments.seconds + 60:
                place = (place + 1) % 40
                span = {"start": {"line": place, "character": 0}, "end": {"line": place, "character": 5}}
                asked = time.monotonic()
                editor.request("textDocument/codeAction", {"textDocument": {"uri": editor.uri}, "range": span, "context": {"diagnostics": [], "triggerKind": 1}})
                waits.append(1000.0 * (time.monotonic() - asked))
                # A pause of a person, in which messages are taken.
                editor.wait(lambda: editor.ended is not None, 0.05)
                memory = peak_memory(editor.process)
            waits.sort()
            ended = editor.ended or {"status": "still running"}
            return {
                "files": arguments.files,
                "broken files": broken,
                "languages": arguments.languages,
                "status": ended.get("status"),
                "reason": ended.get("reason"),
                "errors before": ended.get("before"),
                "errors after": ended.get("after"),
                "attempts told": editor.told,
                "checkers": ended.get("checkers"),
                "heal s": round(time.monotonic() - began, 1),
                "budget s": arguments.seconds,
                "memory before MB": round(before_heal, 1),
                "memory peak MB": round(memory, 1),
                "code actions": len(waits),
                "code action p50 ms": round(statistics.median(waits), 1) if waits else None,
                "code action p99 ms": round(waits[min(len(waits) - 1, int(0.99 * len(waits)))], 1) if waits else None,
                "code action max ms": round(waits[-1], 1) if waits else None,
            }
        finally:
            editor.end()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="target/release/healer", help="the program to measure")
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--errors", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=120, help="the heal's budget of time")
    parser.add_argument("--languages", type=lambda names: names.split(","), default=LANGUAGES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where the server's standard error goes")
    arguments = parser.parse_args()
    try:
        print(json.dumps(measure(arguments), indent=1))
    except ServerFailure as failure:
        print(f"heal_load: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
