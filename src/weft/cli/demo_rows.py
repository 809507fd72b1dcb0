"""The rows of `weft demo`: one for each turn, in columns that fit the terminal.

Rows are printed as they come, so each is a table of its own, and all have the same widths. Turns in
which nothing was written shorter share a row, as far as they follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from weft.cli.demo_words import became, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.demo.journey import Leg
    from weft.demo.story import Step

ROOMY = 90  # columns from which a row has place for what the cache would have done otherwise
NARROW = 64  # columns below which a row takes two lines


@dataclass(frozen=True, slots=True)
class Row:
    """The cells, as they are printed. `was` is as it came, `is_now` as it went."""

    turn: str
    was: str
    was_read: str
    was_written: str
    is_now: str
    read: str
    written: str
    outcome: tuple[str, ...]
    style: str = ""


HEAD = Row(
    *("turn", "as it came", "read", "written", "with Weft", "read", "written"),
    ("what became of its tool results",),
    "bold",
)
_CELLS = (
    ("turn", 7),
    ("was", 10),
    ("was_read", 7),
    ("was_written", 7),
    ("is_now", 9),
    ("read", 7),
    ("written", 7),
)
_LESS = ("was_read", "was_written")


def row_of(legs: Sequence[Leg]) -> Row:
    """One row; of legs that share it, the last one's figures."""
    first, last = legs[0], legs[-1]
    was, is_now = last.unshortened.used, last.billed.used
    changed = any(step.changed for step in first.steps)
    return Row(
        turn=str(first.turn) if first is last else f"{first.turn}-{last.turn}",
        was=f"{was.input:,}",
        was_read=f"{was.read:,}",
        was_written=f"{was.written:,}",
        is_now=f"{is_now.input:,}",
        read=f"{is_now.read:,}",
        written=f"{is_now.written:,}",
        outcome=tuple(_outcomes([step for leg in legs for step in leg.steps], changed=changed)),
        style="" if changed else "dim",
    )


def sameness(leg: Leg) -> object:
    """What legs have in common that share a row: that nothing was written shorter."""
    return leg.turn if any(step.changed for step in leg.steps) else None


def _outcomes(steps: Sequence[Step], *, changed: bool) -> list[str]:
    """A line for each result that was written shorter, or one for all that were not."""
    if changed:
        shown = [step for step in steps if step.changed]
        return [f"{step.result.tool} {_share(step)}: {became(step)}" for step in shown]
    if not steps:
        return ["no tool has answered"]
    if len(steps) > 1:
        return [f"{len(steps)} results as they are"]
    return [f"{steps[0].result.tool}: {became(steps[0])}"]


def _share(step: Step) -> str:
    return f"{step.before:,} → {step.after:,}"


def render(row: Row, width: int) -> Table | None:
    """The row in this many columns."""
    if width >= NARROW:
        return _one_line(row, width)
    return None if row is HEAD else _two_lines(row, width)


def _one_line(row: Row, width: int) -> Table:
    cells = [cell for cell in _CELLS if width >= ROOMY or cell[0] not in _LESS]
    rest = width - sum(size + 1 for _, size in cells)
    grid = Table.grid(padding=(0, 1))
    for _, size in cells:
        grid.add_column(width=size, justify="right")
    grid.add_column(max_width=rest)
    texts = [Text(shortened(getattr(row, name), size), _style(row, name)) for name, size in cells]
    grid.add_row(*texts, Text("\n".join(row.outcome), row.style))
    return grid


def _two_lines(row: Row, width: int) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=7, justify="right")
    grid.add_column(max_width=width - 8)
    grid.add_row(Text(row.turn, row.style), Text(f"{row.was} → {row.is_now}", row.style))
    for line in row.outcome:
        grid.add_row("", Text(line, row.style))
    return grid


def _style(row: Row, name: str) -> str:
    return "green" if name == "is_now" and not row.style else row.style
