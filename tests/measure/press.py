#!/usr/bin/env python3
"""Measures healer as an editor's user meets it: opens broken programs, presses the first quick fix, and lets the real checkers judge.

For each case it starts the server afresh, waits until the diagnostics have settled, and presses the first quick fix of the errors, those nearest to the
judge's own errors first, at most six times. It prints by set, language and family:
  detect   a diagnostic lies at an error that the judge reports
  top1     the first fix pressed left fewer errors
  press    at the end the judge finds nothing, and the program was kept
  exact    the text is then the answer, but for white space
  sketch   clean by a placeholder only, which is no success
  gutted   clean because a checker was silenced or the code was thrown away, which is none either

  press.py                                  the project's own cases, all languages
  press.py own-rust --match borrow          some of them
  press.py packages-go python --every 10    sets of the corpus
  press.py --all --check                    everything that is recorded, held against records.json
"""

from __future__ import annotations

import argparse
import concurrent.futures
import json
import queue
import re
import shlex
import sys
import tempfile
from pathlib import Path

from cases import OWN_JUDGES, Case, CaseError, corpus_cases, own_cases, own_programs
from judges import at_hand, known
from records import SAMPLE, grouped, losses, read_records, table, write_records
from trial import Outcome, Terms, judged, run

REPOSITORY = Path(__file__).resolve().parents[2]
OWN_SETS = [f"own-{language}" for language in OWN_JUDGES]


def usable(cases: list[Case], corpus: Path | None) -> list[Case]:
    """The cases whose judge can be asked here. A package that its judge refuses unbroken, as an older Go does, leaves its whole set out."""
    missing = sorted({case.judge for case in cases if known(case.judge) and not at_hand(case.judge)})
    if missing:
        print(f"{cases[0].set_name}: left out what {', '.join(missing)} judges, which is not on PATH", file=sys.stderr)
    cases = [case for case in cases if known(case.judge) and at_hand(case.judge)]
    first = next((case for case in cases if case.project is not None), None)
    if first is not None and (errors := judged(first, corpus, first.answer)):
        print(f"{first.set_name}: left out, the judge refuses even the unbroken package: {errors[0].message[:200]}", file=sys.stderr)
        return []
    return cases


def chosen(arguments: argparse.Namespace, corpus: Path | None) -> list[Case]:
    """The cases that the arguments ask for, set by set."""
    found: list[Case] = []
    there = sorted(path.stem for path in corpus.glob("*.jsonl")) if corpus else []
    names: list[str] = arguments.sets or OWN_SETS + (there if arguments.all else [])
    for name in names:
        if name in OWN_SETS:
            cases, every = own_cases(name.removeprefix("own-")), 1
        elif corpus is not None and name in there:
            cases, every = list(corpus_cases(corpus / f"{name}.jsonl")), SAMPLE if arguments.check or arguments.record else arguments.every
        else:
            raise CaseError(f"there is no set {name}; there are {', '.join(OWN_SETS + there)}")
        if arguments.match:
            cases = [case for case in cases if any(re.search(arguments.match, word) for word in (case.identifier, case.family, case.operator))]
        found += usable(cases, corpus)[::every]
    return found


def run_all(cases: list[Case], terms: Terms, jobs: int, workers: Path) -> list[Outcome]:
    """Runs the cases, `jobs` at a time, and says now and then how far it is."""
    free: queue.SimpleQueue[Path] = queue.SimpleQueue()
    for number in range(jobs):
        free.put(workers / str(number))

    def one(case: Case) -> Outcome:
        worker = free.get()
        try:
            return run(case, terms, worker)
        finally:
            free.put(worker)

    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for outcome in pool.map(one, cases):
            outcomes.append(outcome)
            if len(outcomes) % 50 == 0:
                print(f"{len(outcomes)} of {len(cases)} cases", file=sys.stderr, flush=True)
    return outcomes


def check(outcomes: list[Outcome], terms: Terms, jobs: int, workers: Path) -> bool:
    """Holds each set against its record; returns whether none lost. In a set that seems to have lost, the cases that failed are run once more,
    for on a loaded machine a checker may be too late, and one case can be more than three points.
    """
    records, kept = read_records(), True
    for name, group in grouped(outcomes, lambda outcome: outcome.case.set_name).items():
        record = records.get(name)
        if record is None or record["cases"] != len(group):
            print(f"{name}: not compared, {len(group)} cases here and {record['cases'] if record else 0} in the record")
            continue
        if losses(group, record):
            failed = [outcome for outcome in group if not outcome.press.exact]
            again = {outcome.case.identifier: outcome for outcome in run_all([outcome.case for outcome in failed], terms, jobs, workers)}
            group = [max(outcome, again.get(outcome.case.identifier, outcome), key=lambda one: (one.press.clean, one.press.exact, not one.problem)) for outcome in group]
        lost = losses(group, record)
        print(f"{name}: {'; '.join(lost) if lost else 'kept'}")
        for outcome in group if lost else []:
            if not outcome.press.clean:
                print(f"  not mended: {outcome.case.identifier}, pressed {outcome.titles}")
        kept = kept and not lost
    for name in sorted(records.keys() - {outcome.case.set_name for outcome in outcomes}):
        print(f"{name}: recorded, not measured here")
    return kept


