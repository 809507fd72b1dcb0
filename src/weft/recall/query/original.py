"""What an answer needs of an original: `Original`, and `Plain`, the original held as a string.

A folio of the store satisfies `Original` and reads no more than it is asked for. Numbers are
counted from 1, both ends included. A line ends with a line feed and with nothing else; a last
line without one counts, an empty text has no lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Original(Protocol):
    """A text as the client sent it."""

    @property
    def line_count(self) -> int:
        """How many lines it has."""

    @property
    def char_count(self) -> int:
        """How many characters it has."""

    @property
    def byte_count(self) -> int:
        """How many bytes it has as UTF-8."""

    def text(self) -> str:
        """All of it."""

    def lines(self, first: int, last: int) -> str:
        """Lines `first` to `last` with their line feeds; ranges lie within the text."""

    def chars(self, first: int, last: int) -> str:
        """Characters `first` to `last`; ranges lie within the text."""


@dataclass(frozen=True, slots=True)
class Plain:
    """An original held in memory as a string."""

    content: str

    @property
    def line_count(self) -> int:
        """How many lines it has."""
        return self.content.count("\n") + (
            not self.content.endswith(("\n",)) and self.content != ""
        )

    @property
    def char_count(self) -> int:
        """How many characters it has."""
        return len(self.content)

    @property
    def byte_count(self) -> int:
        """How many bytes it has as UTF-8."""
        return len(self.content.encode("utf-8", "surrogatepass"))

    def text(self) -> str:
        """All of it."""
        return self.content

    def lines(self, first: int, last: int) -> str:
        """Lines `first` to `last` with their line feeds."""
        start = 0
        for _ in range(first - 1):
            start = self.content.index("\n", start) + 1
        end = start
        for _ in range(first, last + 1):
            feed = self.content.find("\n", end)
            end = feed + 1 if feed >= 0 else len(self.content)
        return self.content[start:end]

    def chars(self, first: int, last: int) -> str:
        """Characters `first` to `last`."""
        return self.content[first - 1 : last]
