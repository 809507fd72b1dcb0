"""What can be asked of a text: its size, its arrays and their fields, how it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.json_text import NotJsonError, document
from weft.recall.query.answer import counted
from weft.recall.query.path import write_path
from weft.recall.query.question import QueryError
from weft.recall.query.read import named_arrays, read

if TYPE_CHECKING:
    from weft.recall.query.original import Original

HEAD_LINES = 5
MAX_LINE = 120  # characters of a line that an outline shows
MAX_FIELDS = 20


def outline(original: Original) -> str:
    """A few lines that say what there is to ask for."""
    said = [f"{counted(original.line_count, 'line')}, {counted(original.char_count, 'char')}"]
    text = original.text()
    said.extend(_tables(text))
    if text:
        head = original.lines(1, min(HEAD_LINES, original.line_count))
        said.append("it begins:")
        said.extend(f"  {_clipped(line)}" for line in head.removesuffix("\n").split("\n"))
    return "\n".join(said) + "\n"


def _tables(text: str) -> list[str]:
    start = document(text)
    try:
        table = read(text)
        names = list(dict.fromkeys(table.names(0)))[:MAX_FIELDS] if len(table.spans) else []
        arrays = named_arrays(text, start) if start is not None else []
    except (NotJsonError, QueryError):  # no rows in it, which is an answer too
        return []
    said = [f"{counted(len(table.spans), 'row')} of {table.kind}; fields: {', '.join(names)}"]
    if len(arrays) > 1:
        paths = (f"{write_path(one.path) or '.'} ({one.rows})" for one in arrays)
        said.append(f"arrays: {', '.join(paths)}")
    return said


def _clipped(line: str) -> str:
    return line if len(line) <= MAX_LINE else f"{line[:MAX_LINE]}... ({len(line)} chars)"
