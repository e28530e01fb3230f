"""Reads bank statements in CSV and adds them up by month and kind."""

import argparse
import csv
import os
from collections import defaultdict
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    INCOME = "income"
    RENT = "rent"
    FOOD = "food"
    OTHER = "other"

    @classmethod
    def of(cls, text):
        lowered = text.lower()
        for kind in cls:
            if kind.value in lowered:
                return kind
        return cls.OTHER


class Entry(NamedTuple):
    day: date
    text: str
    amount: Decimal


def parse_amount(text):
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise ValueError(f"not an amount: {text!r}") from error


def read_entries(path):
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            year, month, day = (int(part) for part in row["date"].split("-"))
            yield Entry(date(year, month, day), row["text"], parse_amount(row["amount"]))


def by_month(entries):
    totals = defaultdict(lambda: defaultdict(Decimal))
    for entry in entries:
        totals[entry.day.strftime("%Y-%m")][Kind.of(entry.text)] += entry.amount
    return totals


def show(totals):
    for month in sorted(totals):
        print(month)
        for kind, amount in totals[month].items():
            print(f"  {kind.name.lower():<8}{amount:>12.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("statement", nargs="+")
    parser.add_argument("--since", type=date.fromisoformat, default=None)
    options = parser.parse_args()
    entries = []
    for path in options.statement:
        if not os.path.exists(path):
            parser.error(f"{path} is not there")
        entries.extend(read_entries(path))
    if options.since is not None:
        entries = [entry for entry in entries if entry.day >= options.since]
    show(by_month(entries))
