"""The forms for JSON, tables, CSV, YAML, configuration and XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.forms.delimited_sheet import DelimitedSheet
from weft.engine.forms.json_rows import JsonRows
from weft.engine.forms.json_sheet import JsonSheet
from weft.engine.forms.key_sections import KeySections
from weft.engine.forms.record_rows import RecordRows
from weft.engine.forms.repeated_blocks import RepeatedBlocks
from weft.engine.forms.table_rows import TableRows
from weft.engine.forms.table_sheet import TableSheet
from weft.engine.forms.xml_outline import XmlOutline
from weft.engine.model import Block, Origin
from weft.parity.comparator import Transform, member, text_of
from weft.parity.transforms.form import lossless, project_pieces

if TYPE_CHECKING:
    from weft.engine.model import LossyForm


def _cuts(form: LossyForm, about: str) -> Transform:
    target = type(form)
    return Transform(
        name=form.name,
        about=about,
        target=f"{target.__module__}:{target.__name__}.cut",
        capture=lambda given: (
            given["block"].text,
            {"question": given["block"].origin.question, "room": given["room"] or 0},
        ),
        call=lambda case, config: form.cut(
            Block(text_of(case), Origin(question=member(config, "question", str))),
            member(config, "room", int) or None,
        ),
        project=project_pieces,
        cases=lambda text: [(text, {"question": "", "room": 0})],
    )


JSON_SHEET = lossless(JsonSheet, "JSON as lines and tables, or nothing")
JSON_ROWS = _cuts(JsonRows(), "what matters in a JSON document, cuts for the rest, or nothing")
TABLE_SHEET = lossless(TableSheet, "a character table as rows of cells, or nothing")
DELIMITED_SHEET = lossless(DelimitedSheet, "CSV without what all rows share, or nothing")
RECORD_ROWS = lossless(RecordRows, "records of one shape as rows, or nothing")
REPEATED_BLOCKS = lossless(RepeatedBlocks, "blocks that came before by a note, or nothing")
XML_OUTLINE = lossless(XmlOutline, "XML as an outline, or nothing")
TABLE_ROWS = _cuts(TableRows(), "the rows that matter, cuts for the others, or nothing")
KEY_SECTIONS = _cuts(KeySections(), "the sections that matter, cuts for the others, or nothing")

__all__ = [
    "DELIMITED_SHEET",
    "JSON_ROWS",
    "JSON_SHEET",
    "KEY_SECTIONS",
    "RECORD_ROWS",
    "REPEATED_BLOCKS",
    "TABLE_ROWS",
    "TABLE_SHEET",
    "XML_OUTLINE",
]
