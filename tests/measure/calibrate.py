#!/usr/bin/env python3
"""Fits the ranking's confidence to what menus were worth: reads what `press.py --menus` wrote, writes server/heal/calibration.tsv and a reliability plot.

What is printed and plotted is what is said of cases that nothing was fitted to: the cases are parted into five by a hash of their names, and each part is
judged by priors and weights from the other four. Printed are the expected calibration error in ten bins of equal mass, the share that was right of what is
held 90 % sure or more, what is preferred, and how often the first entry was right, as it was ranked when the menus were collected and as it would be now.
The data that are written come from all cases.

  press.py --all --every 2 --presses 0 --menus /tmp/menus.jsonl && calibrate.py /tmp/menus.jsonl
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
DATA = REPOSITORY / "server" / "heal" / "calibration.tsv"
PLOT = Path(__file__).resolve().parent / "reliability.svg"

# The same as in server/heal/calibration.rs: observations that a narrower kind takes over from the wider one.
CARRIED = 2.0
WEIGHTS = ["base", "prior", "likelihood", "mended", "not-mended", "unseen", "size", "rivals", "gap", "ahead", "sketch"]
# Standard errors of the prior between an estimate and its lower bound, the bound from which on a fix is preferred, and how far ahead it has to be.
BOUND, SURE, CLEARLY_AHEAD = 1.645, 0.9, 0.1
# Keeps the weights of what is seen rarely near zero.
RIDGE = 1.0
BINS = 10
PARTS = 5


class Row(NamedTuple):
    """An entry of a menu. `kind` is its origin, rule, language and category."""

    case: str
    kind: tuple[str, str, str, str]
    evidence: dict[str, Any]
    place: int
    right: bool
    # Whether a check would find nothing against it.
    passed: bool


class Share(NamedTuple):
    """How often something was seen, and was right."""

    all: float = 0.0
    right: float = 0.0

    def plus(self, other: Share, times: float = 1.0) -> Share:
        """Both together; `times` -1 takes the other away."""
        return Share(self.all + times * other.all, self.right + times * other.right)

    def believed(self, wider: float) -> float:
        """The share that was right, where `wider` is what is believed before anything was seen."""
        return (self.right + CARRIED * wider) / (self.all + CARRIED)


class Priors:
    """The shares of all kinds, each with those that it is part of."""

    def __init__(self, rows: list[Row]) -> None:
        self.shares: defaultdict[tuple[str, ...], Share] = defaultdict(Share)
        self.own: defaultdict[tuple[str, tuple[str, ...]], Share] = defaultdict(Share)
        for row in rows:
            one = Share(1.0, float(row.right))
            for part in widening(row.kind):
                self.shares[part] = self.shares[part].plus(one)
                self.own[row.case, part] = self.own[row.case, part].plus(one)

    def of(self, row: Row, without_case: bool) -> float:
        """What is believed of a row's kind; without what its own case has added, if the row is one of those fitted to."""
        believed = 0.5
        for part in widening(row.kind):
            share = self.shares[part] if part in self.shares else Share()
            if without_case:
                share = share.plus(self.own.get((row.case, part), Share()), -1.0)
            believed = share.believed(believed)
        return believed

    def lower(self, row: Row, prior: float) -> float:
        """Wilson's lower bound of what is believed of a row's kind."""
        seen = (self.shares[row.kind].all if row.kind in self.shares else 0.0) + CARRIED
        square = BOUND * BOUND / seen
        spread = BOUND * math.sqrt(prior * (1.0 - prior) / seen + square / (4.0 * seen))
        return (prior + square / 2.0 - spread) / (1.0 + square)


def widening(kind: tuple[str, str, str, str]) -> list[tuple[str, ...]]:
    """A kind and those that it is part of, the widest first."""
    return [(), kind[:1], kind[:2], kind]


def log_odds(probability: float) -> float:
    """The logarithm of the odds, within the server's bounds."""
    probability = min(max(probability, 0.01), 0.99)
    return math.log(probability / (1.0 - probability))


def features(row: Row, prior: float) -> list[float]:
    """The numbers that the weights are for, in their order."""
    about = row.evidence
    mended = about["mended"]
    return [
        1.0,
        log_odds(prior),
        log_odds(about["likelihood"]),
        float(mended is True),
        float(mended is False),
        float(mended is None),
        math.log1p(about["size"]),
        math.log1p(about["rivals"]),
        about["gap"],
        float(about["gap"] > 0),
        float(about["sketch"]),
    ]


