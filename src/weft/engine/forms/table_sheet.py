"""Table sheet: a character table without its padding and rules, as rows of cells.

What is said once for a column, and how a table was drawn, stands in a legend (`tables.sheet`).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.model import Exactness, Kind
from weft.engine.tables import legend, page


class TableSheet:
    """Takes padding, bars and rules away."""

    name: ClassVar[str] = "table_sheet"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.TABLE})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text begins with a legend."""
        return legend.is_legend(text.partition("\n")[0])

    def fold(self, text: str) -> str | None:
        """The rows under a legend."""
        return page.fold(text)

    def unfold(self, text: str) -> str:
        """The table, drawn as it was."""
        return page.unfold(text)


__all__ = ["TableSheet"]
