"""The last step of a rewriting: all that was decided, put into the client's bytes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.recalling.offer import offer
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.dialects.recalling.editing import Edit
    from weft.rewrite.sight import Sight
    from weft.rewrite.thread import Text


def spliced(body: bytes, texts: Sequence[Text], beside: Sequence[Edit]) -> bytes:
    """The client's bytes with these in place. The same object where there are none."""
    if not texts and not beside:
        return body
    edits = [(text.span, text.quoted) for text in texts]
    if beside:
        edits = sorted([*edits, *beside], key=lambda edit: (edit[0].start, edit[0].end))
    view = memoryview(body)
    pieces: list[bytes | memoryview] = []
    end = 0
    for span, new in edits:
        pieces += (view[end : span.start], new)
        end = span.end
    pieces.append(view[end:])
    return b"".join(pieces)


def with_tool(sight: Sight, body: bytes, longer: int, *, moved: bool) -> tuple[bytes, bool]:
    """The body with our tool, if it is offered; and whether it is in it.

    `longer` is by how many bytes the conversation in it has grown; `moved` says that a field
    beside it is longer or shorter too, so that all are looked for anew.
    """
    if not sight.offered:
        return body, False
    places = None
    if not moved:
        begin = sight.layout.begin
        places = {
            name: span if span.end < begin else further(span, longer)
            for name, span in sight.layout.fields.items()
        }
    found = offer(sight.dialect, body, places, again=True)
    return (body, False) if found is None else (found, True)


def further(span: Span, by: int) -> Span:
    """The same range further on."""
    return Span(span.start + by, span.end + by)