def probability(weights: list[float], numbers: list[float]) -> float:
    """The logistic function of the weighted sum, within the server's bounds."""
    total = sum(weight * number for weight, number in zip(weights, numbers))
    return min(max(1.0 / (1.0 + math.exp(-max(min(total, 30.0), -30.0))), 0.01), 0.99)


def fitted(samples: list[tuple[list[float], bool]]) -> list[float]:
    """The weights of a logistic regression, by Newton's method."""
    size = len(WEIGHTS)
    weights = [0.0] * size
    for _ in range(30):
        gradient = [-RIDGE * weight for weight in weights]
        hessian = [[RIDGE if row == column else 0.0 for column in range(size)] for row in range(size)]
        for numbers, right in samples:
            share = probability(weights, numbers)
            for row in range(size):
                gradient[row] += (right - share) * numbers[row]
                for column in range(size):
                    hessian[row][column] += share * (1.0 - share) * numbers[row] * numbers[column]
        step = solved(hessian, gradient)
        weights = [weight + change for weight, change in zip(weights, step)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights


def solved(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """The solution of a system of linear equations, by elimination with pivots."""
    rows = [row + [value] for row, value in zip(matrix, vector)]
    for at in range(len(rows)):
        best = max(range(at, len(rows)), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for other in range(len(rows)):
            if other != at:
                factor = rows[other][at] / rows[at][at]
                rows[other] = [value - factor * pivot for value, pivot in zip(rows[other], rows[at])]
    return [row[-1] / row[at] for at, row in enumerate(rows)]


def bins(judged: list[tuple[float, bool]]) -> list[tuple[float, float, int]]:
    """Ten bins of equal mass: the mean confidence, the share that was right, how many."""
    judged = sorted(judged)
    edges = [len(judged) * at // BINS for at in range(BINS + 1)]
    parts = [judged[start:end] for start, end in zip(edges, edges[1:]) if end > start]
    return [(sum(share for share, _ in part) / len(part), sum(right for _, right in part) / len(part), len(part)) for part in parts]


def report(name: str, judged: list[tuple[float, bool]]) -> None:
    """Prints how far confidence and truth lie apart."""
    parts = bins(judged)
    error = sum(abs(said - true) * count for said, true, count in parts) / max(len(judged), 1)
    sure = [right for share, right in judged if share >= 0.9]
    print(f"{name}: {len(judged)} entries, expected calibration error {error:.3f}; of {len(sure)} held 90 % sure {100 * sum(sure) / max(len(sure), 1):.1f} % right")


class Judged(NamedTuple):
    """What is said of an entry by a model that has not seen its case."""

    row: Row
    confidence: float
    lower: float


def judged_apart(rows: list[Row]) -> list[Judged]:
    """All entries, each part of the cases judged by what the other parts tell."""
    found = []
    for part in range(PARTS):
        others = [row for row in rows if part_of(row.case) != part]
        priors, weights = fit(others)
        for row in rows:
            if part_of(row.case) == part:
                prior = priors.of(row, False)
                numbers = features(row, prior)
                margin = weights[WEIGHTS.index("prior")] * (log_odds(prior) - log_odds(priors.lower(row, prior)))
                found.append(Judged(row, probability(weights, numbers), probability([*weights, -1.0], [*numbers, margin])))
    return found


def fit(rows: list[Row]) -> tuple[Priors, list[float]]:
    """The priors and the weights that some entries tell."""
    priors = Priors(rows)
    return priors, fitted([(features(row, priors.of(row, True)), row.right) for row in rows])


def preferred(entries: list[Judged]) -> list[bool]:
    """Of the first entries that are preferred, which were right."""
    found = []
    for menu in menus(entries):
        first = menu[0]
        second = menu[1].confidence if len(menu) > 1 else 0.0
        if not first.row.evidence["sketch"] and first.lower >= SURE and first.confidence - second >= CLEARLY_AHEAD:
            found.append(first.row.right)
    return found


def menus(entries: list[Judged]) -> list[list[Judged]]:
    """The entries by menu, each menu in the order in which it would be shown."""
    by_case: defaultdict[str, list[Judged]] = defaultdict(list)
    for entry in entries:
        by_case[entry.row.case].append(entry)
    return [sorted(menu, key=lambda entry: (entry.row.evidence["sketch"], -entry.confidence)) for menu in by_case.values()]


def plot(parts: dict[str, list[tuple[float, bool]]]) -> str:
    """Said confidence against the share that was right, as SVG."""
    size, edge = 320, 46

    def place(said: float, true: float) -> tuple[float, float]:
        return (edge + said * size, 14 + (1.0 - true) * size)

    colours = ["#1f6feb", "#d1242f"]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size + edge + 170}" height="{size + edge + 14}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<path d="M{edge} 14V{14 + size}H{edge + size}" fill="none" stroke="#57606a"/>',
        f'<path d="M{edge} {14 + size}L{edge + size} 14" stroke="#8c959f" stroke-dasharray="4 4"/>',
    ]
    for tick in range(0, 11, 2):
        across, up = place(tick / 10, tick / 10)
        lines.append(f'<text x="{across:.0f}" y="{size + 30}" text-anchor="middle">{tick * 10}</text><text x="{edge - 6}" y="{up + 4:.0f}" text-anchor="end">{tick * 10}</text>')
    lines.append(f'<text x="{edge + size / 2}" y="{size + 50}" text-anchor="middle">confidence, %</text>')
    lines.append(f'<text transform="translate(12 {14 + size / 2}) rotate(-90)" text-anchor="middle">right, %</text>')
    for number, (name, judged) in enumerate(parts.items()):
        points = [place(said, true) for said, true, _ in bins(judged)]
        colour = colours[number % len(colours)]
        path = " ".join(f"{across:.1f},{up:.1f}" for across, up in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}"/>')
        lines += [f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3.5" fill="{colour}"/>' for across, up in points]
        lines.append(f'<text x="{edge + size + 12}" y="{30 + 18 * number}" fill="{colour}">{name} ({len(judged)})</text>')
    return "\n".join(lines) + "\n</svg>\n"


def part_of(case: str) -> int:
    """Which of the parts a case belongs to."""
    return hashlib.sha256(case.encode()).digest()[0] % PARTS


def read(path: Path) -> list[Row]:
    """The entries of a file of `press.py --menus`."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        about = entry["evidence"]
        kind = (about["origin"], about["rule"], about["language"], about["category"])
        rows.append(Row(f"{entry['set']}/{entry['case']}", kind, about, entry["place"], entry["right"], entry["passed"]))
    return rows


def write_data(rows: list[Row], weights: list[float]) -> None:
    """Writes what the server reads."""
    counts = Counter(row.kind for row in rows)
    right = Counter(row.kind for row in rows if row.right)
    lines = ["# Made by tests/measure/calibrate.py from the menus of broken programs; do not edit."]
    lines += [f"weight\t{name}\t{weight:.4f}" for name, weight in zip(WEIGHTS, weights)]
    lines += ["\t".join(["kind", *kind, str(counts[kind]), str(right[kind])]) for kind in sorted(counts)]
    DATA.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Reads the menus, fits, writes, reports."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("menus", type=Path, nargs="+", help="what press.py --menus wrote")
    arguments = parser.parse_args()
    rows = [row for path in arguments.menus for row in read(path)]
    _, weights = fit(rows)
    write_data(rows, weights)
    print("  ".join(f"{name} {weight:.2f}" for name, weight in zip(WEIGHTS, weights)))
    entries = judged_apart(rows)
    ordered = menus(entries)
    report("as collected", [(entry.row.evidence["confidence"], entry.row.right) for entry in entries])
    judged = {
        "all entries": [(entry.confidence, entry.row.right) for entry in entries],
        "first entries": [(menu[0].confidence, menu[0].row.right) for menu in ordered],
    }
    for name, pairs in judged.items():
        report(name, pairs)
    sure = preferred(entries)
    print(f"preferred: {len(sure)} of {len(ordered)} first entries, {100 * sum(sure) / max(len(sure), 1):.1f} % right")
    before = sum(entry.row.right for entry in entries if entry.row.place == 0)
    after = sum(menu[0].row.right for menu in ordered)
    print(f"first entry right: {100 * before / len(ordered):.1f} % as collected, {100 * after / len(ordered):.1f} % as ranked by this")
    wrong = [row.passed for row in rows if not row.right]
    print(f"of {len(wrong)} wrong entries {100 * sum(wrong) / max(len(wrong), 1):.1f} % would pass a check")
    PLOT.write_text(plot(judged), encoding="utf-8")


if __name__ == "__main__":
    main()
