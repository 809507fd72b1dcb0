"""What is wrong with the configuration, said so that the reader can put it right.

A problem names where it was found, which key, what was expected there and the nearest name that
exists. Everything quoted from outside is made safe to print, and secrets in it are masked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

MAX_QUOTE = 80  # characters of a wrong value or name that are worth showing

_TELLTALE = r"(?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key|key|auth|sig(?:nature)?)"
_AUTHORITY = re.compile(
    r"(?s)^(?!sqlite:)(?P<scheme>\s*[A-Za-z][A-Za-z0-9+.-]*:/{0,2})(?P<info>.*)@"
)
_QUERY_SECRET = re.compile(rf"(?i)([?&;][^=&;#]*{_TELLTALE}[^=&;#]*=)[^&;#]+")
MASK = "***"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    where: str
    message: str
    key: str = ""

    def __str__(self) -> str:
        return ": ".join(printable(part) for part in (self.where, self.key, self.message) if part)


class SettingsError(Exception):
    """The configuration cannot be used. Holds every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.problems[0])
        lines = [f"{len(self.problems)} problems in the configuration:"]
        return "\n  ".join([*lines, *map(str, self.problems)])


def mask(text: str) -> str:
    """The text with passwords and tokens in URLs hidden.

    It hides from the first colon to the last `@`, because a password may hold either sign
    unescaped: too much hidden is better than half a password shown.
    """
    return _QUERY_SECRET.sub(rf"\1{MASK}", _AUTHORITY.sub(_hide, text, count=1))


def _hide(match: re.Match[str]) -> str:
    user, colon, _ = match["info"].partition(":")
    return f"{match['scheme']}{user + colon if colon else ''}{MASK}@"


def quote(value: object) -> str:
    """A wrong value, masked, shortened and on one line."""
    shown = repr(mask(value)) if isinstance(value, str) else _plain(value)
    return shown if len(shown) <= MAX_QUOTE else f"{shown[:MAX_QUOTE]}..."


def _plain(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() if value.bit_length() > MAX_QUOTE * 3:
            return "a number too large to show"
        case dict():
            return "a table"
        case list():
            return "a list"
        case _:
            return str(value)


def printable(text: str) -> str:
    """The text without anything a terminal could take for a command."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def nearest(name: str, known: Collection[str], *, separator: str = ".") -> str:
    """The question "did you mean ...?", or nothing where no name is near."""
    tail = name[:MAX_QUOTE].rpartition(separator)[2]
    same_tail = [other for other in known if other.rpartition(separator)[2] == tail]
    matches = same_tail[:1] or get_close_matches(name[:MAX_QUOTE], known, n=1)
    return f"; did you mean {matches[0]}?" if matches else ""
