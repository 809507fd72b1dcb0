"""What became of the sections of a text, put together to one candidate.

Of a body that has a line end at its end the line end stays, whatever a form did with it, so that
the next section begins on a line of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from weft.engine.mix.place import Place
from weft.engine.model import Candidate, Cut, Join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.mix.section import Section
    from weft.engine.model import Piece

NOTE = "[several parts, each shortened by itself]\n"
"""Stands first where a joined text would not be known as ours by anything else."""

MIXED = "mixed"  # stands before the names of the forms that wrote the parts


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a section: a candidate for a body, nothing where it stays as it is."""

    section: Section
    candidate: Candidate | None = None


def join(text: str, made: Sequence[Made], *, noted: bool = False) -> Candidate:
    """One candidate for the whole text, with a note on top if it needs one."""
    forms = dict.fromkeys(
        form for one in made if one.candidate for form in one.candidate.forms if form != MIXED
    )
    note = NOTE if noted else ""
    joins = tuple(_merged(chain((Join((), "", 0, note),), _joins(text, made))))
    lossless = not any(one.candidate.cuts for one in made if one.candidate)
    pieces = tuple(_merged_pieces(chain((note,), _pieces(text, made))))
    return Candidate((MIXED, *forms), pieces, joins if lossless else ())


def _pieces(text: str, made: Sequence[Made]) -> Iterator[Piece]:
    for one in made:
        body = text[one.section.start : one.section.end]
        if one.candidate is None:
            yield body
            continue
        place = Place.of(text, one.section.start, one.section.end)
        for piece in one.candidate.pieces:
            yield place.cut(piece, body) if isinstance(piece, Cut) else piece
        yield _line_end(one, text)


def _joins(text: str, made: Sequence[Made]) -> Iterator[Join]:
    for one in made:
        body = text[one.section.start : one.section.end]
        if one.candidate is None:
            yield Join((), body, len(body))
            continue
        written = "".join(piece for piece in one.candidate.pieces if isinstance(piece, str))
        yield from one.candidate.joins or (Join(one.candidate.forms, written, len(body)),)
        yield Join((), "", 0, _line_end(one, text))


def _line_end(one: Made, text: str) -> str:
    """The line end that a form took away."""
    if one.candidate is None or one.section.end == len(text) or text[one.section.end - 1] != "\n":
        return ""
    last = one.candidate.pieces[-1]
    return "" if (last.after if isinstance(last, Cut) else last).endswith("\n") else "\n"


def _merged(joins: Iterator[Join]) -> Iterator[Join]:
    """Without what is empty, and what stays as it is in one piece."""
    last: Join | None = None
    for one in joins:
        if last and not (last.forms or one.forms or last.added or one.added):
            last = Join((), last.text + one.text, last.length + one.length)
            continue
        if last and (last.text or last.added):
            yield last
        last = one
    if last and (last.text or last.added):
        yield last


def _merged_pieces(pieces: Iterator[Piece]) -> Iterator[Piece]:
    stays: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            stays.append(piece)
            continue
        if any(stays):
            yield "".join(stays)
        stays = []
        yield piece
    if any(stays):
        yield "".join(stays)


__all__ = ["MIXED", "NOTE", "Made", "join"]
