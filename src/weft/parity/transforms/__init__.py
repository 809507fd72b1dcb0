"""The table of transforms: what is held to its golden fixtures.

Rules of this package: one `Transform` per transform, in the file named after the package it comes
from; nothing but calling and projecting. Every function is looked up in its module at the moment
of the call, so that a changed one is seen. Texts in outputs are lists of lines, so that a change
of a fixture is a readable diff.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.parity.fixture import Case
from weft.parity.transforms import (
    code,
    documents,
    engine,
    files,
    lines,
    mixed,
    pipeline,
    query,
    recall,
    structured,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.parity.comparator import Transform

TRANSFORMS: dict[str, Transform] = {
    one.name: one
    for one in (
        code.CODE_OUTLINE,
        code.CODE_OUTLINE_PARSED,
        code.LANGUAGE,
        code.NUMBERED_LINES,
        engine.COMPACT_JSON,
        engine.DETECT,
        *documents.DOCUMENTS,
        *files.FILES,
        engine.OUTLINE,
        engine.REPEATED_LINES,
        engine.TOKENS,
        lines.KEYWORDS,
        lines.LIKE_LINES,
        lines.LINES_AGAIN,
        lines.LOG_CHOICE,
        lines.REPORT_CHOICE,
        lines.SAME_ENDS,
        lines.TERMINAL_CHOICE,
        mixed.SPLIT,
        pipeline.PIPELINE,
        query.QUERY,
        recall.LEDGER_IDENTITY,
        recall.MARKER_HASH,
        recall.MARKER_PARSE,
        recall.MARKER_WRITE,
        structured.DELIMITED_SHEET,
        structured.KEY_SECTIONS,
        structured.RECORD_ROWS,
        structured.REPEATED_BLOCKS,
        structured.JSON_ROWS,
        structured.JSON_SHEET,
        structured.TABLE_ROWS,
        structured.TABLE_SHEET,
        structured.XML_OUTLINE,
    )
}


def cases_of(text: str) -> Iterator[Case]:
    """Every case that is worth recording for a text."""
    for transform in TRANSFORMS.values():
        for given, config in transform.cases(text):
            yield Case(transform.name, given, config)


__all__ = ["TRANSFORMS", "cases_of"]
