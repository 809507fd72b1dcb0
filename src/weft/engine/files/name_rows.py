"""Names without directories: side by side on a line, or each behind what its row says.

    __init__.py
    gap.py                      __init__.py gap.py model.py
    model.py

A heading (`src/weft:`), a total and an empty line stay as they are, so that what `ls -R` prints
keeps its shape. Any other line that is no name stands behind `= `.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING

from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.files.columns import Row
    from weft.engine.files.row_writer import Writer

AS_IS = "= "
LINE = 1500  # characters of names side by side

_STANDS_ALONE = re.compile(r"|.*:|total [\d.,]+[KMGTP]?")
_ODD = re.compile(r'^[="\[]|\s|:$|^$')
_NAME = re.compile(r'"(?:[^"\\]|\\.)*"|[^ ]+')


def stands_alone(line: str) -> bool:
    """Whether the line is a heading, a total or empty: it stays whole where it stands."""
    return _STANDS_ALONE.fullmatch(line) is not None


def side_by_side(names: Sequence[str]) -> Iterator[str]:
    """The names on as few lines as is good to read; an odd one in quotes."""
    if any(map(_ODD.search, names)):
        names = [json.dumps(name) if _ODD.search(name) else name for name in names]
    start = length = 0
    for end, name in enumerate(names):
        length += len(name) + 1
        if length > LINE:
            yield " ".join(names[start : end + 1])
            start, length = end + 1, 0
    if start < len(names):
        yield " ".join(names[start:])


def names_of(line: str) -> list[str]:
    """The names that stand side by side."""
    if '"' not in line:
        return line.split(" ")
    return [json.loads(name) if name[0] == '"' else name for name in _NAME.findall(line)]


def put(rows: Sequence[Row], *, columns: bool) -> list[str]:
    """The lines for these rows."""
    lines: list[str] = []
    for kind, run in groupby(rows, _kind):
        if kind == "other":
            lines += [said if stands_alone(said) else AS_IS + said for said, _ in run]
        elif columns:
            lines += [f"{said} {path}" if said and path else said or path for said, path in run]
        else:
            lines += side_by_side([said or path for said, path in run])
    return lines


def _kind(row: Row) -> str:
    if row.path:
        return "name"
    # A gap is put beside the names around it.
    return "name" if is_gap(row.said) else "other"


def take(lines: Sequence[str], writer: Writer | None) -> Iterator[str]:
    """The lines that these were put together from."""
    for other, run in groupby(lines, _is_other):
        if other:
            yield from (line.removeprefix(AS_IS) for line in run)
        elif writer:
            yield from writer.block(list(run))
        else:
            for line in run:
                yield from names_of(line)


def _is_other(line: str) -> bool:
    return line.startswith(AS_IS) or stands_alone(line)
