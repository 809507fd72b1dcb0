"""Delimited sheet: CSV and its like with what a whole column shares said once, and fewer quotes.

The cells stay divided as they were; the legend (`tables.sheet`) says the rest.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine import line_ends
from weft.engine.detect.delimited import delimiter_of
from weft.engine.model import Exactness, Kind
from weft.engine.tables import delimited, legend, sheet
from weft.engine.tables.sheet import Sheet

CRLF = "lines end with CR LF"
SHORT = "no empty cells at line ends"


class DelimitedSheet:
    """Takes constant columns and quotes away."""

    name: ClassVar[str] = "delimited_sheet"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.DELIMITED})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The rows under a legend."""
        mark = delimiter_of(text)
        ends = line_ends.plain(text) if mark else None
        if ends is None:
            return None
        body, crlf = ends
        end = body[len(body.rstrip("\n")) :]
        found = delimited.read(body[: len(body) - len(end)], mark) if mark else None
        if mark is None or found is None:
            return None
        words = [
            "divided by "
            + next(name for name, sign in delimited.DELIMITERS.items() if sign == mark)
        ]
        words += [found.quoting] if found.quoting else []
        words += [SHORT] if found.short else []
        words += [CRLF] if crlf else []
        written = sheet.write(Sheet(found.lines, 1, tuple(words), mark))
        # A last row whose only cell is empty could not be told from the end of the text.
        if written is None or written.endswith("\n") or len(written) + len(end) >= len(text):
            return None
        return written + end

    def unfold(self, text: str) -> str:
        """The rows as they were written."""
        end = text[len(text.rstrip("\n")) :]
        about = legend.read(text.partition("\n")[0]).about
        mark = next(
            sign for name, sign in delimited.DELIMITERS.items() if f"divided by {name}" in about
        )
        found = sheet.read(text[: len(text) - len(end)], mark)
        quoting = next((item for item in found.about if item in delimited.QUOTINGS), "")
        written = delimited.written(found.lines, mark, quoting, short=SHORT in found.about)
        written += end
        return written.replace("\n", "\r\n") if CRLF in found.about else written


__all__ = ["DelimitedSheet"]
