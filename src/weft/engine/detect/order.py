"""The order in which a text is tested for its kind. A new kind is one entry in the table.

Strict tests stand before tolerant ones: what is JSON by the letter is not asked whether it looks
like a log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.detect.alike_lines import is_alike
from weft.engine.detect.character_table import is_table
from weft.engine.detect.config_file import is_config
from weft.engine.detect.cut_json import is_cut_json
from weft.engine.detect.delimited import is_delimited
from weft.engine.detect.diff_text import is_diff
from weft.engine.detect.file_listing import is_listing
from weft.engine.detect.json_document import is_json
from weft.engine.detect.json_lines import is_json_lines
from weft.engine.detect.log_lines import is_build, is_log, is_trace
from weft.engine.detect.search_matches import is_search
from weft.engine.detect.xml_document import is_xml
from weft.engine.detect.yaml_document import is_yaml
from weft.engine.model import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    (Kind.JSON, is_json),
    (Kind.JSON_LINES, is_json_lines),
    (Kind.JSON, is_cut_json),
    (Kind.DIFF, is_diff),
    (Kind.SEARCH, is_search),
    (Kind.LISTING, is_listing),
    (Kind.XML, is_xml),
    (Kind.TABLE, is_table),
    (Kind.DELIMITED, is_delimited),
    (Kind.LOG, is_log),
    (Kind.BUILD, is_build),
    (Kind.TRACE, is_trace),
    (Kind.YAML, is_yaml),
    (Kind.CONFIG, is_config),
    (Kind.LOG, is_alike),
)


def detect(text: str) -> Kind:
    """The kind of a text."""
    return next((kind for kind, test in TESTS if test(text)), Kind.TEXT)


__all__ = ["TESTS", "detect"]
