"""A table of a web page, row by row, written as Markdown; or not as a table, where it only lays
other things out.
"""

from __future__ import annotations

MOST_IN_A_CELL = 400  # characters on average, above which a table is no table


class PageTable:
    """The rows of a table under way."""

    __slots__ = ("headers", "layout", "rows")

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.headers = 0  # rows that are headers, at the beginning
        self.layout = False

    def row(self) -> None:
        """A row begins."""
        self.rows.append([])

    def cell(self, *, header: bool) -> None:
        """A cell begins."""
        if not self.rows:
            self.rows.append([])
        if header and len(self.rows) == 1:
            self.headers = 1
        self.rows[-1].append("")

    def add(self, text: str) -> bool:
        """Text into the cell under way, if there is one."""
        if not self.rows or not self.rows[-1]:
            return False
        said = self.rows[-1][-1]
        self.rows[-1][-1] = f"{said} {text}" if said else text
        return True

    def take(self) -> list[str]:
        """The rows so far as lines, which are then gone."""
        rows = [row for row in self.rows if any(row)]
        self.rows = []
        cells = sum(map(len, rows))
        if not cells:
            return []
        columns = max(map(len, rows))
        wide = sum(len(cell) for row in rows for cell in row) > MOST_IN_A_CELL * cells
        if self.layout or columns == 1 or wide:
            self.layout = True
            return [" ".join(filter(None, row)) for row in rows]
        lines = ["| " + " | ".join(map(_plain, row)) + " |" for row in rows]
        if self.headers:
            lines[0] += "\n|" + "---|" * len(rows[0])
        return lines


def _plain(cell: str) -> str:
    return " ".join(cell.split()).replace("|", "\\|")


__all__ = ["PageTable"]
