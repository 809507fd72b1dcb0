"""Rows of a template as they were: the other half of `columns`.

What a row says is read by the places of its template, from the left: a place takes a word, a usual
value is there or is not, and the rest is the path.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from weft.engine.files.usual import found_in
from weft.engine.gap import is_gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_PLACE = re.compile(r"(\{[^}]*\})")


class Writer:
    """Writes rows of a template as they were."""

    def __init__(self, template: str) -> None:
        literals = _PLACE.split(template)
        places, self.usual = [], []
        parts, read = [], []
        for part in literals[:-2]:
            if _PLACE.fullmatch(part):
                places.append(part)
                self.usual.append("")
                parts.append(part)
                read.append(r"(\S+) ")
                continue
            done = 0
            for start, end, way in found_in(part):
                places.append("{}")
                self.usual.append(part[start:end])
                parts += (part[done:start], "{}")
                read.append(rf"(?:({way.pattern}) )?")
                done = end
            parts.append(part[done:])
        self.template = "".join(parts) + "".join(literals[-2:])
        self.widest = [at for at, place in enumerate(places) if place == "{:>}"]
        self._read = re.compile("".join(read) + r"(.*)", re.DOTALL)

    def parts(self, body: str) -> tuple[list[str], str]:
        """What a row says, with what it leaves unsaid, and the path behind it."""
        row = self._read.fullmatch(body)
        if row is None:
            raise ValueError(f"a row does not say what {self.template} asks for")
        *said, path = row.groups()
        return [value or usual for value, usual in zip(said, self.usual, strict=True)], path

    def line(self, said: list[str], path: str) -> str:
        """The line this row was, where it does not take others to know."""
        return self.template.format(*said, path)

    def block(self, bodies: Sequence[str]) -> Iterator[str]:
        """The lines of rows that stand together."""
        rows = [([], body) if is_gap(body) else self.parts(body) for body in bodies]
        for at in self.widest:
            width = max((len(said[at]) for said, _ in rows if said), default=0)
            for said, _ in rows:
                if said:
                    said[at] = said[at].rjust(width)
        for body, (said, path) in zip(bodies, rows, strict=True):
            yield body if is_gap(body) else self.line(said, path)


__all__ = ["Writer"]
