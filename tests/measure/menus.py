"""Whole menus: every fix that is offered for an error is tried and judged, for the calibration of the ranking."""

from __future__ import annotations

import difflib
import json
import re
from pathlib import Path
from typing import Any, NamedTuple

from cases import Case
from client import Editor, errors_in_order
from judges import Room, errors_of
from verdicts import is_gutted, is_sketch


class Entry(NamedTuple):
    """One fix on offer: what the server's ranking knew of it, and whether it was right."""

    evidence: dict[str, Any]
    # Its place in its menu, from 0.
    place: int
    # The error is gone, no other is new, nothing was silenced, thrown away or left to be written, and where the answer is known the text is nearer to it.
    right: bool
    exact: bool
    # The judge finds fewer errors and nothing was thrown away or left to be written, whatever the answer is: a check would let it pass.
    passed: bool


def judged_entries(editor: Editor, case: Case, room: Room, lines: list[int], counted: int, log: Path) -> list[Entry]:
    """The entries of the menu of the first error that has one, tried one after the other. `counted` errors stand at `lines` in the broken text."""
    path = room.folder / room.target
    entries: list[Entry] = []
    for diagnostic in errors_in_order(editor, lines):
        actions, _ = editor.quick_fixes(diagnostic)
        known = evidence(log)
        for place, action in enumerate(actions):
            about = known.get(action.get("data", {}).get("healer", {}).get("fix"))
            if about is None:
                continue
            text = editor.outcome(action)
            path.write_bytes(text.encode())
            remaining = len(errors_of(case.judge, room))
            kept = not is_gutted(case, text) and not is_sketch(case, text)
            nearer = case.answer is None or distance(text, case.answer) < distance(case.broken, case.answer)
            exact = case.answer is not None and text.split() == case.answer.split()
            passed = remaining < counted and kept
            entries.append(Entry(about, place, passed and nearer, exact, passed))
        path.write_bytes(case.broken.encode())
        if actions:
            break
    return entries


def evidence(log: Path) -> dict[str, dict[str, Any]]:
    """By fix, what the server said of its ranking so far."""
    known = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        place = line.find("{")
        if "healer::ranking" in line and place >= 0:
            try:
                said = json.loads(line[place:])
            except ValueError:
                continue  # The last line may not be whole yet.
            known[said["fix"]] = said
    return known


def distance(text: str, answer: str) -> int:
    """How many words and signs differ between a text and the answer. What lies between the first and the last difference is compared, however long."""
    own, wanted = (re.findall(r"\w+|[^\w\s]", words) for words in (text, answer))
    start = common(own, wanted)
    own, wanted = own[start:], wanted[start:]
    end = common(own[::-1], wanted[::-1])
    own, wanted = own[: len(own) - end], wanted[: len(wanted) - end]
    if len(own) * len(wanted) > 4_000_000:
        return len(own) + len(wanted)
    matcher = difflib.SequenceMatcher(None, own, wanted, autojunk=False)
    return len(own) + len(wanted) - 2 * sum(block.size for block in matcher.get_matching_blocks())


def common(own: list[str], wanted: list[str]) -> int:
    """How many words two lists begin with together."""
    return next((at for at, (left, right) in enumerate(zip(own, wanted)) if left != right), min(len(own), len(wanted)))
