"""Is an offer true? What a form gives is believed only after it has passed here.

What may stand here: comparisons of an offer with the original, each of which either passes or
raises `Untrue` with the reason. No choosing, no counting, no catching.
"""

from __future__ import annotations

import json
import re
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from weft.engine.detect import is_json
from weft.engine.detect.cut_json import is_cut_json, is_cut_lines
from weft.engine.json_documents import documents
from weft.engine.json_path import parse_path
from weft.engine.json_text import children_of, document, document_below, resolve
from weft.engine.json_tight import tight
from weft.engine.model import Chars, Cut, Exactness, Lines, Rows, Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weft.engine.model import Part, Piece


# The last string may break off.
_SOLID = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[^\s"]++', re.DOTALL).findall


class Untrue(Exception):
    """An offer that must not be used, and why."""


def is_text(value: object, original: str) -> str:
    """A text that can be sent: a string, and no lone surrogate unless the original has one."""
    if not isinstance(value, str):
        raise Untrue(f"gave {type(value).__name__}, not text")
    if not _encodable(value) and _encodable(original):
        raise Untrue("gave text that is not valid Unicode")
    return value


def _are_text(values: Sequence[object], original: str) -> None:
    """The same for many at once."""
    for value in values:
        if not isinstance(value, str):
            raise Untrue(f"gave {type(value).__name__}, not text")
    is_text("".join(values), original)  # type: ignore[arg-type]


def same(original: str, restored: object, exactness: Exactness) -> None:
    """The restored text is the original."""
    if not isinstance(restored, str):
        raise Untrue(f"gave {type(restored).__name__} back, not text")
    if restored == original:
        return
    if exactness is Exactness.BYTES:
        raise Untrue("does not give the original back")
    # The same but for white space is the common case, and told many times as fast.
    if is_json(restored) and _tight(restored) == _tight(original):
        return
    if _is_solid(restored) and _without_space(restored) == _without_space(original):
        return
    if _json_values(restored) != _json_values(original):
        raise Untrue("does not give the same JSON back")


def _is_solid(text: str) -> bool:
    """Whether white space outside of strings says nothing in this text."""
    if is_json(text) or documents(text) is not None:
        return True
    return is_cut_json(text) or is_cut_lines(text)


def pieces_of(offer: Sequence[Piece], original: str) -> tuple[Piece, ...]:
    """The pieces of a lossy offer, if they are pieces at all and something is cut."""
    pieces = tuple(offer)
    stays: list[object] = []
    added: list[object] = []
    for piece in pieces:
        if isinstance(piece, Cut):
            added += (piece.before, piece.after, piece.label)
        else:
            stays.append(piece)
    _are_text(stays, original)
    _are_text(added, "")
    if not any(isinstance(piece, Cut) for piece in pieces):
        raise Untrue("cuts nothing: a form that loses nothing must be a lossless form")
    return pieces


def tiles(original: str, pieces: Sequence[Piece]) -> None:
    """What stays and what the cuts name make up the original, in order and without a gap."""
    cuts = [piece for piece in pieces if isinstance(piece, Cut)]
    if any(isinstance(cut.part, Whole) for cut in cuts):
        if len(cuts) > 1:
            raise Untrue("cuts the whole and parts of it")
        return
    span = spans(original)
    restored = "".join(
        original[slice(*span(piece.part))] if isinstance(piece, Cut) else piece for piece in pieces
    )
    if restored != original:
        raise Untrue("what stays and what is cut do not make up the original")


def spans(original: str) -> Callable[[Part], tuple[int, int]]:
    """Where a part lies in the original, in characters."""
    ends: list[int] = []  # of lines, line feeds not counted
    rows: dict[str, list[tuple[int, int]]] = {}
    begins: list[int | None] = []  # where the document does, once that is asked

    def lines(part: Lines) -> tuple[int, int]:
        if not ends:
            ends.extend(accumulate(map(len, original.split("\n")), initial=0))
        # A final line feed ends the last line; it does not begin another one.
        count = len(ends) - 1 - (original.endswith("\n") or not original)
        _within(part.first, part.last, count, "line")
        before, through = part.first - 1, part.last
        return ends[before] + before, min(ends[through] + through, len(original))

    def span(part: Part) -> tuple[int, int]:
        match part:
            case Lines():
                return lines(part)
            case Chars(first, last):
                _within(first, last, len(original), "char")
                return first - 1, last
            case Rows(first, last, at):
                if not begins:
                    begins.append(document(original))
                its = rows.get(at) or rows.setdefault(at, _row_spans(original, begins[0], at))
                _within(first, last, len(its), "row")
                # Up to the next row, if there is one: the comma goes with the row before it.
                return its[first - 1][0], its[last - 1][1] if last == len(its) else its[last][0]
            case _:
                raise Untrue(f"cuts {part!r}, which is no part of a text")

    return span


def _row_spans(original: str, start: int | None, at: str) -> list[tuple[int, int]]:
    """Where each row of the array at this path stands."""
    path = parse_path(at)
    if start is None:
        start, path = document_below(original, path)
    array = start
    if start is not None and path:
        found = resolve(original, start, path)
        array = None if found is None else found[0]
    if array is None or original[array] != "[":
        raise Untrue(f"cuts rows of {at or 'the document'}, which is no array")
    return [(begin, end) for _, begin, end in children_of(original, array)]


def _within(first: int, last: int, count: int, unit: str) -> None:
    if not 1 <= first <= last <= count:
        raise Untrue(f"cuts {unit}s {first}-{last} of {count}")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _tight(text: str) -> bytes:
    return tight(text.encode("utf-8", "surrogatepass"))


def _without_space(text: str) -> str:
    return "".join(_SOLID(text))


def _json_values(text: str) -> list[Any]:
    """The one document, or those that stand one after another."""
    spans = documents(text)
    if spans is None:
        return [_json_value(text)]
    return [_json_value(text[begin:end]) for begin, end in spans]


def _json_value(text: str) -> Any:
    """A JSON text as nested tuples in which number text, key order and duplicates are kept."""
    return json.loads(
        text,
        object_pairs_hook=lambda pairs: ("object", *pairs),
        parse_int=_number,
        parse_float=_number,
        parse_constant=_no_constant,
    )


def _number(text: str) -> tuple[str, str]:
    return ("number", text)


def _no_constant(name: str) -> Any:
    raise Untrue(f"gave {name}, which is not JSON")
