"""Members that stand alone in their object, on one line: `spec.template.metadata.name: cart`.

Only in documents where that is often so; the legend says it. There a key that has a dot of its own
stands in quotes. Whether it pays is guessed from how many lines go and how many keys get quotes.
"""

from __future__ import annotations

from typing import Any

from weft.engine.documents.source import Unfit
from weft.engine.json_text import end_of

DOTTED = "a.b is b in a"
LEGEND = 4  # lines; what saying it costs
MOST_DEEP = 64


def pays(value: Any) -> bool:
    """Whether enough objects with one member stand in objects."""
    if type(value) is not dict:
        return False
    alone = quotes = 0
    waiting: list[tuple[dict[str, Any], int]] = [(value, 0)]
    while waiting:
        inside, deep = waiting.pop()
        for key, member in inside.items():
            quotes += "." in key
            if type(member) is dict:
                alone += len(member) == 1
                if deep < MOST_DEEP:
                    waiting.append((member, deep + 1))
    return alone > LEGEND + quotes


def steps_of(line: str) -> tuple[list[str], str]:
    """The sources of the keys before the colon, bare or in quotes, and what follows it."""
    steps: list[str] = []
    at = 0
    while True:
        if line[at : at + 1] == '"':
            end = end_of(line, at)
            steps.append(line[at:end])
        else:
            colon, dot = line.find(":", at), line.find(".", at)
            end = dot if 0 <= dot < colon else colon
            if end <= at:
                raise Unfit(line)
            steps.append(f'"{line[at:end]}"')  # no bare key has a sign that JSON escapes
        if line[end : end + 1] == ":":
            return steps, line[end + 1 :]
        if line[end : end + 1] != ".":
            raise Unfit(line)
        at = end + 1


__all__ = ["DOTTED", "pays", "steps_of"]
