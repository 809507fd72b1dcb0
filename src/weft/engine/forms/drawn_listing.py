"""Drawn listing: a tree drawn with lines is written by indentation, names side by side.

    [a tree by indentation, drawn with │   ├──]
    [a tree by indentation, drawn with │   ├──; commas between names]

One of these lines stands on top. A name that something lies below ends with a slash. Where names
have blanks in them (`npm ls` says "deduped"), commas hold them apart.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine.files.drawn_tree import BY_SAMPLE, PENS, Node, branches, draw, read
from weft.engine.files.name_rows import AS_IS, names_of, side_by_side
from weft.engine.forms.legends import DRAWN, OURS
from weft.engine.gap import is_gap
from weft.engine.model import Exactness, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.files.drawn_tree import Pen

FEWEST_LINES = 4
MANY = 0.1  # the share of names with blanks from which on commas hold them apart
COMMA = ", "
LINE = 40  # names held apart by commas on a line, at most

_LEGEND = re.compile(rf"{re.escape(DRAWN)}([^;\n]+?)(; commas between names)?\]")


class DrawnListing:
    """Writes drawn trees by indentation."""

    name: ClassVar[str] = "drawn_listing"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.LISTING})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def fold(self, text: str) -> str | None:
        """The tree under a line that says how it was drawn."""
        if text.startswith(OURS) or text.count("\n") < FEWEST_LINES or "\r" in text:
            return None
        lines = text.split("\n")
        for pen in PENS:
            if pen.branch not in text and pen.last not in text:
                continue
            nodes = read(lines, pen)
            if nodes is not None and sum(1 for node in nodes if node.branch) * 3 > len(nodes):
                return _write(nodes, pen)
        return None

    def unfold(self, text: str) -> str:
        """The tree as it was drawn."""
        first, _, body = text.partition("\n")
        legend = _LEGEND.fullmatch(first)
        if legend is None or legend[1] not in BY_SAMPLE:
            raise ValueError("no line on top says how this was drawn")
        pen = BY_SAMPLE[legend[1]]
        bare = list(_spread(body.split("\n"), commas=bool(legend[2])))
        marked = [_marked(node, pen) for node in bare]
        derived = branches(marked, pen)
        nodes = [
            node._replace(branch=node.branch or branch)
            for node, branch in zip(marked, derived, strict=True)
        ]
        return "\n".join(draw(nodes, pen))


def _write(nodes: Sequence[Node], pen: Pen) -> str | None:
    spaced = sum(1 for node in nodes if node.branch and " " in node.name)
    commas = spaced > MANY * len(nodes)
    if commas and any(node.branch and COMMA in node.name for node in nodes):
        return None
    explicit = [
        node.name if node.branch == branch else node.branch + node.name
        for node, branch in zip(nodes, branches(nodes, pen), strict=True)
    ]
    lines = [DRAWN + pen.sample + ("; commas between names]" if commas else "]")]
    put = _by_commas if commas else side_by_side
    depths = [node.depth for node in nodes]
    below = [after > depth for depth, after in zip(depths, [*depths[1:], 0], strict=True)]
    for depth, run in groupby(zip(depths, explicit, below, strict=True), lambda part: part[0]):
        if depth:
            names = [name + "/" * opens for _, name, opens in run]
            lines += [" " * depth + line for line in put(names)]
        else:
            lines += [_as_is(name) for _, name, _ in run]
    return "\n".join(lines)


def _by_commas(names: Sequence[str]) -> Iterator[str]:
    for at in range(0, len(names), LINE):
        yield COMMA.join(names[at : at + LINE])


def _as_is(name: str) -> str:
    """A line at the edge: a root, a heading, a total, or a gap."""
    return AS_IS + name if name.startswith((" ", AS_IS)) else name


def _spread(lines: Sequence[str], *, commas: bool) -> Iterator[Node]:
    """A node for each name."""
    depths = [len(line) - len(line.lstrip(" ")) for line in lines]
    for line, depth, after in zip(lines, depths, [*depths[1:], 0], strict=True):
        if not depth:
            yield Node(0, "", line.removeprefix(AS_IS))
        else:
            *names, last = line[depth:].split(COMMA) if commas else names_of(line[depth:])
            for name in names:
                yield Node(0 if is_gap(name) else depth, "", name)
            yield Node(0 if is_gap(last) else depth, "", last[:-1] if after > depth else last)


def _marked(node: Node, pen: Pen) -> Node:
    """A node whose branch stands before its name."""
    for branch in (pen.branch, pen.last, pen.open_branch, pen.open_last):
        if branch and node.depth and node.name.startswith(branch):
            return Node(node.depth, branch, node.name[len(branch) :])
    return node


__all__ = ["DrawnListing"]
