"""The structure tier: what the form of a line says, whatever its words.

Counters that are not zero (`3 failed`, `errors=2`), exit codes, HTTP answers, signals that killed
something, frames and heads of stack traces. A counter that is zero says that all is well, and says
it surely.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.lines.frames import is_frame, is_head
from weft.engine.signals.severity import SILENCE, Severity, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

SURE = 0.9
LIKELY = 0.75

_BAD = r"(?:fail(?:ed|ures?|ing|s)?|errors?|fatals?|exceptions?|crash(?:es|ed)?|broken|lost|denied)"
_MILD = r"(?:warnings?|skipped|deprecat(?:ed|ions?)|retries|flaky|vulnerabilities|xfailed|ignored)"
_COUNTED = re.compile(
    rf"(?<![\w.:-])(?P<n>\d[\d,]*)\s+(?:(?!and\b)[a-z]+\s+)?(?:(?P<bad>{_BAD})|(?P<mild>{_MILD}))\b"
    rf"|\b(?:(?P<bad2>{_BAD})|(?P<mild2>{_MILD}))(?:_count|_total|s)?[\"']?\s*[=:]\s*[\"']?(?P<n2>\d+)\b",
    re.IGNORECASE,
)
_EXIT = re.compile(
    r"\b(?:exit(?:ed)?(?:\s+with)?|return(?:ed)?|status)[\s_-]*(?:code|status|value)?\s*[=:]?\s*"
    r"(?P<code>-?\d{1,3})\b(?!\s*(?:ms|s|%|bytes))"
    r"|(?:\bExit |\b(?:rc|retcode|exitcode)\s?[=:]\s?)(?P<code2>\d{1,3})\b",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"\bHTTP/\d(?:\.\d)?\"?\s+(?P<status>\d{3})\b"
    r"|\bstatus(?:_?code)?[\"']?\s*[=:]\s*[\"']?(?P<status2>[1-5]\d\d)\b"
)
_NOT_ZERO = re.compile(r"\d*[1-9]\d*")
# One of these must be in a line before it is worth a closer look.
_COUNTS = (
    *("fail", "err", "fatal", "excep", "crash", "broken", "lost", "denied"),
    *("warn", "skip", "deprec", "retr", "flaky", "vulnera", "ignored"),
)
_ENDS = ("exit", "return", "status", "rc=", "rc:", "rc ", "retcode")
_ANSWERS = ("http/", "status")


class Structure:
    """Knows trouble by its form."""

    def lines(self, lines: Sequence[str]) -> list[Signal]:
        """A signal for each line whose form says something."""
        text = "\n".join(lines)
        lowered = text.lower()
        counts, ends, answers = (
            [word for word in words if word in lowered] for words in (_COUNTS, _ENDS, _ANSWERS)
        )
        said = [_signal(line, ends, answers) if line else SILENCE for line in lines]
        if counts:
            # A counter says whether it is zero, so lines are the same whatever else it is.
            masked = _NOT_ZERO.sub("1", text).split("\n")
            if len(masked) != len(lines):  # an item has lines of its own
                masked = [_NOT_ZERO.sub("1", line) for line in lines]
            counted = {line: _counted(line, counts) for line in set(masked)}
            for place, line in enumerate(masked):
                is_told = said[place].confidence == SURE or said[place].severity is Severity.NOTABLE
                if not is_told and counted[line].confidence:
                    said[place] = max(counted[line], said[place], key=_weight)
        return said

    def items(self, items: Sequence[str]) -> list[Signal]:
        """Items are read as lines are."""
        return self.lines(items)


def _signal(line: str, ends: Sequence[str], answers: Sequence[str]) -> Signal:
    """What one line says but for counters; only these words need to be looked for in it."""
    if is_head(line):
        return Signal(Severity.ERROR, SURE)
    if is_frame(line):
        return Signal(Severity.NOTABLE, LIKELY)
    has = line.lower().__contains__
    said = SILENCE
    if any(map(has, ends)):
        said = max(said, _ended(line), key=_weight)
    if any(map(has, answers)):
        said = max(said, _answered(line), key=_weight)
    return said


def _weight(signal: Signal) -> tuple[bool, Severity, float]:
    return (signal.confidence > 0, signal.severity, signal.confidence)


def _counted(line: str, counts: Sequence[str]) -> Signal:
    """What the counters say: the worst of those that are not zero; all well where all are."""
    worst = SILENCE
    if not any(map(line.lower().__contains__, counts)):
        return worst
    for found in _COUNTED.finditer(line):
        count = int((found["n"] or found["n2"]).replace(",", ""))
        bad = Severity.ERROR if found["bad"] or found["bad2"] else Severity.WARNING
        signal = Signal(bad if count else Severity.PLAIN, SURE)
        worst = max(worst, signal)
    return worst


def _ended(line: str) -> Signal:
    found = _EXIT.search(line)
    if found is None:
        return SILENCE
    code = int(found["code"] or found["code2"])
    if not code:
        return Signal(Severity.PLAIN, LIKELY)
    return Signal(Severity.ERROR, LIKELY) if code < MOST_CODE else SILENCE


def _answered(line: str) -> Signal:
    found = _ANSWER.search(line)
    if found is None:
        return SILENCE
    kind = (found["status"] or found["status2"])[0]
    if kind == "5":
        return Signal(Severity.ERROR, SURE)
    return Signal(Severity.WARNING if kind == "4" else Severity.PLAIN, LIKELY)


MOST_CODE = 200  # from here on a number after `status` is rather an HTTP answer

__all__ = ["Structure"]
