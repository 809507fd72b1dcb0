"""Tables of generated cells, written as programs write them. Each takes the heads and the rows."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _widths(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(heads, *rows, strict=True)]


def psql(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = _widths(heads, rows)
    numeric = [all(row[at].isdigit() for row in rows) for at in range(len(heads))]

    def centred(text: str, width: int) -> str:
        before = (width - len(text)) // 2
        return " " * before + text + " " * (width - len(text) - before)

    lines = [" " + " | ".join(map(centred, heads, widths)) + " "]
    lines.append("-" + "-+-".join("-" * width for width in widths) + "-")
    last = len(heads) - 1
    for row in rows:
        cells = [
            cell.rjust(width) if number else cell if at == last else cell.ljust(width)
            for at, (cell, width, number) in enumerate(zip(row, widths, numeric, strict=True))
        ]
        lines.append(" " + " | ".join(cells))
    return "\n".join(lines) + f"\n({len(rows)} rows)\n\n"


def _ruled(
    heads: Sequence[str], rows: Sequence[Sequence[str]], bar: str, rules: tuple[str, str, str]
) -> str:
    widths = _widths(heads, rows)

    def line(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"{bar} " + f" {bar} ".join(padded) + f" {bar}"

    def rule(signs: str) -> str:
        left, fill, cross, right = signs
        return left + cross.join(fill * (width + 2) for width in widths) + right

    top, middle, bottom = map(rule, rules)
    return "\n".join([top, line(heads), middle, *map(line, rows), bottom]) + "\n"


def mysql(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _ruled(heads, rows, "|", ("+-++",) * 3)


def box(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _ruled(heads, rows, "│", ("┌─┬┐", "├─┼┤", "└─┴┘"))


def rounded(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _ruled(heads, rows, "│", ("╭─┬╮", "├─┼┤", "╰─┴╯"))


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def padded(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    heads = [head.upper() for head in heads]
    widths = _widths(heads, rows)
    lines = [heads, *rows]
    return "".join(
        "   ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        + "\n"
        for line in lines
    )


def _csv(heads: Sequence[str], rows: Sequence[Sequence[str]], **how: object) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n", **how).writerows([heads, *rows])  # type: ignore[arg-type]
    return written.getvalue()


def commas(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _csv(heads, rows)


def quoted(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _csv(heads, rows, quoting=csv.QUOTE_ALL, delimiter=";")


def tabs(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _csv(heads, rows, delimiter="\t")


def windows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return _csv(heads, rows).replace("\n", "\r\n")


NOTATIONS: tuple[Callable[[Sequence[str], Sequence[Sequence[str]]], str], ...] = (
    psql,
    mysql,
    box,
    rounded,
    markdown,
    padded,
    commas,
    quoted,
    tabs,
    windows,
)
