"""Figures of a run, by set, language and family, and the record that they are held against."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Callable, Iterable, NamedTuple

from trial import Outcome

RECORDS = Path(__file__).resolve().parent / "records.json"
# Points that a set may lose before it counts as a loss.
ALLOWED_LOSS = 3.0
# Of a corpus, every so many-th case is in the record.
SAMPLE = 8


class Figures(NamedTuple):
    """Shares of the cases in percent; `exact` is of those with an answer, and `None` where there are none."""

    cases: int
    detect: float
    top1: float
    press: float
    exact: float | None
    sketch: float
    gutted: float
    problems: int


def percent(outcomes: list[Outcome], holds: Callable[[Outcome], bool]) -> float:
    """The share of the outcomes that something holds for, in percent with one decimal."""
    return round(100.0 * sum(map(holds, outcomes)) / len(outcomes), 1)


def figures(outcomes: list[Outcome]) -> Figures:
    """The figures of at least one outcome."""
    answered = [outcome for outcome in outcomes if outcome.case.answer is not None]
    return Figures(
        cases=len(outcomes),
        detect=percent(outcomes, lambda outcome: outcome.detect),
        top1=percent(outcomes, lambda outcome: outcome.top1),
        press=percent(outcomes, lambda outcome: outcome.press.clean),
        exact=percent(answered, lambda outcome: outcome.press.exact) if answered else None,
        sketch=percent(outcomes, lambda outcome: outcome.press.sketch),
        gutted=percent(outcomes, lambda outcome: outcome.press.gutted),
        problems=sum(bool(outcome.problem) for outcome in outcomes),
    )


def grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> dict[str, list[Outcome]]:
    """The outcomes by a key, sorted by it."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return dict(sorted(groups.items()))


def row(name: str, outcomes: list[Outcome]) -> str:
    """One line of the table."""
    shares = figures(outcomes)
    exact = "    -" if shares.exact is None else f"{shares.exact:5.1f}"
    return (
        f"{name:<34}{shares.cases:>5}   {shares.detect:5.1f}  {shares.top1:5.1f}  {shares.press:5.1f}  {exact}"
        f"   {shares.sketch:5.1f}   {shares.gutted:5.1f}{shares.problems:>10}"
    )


def quantile(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed; 0 where there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def table(outcomes: list[Outcome]) -> str:
    """The whole report."""
    lines = [f"{'percent of cases':<34}{'n':>5}  detect   top1  press  exact  sketch  gutted  problems"]
    for heading, key in (("", lambda o: o.case.set_name), ("language ", lambda o: o.case.language), ("", lambda o: f"  {o.case.set_name} {o.case.family}")):
        lines += [row(heading + name, group) for name, group in grouped(outcomes, key).items()]
    lines.append(row("all", outcomes))
    latencies = [value for outcome in outcomes for value in outcome.latencies]
    middle, high, highest = (quantile(latencies, share) for share in (0.5, 0.95, 0.99))
    lines.append(f"code action, ms: p50 {middle:.1f}, p95 {high:.1f}, p99 {highest:.1f}, of {len(latencies)}")
    lines += [f"problem in {outcome.case.identifier}: {outcome.problem}" for outcome in outcomes if outcome.problem]
    return "\n".join(lines)


def read_records() -> dict[str, dict[str, Any]]:
    """The recorded figures by set; empty where nothing was recorded."""
    return json.loads(RECORDS.read_text(encoding="utf-8"))["sets"] if RECORDS.exists() else {}


def write_records(outcomes: list[Outcome]) -> None:
    """Records the figures of the sets that were run; those of other sets stay."""
    sets = read_records()
    for name, group in grouped(outcomes, lambda outcome: outcome.case.set_name).items():
        shares = figures(group)
        sets[name] = {"cases": shares.cases, "press": shares.press, "exact": shares.exact, "top1": shares.top1}
    content = {"corpus_every": SAMPLE, "sets": dict(sorted(sets.items()))}
    RECORDS.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def losses(outcomes: list[Outcome], record: dict[str, Any]) -> list[str]:
    """What one set lost against its record, in words."""
    shares = figures(outcomes)
    found = [f"{shares.problems} problems"] if shares.problems else []
    for name, now in (("press", shares.press), ("exact", shares.exact)):
        before = record.get(name)
        if before is not None and (now is None or now < before - ALLOWED_LOSS):
            found.append(f"{name} {now} %, recorded {before} %")
    return found
