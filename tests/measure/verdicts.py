"""What a repair is worth once the judge finds nothing any more: mended, a sketch, or gutted."""

from __future__ import annotations

import re
from typing import NamedTuple

from cases import Case

# Comments and attributes that silence a checker.
SUPPRESSION = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pyright:\s*ignore|ty:\s*ignore|pylint:\s*disable)|(?:eslint|oxlint)-disable|biome-ignore|@ts-(?:ignore|nocheck|expect-error)"
    r"|#!?\[\s*(?:allow|expect)\s*\(|//\s*(?:nolint|lint:ignore)"
)
# Text that stands where code has yet to be written.
PLACEHOLDER = re.compile(
    r"\b(?:todo|unimplemented)!\s*\(|\bpanic!?\s*\(\s*\"(?:todo|not |un)|\braise NotImplementedError|\bthrow new Error\(\s*[\"'`](?:todo|not |un|method not|function not)"
    r"|^[ \t]*(?:pass|\.\.\.)[ \t]*(?:#.*)?$",
    re.IGNORECASE | re.MULTILINE,
)
# The share of the code's tokens that a repair has to leave.
LEAST_KEPT = 0.7


class Verdict(NamedTuple):
    """Of one repaired text, at most one of `clean`, `sketch` and `gutted`; `exact` says that it is the answer."""

    clean: bool = False
    sketch: bool = False
    gutted: bool = False
    exact: bool = False


def suppresses(before: str, after: str) -> bool:
    """Whether the change silences a checker."""
    return len(SUPPRESSION.findall(after)) > len(SUPPRESSION.findall(before))


def code_size(text: str, language: str) -> int:
    """The number of words and signs outside comments."""
    comment = r"#[^\n]*" if language == "python" else r"//[^\n]*|/\*.*?\*/"
    literal = r'"(?:\\.|[^"\\\n])*"' + r"|'(?:\\.|[^'\\\n])*'"
    bare = re.sub(f"({literal})|{comment}", lambda found: found[1] or " ", text, flags=re.DOTALL)
    return len(re.findall(r"\w+|[^\w\s]", bare))


def is_gutted(case: Case, text: str) -> bool:
    """Whether the repair silences a checker, or leaves too little of the code: less than 70 % of it, or of the answer where that is smaller."""
    size = code_size(case.broken, case.language)
    wanted = size if case.answer is None else min(size, code_size(case.answer, case.language))
    return suppresses(case.broken, text) or code_size(text, case.language) < LEAST_KEPT * wanted


def is_sketch(case: Case, text: str) -> bool:
    """Whether there are more placeholders than in the broken text and in the answer."""
    return len(PLACEHOLDER.findall(text)) > max(len(PLACEHOLDER.findall(known)) for known in (case.broken, case.answer or ""))


def shape(text: str, language: str) -> list[tuple[int, str]]:
    """The text without white space, but for the indentation of Python's lines."""
    if language != "python":
        return [(0, "".join(text.split()))]
    lines = [line for line in text.expandtabs().splitlines() if line.strip()]
    return [(len(line) - len(line.lstrip()), "".join(line.split())) for line in lines]


def verdict(case: Case, text: str, finds_nothing: bool) -> Verdict:
    """The worth of a repaired text, given whether the judge finds nothing in it."""
    if not finds_nothing or text == case.broken:
        return Verdict()
    gutted, sketch = is_gutted(case, text), is_sketch(case, text)
    exact = case.answer is not None and shape(text, case.language) == shape(case.answer, case.language)
    return Verdict(not gutted and not sketch, sketch and not gutted, gutted, exact)
