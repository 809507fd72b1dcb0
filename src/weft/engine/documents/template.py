"""Rows filled into the shape that a header says: one template for each pattern of missing cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.documents.header import VALUE
from weft.engine.documents.pattern import OWN, parts
from weft.engine.documents.source import Unfit, compact, parse, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from weft.engine.documents.header import Heading


class RowTemplate:
    """Makes JSON of rows."""

    def __init__(self, headings: tuple[Heading, ...]) -> None:
        self.keyed = headings[0].path is None
        self.headings = headings
        self.standing = [heading for heading in headings if heading.standing]
        self.below = {
            place: heading.below
            for place, heading in enumerate(self.standing)
            if heading.below is not None
        }
        self.places = {
            heading.name: place
            for place, heading in enumerate(self.standing)
            if not heading.pattern and heading.below is None
        }
        self.owns = {
            place: parts(heading.pattern, self.places)
            for place, heading in enumerate(self.standing)
            if heading.pattern
        }
        self.templates: dict[tuple[int, ...], tuple[str, list[tuple[int, bool]]]] = {}

    def row(self, sources: list[str], cells: Sequence[str]) -> str:
        """The object of one row, by the JSON of its cells and by how they stand."""
        if len(sources) != len(self.standing):
            raise Unfit("a row of another length")
        for place, around in self.owns.items():
            if cells[place] not in ("", "null"):
                sources[place] = _address(around, cells[place])
        missing: tuple[int, ...] = ()
        if "" in sources:
            missing = tuple(place for place, source in enumerate(sources) if not source)
        template = self.templates.get(missing)
        if template is None:
            template = self.templates[missing] = self._template(frozenset(missing))
        text, order = template
        return text % tuple(
            [sources[place].strip('"') if inside else sources[place] for place, inside in order]
        )

    def _template(self, missing: frozenset[int]) -> tuple[str, list[tuple[int, bool]]]:
        """An object with `%s` for each cell that is not missing, and which cells those are.

        A cell may stand within a string.
        """
        tree: dict[str | int, object] = {}
        order: list[tuple[int, bool]] = []
        place = 0
        for heading in self.headings:
            if heading.standing:
                place += 1
                if place - 1 in missing:
                    continue
                written = "%s"
                order.append((place - 1, False))
            elif heading.pattern:
                around = parts(heading.pattern, self.places)
                written = '"' + "%s".join(_inside(text) for text, _ in around) + '"'
                order += [(self.places[name], True) for _, name in around if name is not None]
            else:
                written = compact(heading.constant).replace("%", "%%")
            _plant(tree, heading, written)
        if self.keyed:
            return "%s:" + "".join(_spelled(tree[VALUE])), order
        return "".join(_spelled(tree.get(VALUE, tree))), order


def _plant(tree: dict[str | int, object], heading: Heading, written: str) -> None:
    """Put what is written at the place of its heading."""
    if heading.path is None:
        return
    inside = tree
    steps = (VALUE, *heading.path)
    for step in steps[:-1]:
        inside = inside.setdefault(step, {})  # type: ignore[assignment]
    inside[steps[-1]] = written


def _address(around: list[tuple[str, str | None]], cell: str) -> str:
    own = str(parse(cell)) if cell[0] == '"' else cell
    return quoted("".join(text + (own if name == OWN else "") for text, name in around))


def _inside(text: str) -> str:
    return quoted(text)[1:-1].replace("%", "%%")


def _spelled(node: object) -> Iterator[str]:
    if not isinstance(node, dict):
        yield str(node)
        return
    ordered = bool(node) and all(type(step) is int for step in node)
    separator = "[" if ordered else "{"
    for step, member in node.items():
        yield separator
        if not ordered:
            yield quoted(step).replace("%", "%%") + ":"
        yield from _spelled(member)
        separator = ","
    yield "]" if ordered else "}" if node else "{}"


__all__ = ["RowTemplate"]
