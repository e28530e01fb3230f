"""One case in one server process: the broken file is opened, and the first quick fix is pressed until the judge has nothing to say."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from cases import Case, CaseError, lay_out
from client import Editor, ServerFailure, errors_in_order
from judges import Error, Room, errors_of
from menus import Entry, judged_entries
from verdicts import Verdict, is_gutted, suppresses, verdict

LANGUAGE_IDS = {".py": "python", ".js": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".jsx": "javascriptreact", ".rs": "rust", ".go": "go"}

# Seconds that a user waits for a checker's word where the menu is empty: on a machine with other work a linter's start alone may take two.
PATIENCE = 4.0


class Terms(NamedTuple):
    """How every case is run: the server's command, seconds to wait for the first diagnostics, seconds of rest that count as settled, fixes pressed at most."""

    server: list[str]
    limit: float
    quiet: float
    presses: int
    corpus: Path | None
    # Whether every entry of the first menu is tried and judged.
    menus: bool = False


@dataclass
class Outcome:
    """What came of one case. `press` is the verdict on the last text; `presses` counts the fixes pressed; latencies are in milliseconds."""

    case: Case
    detect: bool = False
    top1: bool = False
    press: Verdict = Verdict()
    presses: int = 0
    text: str = ""
    titles: list[str] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    problem: str = ""


def surroundings(case: Case, home: Path, worker: Path) -> dict[str, str]:
    """The environment of a case's server and judge: where the state lies, and below `worker` what stays warm between cases."""
    environment = {"HEALER_HOME": str(home), "HEALER_CACHE": f"{worker}/cache"}
    if case.judge == "cargo" and case.project is not None:
        environment["CARGO_TARGET_DIR"] = f"{worker}/target/{case.project.name}"
    return environment


def run(case: Case, terms: Terms, worker: Path) -> Outcome:
    """Runs the case. `worker` is a folder for what stays warm between cases, and is used by one case at a time; what is learned does not stay."""
    outcome = Outcome(case, text=case.broken)
    with tempfile.TemporaryDirectory(prefix="healer-case-", ignore_cleanup_errors=True) as scratch:
        environment = surroundings(case, Path(scratch) / "home", worker)
        folder = Path(scratch) / "work"
        folder.mkdir()
        try:
            lay_out(case, folder, terms.corpus)
            room = Room(folder, case.target, environment)
            # The first build of a package's dependencies is not what is measured, and may take longer than anyone waits for diagnostics.
            cold = not Path(environment.get("CARGO_TARGET_DIR", folder)).exists()
            found = errors_of(case.judge, room) if cold or not case.error_lines else []
            lines = case.error_lines or [error.line for error in found]
            if not lines:
                raise CaseError("the judge finds nothing wrong in the broken program")
            log = Path(scratch) / "log"
            editor = Editor(terms.server, folder, environment | ({"HEALER_LOG": "healer::ranking=trace"} if terms.menus else {}), log)
            try:
                press_until_clean(editor, outcome, room, lines, terms)
            finally:
                editor.end()
        except (ServerFailure, CaseError, OSError, ValueError, KeyError) as problem:
            outcome.problem = f"{type(problem).__name__}: {problem}"[:300]
    return outcome


def press_until_clean(editor: Editor, outcome: Outcome, room: Room, lines: list[int], terms: Terms) -> None:
    """Fills in the outcome. `lines` are those of the judge's errors in the broken text."""
    case = outcome.case
    path = room.folder / room.target
    editor.begin({"trust": True})
    editor.open(path, LANGUAGE_IDS[path.suffix], case.broken)
    editor.wait(lambda: bool(editor.shown()), terms.limit)
    editor.settle(editor.published() - 1, 1.0, terms.quiet)
    shown = {diagnostic["range"][side]["line"] + 1 for diagnostic in editor.shown() for side in ("start", "end")}
    outcome.detect = any(abs(line - wanted) <= 1 for line in shown for wanted in lines)
    seen, counted = {case.broken}, len(lines)
    if terms.menus:
        found = errors_of(case.judge, room)
        outcome.entries = judged_entries(editor, case, room, [error.line for error in found], len(found), room.folder.parent / "log")
    for number in range(1, terms.presses + 1):
        text = offered_text(editor, outcome, lines, seen, terms)
        if text is None:
            return
        seen.add(text)
        outcome.text, outcome.presses = text, number
        path.write_bytes(text.encode())
        remaining = errors_of(case.judge, room)
        if number == 1:
            outcome.top1 = len(remaining) < counted and not is_gutted(case, text)
        if not remaining:
            outcome.press = verdict(case, text, True)
            return
        lines = [error.line for error in remaining]
        published = editor.published()
        editor.replace(text)
        editor.settle(published, terms.limit, terms.quiet)


def offered_text(editor: Editor, outcome: Outcome, lines: list[int], seen: set[str], terms: Terms) -> str | None:
    """As `next_text`; where nothing is on offer yet, a checker may still be at work, for which a user waits as long as there is news."""
    while (text := next_text(editor, outcome, lines, seen)) is None:
        published = editor.published()
        editor.settle(published, PATIENCE, terms.quiet)
        if editor.published() == published:
            return None
    return text


def next_text(editor: Editor, outcome: Outcome, lines: list[int], seen: set[str]) -> str | None:
    """The text after the first quick fix of the first error that has one, those at the judge's errors first; `None` where nothing new is on offer."""
    for diagnostic in errors_in_order(editor, lines):
        actions, elapsed = editor.quick_fixes(diagnostic)
        outcome.latencies.append(elapsed)
        for action in actions:
            text = editor.outcome(action)
            if suppresses(editor.text, text):
                continue
            if text not in seen:
                outcome.titles.append(action.get("title", ""))
                return text
            break
    return None


def judged(case: Case, corpus: Path | None, text: str | None = None) -> list[Error]:
    """What the case's judge finds in the broken program, or in another text in its place; no server is run."""
    scratch = Path(tempfile.mkdtemp(prefix="healer-case-"))
    try:
        lay_out(case, scratch, corpus)
        if text is not None:
            (scratch / case.target).write_bytes(text.encode())
        return errors_of(case.judge, Room(scratch, case.target, {}))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
