"""The order in which a text is tested for its kind. A new kind is one entry in the table.

Strict tests stand before tolerant ones: what is JSON by the letter is not asked whether it looks
like a log.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from weft.engine.detect.alike_lines import is_alike
from weft.engine.detect.character_table import is_table
from weft.engine.detect.config_file import is_config
from weft.engine.detect.cut_json import is_cut_json
from weft.engine.detect.delimited import is_delimited
from weft.engine.detect.diff_text import is_diff
from weft.engine.detect.file_listing import is_listing
from weft.engine.detect.hints import expected
from weft.engine.detect.json_document import is_json
from weft.engine.detect.json_lines import is_json_lines
from weft.engine.detect.json_stream_text import is_json_stream
from weft.engine.detect.log_lines import is_build, is_log, is_tables_of_lines, is_trace
from weft.engine.detect.manual_page import is_manual
from weft.engine.detect.markdown_text import is_markdown
from weft.engine.detect.prose_text import is_prose
from weft.engine.detect.restructured_text import is_restructured
from weft.engine.detect.search_matches import is_search
from weft.engine.detect.signs import NEEDS, spread
from weft.engine.detect.source_code import is_code, is_numbered_code
from weft.engine.detect.tolerant import passes
from weft.engine.detect.web_page import is_web_page
from weft.engine.detect.xml_document import is_xml
from weft.engine.detect.yaml_document import is_yaml
from weft.engine.model import Kind, Origin
from weft.engine.view import views

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS: tuple[tuple[Kind, Callable[[str], bool]], ...] = (
    (Kind.LOG, is_tables_of_lines),
    (Kind.JSON, is_json),
    (Kind.JSON_LINES, is_json_lines),
    (Kind.JSON_LINES, is_json_stream),
    (Kind.JSON, is_cut_json),
    (Kind.DIFF, is_diff),
    (Kind.CODE, is_numbered_code),
    (Kind.SEARCH, is_search),
    (Kind.LISTING, is_listing),
    (Kind.HTML, is_web_page),
    (Kind.XML, is_xml),
    (Kind.MAN, is_manual),
    (Kind.RST, is_restructured),
    (Kind.MARKDOWN, is_markdown),
    (Kind.TABLE, is_table),
    (Kind.DELIMITED, is_delimited),
    (Kind.LOG, is_log),
    (Kind.BUILD, is_build),
    (Kind.TRACE, is_trace),
    (Kind.YAML, is_yaml),
    (Kind.CONFIG, is_config),
    (Kind.CODE, is_code),
    (Kind.LOG, is_alike),
    (Kind.PROSE, is_prose),
)


# So many of the tests tell by the letter. No hint knows better.
STRICT = next(at for at, (kind, _) in enumerate(TESTS) if kind is Kind.DIFF) + 1

NOWHERE = Origin()


def detect(text: str, origin: Origin = NOWHERE) -> Kind:
    """The kind of a text. Where it came from decides only between kinds that it may be of."""
    hinted = expected(origin)
    with views():
        lines = spread(text)
        for kind, test in _ordered(hinted):
            needs = NEEDS.get(kind)
            if (needs is None or needs(lines)) and test(text):
                return kind
        return next((kind for kind in hinted if passes(kind, text)), Kind.TEXT)


@lru_cache(maxsize=256)
def _ordered(hinted: tuple[Kind, ...]) -> tuple[tuple[Kind, Callable[[str], bool]], ...]:
    """The tests, those for hinted kinds behind the strict ones and before all others."""
    if not hinted:
        return TESTS
    place = {kind: number for number, kind in enumerate(hinted)}
    others = sorted(TESTS[STRICT:], key=lambda one: place.get(one[0], len(place)))
    return (*TESTS[:STRICT], *others)


__all__ = ["TESTS", "detect"]