def verify(languages: list[str]) -> bool:
    """Whether the judges find each own program clean and each own case broken; says which are not."""
    right = True
    for language in languages:
        cases, programs = own_cases(language), own_programs(language)
        if not at_hand(OWN_JUDGES[language]):
            print(f"{language}: no judge on PATH")
            continue
        for case in programs + cases:
            errors = judged(case, None)
            if bool(errors) == (case in programs):
                right = False
                print(f"{case.identifier}: {errors[0] if errors else 'the judge finds nothing wrong in the broken program'}")
        print(f"{language}: {len(programs)} programs, {len(cases)} cases")
    return right


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help="own-python and the like, or a file of the corpus without its ending; by default all own sets")
    parser.add_argument("--server", default=f"{REPOSITORY}/target/release/healer lsp", help="the server's command line")
    parser.add_argument("--corpus", type=Path, default=REPOSITORY.parent / "shared" / "corpus", help="the folder of the corpus")
    parser.add_argument("--all", action="store_true", help="the corpus's sets too, where the corpus is there")
    parser.add_argument("--every", type=int, default=1, help="of a corpus, take every Nth case")
    parser.add_argument("--match", default="", help="a regular expression on a case's id, family or operator")
    parser.add_argument("--jobs", type=int, default=2, help="cases at a time")
    parser.add_argument("--presses", type=int, default=6, help="fixes pressed at most")
    parser.add_argument("--limit", type=float, default=20.0, help="seconds to wait for diagnostics")
    parser.add_argument("--quiet", type=float, default=0.4, help="seconds without new diagnostics that count as settled")
    parser.add_argument("--out", type=Path, help="write what came of each case here, one JSON object a line")
    parser.add_argument("--menus", type=Path, help="try every fix in the first menu of each case, and write them here for calibrate.py, one JSON object a line")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help=f"fail where a set falls under its record; every {SAMPLE}th case of a corpus")
    mode.add_argument("--record", action="store_true", help=f"write the figures into records.json; every {SAMPLE}th case of a corpus")
    mode.add_argument("--verify", action="store_true", help="only ask the judges whether the own programs are clean and the own cases broken")
    return parser.parse_args()


def main() -> int:
    """Returns the exit status: 0, or 1 where something was lost, or 2 where nothing could be run."""
    arguments = parsed()
    if arguments.verify:
        return 0 if verify([name.removeprefix("own-") for name in arguments.sets or OWN_SETS]) else 1
    corpus = arguments.corpus.resolve() if arguments.corpus.is_dir() else None
    try:
        cases = chosen(arguments, corpus)
    except CaseError as problem:
        print(problem, file=sys.stderr)
        return 2
    if not cases:
        print("no cases that can be judged here", file=sys.stderr)
        return 2
    terms = Terms(server_command(arguments.server), arguments.limit, arguments.quiet, arguments.presses, corpus, arguments.menus is not None)
    with tempfile.TemporaryDirectory(prefix="healer-measure-", ignore_cleanup_errors=True) as workers:
        outcomes = run_all(cases, terms, arguments.jobs, Path(workers))
        print(table(outcomes))
        if arguments.out:
            arguments.out.write_text("".join(json.dumps(described(outcome)) + "\n" for outcome in outcomes), encoding="utf-8")
        if arguments.menus:
            lines = [{"case": outcome.case.identifier, "set": outcome.case.set_name, **entry._asdict()} for outcome in outcomes for entry in outcome.entries]
            arguments.menus.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        if arguments.record:
            write_records(outcomes)
        return 0 if not arguments.check or check(outcomes, terms, arguments.jobs, Path(workers)) else 1


def server_command(line: str) -> list[str]:
    """The words of the server's command line; a program given by its path is meant from here, not from the case's folder."""
    program, *words = shlex.split(line)
    return [str(Path(program).resolve()) if "/" in program else program, *words]


def described(outcome: Outcome) -> dict[str, object]:
    """An outcome as it is written to a file."""
    case = outcome.case
    facts: dict[str, object] = {"id": case.identifier, "set": case.set_name, "family": case.family, "operator": case.operator, "detect": outcome.detect, "top1": outcome.top1}
    return facts | outcome.press._asdict() | {"presses": outcome.presses, "titles": outcome.titles, "problem": outcome.problem, "text": outcome.text}


if __name__ == "__main__":
    sys.exit(main())
