"""Forms of lines: logs, builds, traces. And what words say of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.terminal_choice import TerminalChoice
from weft.engine.model import Block, Cut, Origin
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import Severity
from weft.parity import value
from weft.parity.comparator import Transform, member, text_of, the_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from weft.engine.model import Piece
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


def _asked(given: Mapping[str, Any]) -> tuple[Json, Config] | None:
    """Lines as one text, where no line holds a line feed."""
    lines = given["lines"]
    if not lines or any("\n" in line for line in lines):
        return None
    return "\n".join(lines), {"least": given["self"].least.name}


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

KEYWORDS = Transform(
    name="keywords",
    about="the worst word of each line, and how sure it is meant",
    target="weft.engine.signals.keywords:Keywords.lines",
    capture=_asked,
    call=lambda case, config: Keywords(Severity[member(config, "least", str)]).lines(
        text_of(case).split("\n")
    ),
    project=lambda given: [f"{signal.severity.name} {signal.confidence:.2f}" for signal in given],
    cases=lambda text: [(text, {"least": Severity.TRIFLE.name})],
)

TERMINAL_CHOICE = Transform(
    name="terminal_choice",
    about="output as a terminal showed it in the end, or nothing",
    target="weft.engine.forms.terminal_choice:TerminalChoice.cut",
    capture=lambda given: (given["block"].text, {"question": given["block"].origin.question}),
    call=lambda case, config: TerminalChoice().cut(_block(case, config), None),
    project=_pieces,
    cases=the_text,
)

__all__ = [
    "KEYWORDS",
    "LIKE_LINES",
    "LINES_AGAIN",
    "LOG_CHOICE",
    "REPORT_CHOICE",
    "TERMINAL_CHOICE",
]
