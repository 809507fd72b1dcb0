"""Tables drawn with lines: Markdown, and what database shells print.

A ruler (`|---|---|`, `---+---`) stands below the head; the rows are the lines with a bar that
follow it. The first such table of a text is the one that counts.
"""

from __future__ import annotations

import re

from weft.recall.query.table import CellTable, Spans

_RULER = re.compile(
    r"^[ \t]*+[|+]?[ \t]*+:?-++:?[ \t]*+(?:[|+][ \t]*+:?-++:?[ \t]*+)++[|+]?[ \t\r]*+$",
    re.MULTILINE,
)
_BAR = re.compile(r"(?<!\\)\|")


def read_ruled(text: str) -> CellTable | None:
    """The first table in this text."""
    if "|" not in text or "\n" not in text:
        return None
    for ruler in _RULER.finditer(text):
        head_start = text.rfind("\n", 0, max(ruler.start() - 1, 0)) + 1
        head = text[head_start : ruler.start()]
        if "|" in head:
            begin = min(ruler.end() + 1, len(text))
            columns = tuple(said for _, said in cells(head))
            line = text.count("\n", 0, head_start) + 1
            spans = Spans.of(_rows(text, begin))
            head += text[ruler.start() : begin]
            return CellTable(text, spans, f"table at line {line}", head, cells, " | ", columns)
    return None


def cells(row: str) -> list[tuple[str, str]]:
    """The cells of one row."""
    parts = _BAR.split(row.strip())
    if parts and not parts[0].strip():
        del parts[0]
    if parts and not parts[-1].strip():
        del parts[-1]
    return [(part.strip(), part.strip().replace("\\|", "|")) for part in parts]


def _rows(text: str, start: int) -> list[tuple[int, int]]:
    spans = []
    while start < len(text):
        feed = text.find("\n", start)
        end = feed + 1 if feed >= 0 else len(text)
        if "|" not in text[start:end]:
            break
        spans.append((start, end))
        start = end
    return spans
