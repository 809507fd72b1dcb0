"""Trees drawn with lines, as `tree`, `npm ls`, `cargo tree` or Gradle do, and by indentation.

    src                          src/
    ├── engine                    engine/
    │   ├── gap.py                 gap.py model.py
    │   └── model.py              main.py
    └── main.py

What a line looks like follows from how deep it lies and whether its siblings go on. Where it does
not follow (what comes next was left out), the branch stands before the name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Pen(NamedTuple):
    """What a program draws with: before a name, before the last one, and beside what is below."""

    branch: str
    last: str
    stem: str
    blank: str
    open_branch: str = ""
    open_last: str = ""

    @property
    def sample(self) -> str:
        """What it is known by."""
        return f"{self.stem}{self.branch}".rstrip()


PENS = (
    Pen("├── ", "└── ", "│\u00a0\u00a0 ", "    "),
    Pen("├── ", "└── ", "│   ", "    "),
    Pen("├── ", "└── ", "│ ", "  ", "├─┬ ", "└─┬ "),
    Pen("|-- ", "`-- ", "|   ", "    "),
    Pen("+--- ", "\\--- ", "|    ", "     "),
    Pen("+-- ", "`-- ", "| ", "  ", "+-- ", "`-- "),
)
BY_SAMPLE = {pen.sample: pen for pen in PENS}


class Node(NamedTuple):
    """A name and how deep it lies. Without a branch it is a root, or no part of a tree."""

    depth: int
    branch: str
    name: str


def read(lines: Sequence[str], pen: Pen) -> list[Node] | None:
    """The nodes of a drawing, if this pen drew it."""
    unit = len(pen.stem)
    ways = (pen.branch, pen.last, pen.open_branch, pen.open_last)
    branch = "|".join(re.escape(way) for way in ways if way)
    line = re.compile(rf"((?:{re.escape(pen.stem)}|{pen.blank})*)({branch})(.*)")
    nodes = []
    for text in lines:
        drawn = line.fullmatch(text)
        if drawn:
            nodes.append(Node(len(drawn[1]) // unit + 1, drawn[2], drawn[3]))
        elif text[:1] in (pen.stem[0], pen.branch[0], pen.last[0]):
            return None
        else:
            nodes.append(Node(0, "", text))
    return nodes


def branches(nodes: Sequence[Node], pen: Pen) -> Iterator[str]:
    """The branch before each node, as it follows from the depths."""
    further: list[bool] = []  # by depth, whether another node of it follows below its parent
    ends: list[bool] = []
    opens: list[bool] = []
    below = 0
    for node in reversed(nodes):
        if is_gap(node.name):
            ends.append(False)
            opens.append(False)
            continue
        depth = node.depth
        further += [False] * (depth + 1 - len(further))
        ends.append(not further[depth])
        opens.append(below > depth)
        further[depth] = True
        del further[depth + 1 :]
        below = depth
    for node, end, open_ in zip(nodes, reversed(ends), reversed(opens), strict=True):
        if not node.depth or is_gap(node.name):
            yield ""
        elif open_ and pen.open_branch:
            yield pen.open_last if end else pen.open_branch
        else:
            yield pen.last if end else pen.branch


def draw(nodes: Sequence[Node], pen: Pen) -> Iterator[str]:
    """The drawing."""
    stems: list[str] = []  # beside what lies below each open node
    for depth, branch, name in nodes:
        if not branch:
            if not is_gap(name):
                stems.clear()
            yield name
            continue
        del stems[depth - 1 :]
        yield "".join(stems) + branch + name
        stems.append(pen.blank if branch in (pen.last, pen.open_last) else pen.stem)


__all__ = ["BY_SAMPLE", "PENS", "Node", "Pen", "branches", "draw", "read"]
