"""A table: rows that stand in an original, whatever the notation. The contract and two kinds.

`JsonTable` has JSON values for rows, `CellTable` has lines of cells under a head. A row is given
as it stands in the source; a field of it likewise. Which of them a text holds is found in `read`.
"""

from __future__ import annotations

import json
import re
from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from weft.engine.json_text import children, name_of, resolve
from weft.recall.query.path import parse_path, write_path
from weft.recall.query.value import MISSING, Sort, Value, json_value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from weft.recall.query.path import Path

_START = re.compile(r"[ \t\r\n\ufeff]*+")


@dataclass(frozen=True, slots=True)
class Spans:
    """Where the rows stand: characters, counted from 0, end excluded. Sixteen bytes a row."""

    starts: array[int] = field(default_factory=lambda: array("q"))
    ends: array[int] = field(default_factory=lambda: array("q"))

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int]]) -> Spans:
        """Gather spans."""
        gathered = cls()
        for start, end in spans:
            gathered.starts.append(start)
            gathered.ends.append(end)
        return gathered

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, index: int) -> tuple[int, int]:
        return self.starts[index], self.ends[index]


class Table(Protocol):
    """Rows of an original, counted from 0 here and from 1 wherever people read."""

    @property
    def spans(self) -> Spans:
        """Where the rows stand in the original."""

    @property
    def kind(self) -> str:
        """What it is, in words."""

    @property
    def head(self) -> str:
        """What stands above the rows and names their fields."""

    @property
    def joint(self) -> str:
        """What is put between two rows; empty where a row has its own line end."""

    def source(self, row: int) -> str:
        """A row as it stands."""

    def value(self, row: int, name: str) -> Value:
        """A field of a row."""

    def names(self, row: int) -> list[str]:
        """The fields a row has."""

    def pick(self, row: int, names: Sequence[str]) -> str:
        """A row with these fields only."""

    def pick_head(self, names: Sequence[str]) -> str:
        """What stands above rows of these fields."""


@dataclass(frozen=True, slots=True)
class JsonTable:
    """Rows that are JSON values: the elements of an array, or the lines of a text."""

    text: str
    spans: Spans
    kind: str
    joint: str = "\n"
    head: str = ""
    _paths: dict[str, Path] = field(default_factory=dict)

    def source(self, row: int) -> str:
        """A row as it stands."""
        start, end = self.spans[row]
        return self.text[start:end]

    def value(self, row: int, name: str) -> Value:
        """A field of a row; `.` is the row itself."""
        path = self._paths.get(name)
        if path is None:
            path = self._paths.setdefault(name, parse_path(name))
        span = resolve(self.text, self._start(row), path)
        return json_value(self.text[slice(*span)]) if span else MISSING

    def names(self, row: int) -> list[str]:
        """The fields a row has, those of the objects directly in it included."""
        start = self._start(row)
        if self.text[start] != "{":
            return ["."]
        named = []
        for key, begin, _ in children(self.text, start):
            step = name_of(key)
            named.append(write_path((step,)))
            if self.text[begin] == "{":
                inner = children(self.text, begin)
                named.extend(write_path((step, name_of(inner_key))) for inner_key, _, _ in inner)
        return named

    def pick(self, row: int, names: Sequence[str]) -> str:
        """A row with these fields only, as a JSON object on a line."""
        values = ((name, self.value(row, name)) for name in names)
        members = ", ".join(
            f"{json.dumps(_key(name), ensure_ascii=False)}: {value.source}"
            for name, value in values
            if value.sort is not Sort.MISSING
        )
        return f"{{{members}}}" if self.joint else f"{{{members}}}\n"

    def pick_head(self, names: Sequence[str]) -> str:
        """Nothing: each row names its fields."""
        del names
        return ""

    def _start(self, row: int) -> int:
        return _START.match(self.text, self.spans.starts[row]).end()  # type: ignore[union-attr]


def _key(name: str) -> str:
    steps = parse_path(name)
    return steps[0] if len(steps) == 1 else name


Cell = tuple[str, str]
"""A cell as it stands, and what it says."""


@dataclass(frozen=True, slots=True)
class CellTable:
    """Rows that are lines of cells under a head that names them."""

    text: str
    spans: Spans
    kind: str
    head: str
    split: Callable[[str], list[Cell]]
    glue: str
    columns: tuple[str, ...]
    joint: str = ""
    _indexes: dict[str, int] = field(default_factory=dict)

    def source(self, row: int) -> str:
        """A row as it stands."""
        start, end = self.spans[row]
        return self.text[start:end]

    def value(self, row: int, name: str) -> Value:
        """A cell of a row. Nothing tells a number from a text here: the condition decides."""
        cells = self.split(self.source(row))
        index = self._index(name)
        if not 0 <= index < len(cells):
            return MISSING
        return Value(Sort.TEXT, *cells[index])

    def names(self, row: int) -> list[str]:
        """The columns."""
        del row
        return list(self.columns)

    def pick(self, row: int, names: Sequence[str]) -> str:
        """A row with these cells only, each as it stands."""
        return self.glue.join(self.value(row, name).source for name in names) + "\n"

    def pick_head(self, names: Sequence[str]) -> str:
        """The head with these cells only."""
        cells = self.split(self.head.split("\n", 1)[0])
        known = [self._index(name) for name in names]
        return self.glue.join(cells[i][0] if i >= 0 else "" for i in known) + "\n"

    def _index(self, name: str) -> int:
        if name not in self._indexes:
            known = (one for one in (name, ".".join(parse_path(name))) if one in self.columns)
            found = next(known, None)
            self._indexes[name] = -1 if found is None else self.columns.index(found)
        return self._indexes[name]
