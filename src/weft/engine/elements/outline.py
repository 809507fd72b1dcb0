"""Outline: XML lines without what their indentation tells anyway.

    <dependency>                        dependency
      <groupId>junit</groupId>            groupId: junit
      <optional/>                         optional/
    </dependency>

An element is closed before the first line that stands no deeper, and at the end. What does not fit
is written as it is: a closing tag in an unusual place, a comment, a line with several elements. A
line that is neither element nor markup, or stands where it would close what it is in, has `| `
before it. So every text has an outline, and reading it again follows the same rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weft.engine.elements import tags
from weft.engine.elements.tags import Sort
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERBATIM = "| "


class _Open(NamedTuple):
    """An element that is open. Without an indent its end is written out."""

    name: str
    indent: str | None


def _implied(opened: Sequence[_Open], depth: int) -> int:
    """How many elements a line of this indentation closes."""
    count = 0
    for _, indent in reversed(opened):
        if indent is None or len(indent) < depth:
            break
        count += 1
    return count


def _close(opened: list[_Open], count: int) -> list[str]:
    """The lines that close so many elements, the innermost first."""
    closed = [opened.pop() for _ in range(count)]
    return [f"{indent}</{name}>" for name, indent in closed]


def _follow(opened: list[_Open], text: str) -> None:
    """What verbatim text opens and closes."""
    for step in tags.steps(text):
        if step[0] != "/":
            opened.append(_Open(step, None))
            continue
        # What is left open within goes with it: the lines that close it may be left out.
        names = [name for name, _ in opened]
        if step[1:] in names:
            del opened[len(names) - 1 - names[::-1].index(step[1:]) :]


class _Verbatim:
    """Lines that go on as they are until a comment, a section or a tag ends."""

    def __init__(self) -> None:
        self.text = ""
        self.ends = ""

    def begin(self, text: str) -> bool:
        """Whether this text leaves something open."""
        self.text, self.ends = text, tags.unfinished(text)
        return self.ends != ""

    def go_on(self, line: str, opened: list[_Open]) -> None:
        """One more line; when it is the last, what all of them open counts."""
        self.text += f"\n{line}"
        if self.ends in line:
            self.ends = tags.unfinished(self.text)
            if not self.ends:
                indent = self.text[: len(self.text) - len(self.text.lstrip(" \t"))]
                before = len(opened)
                _follow(opened, self.text)
                # A tag that takes several lines is closed by indentation, as any other.
                if len(opened) == before + 1 and self.text.endswith(">"):
                    opened[-1] = _Open(opened[-1].name, indent)


class _Pending:
    """Closing lines and empty ones that the next line may imply."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.closing = 0  # how many of them close the innermost elements
        self.in_order = True  # whether those come before the empty ones

    def take(self, line: str, body: str, opened: Sequence[_Open]) -> bool:
        """Whether this line is one of them."""
        if line:
            if body[:2] != "</" or self.closing == len(opened):
                return False
            name, indent = opened[-1 - self.closing]
            if indent is None or line != f"{indent}</{name}>":
                return False
            self.in_order = self.in_order and len(self.lines) == self.closing
            self.closing += 1
        self.lines.append(line)
        return True

    def settle(self, opened: list[_Open], depth: int | None) -> tuple[list[str], bool]:
        """What must be written of them above a line of this depth, and whether it implies them."""
        implied = depth is not None and self.in_order and _implied(opened, depth) == self.closing
        written = self.lines[self.closing :] if implied else self.lines
        if self.closing:
            del opened[-self.closing :]
        self.lines, self.closing, self.in_order = [], 0, True
        return written, implied


def write(lines: Iterable[str]) -> list[str] | None:
    """The outline of these lines, or nothing where their end would close too much."""
    written: list[str] = []
    opened: list[_Open] = []
    pending = _Pending()
    known: dict[str, tags.Line] = {"": tags.Line(Sort.OTHER, "")}
    verbatim = _Verbatim()
    for line in lines:
        if verbatim.ends:
            verbatim.go_on(line, opened)
            written.append(line)
            continue
        body = line.lstrip(" \t")
        if pending.take(line, body, opened):
            continue
        read = known.get(body) or known.setdefault(body, tags.read(body))
        indent = line[: len(line) - len(body)]
        markup = body[:1] == "<" and body[:2] != "</"
        before, plain = pending.settle(opened, len(indent) if markup else None)
        written += before
        if plain and read.sort in (Sort.LEAF, Sort.OPEN):
            written.append(indent + read.written)
            if read.sort is Sort.OPEN:
                opened.append(_Open(read.name, indent))
            continue
        plain = plain or is_gap(line) or body[:2] == "</"
        written.append(line if plain else f"{indent}{VERBATIM}{body}")
        if not verbatim.begin(line):
            _follow(opened, line)
    before, _ = pending.settle(opened, 0)
    return None if _implied(opened, 0) else written + before


def read(lines: Iterable[str]) -> list[str]:
    """The lines of XML again."""
    restored: list[str] = []
    opened: list[_Open] = []
    empty = 0
    verbatim = _Verbatim()
    for line in lines:
        if verbatim.ends:
            verbatim.go_on(line, opened)
            restored.append(line)
            continue
        if not line:
            empty += 1
            continue
        body = line.lstrip(" \t")
        indent = line[: len(line) - len(body)]
        as_it_was = body.startswith(VERBATIM) or body == VERBATIM.rstrip()
        if not as_it_was and body[:2] != "</" and not is_gap(line):
            restored += _close(opened, _implied(opened, len(indent)))
        restored += [""] * empty
        empty = 0
        if body[:1] != "<" and not as_it_was and not is_gap(line):
            found = tags.restore(body)
            if found is None:
                raise ValueError(f"no line of an outline: {line[:80]!r}")
            restored.append(indent + found.written)
            if found.sort is Sort.OPEN:
                opened.append(_Open(found.name, indent))
            continue
        whole = indent + body[len(VERBATIM) :] if as_it_was else line
        restored.append(whole)
        if not verbatim.begin(whole):
            _follow(opened, whole)
    return restored + _close(opened, _implied(opened, 0)) + [""] * empty


__all__ = ["VERBATIM", "read", "write"]
