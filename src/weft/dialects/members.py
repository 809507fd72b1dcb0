"""What stands in a JSON object or array, and where: each member with its byte range.

`msgspec` passes over values at memory speed (`Raw`), and says of each how long it is; where it
stands follows from walking the few bytes between them. So a body of a megabyte is taken apart
without being turned into objects.

Why it cannot be fooled: the walk covers every byte with separators, keys and values that the parser
found well-formed, and JSON can be read in one way only.

Rules of this file:
- Bytes in, ranges out.
- An object with a key twice raises `Unclear`: whoever asks chooses another way or leaves it alone.
- What is not JSON, or too deep for the parser, raises `Unclear` too, and nothing else is raised.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_object = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_array = msgspec.json.Decoder(list[msgspec.Raw]).decode

# From the end of one member to the beginning of the next value.
_KEY = re.compile(
    rb'[ \t\r\n]*[{,][ \t\r\n]*"[^"\\]*(?:\\.[^"\\]*)*"[ \t\r\n]*:[ \t\r\n]*', re.DOTALL
)
_NEXT = re.compile(rb"[ \t\r\n]*[\[,][ \t\r\n]*")
_BLANKS = b" \t\r\n"
_END = re.compile(rb"[ \t\r\n]*[\]}][ \t\r\n]*")


class Unclear(Exception):
    """These bytes cannot be taken apart with certainty."""


def fields(body: bytes) -> dict[str, Span]:
    """The fields of an object and where their values stand, in the order of the bytes."""
    try:
        raws = _object(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unclear(str(error)) from error
    found: dict[str, Span] = {}
    at = 0
    for key, raw in raws.items():
        match = _KEY.match(body, at)
        if match is None:
            raise Unclear("a key stands twice")
        start = match.end()
        at = start + len(raw)
        if not body.startswith(raw, start):
            raise Unclear("a key stands twice")
        found[key] = Span(start, at)
    _ends(body, at)
    return found


def entries(body: bytes) -> list[Span]:
    """The entries of an array and where they stand."""
    try:
        raws = _array(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unclear(str(error)) from error
    found = []
    at = 0
    for raw in raws:
        match = _NEXT.match(body, at)
        if match is None:
            raise Unclear("an entry is not where it should be")
        start = match.end()
        at = start + len(raw)
        if not body.startswith(raw, start):
            raise Unclear("an entry is not where it should be")
        found.append(Span(start, at))
    _ends(body, at)
    return found


def _ends(body: bytes, at: int) -> None:
    """What is left is the end, so nothing was passed over."""
    rest = body[at:] if at else body.lstrip(_BLANKS)[1:]
    if not _END.fullmatch(rest):
        raise Unclear("a key stands twice")


def within(body: bytes, span: Span) -> Iterator[tuple[str | int, Span]]:
    """The members of the value at this range, with their ranges in the whole body."""
    part = body[span.start : span.end]
    found: Iterator[tuple[str | int, Span]]
    if part[:1] == b"{":
        found = iter(fields(part).items())
    elif part[:1] == b"[":
        found = iter(enumerate(entries(part)))
    else:
        return
    for key, inner in found:
        yield key, Span(span.start + inner.start, span.start + inner.end)
