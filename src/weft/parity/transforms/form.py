"""A form as a transform: what it offers for a text, as a fixture holds it.

For forms that are made without arguments. Which forms there are stands in the files beside this.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from weft.engine.model import Block, Cut, Origin
from weft.parity import value
from weft.parity.comparator import Transform, member, text_of, the_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from weft.engine.model import LosslessForm, LossyForm, Piece
    from weft.parity.comparator import Config
    from weft.parity.value import Json


def lossless(form: type[LosslessForm], about: str) -> Transform:
    """What a lossless form folds a text to."""
    return Transform(
        name=form.name,
        about=about,
        target=f"{form.__module__}:{form.__name__}.fold",
        capture=lambda given: (given["text"], {}),
        call=partial(_fold, form),
        project=project_folded,
        cases=the_text,
    )


def lossy(
    form: type[LossyForm],
    about: str,
    cases: Callable[[str], Iterable[tuple[Json, Config]]] = the_text,
) -> Transform:
    """What a lossy form leaves of a text, for a question if one is given."""
    return Transform(
        name=form.name,
        about=about,
        target=f"{form.__module__}:{form.__name__}.cut",
        capture=lambda given: (given["block"].text, {"question": given["block"].origin.question}),
        call=partial(_cut, form),
        project=project_pieces,
        cases=cases,
    )


def project_folded(text: str | None) -> Json:
    """A folded text as its lines."""
    return None if text is None else value.lines(text)


def project_pieces(pieces: Sequence[Piece] | None) -> Json:
    """What stays as lines, what is cut as its words."""
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


__all__ = ["lossless", "lossy", "project_folded", "project_pieces"]
