"""Forms of lines: logs, builds, traces. And what words say of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weft.engine.forms.like_lines import LikeLines
from weft.engine.forms.lines_again import LinesAgain
from weft.engine.forms.log_choice import LogChoice
from weft.engine.forms.report_choice import ReportChoice
from weft.engine.forms.same_ends import SameEnds
from weft.engine.forms.terminal_choice import TerminalChoice
from weft.engine.signals.keywords import Keywords
from weft.engine.signals.severity import Severity
from weft.parity.comparator import Transform, member, text_of
from weft.parity.transforms.form import lossless, lossy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weft.parity.comparator import Config
    from weft.parity.value import Json


def _asked(given: Mapping[str, Any]) -> tuple[Json, Config] | None:
    """Lines as one text, where no line holds a line feed."""
    lines = given["lines"]
    if not lines or any("\n" in line for line in lines):
        return None
    return "\n".join(lines), {"least": given["self"].least.name}


LIKE_LINES = lossless(LikeLines, "what lines share said once, or nothing")
LINES_AGAIN = lossless(LinesAgain, "lines that stood above as references, or nothing")
SAME_ENDS = lossless(SameEnds, "ends that lines shortly above have, left out, or nothing")
LOG_CHOICE = lossy(LogChoice, "the lines of a log that stay, and what is cut, or nothing")
REPORT_CHOICE = lossy(
    ReportChoice, "the lines of a build or a trace that stay, and what is cut, or nothing"
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

TERMINAL_CHOICE = lossy(TerminalChoice, "output as a terminal showed it in the end, or nothing")

__all__ = [
    "KEYWORDS",
    "LIKE_LINES",
    "LINES_AGAIN",
    "LOG_CHOICE",
    "REPORT_CHOICE",
    "SAME_ENDS",
    "TERMINAL_CHOICE",
]
