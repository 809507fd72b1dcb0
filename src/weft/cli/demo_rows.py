"""The rows of `weft demo`: one for each result, in columns that fit the terminal.

Rows are printed as they come, so each is a table of its own, and all have the same widths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from weft.cli.demo_words import became, per_cent, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.story import Step

ROOMY = 90  # columns from which a row has place for the kind of text
NARROW = 64  # columns below which a row takes two lines


@dataclass(frozen=True, slots=True)
class Row:
    """The cells, as they are printed."""

    turn: str
    number: str
    name: str
    kind: str
    before: str
    after: str
    saved: str
    outcome: str
    style: str = ""


HEAD = Row(
    "turn", "#", "tool result", "kind", "before", "after", "saved", "what became of it", "bold"
)


def row_of(alike: Sequence[Step]) -> Row:
    """One row; results that share it are all as they were."""
    first, last = alike[0], alike[-1]
    several = len(alike) > 1
    before = sum(step.before for step in alike)
    after = sum(step.after for step in alike)
    call = f"{first.result.tool}: {first.result.call}"
    return Row(
        turn=str(first.result.turn),
        number=f"{first.number}-{last.number}" if several else str(first.number),
        name=f"{first.result.tool}, {len(alike)} results" if several else call,
        kind=first.kind,
        before=f"{before:,}",
        after=f"{after:,}",
        saved=per_cent(before - after, before),
        outcome=became(first),
        style="" if first.changed else "dim",
    )


def sameness(step: Step) -> tuple[object, ...]:
    """What results have in common that share a row: their turn, their tool, and that nothing is
    said of any of them alone."""
    if step.changed:
        return (step.number,)
    return (step.result.turn, step.result.tool, step.kind, step.reason)


def render(row: Row, width: int) -> Table | None:
    """The row in this many columns."""
    if width >= NARROW:
        return _one_line(row, width)
    return None if row is HEAD else _two_lines(row, width)


def _one_line(row: Row, width: int) -> Table:
    name_width = width * 3 // 10
    cells = [("turn", 4), ("number", 5), ("name", name_width), ("kind", 4), ("before", 6),
             ("after", 6), ("saved", 5)]  # fmt: skip
    if width < ROOMY:
        cells = [cell for cell in cells if cell[0] not in {"turn", "kind"}]
    rest = width - sum(size + 1 for _, size in cells)
    grid = Table.grid(padding=(0, 1))
    for name, size in cells:
        grid.add_column(width=size, justify="left" if name in {"name", "kind"} else "right")
    grid.add_column(max_width=rest)
    texts = [Text(shortened(getattr(row, name), size), _style(row, name)) for name, size in cells]
    grid.add_row(*texts, Text(row.outcome, row.style))
    return grid


def _two_lines(row: Row, width: int) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=5, justify="right")
    grid.add_column(max_width=width - 6)
    grid.add_row(Text(row.number, row.style), Text(shortened(row.name, width - 6), row.style))
    grid.add_row("", Text(f"{row.before} → {row.after} ({row.saved}); {row.outcome}", row.style))
    return grid


def _style(row: Row, name: str) -> str:
    return "green" if name == "saved" and not row.style else row.style
