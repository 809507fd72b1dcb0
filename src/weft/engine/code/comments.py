"""Long comments: what of them may go. The first lines stay, and what ends the comment.

Comments that ask for attention (`TODO`, `FIXME`) are found here too: they stay where a body goes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.code.body import Body, Sort

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.code.page import Page

LONG = 7  # lines
SHOWN = 2  # lines that stay at the beginning

_STAR = re.compile(r"\s*\*(?!/)")
_NOTE = re.compile(r"TODO|FIXME|XXX|HACK|BUG\b|SAFETY|SECURITY|WARNING|DEPRECATED")
SOON = 40  # characters of a comment in which it asks for attention


def comments(page: Page) -> list[Body]:
    """What may go of comments."""
    bodies = [body for first, last in page.comments for body in _block(page, first, last)]
    return bodies + list(_runs(page))


def notes(page: Page) -> set[int]:
    """The lines that are a comment asking for attention and nothing else."""
    return {place for place in page.remarks if _NOTE.search(page.bare[place], 0, SOON)}


def _block(page: Page, first: int, last: int) -> Iterator[Body]:
    """A comment between signs. It must begin and end with lines of its own."""
    bare = page.bare
    ends_alone = bare[last] in ("*/", "**/", "=end")
    begins_alone = bare[first].startswith(("/*", "=begin"))
    if not (ends_alone and begins_alone) or last - first + 1 < LONG:
        return
    said = bare[first].strip("/*! ")
    cut = first + SHOWN + (said in ("", "=begin"))
    starred = _STAR.match(page.lines[cut])
    before = starred[0] + " " if starred else page.indent(cut)
    if cut < last - 1:
        yield Body(first, cut, last - 1, last, Sort.COMMENT, before)


def _runs(page: Page) -> Iterator[Body]:
    """Comments that go on from line to line."""
    begun = end = -2
    for place in (*page.remarks, len(page.lines) + 1):
        if place == end + 1:
            end = place
            continue
        if end - begun + 1 >= LONG:
            cut = begun + SHOWN
            yield Body(begun, cut, end, end, Sort.COMMENT, page.remark(cut))
        begun = end = place
        if page.language.comment == "#" and place == 0 and page.text.startswith("#!"):
            begun = 1  # it says what runs the file


__all__ = ["comments", "notes"]
