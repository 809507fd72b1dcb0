"""Columns on standard output, aligned, with a bold head where colours are wanted.

Small on purpose: it has to be quick to load and to stay plain text when it is piped.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

GAP = "  "


def show(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> None:
    """Print rows below a head, if there is one."""
    everything = [head, *rows] if head else list(rows)
    widths = [max(map(len, column)) for column in zip(*everything, strict=True)]
    if head:
        click.secho(_line(head, widths), bold=True)
    for row in rows:
        click.echo(_line(row, widths))


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    *cells, last = row
    padded = (cell.ljust(width) for cell, width in zip(cells, widths[:-1], strict=True))
    return GAP.join(chain(padded, [last])).rstrip()
