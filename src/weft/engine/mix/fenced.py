"""Fenced blocks, as Markdown has them: three backticks or tildes, and what is inside in a word.

Where a fence is not closed, nobody can tell the inside from the outside, and nothing is split.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from weft.engine.mix.section import MOST, Section, tiled

if TYPE_CHECKING:
    from weft.engine.model import Origin

LEAST = 1000  # characters inside a fence; what is shorter is part of what is written around it

_FENCE = re.compile(r"^ {0,3}(?P<mark>`{3,}|~{3,})(?P<word>[^`\n]*)\n?", re.MULTILINE)


def split_fenced(text: str, origin: Origin) -> tuple[Section, ...]:
    """What stands inside long fences as bodies; what is around them as seams."""
    # A single sign is found much faster than three.
    if not (("`" in text and "```" in text) or ("~" in text and "~~~" in text)):
        return ()
    inside: list[Section] = []
    opened: re.Match[str] | None = None
    for number, fence in enumerate(_FENCE.finditer(text)):
        if number > 2 * MOST:
            return ()
        if opened is None:
            opened = fence
        elif _closes(fence, opened):
            if fence.start() - opened.end() >= LEAST:
                word = opened["word"].strip().split(" ")[0].strip("{}.")
                inner = replace(origin, arguments="", media_type=word)
                inside.append(Section(opened.end(), fence.start(), inner))
            opened = None
    return () if opened else tiled(inside, len(text))


def _closes(fence: re.Match[str], opened: re.Match[str]) -> bool:
    return fence["mark"].startswith(opened["mark"]) and not fence["word"].strip()


__all__ = ["split_fenced"]
