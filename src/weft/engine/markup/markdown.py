"""The units of a Markdown text.

One pass over the lines; what a line begins with says what it is. It reads what people write, not
what a specification allows: the worst that a wrong guess does is to draw a border elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.markup.unit import Role, Unit, place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONG_CODE = 24  # lines; a longer block of code is units of its own, parted where it is blank
LEAST_CODE = 6  # lines of such a unit

_LINE = re.compile(
    r"""
      (?P<blank>\s*+$)
    | [ ]{0,3}(?P<heading>\#{1,6})(?:\s|$)
    | [ ]*+(?:[-*+][ ]++)?(?P<fence>`{3,}(?=[^`]*$)|~{3,})
    | (?P<comment>\s*+<!--)
    | [ ]{0,3}(?P<rule>=+|-{2,}|(?:\*[ ]*+){3,}|(?:-[ ]*+){3,}|(?:_[ ]*+){3,})\s*+$
    | (?P<table>[ ]*+(?:\|[ ]*+)?:?-++:?[ ]*+\|[-|: ]*+$)
    | (?P<badge>\s*+
        (?:\[?!\[[^\]]*+\](?:\([^)]*+\)|\[[^\]]*+\])(?:\](?:\([^)]*+\)|\[[^\]]*+\]))?+\s*+)++$)
    | (?P<contents>\s*+(?:[-*+]|\d{1,3}[.)])\s++\[[^\]]*+\]\(\#[^)]*+\)\s*+$)
    | (?P<item>\s*+)(?:[-*+]|\d{1,4}[.)])\s++\S
    | (?P<target>[ ]{0,3}\[[^\]]+\]:\s+\S)
    | (?P<code>(?:[ ]{4}|\t)\s*+\S)
    | (?P<quote>[ ]{0,3}>)
    """,
    re.VERBOSE,
)
_NOTE = re.compile(
    r"[>\s*_!:]*(?:\[!)?(?:warning|caution|danger|important|note|deprecated|breaking|security"
    r"|stability: [01]|⚠)",
    re.IGNORECASE,
)
# Lines that go on as long as lines like them follow.
_GOES_ON = {"badge": Role.BADGE, "contents": Role.CONTENTS, "target": Role.TARGET}


def markdown_units(lines: Sequence[str]) -> list[Unit]:
    """The units of these lines."""
    return place(_Reader(lines).read())


class _Reader:
    """The pass over the lines: the units so far, the last of which is still open."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.units: list[Unit] = []
        self.items: list[int] = []  # numbers of the items that are open around a line
        self.after_blank = True
        self.header = -1  # the unit that is the header of the table under way
        self.closes = True  # whether a comment may still end

    def read(self) -> list[Unit]:
        at = self.front_matter()
        lines, match = self.lines, _LINE.match
        while at < len(lines):
            line = lines[at]
            # What begins with a letter is text, and most lines do.
            found = None if line[:1].isalpha() else match(line)
            group = (found and found.lastgroup) or "text"
            if group == "blank":
                self.after_blank = True
                self.header = -1
                if not self.units:
                    self.open(at, Role.TEXT, 0)
            elif group == "fence":
                at = self.fence(at, found["fence"] if found else "```")
                continue
            elif group == "comment":
                at = self.comment(at)
                continue
            elif group == "rule" and not self.after_blank and line.lstrip()[0] in "=-":
                self.underline(at)
            elif group == "table" and not self.after_blank:
                self.table(at)
            else:
                self.line(at, line, group, found)
                self.after_blank = False
            at += 1
        if self.units:
            self.units[-1].last = len(lines)
        return self.units

    def open(self, at: int, role: Role, level: int, needs: int = -1) -> None:
        if self.units:
            self.units[-1].last = at
        self.units.append(Unit(at, at + 1, role, level, needs=needs))

    def line(self, at: int, line: str, group: str, found: re.Match[str] | None) -> None:
        if group == "heading" and found:
            self.items.clear()
            self.header = -1
            self.open(at, Role.HEADING, len(found["heading"]))
        elif self.header >= 0 and "|" in line:
            self.open(at, Role.ROW, 0, self.header)
        elif group == "item" and found:
            self.item(at, len(found["item"].expandtabs(4)))
        elif group in _GOES_ON:
            if self.last_role() is not _GOES_ON[group]:
                self.open(at, _GOES_ON[group], 0)
        elif self.items and (line[0] in " \t" or not self.after_blank):
            if self.after_blank or self.last_role() in _OWN_LINE:
                self.open(at, Role.TEXT, self.units[self.items[-1]].level, self.items[-1])
        else:
            self.text(at, line, group)

    def text(self, at: int, line: str, group: str) -> None:
        """A line of a paragraph, or of code that is indented."""
        role = self.last_role()
        if group == "code" and (self.after_blank or role is Role.CODE):
            if role is not Role.CODE:
                self.open(at, Role.CODE, 4, self.before())
        elif self.after_blank or role is None or role in _OWN_LINE:
            self.items.clear()
            self.open(at, Role.NOTE if _NOTE.match(line) else Role.TEXT, 0)

    def last_role(self) -> Role | None:
        return self.units[-1].role if self.units else None

    def item(self, at: int, indent: int) -> None:
        while self.items and self.units[self.items[-1]].level >= indent:
            self.items.pop()
        self.open(at, Role.ITEM, indent, self.items[-1] if self.items else -1)
        self.items.append(len(self.units) - 1)

    def before(self) -> int:
        """The unit that leads to what comes now: a sentence before code."""
        if self.items:
            return self.items[-1]
        number = len(self.units) - 1
        if number >= 0 and self.units[number].role in (Role.TEXT, Role.NOTE, Role.ITEM):
            return number
        return -1

    def underline(self, at: int) -> None:
        """A line of dashes under a text: the line above is a heading."""
        last = self.units[-1] if self.units else None
        if last is None or last.role is not Role.TEXT:
            return
        if last.first < at - 1:
            last.last = at - 1
            self.units.append(Unit(at - 1, at + 1, Role.HEADING))
        last = self.units[-1]
        last.role = Role.HEADING
        last.level = 1 if self.lines[at].lstrip()[0] == "=" else 2
        self.items.clear()
        self.after_blank = False

    def table(self, at: int) -> None:
        """The rule under the header of a table."""
        last = self.units[-1] if self.units else None
        if last is None or "|" not in self.lines[at - 1]:
            return
        if last.first < at - 1:
            last.last = at - 1
            self.units.append(Unit(at - 1, at + 1, Role.ROW))
        self.units[-1].role = Role.ROW
        self.header = len(self.units) - 1

    def fence(self, at: int, mark: str) -> int:
        """A block of code; the line after it."""
        end = at + 1
        while end < len(self.lines) and not _closes(self.lines[end], mark):
            end += 1
        end = min(end + 1, len(self.lines))
        self.open(at, Role.CODE, 0, self.before())
        first = len(self.units) - 1
        for part in _parted(self.lines, at, end):
            self.open(part, Role.CODE, 0, first)
        self.after_blank = True
        return end

    def comment(self, at: int) -> int:
        """A comment; the line after it."""
        end = at
        while self.closes and end < len(self.lines) and "-->" not in self.lines[end]:
            end += 1
        if end == len(self.lines):  # it never ends, and no other one will
            self.closes, end = False, at
        end += 1
        if not (self.units and self.units[-1].role is Role.META):
            self.open(at, Role.META, 0)
        self.after_blank = True
        return end

    def front_matter(self) -> int:
        """The line after the entries before a text, if there are any."""
        if not self.lines or self.lines[0].rstrip() != "---":
            return 0
        for at in range(1, min(len(self.lines), 60)):
            if self.lines[at].rstrip() in ("---", "..."):
                self.open(0, Role.META, 0)
                return at + 1
        return 0


def _closes(line: str, mark: str) -> bool:
    return mark in line and not line.strip().strip(mark[0])


_OWN_LINE = frozenset(
    {Role.HEADING, Role.CODE, Role.META, Role.BADGE, Role.TARGET, Role.CONTENTS, Role.ROW}
)


def _parted(lines: Sequence[str], first: int, last: int) -> Iterator[int]:
    """Where a long block of code is parted: after blank lines."""
    if last - first <= LONG_CODE:
        return
    begun = first
    for at in range(first + 1, last - 2):
        if at - begun >= LEAST_CODE and not lines[at - 1].strip() and lines[at].strip():
            yield at
            begun = at


__all__ = ["markdown_units"]
