"""Forms of lines: logs, builds, traces. And what the signals say of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine import signals
from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.model import Block, Cut, Origin
from weft.parity import value
from weft.parity.comparator import Transform, member, text_of, the_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.model import Piece
    from weft.engine.signals import Signal
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


def _block(case: Json, config: Config) -> Block:
    question = member(config, "question", str) if "question" in config else ""
    return Block(text_of(case), Origin(question=question))


def _said(given: Sequence[Signal]) -> Json:
    return [[signal.severity.name, round(signal.confidence, 2)] for signal in given]


LIKE_LINES = Transform(
    name="like_lines",
    about="what lines share said once, or nothing",
    target="weft.engine.forms.like_lines:LikeLines.fold",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: LikeLines().fold(text_of(case)),
    project=_folded,
    cases=the_text,
)

LINES_AGAIN = Transform(
    name="lines_again",
    about="lines that stood above as references, or nothing",
    target="weft.engine.forms.lines_again:LinesAgain.fold",
    capture=lambda given: (given["text"], {}),
    call=lambda case, _: LinesAgain().fold(text_of(case)),
    project=_folded,
    cases=the_text,
)

LOG_CHOICE = Transform(
    name="log_choice",
    about="the lines of a log that stay, and what is cut, or nothing",
    target="weft.engine.forms.log_choice:LogChoice.cut",
    capture=lambda given: (given["block"].text, {"question": given["block"].origin.question}),
    call=lambda case, config: LogChoice().cut(_block(case, config), None),
    project=_pieces,
    cases=the_text,
)

REPORT_CHOICE = Transform(
    name="report_choice",
    about="the lines of a build or a trace that stay, and what is cut, or nothing",
    target="weft.engine.forms.report_choice:ReportChoice.cut",
    capture=lambda given: (given["block"].text, {"question": given["block"].origin.question}),
    call=lambda case, config: ReportChoice().cut(_block(case, config), None),
    project=_pieces,
    cases=the_text,
)

SIGNALS = Transform(
    name="signals",
    about="how much each line matters, and how sure that is",
    target="weft.engine.signals.tiered:Tiered.lines",
    capture=lambda given: ("\n".join(given["lines"]), {}),
    call=lambda case, _: signals.IMPORTANCE.lines(text_of(case).split("\n")),
    project=_said,
    cases=lambda _: [],
)

__all__ = ["LIKE_LINES", "LINES_AGAIN", "LOG_CHOICE", "REPORT_CHOICE", "SIGNALS"]
