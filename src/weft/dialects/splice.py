"""New texts written into a JSON body, by byte ranges: every other byte stays the client's.

Two steps. `find` follows the paths that are asked for and gives the byte range of each string;
`replace` puts new strings in these ranges. The body is never written out from objects, so odd
white space, field orders, duplicate keys, big numbers and escapes outlive it.

Rules of this file:
- What is found is checked: a range is only given if it is a string that says the expected text.
- Of duplicate keys the last one counts, as with every parser that providers use; so it is the
  last one that is rewritten.
- Not JSON, a path that leads nowhere, another text than expected: that path is left out, which
  leaves the body as it is there. Nothing here raises on bytes from outside.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from weft.dialects.members import Unclear, within
from weft.dialects.walk import MAX_DEPTH, walk
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from weft.dialects.slot import Path


def find(body: bytes, expected: Mapping[Path, str]) -> dict[Path, Span]:
    """Where in the body the strings at these paths stand, quotes included."""
    ways = {path: path for path in expected if len(path) <= MAX_DEPTH}
    start = len(body) - len(body.lstrip(b" \t\r\n"))
    try:
        found = dict(_follow(body, Span(start, len(body)), ways))
    except Unclear:
        found = walk(body, expected)
    return {path: span for path, span in found.items() if _says(body, span, expected[path])}


def replace(body: bytes, texts: Iterable[tuple[Span, str]]) -> bytes:
    """The body with new texts in these ranges, which must not overlap."""
    pieces: list[bytes] = []
    end = 0
    for span, text in sorted(texts, key=lambda pair: pair[0].start):
        if span.start < end:
            raise ValueError(f"ranges overlap at byte {span.start}")
        pieces += (body[end : span.start], quoted(text))
        end = span.end
    return b"".join((*pieces, body[end:]))


def quoted(text: str) -> bytes:
    """A JSON string. A lone surrogate, which UTF-8 does not know, is written as an escape."""
    try:
        return json.dumps(text, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(text).encode()


def _says(body: bytes, span: Span, text: str) -> bool:
    try:
        return bool(json.loads(body[span.start : span.end]) == text)
    except ValueError:
        return False


def _follow(body: bytes, span: Span, ways: Mapping[Path, Path]) -> Iterator[tuple[Path, Span]]:
    """Follow ways from this value on; each is what is left of a path, with the path itself."""
    if () in ways and body[span.start : span.start + 1] == b'"':
        yield ways[()], span
    deeper: dict[str | int, dict[Path, Path]] = {}
    for way, path in ways.items():
        if way:
            deeper.setdefault(way[0], {})[way[1:]] = path
    if deeper:
        for step, inner in within(body, span):
            if step in deeper:
                yield from _follow(body, inner, deeper[step])
