"""An answer: a text, what part of the original it is, and what remains to be asked for.

What may stand here: `Answer`, and the words in which parts and remainders are said. The words
name ranges in the grammar that questions are read from, so a reader can ask with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from weft.recall.query.question import END, QueryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from weft.engine.model import Part

MAX_NAMED_RANGES = 12  # ranges that one header names before it only counts them


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for.

    `text` is the original's own text; several parts are set apart by lines that name them.
    Where there is nothing to show, `advice` says what can be asked instead.
    `parts` names in order the parts of the original that stand in the text; where they are not
    what was asked for, the answer was cut, and `remains` says how to go on. An empty `remains`
    means that nothing is left.
    """

    text: str
    part: str
    remains: str = ""
    matches: int | None = None
    parts: tuple[Part, ...] = ()
    advice: str = ""

    @property
    def header(self) -> str:
        """One line that says what the text is part of."""
        return f"[{self.part}]"

    @property
    def footer(self) -> str:
        """One line that says what remains."""
        return f"[{self.remains or 'nothing remains'}]"

    def render(self) -> str:
        """Header, text and footer."""
        body = self.text or self.advice
        feed = "" if not body or body.endswith("\n") else "\n"
        return f"{self.header}\n{body}{feed}{self.footer}\n"


def counted(number: int, unit: str) -> str:
    """Say how many: `1 line`, `3 matches`."""
    if number == 1:
        return f"1 {unit}"
    return f"{number} {unit}es" if unit.endswith("ch") else f"{number} {unit}s"


def ranged(unit: str, first: int, last: int) -> str:
    """Say which, in the grammar of questions: `line 3`, `lines 3-9`."""
    return f"{unit} {first}" if first == last else f"{unit}s {first}-{last}"


def listed(unit: str, ranges: Sequence[tuple[int, int]]) -> str:
    """Say which of several: `lines 3-9, 12`."""
    if len(ranges) == 1:
        return ranged(unit, *ranges[0])
    named = [f"{a}" if a == b else f"{a}-{b}" for a, b in ranges[:MAX_NAMED_RANGES]]
    more = len(ranges) - len(named)
    return f"{unit}s {', '.join(named)}" + (f" and {counted(more, 'more range')}" if more else "")


def merged(numbers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join ranges that touch or overlap. They come ordered by their first number."""
    joined: list[tuple[int, int]] = []
    for first, last in numbers:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def remaining(unit: str, first: int, last: int, count: int) -> str:
    """Say what stands before and after a range, and how to ask for it."""
    missing = count - (last - first + 1)
    if not missing:
        return ""
    around = []
    if first > 1:
        around.append(ranged(unit, 1, first - 1))
    if last < count:
        around.append(ranged(unit, last + 1, count))
    return f"{missing} of {counted(count, unit)} not shown: ask for {' or '.join(around)}"


def clamped(unit: str, first: int, last: int, count: int) -> tuple[int, int, str]:
    """Bring a range into the text. The third value says so where the range was another one."""
    asked = "" if last == END else f" (asked for {first}-{last})"
    if first > last:
        first, last = last, first
    if not count:
        raise QueryError(f"there are no {unit}s: the text is empty")
    if first > count or last < 1:
        raise QueryError(
            f"{unit} {first if first > count else last} does not exist:"
            f" there {'is' if count == 1 else 'are'} {counted(count, unit)};"
            f" ask for {ranged(unit, 1, count)}"
        )
    inside = (max(first, 1), min(last, count))
    return (*inside, "" if asked == f" (asked for {inside[0]}-{inside[1]})" else asked)
