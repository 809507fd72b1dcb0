"""Forms of listings, search results and diffs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from weft.engine.forms.diff_choice import DiffChoice
from weft.engine.forms.diff_headers import DiffHeaders
from weft.engine.forms.diff_trim import DiffTrim
from weft.engine.forms.drawn_listing import DrawnListing
from weft.engine.forms.history_choice import HistoryChoice
from weft.engine.forms.listing_choice import ListingChoice
from weft.engine.forms.listing_tree import ListingTree
from weft.engine.forms.search_choice import SearchChoice
from weft.engine.forms.search_groups import SearchGroups
from weft.engine.forms.stat_choice import StatChoice
from weft.engine.model import Block, Cut, Origin
from weft.parity import value
from weft.parity.comparator import Transform, member, text_of, the_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import LosslessForm, LossyForm, Piece
    from weft.parity.comparator import Config
    from weft.parity.value import Json


def _folded(text: str | None) -> Json:
    return None if text is None else value.lines(text)


def _pieces(pieces: Sequence[Piece] | None) -> Json:
    if pieces is None:
        return None
    return [
        {"cut": piece.what, "before": piece.before, "after": piece.after}
        if isinstance(piece, Cut)
        else {"text": value.lines(piece)}
        for piece in pieces
    ]


def _fold(form: type[LosslessForm], case: Json, _: Config) -> str | None:
    return form().fold(text_of(case))


def _cut(form: type[LossyForm], case: Json, config: Config) -> Sequence[Piece] | None:
    question = member(config, "question", str) if "question" in config else ""
    return form().cut(Block(text_of(case), Origin(question=question)), None)


def _lossless(form: type[LosslessForm], about: str) -> Transform:
    return Transform(
        name=form.name,
        about=about,
        target=f"{form.__module__}:{form.__name__}.fold",
        capture=lambda given: (given["text"], {}),
        call=partial(_fold, form),
        project=_folded,
        cases=the_text,
    )


def _lossy(form: type[LossyForm], about: str) -> Transform:
    return Transform(
        name=form.name,
        about=about,
        target=f"{form.__module__}:{form.__name__}.cut",
        capture=lambda given: (
            given["block"].text,
            {"question": given["block"].origin.question},
        ),
        call=partial(_cut, form),
        project=_pieces,
        cases=lambda text: [(text, {"question": ""})],
    )


FILES = (
    _lossless(ListingTree, "paths as a tree, columns said once, or nothing"),
    _lossless(DrawnListing, "a drawn tree by indentation, or nothing"),
    _lossless(SearchGroups, "matches below their files, or nothing"),
    _lossless(DiffHeaders, "headers of a diff as one line, or nothing"),
    _lossy(ListingChoice, "the unusual names of a listing, or nothing"),
    _lossy(SearchChoice, "the matches that say most, or nothing"),
    _lossy(DiffChoice, "what matters of each change, or nothing"),
    _lossy(DiffTrim, "a diff with less context that still applies, or nothing"),
    _lossy(HistoryChoice, "commits on one line each, or nothing"),
    _lossy(StatChoice, "the files that changed most, or nothing"),
)

__all__ = ["FILES"]
