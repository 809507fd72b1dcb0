"""HTTP as tools show it: a status line, headers, an empty line, the body; several in a row.

`curl -i` prints them bare, `curl -v` with `< `, `> ` and `* ` in front. Headers stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.mix.section import MOST, Section, tiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Origin

FEWEST_HEADERS = 1

_START = re.compile(
    r"^(?:[<>] )?(?:HTTP/\d(?:\.\d)? \d{3}\b[^\n]*|(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \S+"
    r" HTTP/\d(?:\.\d)?\r?)\n",
    re.MULTILINE,
)
_HEADER = re.compile(r"(?:[<>] )?[\w!#$%&'*+.^`|~-]{1,80}:[^\n]*\n|[*{}][^\n]*\n|[ \t]+\S[^\n]*\n")
_EMPTY = re.compile(r"(?:[<>] ?)?\r?\n")
_NOISE = re.compile(
    r"(?:[*{}] [^\n]*\n|  % Total[^\n]*\n[^\n]*\n|[ \d]{3} [^\n]*--:--:--[^\n]*\n)+"
)
_SIGNS = ("* ", "< ", "> ")
_CLOSED = "* Connection #"  # behind a body that does not end with a line feed
_TYPE = re.compile(r"^(?:[<>] )?content-type:[ \t]*([^\s;]+)", re.MULTILINE | re.IGNORECASE)


def split_http(text: str, origin: Origin) -> tuple[Section, ...]:
    """The body of each answer as a body; all else as seams."""
    if "HTTP/" not in text:
        return ()
    bodies = list(islice(_bodies(text, origin), MOST + 1))
    return tiled(bodies, len(text)) if len(bodies) <= MOST else ()


def _bodies(text: str, origin: Origin) -> Iterator[Section]:
    start = _START.search(text)
    while start is not None:
        head = start.start()
        body = _end_of_head(text, start.end())
        if body is None:
            start = _START.search(text, start.end())
            continue
        noise = _NOISE.match(text, body)
        begin = noise.end() if noise else body
        start = _START.search(text, begin)
        end = start.start() if start else len(text)
        end = _end_of_body(text, begin, end)
        if begin < end:
            said = _TYPE.search(text, head, body)
            media_type = said[1] if said else ""
            yield Section(begin, end, replace(origin, arguments="", media_type=media_type))


def _end_of_body(text: str, begin: int, end: int) -> int:
    """Where the tool speaks again, if it does."""
    for sign in _SIGNS:
        if text.startswith(sign, begin):
            return begin
        found = text.find(f"\n{sign}", begin, end)
        end = found + 1 if found >= 0 else end
    found = text.find(_CLOSED, begin, end)
    return found if found >= 0 else end


def _end_of_head(text: str, at: int) -> int | None:
    """Where what follows the headers begins, if headers they are."""
    headers = 0
    while header := _HEADER.match(text, at):
        headers += 1
        at = header.end()
    empty = _EMPTY.match(text, at)
    return empty.end() if empty and headers >= FEWEST_HEADERS else None


__all__ = ["split_http"]
