"""The request that goes on after a hidden turn: what was said and what we answer, put behind the
conversation. Every other byte is as it was, so what the provider has cached is found again.

Responses can name the answer they follow instead. That is done only where it must be:

    with `conversation`        the provider has put the answer there itself: only results are sent
    `chained` (a WebSocket)    the connection remembers its latest answer alone: it is named, and
                               only results are sent
    else                       the items are sent behind the others, and whatever the request
                               followed on before it follows on still

Reasoning that was neither kept by the provider (`store` is false) nor given to us encrypted is left
out: the provider would look for it and refuse.

A body that cannot be taken apart raises `Unclear`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.dialects.members import Unclear, entries, fields
from weft.dialects.recalling.editing import (
    changed,
    edited,
    entries_of,
    listed,
    parsed,
    written,
)
from weft.dialects.recalling.results import items, result
from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weft.dialects.recalling.turn import Turn
    from weft.dialects.slot import Dialect

NO_MORE = (
    "No more retrievals in this turn: go on with what you have, and say what is missing if"
    " something is."
)


def continuation(
    dialect: Dialect, body: bytes, turn: Turn, answers: Sequence[str], *, chained: bool = False
) -> bytes:
    """The next request upstream. `answers` are those to `turn.asked`, in order."""
    name = dialect.name
    results = [result(name, call, text) for call, text in zip(turn.asked, answers, strict=True)]
    given = items(name, results)
    places = fields(body)
    if name != "responses":
        return _behind(body, places, dialect.key, [turn.said, *given], name)
    if "conversation" in places and _raw(body, places, "conversation") != b"null":
        return changed(body, {"input": listed(given)})
    if chained:
        named = written(turn.id)
        return changed(body, {"previous_response_id": named, "input": listed(given)})
    stored = _raw(body, places, "store") != b"false"
    return _behind(body, places, dialect.key, [*_kept(turn.said, stored=stored), *given], name)


def _behind(
    body: bytes, places: Mapping[str, Span], key: str, new: Sequence[bytes], dialect: str
) -> bytes:
    """The body with more items behind its conversation."""
    place = places.get(key)
    if place is None:
        raise Unclear(f"there is no {key}")
    raw = body[place.start : place.end]
    if dialect == "anthropic":
        new = [b'{"role":"assistant","content":%b}' % new[0], *new[1:]]
    if raw[:1] == b'"':  # Responses: a string is the words of a person
        first = b'{"role":"user","content":%b}' % raw
        return edited(body, [(place, listed([first, *new]))])
    before = entries(raw)
    at = place.start + (before[-1].end if before else 1)
    comma = b"," if before else b""
    return edited(body, [(Span(at, at), comma + b",".join(new))])


def _kept(said: bytes, *, stored: bool) -> list[bytes]:
    """The items that may go back."""
    raws = entries_of(said)
    return raws if stored else [raw for raw in raws if not _forgotten(raw)]


def _forgotten(raw: bytes) -> bool:
    item = parsed(raw) or {}
    return item.get("type") == "reasoning" and not item.get("encrypted_content")


def _raw(body: bytes, places: Mapping[str, Span], name: str) -> bytes:
    place = places.get(name)
    return b"" if place is None else body[place.start : place.end]
