"""Division: what divides the cells of a sheet, chosen by counting a sample of its rows.

By the delimiter, by the delimiter with cells left empty that have what nearly all have, or by
spaces. The way with the fewest tokens wins; of equals the plainer one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from weft.engine.tables import spaces
from weft.engine.tables.legend import Said
from weft.engine.tables.rows import join_all
from weft.engine.tokens import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weft.engine.tables.spaces import Spacing

MOSTLY = 0.8  # of the rows must have a value that an empty cell stands for
MIN_GAIN = 40  # characters; about what a remark in the legend costs
SAMPLE = 60  # rows that are counted
PLAINER = 0.9  # of the tokens, at most, where cells of several words are divided by spaces


class Division(NamedTuple):
    """The rows as lines, and what must be said of them."""

    lines: list[str]
    spacing: Spacing | None = None
    usual: tuple[Said, ...] = ()


def divide(
    columns: Sequence[Sequence[str]], delimiter: str, names: Sequence[str], shown: Sequence[int]
) -> Division:
    """Their rows in the way that takes the fewest tokens. `shown` says which columns these are."""
    rows = list(zip(*columns, strict=True))
    ways = [Division(join_all(rows, delimiter))]
    if spacing := spaces.find(columns):
        ways.append(Division(spaces.join(rows, spacing), spacing))
    if usual := _usual(columns):
        blank: list[Sequence[str]] = [*columns]
        for at, text in usual:
            blank[at] = ["" if cell == text else cell for cell in columns[at]]
        said = (Said(shown[at], names[shown[at]] if names else "", text) for at, text in usual)
        ways.append(Division(join_all(list(zip(*blank, strict=True)), delimiter), None, (*said,)))
    if len(ways) == 1:
        return ways[0]
    return min(ways, key=lambda way: _price(way, names, shown))


def _usual(columns: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """What nearly all cells of a column are."""
    found = []
    size = len(columns[0])
    for at, cells in enumerate(columns):
        # What is nearly always the same is so in one of four places that are far apart.
        probes = {cells[0], cells[size // 2], cells[-1], cells[size // 3]}
        times, text = max((cells.count(probe), probe) for probe in sorted(probes))
        pays = times * len(text) > MIN_GAIN + len(text)
        if text and pays and MOSTLY * size <= times < size and "" not in cells:
            found.append((at, text))
    return found


def _price(way: Division, names: Sequence[str], shown: Sequence[int]) -> float:
    looked_at = way.lines[:: max(1, len(way.lines) // SAMPLE)]
    said = "; ".join(
        (*(way.spacing.said(names, shown) if way.spacing else ()), *map(str, way.usual))
    )
    tokens = count("\n".join(looked_at)) * len(way.lines) / len(looked_at) + count(said)
    several = way.spacing is not None and way.spacing.plain() != way.spacing
    return tokens / PLAINER if several else tokens


__all__ = ["Division", "divide"]
