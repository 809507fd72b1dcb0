"""Fenced blocks, as Markdown has them: three backticks or tildes, and what is inside in a word.

Where a fence is not closed, nobody can tell the inside from the outside, and nothing is split.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from weft.engine.mix.section import MOST, Section, between, tiled

if TYPE_CHECKING:
    from weft.engine.model import Origin

LEAST = 400  # characters inside one fence, at least, or it is not worth it

_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})(?P<word>[^`\n]*)\n?", re.MULTILINE)


def split_fenced(text: str, origin: Origin) -> tuple[Section, ...]:
    """What stands inside fences, and between them, as bodies."""
    if "```" not in text and "~~~" not in text:
        return ()
    inside: list[Section] = []
    around: list[Section] = []
    opened: re.Match[str] | None = None
    for fence in _FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif _closes(fence, opened):
            word = opened["word"].strip().split(" ")[0].strip("{}.")
            inner = replace(origin, arguments="", media_type=word)
            inside.append(Section(opened.end(), fence.start(), inner))
            around.append(Section(opened.start(), fence.end(), inner))
            opened = None
            if len(inside) > MOST:
                return ()
    if opened is not None or not any(body.end - body.start >= LEAST for body in inside):
        return ()
    return tiled(_bodies(inside, around, len(text), origin), len(text))


def _bodies(
    inside: list[Section], around: list[Section], end: int, origin: Origin
) -> list[Section]:
    outside = [body for body in between(around, end, origin) if body.origin is origin]
    return sorted((*inside, *outside), key=lambda body: (body.start, body.end))


def _closes(fence: re.Match[str], opened: re.Match[str]) -> bool:
    return fence["mark"].startswith(opened["mark"]) and not fence["word"].strip()


__all__ = ["split_fenced"]
