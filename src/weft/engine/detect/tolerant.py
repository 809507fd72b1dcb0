"""Tolerant tests: enough for a kind that a text is expected to be, not enough without.

They are asked where no other test was sure. Each wants some sign in the text itself: a file called
`.json` that is none stays what it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.detect.sample import sample
from weft.engine.lines.clock import at_most
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SOME = 0.25  # share of lines
MOST = 0.6

_LEVEL = re.compile(
    r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b", re.IGNORECASE
)
_SIGNED = re.compile(
    r"\s*(?:[✓✔✗✘×√●]|PASS|FAIL|ok\b|error\b|warning\b|note:|E {2,}|\S+: (?:error|warning|note)\b"
    r"|=+ .* =+$|npm |Compiling |Building |Installing |Collecting |Running |Tests?:? )"
    r"|.*\bfailed\b",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:[^\s:]+/)*[^\s:/]+/?$")
_FOUND = re.compile(r"[^\s:][^:\n]*[:-]\d+[:-]|[^\s:]*[./][^\s:]*:")
_MARKDOWN = re.compile(r"#{1,6} \S|[ ]{0,6}(?:[-*+]|\d{1,3}[.)]) +\S|```|~~~|\|.*\|$|> ")
_LINK = re.compile(r"\[[^\]\n]+\]\([^)\n]+\)|\*\*\w")
_RULED = re.compile(r"([=\-~^\"'])\1{3,}$|\.\. \w")


def _log(lines: Sequence[str]) -> bool:
    least = SOME * len(lines)
    return at_most("\n".join(lines)) >= least or _count(_LEVEL.search, lines) >= least


def _count(sign: Callable[[str], object], lines: Sequence[str]) -> int:
    return sum(map(bool, map(sign, lines)))


_TESTS: Mapping[Kind, Callable[[Sequence[str]], bool]] = {
    Kind.LOG: _log,
    Kind.BUILD: lambda lines: _count(_SIGNED.match, lines) >= 2,
    Kind.LISTING: lambda lines: _count(_PATH.match, lines) >= MOST * len(lines),
    Kind.SEARCH: lambda lines: _count(_FOUND.match, lines) >= MOST * len(lines),
    Kind.MARKDOWN: lambda lines: _count(_MARKDOWN.match, lines) + _count(_LINK.search, lines) >= 2,
    Kind.RST: lambda lines: _count(_RULED.match, lines) >= 2,
}

LEAST = 3  # lines


def passes(kind: Kind, text: str) -> bool:
    """Whether a text that is expected to be of this kind may pass for it."""
    test = _TESTS.get(kind)
    if test is None:
        return False
    lines = sample(text)
    return len(lines) >= LEAST and test(lines)


__all__ = ["passes"]
