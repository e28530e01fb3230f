"""Wraps text into columns and draws boxes around it."""

import textwrap
from itertools import zip_longest

CORNERS = {"light": "┌┐└┘", "round": "╭╮╰╯"}


def paragraphs(text):
    block = []
    for line in text.splitlines():
        if line.strip():
            block.append(line.strip())
        elif block:
            yield " ".join(block)
            block = []
    if block:
        yield " ".join(block)


def wrap_text(text, width=72, indent=0):
    if width <= indent:
        raise ValueError("the indent leaves no room")
    lines = []
    for paragraph in paragraphs(text):
        lines.extend(textwrap.wrap(paragraph, width - indent))
        lines.append("")
    prefix = " " * indent
    return [prefix + line if line else "" for line in lines[:-1]]


def in_columns(texts, width=30, gap=" | "):
    wrapped = [wrap_text(text, width) for text in texts]
    rows = zip_longest(*wrapped, fillvalue="")
    return "\n".join(gap.join(cell.ljust(width) for cell in row).rstrip() for row in rows)


def boxed(text, style="light", width=40):
    try:
        top_left, top_right, bottom_left, bottom_right = CORNERS[style]
    except KeyError:
        raise ValueError(f"unknown style {style!r}") from None
    lines = [top_left + "─" * (width + 2) + top_right]
    for line in wrap_text(text, width):
        lines.append(f"│ {line:<{width}} │")
    lines.append(bottom_left + "─" * (width + 2) + bottom_right)
    return "\n".join(lines)


def widest(texts):
    longest = 0
    for text in texts:
        while len(text) > longest:
            longest = len(text)
    return longest
