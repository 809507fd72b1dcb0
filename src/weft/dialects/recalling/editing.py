"""JSON texts of a few hundred bytes changed member by member: what is not meant stays as it is.

Rules of this file: bytes in, bytes out. Values that are not named keep every byte. A text that
cannot be taken apart raises `Unclear`, or is `None` where it is only read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from weft.dialects.members import Unclear, entries, fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weft.engine.model import Span

Edit = tuple["Span", bytes]


def parsed(data: bytes) -> dict[str, Any] | None:
    """The object that this is; nothing where it is none."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def written(value: object) -> bytes:
    """A value as JSON, without blanks."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # a lone surrogate: only an escape can say it
        return json.dumps(value, separators=(",", ":")).encode()


def parts(data: bytes) -> dict[str, bytes]:
    """The members of an object, each as its bytes."""
    return {key: data[span.start : span.end] for key, span in fields(data).items()}


def entries_of(data: bytes) -> list[bytes]:
    """The entries of an array, each as its bytes."""
    return [data[span.start : span.end] for span in entries(data)]


def listed(values: Iterable[bytes]) -> bytes:
    """An array of these."""
    return b"[%b]" % b",".join(values)


def objected(members: Mapping[str, bytes]) -> bytes:
    """An object of these."""
    return b"{%b}" % b",".join(b"%b:%b" % (written(key), raw) for key, raw in members.items())


def changed(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """An object with members replaced, added behind the others, or (`None`) taken out."""
    places = fields(data)
    if all(raw is not None and key in places for key, raw in changes.items()):
        return edited(data, [(places[key], raw) for key, raw in changes.items() if raw is not None])
    members: dict[str, bytes] = {
        key: data[span.start : span.end]
        for key, span in places.items()
        if changes.get(key, b"") is not None
    }
    members.update((key, raw) for key, raw in changes.items() if raw is not None)
    return objected(members)


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The data with these ranges replaced. They must not overlap."""
    pieces: list[bytes] = []
    end = 0
    for span, new in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end)):
        if span.start < end:
            raise ValueError(f"ranges overlap at byte {span.start}")
        pieces += (data[end : span.start], new)
        end = span.end
    return b"".join((*pieces, data[end:]))


__all__ = [
    "Edit",
    "Unclear",
    "changed",
    "edited",
    "entries_of",
    "listed",
    "objected",
    "parsed",
    "parts",
    "written",
]
