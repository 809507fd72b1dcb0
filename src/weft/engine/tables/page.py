"""Page: a text that is one table, drawn with characters, and its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine import line_ends
from weft.engine.tables import aligned, drawn, gutters, legend, sheet
from weft.engine.tables.reading import draw, parse
from weft.engine.tables.sheet import Sheet
from weft.engine.view import view

if TYPE_CHECKING:
    from weft.engine.tables.drawn import Table

CRLF = "lines end with CR LF"


@view(2)
def read(text: str) -> Table | None:
    """The table that a text without its last line feed is: for who folds it and who chooses."""
    if legend.is_legend(text.partition("\n")[0]):
        return None
    lines = text.split("\n")
    return drawn.read(lines) or max(
        filter(None, (aligned.read(lines), gutters.read(lines))), key=_cells, default=None
    )


def is_page(text: str) -> bool:
    """Whether there is a table to be read."""
    if legend.is_legend(text.partition("\n")[0]):
        return False
    lines = text.split("\n")
    return any(look(lines) is not None for look in (drawn.read, aligned.read, gutters.read))


def _cells(table: Table) -> int:
    """How many cells a reading has found."""
    rows = [line for line in table.lines if not isinstance(line, str)]
    return len(rows) * len(rows[0])


def fold(text: str) -> str | None:
    """The sheet of a text."""
    ends = line_ends.plain(text)
    if ends is None:
        return None
    body, crlf = ends
    end = body[len(body.rstrip("\n")) :]
    table = read(body[: len(body) - len(end)])
    if table is None:
        return None
    drawing, lines, heads, _ = table
    about = drawing.about() + ((CRLF,) if crlf else ())
    written = sheet.write(Sheet(lines, heads, about))
    # A last row whose only cell is empty could not be told from the end of the text.
    return None if written is None or written.endswith("\n") else written + end


def unfold(text: str) -> str:
    """The text again."""
    end = text[len(text.rstrip("\n")) :]
    found = sheet.read(text[: len(text) - len(end)])
    lines = "\n".join(draw(found.lines, found.heads, parse(found.about))) + end
    return lines.replace("\n", "\r\n") if CRLF in found.about else lines


__all__ = ["fold", "is_page", "read", "unfold"]
