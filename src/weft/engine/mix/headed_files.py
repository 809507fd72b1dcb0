"""Several files in one text, each below a line that names it.

`==> a <==` of head and tail, the colons of more, `File: a`, `=== a ===` and the like. A text is one
if it begins with such a line and has at least two that are drawn alike.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.mix.section import MOST, Section, tiled

if TYPE_CHECKING:
    from weft.engine.model import Origin

FEWEST = 2
RULED = 202  # characters before a head in which a rule may stand

_PATH = r"(?P<path>[^\s:\"'<>|{}()\[\],;]{1,400})"
_ARROWS = re.compile(r"^(?:\n)?==> (?P<path>[^\n]{1,400}) <==\n", re.MULTILINE)
_COLONS = re.compile(r"^:{14}\n(?P<path>[^\n]{1,400})\n:{14}\n", re.MULTILINE)
_FRAMED = re.compile(
    rf"^(?P<open>[=#*+-]{{2,9}} |# |// )?"
    rf"(?P<word>(?:File|FILE|file|Path|path|Filename|filename):? )?{_PATH}"
    rf"(?P<close> [=#*+-]{{2,200}}|:)?\n(?P<rule>[=#*-]{{8,200}}\n)?",
    re.MULTILINE,
)
_RULE_ABOVE = re.compile(r"^[=#*-]{8,200}\n\Z", re.MULTILINE)
_RULE = re.compile(r"[=#*-]{8,200}\n")


def split_headed(text: str, origin: Origin) -> tuple[Section, ...]:
    """Each file as a body; the lines that name them as seams."""
    start = text[:1000].lstrip("\n")
    if start.startswith("==> "):
        heads = list(islice(_ARROWS.finditer(text), MOST + 1))
    elif start.startswith(":" * 14 + "\n"):
        heads = list(islice(_COLONS.finditer(text), MOST + 1))
    else:
        heads = _framed(text, len(text[:1000]) - len(start))
    if not FEWEST <= len(heads) <= MOST:
        return ()
    ends = [*(_end_before(text, one.start()) for one in heads[1:]), len(text)]
    return tiled(
        (
            Section(one.end(), end, replace(origin, arguments=one["path"], media_type=""))
            for one, end in zip(heads, ends, strict=True)
            if one.end() < end
        ),
        len(text),
    )


def _end_before(text: str, head: int) -> int:
    """Where what stands before a head ends: a rule above the head belongs to it."""
    rule = _RULE_ABOVE.search(text, max(0, head - RULED), head)
    return rule.start() if rule else head


def _framed(text: str, start: int) -> list[re.Match[str]]:
    above = _RULE.match(text, start)
    first = _FRAMED.match(text, above.end() if above else start)
    if first is None or not _is_sure(first):
        return []
    look = _look(first)
    every = islice(_FRAMED.finditer(text), 4 * MOST)
    return [one for one in every if _look(one) == look and _is_sure(one)]


def _is_sure(head: re.Match[str]) -> bool:
    """Whether it is drawn as a head, and names what can be a file."""
    drawn = head["word"] or (head["open"] and (head["close"] or head["rule"])) or head["rule"]
    path = head["path"]
    named = "/" in path or "." in path[1:]
    if head["word"]:
        return True
    return bool(named and (drawn or (head["open"] or "").startswith(("##", "//", "==", "--"))))


def _look(head: re.Match[str]) -> tuple[str, ...]:
    return tuple((head[name] or "").strip() for name in ("rule", "open", "word", "close"))


__all__ = ["split_headed"]
