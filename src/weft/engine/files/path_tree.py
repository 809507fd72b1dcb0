"""Paths as a tree: each directory is written once, and what it holds is indented below it.

    src/weft/engine/detect/__init__.py       src/weft/
    src/weft/engine/detect/order.py           engine/
    src/weft/engine/gap.py                     detect/
    src/weft/engine/model.py                    __init__.py order.py
    src/weft/cli/main.py                       gap.py model.py
                                              cli/
                                               main.py

The order stays. A directory that is in the list itself, right before what it holds, ends with a
colon instead of a slash (`detect:`). Names stand side by side, or each behind what its row says.
What is no path stands behind `= `, alone on its line.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from weft.engine.files.name_rows import AS_IS, names_of, side_by_side
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from weft.engine.files.columns import Row
    from weft.engine.files.row_writer import Writer

_ARROW = " -> "  # before what a link leads to, in `ls -l` and `find -ls`


def directory(row: Row) -> str:
    """The path up to its last slash; one at the very end belongs to the name."""
    path = row.path
    if _ARROW in path:
        path = path[: path.index(_ARROW)]
    return path[: path.rfind("/", 0, -1) + 1]


def grow(rows: Sequence[Row], columns: bool) -> list[str]:
    """The lines of the tree."""
    return _Tree(columns).grow(rows)


class _Tree:
    """A tree under way: its lines, and which directories are open at the last one."""

    def __init__(self, columns: bool) -> None:
        self.columns = columns
        self.lines: list[str] = []
        self.open: list[str] = []
        self.last = ""  # the name that ends the last line, if something may be put below it

    def grow(self, rows: Sequence[Row]) -> list[str]:
        for place, run in groupby(rows, directory):
            names = list(run)
            if place == "" and not all(row.path for row in names):
                for is_path, part in groupby(names, lambda row: bool(row.path)):
                    if is_path:
                        self.hang("", list(part))
                    else:
                        self.interrupt(part)
            else:
                self.hang(place, names)
        return self.lines

    def interrupt(self, rows: Iterable[Row]) -> None:
        """Lines that are no paths."""
        for said, _ in rows:
            if is_gap(said):
                self.gap(said)
            else:
                self.lines.append(AS_IS + said if said else "")
                self.last = ""

    def gap(self, gap: str) -> None:
        """What is left out stands where it stood, beside the names before it."""
        if self.columns or not self.lines or not self.last:
            self.lines.append(" " * len(self.open) + gap)
        else:
            self.lines[-1] += " " + gap
        self.last = ""

    def hang(self, place: str, rows: list[Row]) -> None:
        """Rows of one directory, below it."""
        depth = self.descend(place)
        indent = " " * depth
        start = len(place)
        if self.columns:
            self.lines += [
                f"{indent}{said} {path[start:]}" if said else indent + path[start:]
                for said, path in rows
            ]
            self.last = rows[-1].path[start:]
            return
        names = [row.path[start:] for row in rows]
        self.last = names[-1]
        self.lines += [indent + line for line in side_by_side(names)]

    def descend(self, place: str) -> int:
        """Open the directory and give its depth."""
        wanted = place.split("/")[:-1]
        common = 0
        for ours, theirs in zip(self.open, wanted, strict=False):
            if ours != theirs:
                break
            common += 1
        if common < len(wanted):
            if (
                len(self.open) == common
                and self.last
                and self.last
                in (
                    wanted[common],
                    wanted[common] + "/",
                )
            ):
                self.lines[-1] += ":"
                common += 1
            if common < len(wanted):
                rest = "/".join(wanted[common:])
                self.lines.append(f"{' ' * common}{rest}/")
        self.open = wanted
        return len(wanted)


def climb(lines: Sequence[str], writer: Writer | None) -> Iterator[str]:
    """The lines that a tree was grown from."""
    bare = [line.lstrip(" ") for line in lines]
    depths = [len(line) - len(body) for line, body in zip(lines, bare, strict=True)]
    deeper = [after > depth for depth, after in zip(depths, [*depths[1:], 0], strict=True)]
    prefixes = [""]
    write = _one_by_one(writer) if writer else _side_by_side
    for body, depth, opens in zip(bare, depths, deeper, strict=True):
        if not body or is_gap(body):
            yield body
        elif not depth and body.startswith(AS_IS):
            yield body[len(AS_IS) :]
        elif opens and body.endswith("/"):
            _opened(prefixes, depth, body)
        else:
            listed = opens and body.endswith(":")
            name = yield from write(body[:-1] if listed else body, prefixes[depth])
            if listed:
                _opened(prefixes, depth, name if name.endswith("/") else name + "/")


def _opened(prefixes: list[str], depth: int, place: str) -> None:
    """From here on, what is indented further lies in this place."""
    prefix = prefixes[depth]
    del prefixes[depth + 1 :]
    for name in place.split("/")[:-1]:
        prefix += name + "/"
        prefixes.append(prefix)


def _side_by_side(body: str, prefix: str) -> Generator[str, None, str]:
    names = names_of(body)
    for name in names:
        yield name if is_gap(name) else prefix + name
    return names[-1]


def _one_by_one(writer: Writer) -> Callable[[str, str], Generator[str, None, str]]:
    def write(body: str, prefix: str) -> Generator[str, None, str]:
        said, name = writer.parts(body)
        yield writer.line(said, prefix + name)
        return name

    return write
