"""Long comments: what of them may go. The first lines stay, and what ends the comment.

Comments that ask for attention (`TODO`, `FIXME`) are found here too: they stay where a body goes.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort
from weft.engine.code.light import indent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.code.language import Language
    from weft.engine.code.masks import Masks

LONG = 7  # lines
SHOWN = 2  # lines that stay at the beginning
MOST_NOTES = 2000

_STAR = re.compile(r"\s*\*(?!/)")
_NOTE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK|BUG|SAFETY|SECURITY|WARNING|DEPRECATED)\b")


def comments(lines: Sequence[str], found: Masks, language: Language) -> list[Body]:
    """What may go of comments."""
    bodies = [body for first, last in found.comments for body in _block(lines, first, last)]
    return bodies + list(_runs(lines, found, language))


def notes(text: str, lines: Sequence[str], language: Language) -> set[int]:
    """The lines that are a comment asking for attention and nothing else."""
    places: set[int] = set()
    done = number = 0
    for match in islice(_NOTE.finditer(text), MOST_NOTES):
        number += text.count("\n", done, match.start())
        done = match.start()
        if lines[number].lstrip().startswith(language.comment):
            places.add(number)
    return places


def _block(lines: Sequence[str], first: int, last: int) -> Iterator[Body]:
    """A comment between signs. It must begin and end with lines of its own."""
    ends_alone = lines[last].strip() in ("*/", "**/", "=end")
    begins_alone = lines[first].lstrip().startswith(("/*", "=begin"))
    if not (ends_alone and begins_alone) or last - first + 1 < LONG:
        return
    bare = lines[first].strip().strip("/*! ")
    cut = first + SHOWN + (not bare or bare == "=begin")
    starred = _STAR.match(lines[cut])
    before = starred[0] + " " if starred else indent(lines[cut])
    if cut < last - 1:
        yield Body(first, cut, last - 1, last, Sort.COMMENT, before)


def _runs(lines: Sequence[str], found: Masks, language: Language) -> Iterator[Body]:
    """Comments that go on from line to line."""
    sign = language.comment
    begun = -1
    for place, line in enumerate((*lines, "")):
        bare = line.lstrip()
        inside = place < len(lines) and found.inside[place]
        if bare.startswith(sign) and not inside and not line.startswith("#!"):
            begun = place if begun < 0 else begun
            continue
        if begun >= 0 and place - begun >= LONG:
            cut = begun + SHOWN
            before = indent(lines[cut]) + f"{sign} "
            yield Body(begun, cut, place - 1, place - 1, Sort.COMMENT, before)
        begun = -1


__all__ = ["comments", "notes"]
