"""The units of a reStructuredText document.

A directive that describes something (a function, an option) is a heading of what is indented below
it, so that a reference is told by what it describes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.markup.unit import TAGGED, Role, Unit, place

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(
    r"""
      (?P<blank>\s*+$)
    | \s*+\.\.[ ]+(?P<target>_[^:]*:|\|[^|]+\||\[[^\]]+\])
    | \s*+\.\.[ ]+(?P<directive>[\w:+-]+)::
    | (?P<comment>\s*+\.\.(?:\s|$))
    | (?P<border>[ ]*+(?:\+[-=+]{3,}\+|={2,}(?:[ ]+={2,})+)\s*$)
    | (?P<under>(?P<sign>[!-/:-@\[-`{-~])(?P=sign){2,}\s*$)
    | (?P<doctest>\s*+>>>[ ])
    | (?P<item>\s*+)(?:[-*+•]|\#\.|\(?\d{1,3}[.)])\s+\S
    | (?P<field>\s*+:[^:`]{1,60}:(?:\s|$))
    """,
    re.VERBOSE,
)
_DESCRIBES_WORDS = """
    function class method attribute data exception option cmdoption describe module envvar
    confval opcode program decorator staticmethod classmethod decoratormethod property macro
    type var struct member enum enumerator object setting directive role rst:directive
    rst:role glossary autoclass autofunction automodule automethod command"""
_DESCRIBES = frozenset(_DESCRIBES_WORDS.split())
_WARNS_WORDS = """
    warning caution danger important deprecated deprecated-removed attention note
    versionremoved soft-deprecated"""
_WARNS = frozenset(_WARNS_WORDS.split())
_CODE_WORDS = """
    code code-block sourcecode parsed-literal literalinclude doctest testcode testoutput
    prompt ipython productionlist"""
_CODE = frozenset(_CODE_WORDS.split())
_TRIFLING = {"toctree": Role.CONTENTS, "contents": Role.CONTENTS, "image": Role.BADGE}
_TOLD_WORDS = """
    versionadded versionchanged seealso tip hint admonition topic rubric"""
_TOLD = frozenset(_TOLD_WORDS.split())


def restructured_units(lines: Sequence[str]) -> list[Unit]:
    """The units of these lines."""
    return place(_Reader(lines).read())


class _Reader:
    """The pass over the lines: the units so far, the last of which is still open."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.units: list[Unit] = []
        self.levels: dict[tuple[str, bool], int] = {}
        self.block = -1  # the indentation above which everything belongs to the last unit
        self.table = -1  # the unit that is the header of the table under way
        self.after_blank = True

    def read(self) -> list[Unit]:
        lines, match = self.lines, _LINE.match
        at = 0
        while at < len(lines):
            line = lines[at]
            found = match(line)
            group = (found and found.lastgroup) or "text"
            indent = len(line) - len(line.lstrip())
            if group == "blank":
                self.after_blank = True
                if not self.units:
                    self.open(at, Role.TEXT, 0)
            elif self.block >= 0 and indent > self.block:
                pass
            elif group == "under" and (title := self.title(at)):
                at = title
                continue
            else:
                self.block = -1
                self.line(at, line, group, found, indent)
                self.after_blank = False
            at += 1
        if self.units:
            self.units[-1].last = len(lines)
        return self.units

    def open(self, at: int, role: Role, level: int, needs: int = -1) -> None:
        if self.units:
            self.units[-1].last = at
        self.units.append(Unit(at, at + 1, role, level, needs=needs))

    def line(
        self, at: int, line: str, group: str, found: re.Match[str] | None, indent: int
    ) -> None:
        last = self.units[-1] if self.units else None
        if group == "directive" and found:
            self.directive(at, found["directive"], indent)
        elif group == "target":
            if last is None or last.role is not Role.TARGET:
                self.open(at, Role.TARGET, indent)
        elif group == "comment":
            self.open(at, Role.META, indent)
            self.block = indent
        elif group == "border" or (self.table >= 0 and not self.after_blank):
            self.row(at, line, group == "border", indent)
        elif group in ("item", "field"):
            self.open(at, Role.ITEM, indent)
        elif group == "doctest" and self.after_blank:
            self.open(at, Role.CODE, indent, self.before())
        elif self.after_blank or last is None or last.role is Role.TARGET:
            self.table = -1
            self.text(at, indent)
        elif line.rstrip().endswith("::"):
            last.level = min(last.level, indent)

    def row(self, at: int, line: str, border: bool, indent: int) -> None:
        """A line of a table. Its header is what stands above the second border."""
        if border:
            if self.table < 0 or self.after_blank:
                self.open(at, Role.ROW, indent)
                self.table = len(self.units) - 1
        elif line.lstrip()[0] not in "+|" or at - self.units[self.table].first > 2:
            self.open(at, Role.ROW, indent, self.table)

    def text(self, at: int, indent: int) -> None:
        """A paragraph, or the code that a paragraph has said will come."""
        last = self.units[-1] if self.units else None
        if last and indent > last.level and self.announced(last, at):
            self.open(at, Role.CODE, indent, len(self.units) - 1)
            self.block = last.level
        else:
            self.open(at, Role.TEXT, indent)

    def announced(self, last: Unit, at: int) -> bool:
        """Whether the last line before the blank ones ends as one does before code."""
        while at > last.first and not self.lines[at - 1].strip():
            at -= 1
        return self.lines[at - 1].rstrip().endswith("::") and last.role in (Role.TEXT, Role.ITEM)

    def directive(self, at: int, name: str, indent: int) -> None:
        name = name.lower()
        plain = name.rpartition(":")[2]
        if name in _DESCRIBES or plain in _DESCRIBES:
            self.open(at, Role.HEADING, TAGGED + indent)
        elif name in _WARNS or name in _TOLD:
            self.open(at, Role.NOTE if name in _WARNS else Role.TEXT, indent)
            self.block = indent
        elif name in _CODE:
            self.open(at, Role.CODE, indent, self.before())
            self.block = indent
        else:
            self.open(at, _TRIFLING.get(name, Role.META), indent)
            self.block = indent

    def before(self) -> int:
        number = len(self.units) - 1
        return number if number >= 0 and self.units[number].role is Role.TEXT else -1

    def title(self, at: int) -> int:
        """The line after a title that is ruled here, 0 if none is."""
        lines = self.lines
        rule = lines[at].rstrip()
        if (
            self.after_blank
            and at + 2 < len(lines)
            and lines[at + 1].strip()
            and lines[at + 2].rstrip() == rule
        ):
            self.heading(at, rule[0], over=True)
            return at + 3
        last = self.units[-1] if self.units else None
        above = lines[at - 1].rstrip() if at else ""
        if self.after_blank or last is None or not above or above[0] == " ":
            return 0
        if len(rule) < len(above) - 1 and len(rule) < 4:
            return 0
        if last.first == at - 1:
            self.units.pop()
        self.heading(at - 1, rule[0], over=False)
        return at + 1

    def heading(self, at: int, sign: str, *, over: bool) -> None:
        level = self.levels.setdefault((sign, over), len(self.levels) + 1)
        self.open(at, Role.HEADING, level)
        self.block = self.table = -1
        self.after_blank = True


__all__ = ["restructured_units"]
