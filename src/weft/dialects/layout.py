"""Layout: where the fields of a request stand, and the items of its conversation.

A body whose beginning is known is laid out from there on: what comes before was laid out once, and
its bytes are the same. Rules of this file: bytes in, ranges out; nothing of an item is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from weft.dialects.halves import made_whole
from weft.dialects.members import Unclear, entries, fields
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping


# A list with one entry of which nothing can be the continuation, as there is of a number.
_BEGUN = b"[{}"


@dataclass(frozen=True, slots=True)
class Layout:
    """One body. `begin` is where the first item may stand, `items` are those laid out here.

    Of a body laid out from within, `items` are only those behind what was known; `fields` are all,
    but for the conversation itself.
    """

    fields: Mapping[str, Span]
    begin: int
    items: tuple[Span, ...]
    end: int  # of the conversation: where its `]` stands


def lay_out(body: bytes, key: str) -> Layout:
    """The whole body. Raises `Unclear` where it is no object with a list under this key."""
    body, found = _fields(body)
    place = found.pop(key, None)
    if place is None or body[place.start : place.start + 1] != b"[":
        raise Unclear(f"there is no list of {key}")
    items = _moved(entries(body[place.start : place.end]), place.start)
    return Layout(found, place.start + 1, items, place.end - 1)


def lay_out_behind(body: bytes, key: str, known: Layout, at: int) -> Layout:
    """The rest of a body that is known up to `at`, which is where one of its items ends.

    `known` is the layout of the body before, of which the fields in front of the conversation
    hold still. Raises `Unclear` as `lay_out` does.
    """
    head = b'{"%b":%b' % (key.encode(), _BEGUN)
    rest, found = _fields(head + body[at:])
    shift = at - len(head)
    place = found.pop(key)
    behind = {name: _shifted(span, shift) for name, span in found.items()}
    before = {name: span for name, span in known.fields.items() if span.end < known.begin}
    if behind.keys() & before.keys():
        raise Unclear("a key stands twice")
    listed = entries(rest[place.start : place.end])
    items = _moved(listed[1:], place.start + shift)
    return Layout(before | behind, known.begin, items, place.end + shift - 1)


def value(body: bytes, layout: Layout, name: str) -> Any:
    """A field as JSON gives it; nothing where there is none, or none that can be read."""
    span = layout.fields.get(name)
    if span is None:
        return None
    try:
        return msgspec.json.decode(body[span.start : span.end])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _fields(body: bytes) -> tuple[bytes, dict[str, Span]]:
    """The fields; and the body in which they were found, of the same length."""
    try:
        return body, fields(body)
    except Unclear:
        whole = made_whole(body)
        if whole is body:
            raise
        return whole, fields(whole)


def _moved(spans: list[Span], by: int) -> tuple[Span, ...]:
    return tuple(_shifted(span, by) for span in spans)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


__all__ = ["Layout", "Unclear", "lay_out", "lay_out_behind", "value"]
