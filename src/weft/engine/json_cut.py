"""JSON that breaks off: how much of it is whole, and what would close it.

Tools cut long outputs at the end, at any character, and some add a line that says so. What is whole
is read like any other document; the rest stays as it stands.
"""

from __future__ import annotations

import json
import re
from typing import NamedTuple

MIN_LINES = 3  # whole ones
MOST_LINES = 3  # that are not
MIN_WHOLE = 200  # characters
MOST_REST = 2000  # characters that are not whole, or
SHARE_REST = 0.5  # of the text
DEEPEST = 128  # brackets open at once

_KEY = re.compile(r'"(?:[^"\\]++|\\.)*+"[ \t\r\n]*+:[ \t\r\n]*+')
_BLANK = re.compile(r"[ \t\r\n]*+")
_LEAD = re.compile(r"[ \t\r\n]*+(?=[\[{])")
_SCAN = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str).scan_once  # type: ignore[attr-defined]
_CLOSERS = {"[": "]", "{": "}"}
_NUMBER_END = frozenset("0123456789.eE+-")


class Whole(NamedTuple):
    """Where what is whole ends, and the brackets that close it."""

    end: int
    closers: str

    def closed(self, text: str) -> str:
        """The whole part as a document."""
        return text[: self.end] + self.closers


def whole_part(text: str) -> Whole | None:
    """How much of a document that breaks off is whole; nothing where it is no such document."""
    lead = _LEAD.match(text)
    if lead is None:
        return None
    open_at = _open_at(text, lead.end())
    while open_at and open_at[-1][1] == open_at[-1][0] + 1:  # nothing whole in it
        open_at.pop()
    # Half a row is no row: a short one stands as it is, and what was whole before it is the end.
    while len(open_at) > 1 and len(text) - open_at[-2][1] <= MOST_REST:
        if open_at[-2][1] == open_at[-2][0] + 1:
            break
        open_at.pop()
    if not open_at:
        return None
    end = open_at[-1][1]
    if end < MIN_WHOLE or len(text) - end > max(MOST_REST, SHARE_REST * len(text)):
        return None
    return Whole(end, "".join(_CLOSERS[text[start]] for start, _ in reversed(open_at)))


def _open_at(text: str, start: int) -> list[tuple[int, int]]:
    """Where the arrays and objects begin that are open at the end, and what is whole of each.

    None are where the document is closed, or too deep.
    """
    open_at: list[tuple[int, int]] = []
    at: int | None = start
    while at is not None:
        begin = at
        whole, at, is_open = _last_whole(text, begin)
        if not is_open or len(open_at) == DEEPEST:
            return []
        open_at.append((begin, whole))
    return open_at


def _last_whole(text: str, start: int) -> tuple[int, int | None, bool]:
    """Where the last whole value in this array or object ends, and where one in it breaks off.

    And whether it is open at all.
    """
    named = text[start] == "{"
    whole = start + 1
    at = _BLANK.match(text, whole).end()  # type: ignore[union-attr]
    while True:
        if named:
            key = _KEY.match(text, at)
            if key is None:
                return whole, None, text[at : at + 1] != "}"
            at = key.end()
        try:
            end = int(_SCAN(text, at)[1])
        except (StopIteration, ValueError, RecursionError):
            inside = at if text[at : at + 1] in _CLOSERS else None
            return whole, inside, named or text[at : at + 1] != "]"
        if end == len(text) and text[end - 1] in _NUMBER_END:  # it may go on
            return whole, None, True
        whole = end
        at = _BLANK.match(text, end).end()  # type: ignore[union-attr]
        if text[at : at + 1] != ",":
            return whole, None, text[at : at + 1] not in ("]", "}")
        at = _BLANK.match(text, at + 1).end()  # type: ignore[union-attr]


def broken_lines(text: str) -> int | None:
    """Where the last lines begin that are no objects, if all JSON lines but the last few are."""
    if text[:1] != "{" or text.count("\n") < MIN_LINES:
        return None
    end = len(text.rstrip("\n"))
    begin = None
    for _ in range(MOST_LINES):
        start = text.rfind("\n", 0, end) + 1
        if _is_whole(text[start:end]):
            break
        begin, end = start, start - 1
    else:
        return None
    return begin


def _is_whole(line: str) -> bool:
    try:
        return line[:1] == "{" and int(_SCAN(line, 0)[1]) == len(line.rstrip())
    except (StopIteration, ValueError, RecursionError):
        return False


__all__ = ["Whole", "broken_lines", "whole_part"]
