"""The parts of the engine: token counts, kinds, and each form by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine import detect, tokens
from weft.engine.forms.compact_json import CompactJson
from weft.engine.forms.outline import Outline
from weft.engine.forms.repeated_lines import RepeatedLines
from weft.engine.model import Block, Cut
from weft.parity import value
from weft.parity.comparator import Transform, member, text_of, the_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Piece
    from weft.parity.value import Json

TOKENS = Transform(
    name="tokens",
    about="exact token counts, by encoding",
    target="weft.engine.tokens:count",
    capture=lambda given: (given["text"], {"encoding": given["encoding"]}),
    call=lambda case, config: tokens.count(text_of(case), member(config, "encoding", str)),
    project=int,
    cases=lambda text: [(text, {"encoding": encoding}) for encoding in tokens.ENCODINGS],
)

DETECT = Transform(
    name="detect",
    about="the kind of a text",
    target="weft.engine.detect:detect",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: detect.detect(text_of(case)),
    project=str,
    cases=the_text,
)


def project_folded(text: str | None) -> Json:
    """A folded text as its lines."""
    return None if text is None else value.lines(text)


COMPACT_JSON = Transform(
    name="compact_json",
    about="JSON without white space, or nothing",
    target="weft.engine.forms.compact_json:CompactJson.fold",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: CompactJson().fold(text_of(case)),
    project=project_folded,
    cases=the_text,
)

REPEATED_LINES = Transform(
    name="repeated_lines",
    about="repeats written once with a note, or nothing",
    target="weft.engine.forms.repeated_lines:RepeatedLines.fold",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: RepeatedLines().fold(text_of(case)),
    project=project_folded,
    cases=the_text,
)


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


OUTLINE = Transform(
    name="outline",
    about="head and tail of a text with a cut between, or nothing",
    target="weft.engine.forms.outline:Outline.cut",
    capture=lambda given: (given["block"].text, {}),
    call=lambda case, _: Outline().cut(Block(text_of(case)), None),
    project=project_pieces,
    cases=the_text,
)

__all__ = [
    "COMPACT_JSON",
    "DETECT",
    "OUTLINE",
    "REPEATED_LINES",
    "TOKENS",
    "project_folded",
    "project_pieces",
]
