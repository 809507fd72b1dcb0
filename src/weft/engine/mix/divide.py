"""The order in which a text is asked how it is mixed. The first that is sure divides it.

A body may be mixed again, and is asked again by whoever renders it. So each way to mix divides only
what it knows: the outermost first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weft.engine.detect.json_document import is_json
from weft.engine.mix.embedded_json import split_documents
from weft.engine.mix.fenced import split_fenced
from weft.engine.mix.headed_files import split_headed
from weft.engine.mix.http_exchange import split_http
from weft.engine.mix.line_tails import split_tails
from weft.engine.mix.section import LEAST_BODY
from weft.engine.mix.shell_transcript import split_transcript
from weft.engine.mix.wrappers import split_wrapped
from weft.engine.model import Kind, Origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.engine.mix.section import Section

# Told by the letter, or by so much of the text that nothing else can be in it.
WHOLE = frozenset({Kind.JSON, Kind.DIFF})

SPLITTERS: tuple[Callable[[str, Origin], tuple[Section, ...]], ...] = (
    split_wrapped,
    split_transcript,
    split_headed,
    split_http,
    split_fenced,
    split_documents,
    split_tails,
)


def split(text: str, origin: Origin, kind: Kind, least: int = LEAST_BODY) -> tuple[Section, ...]:
    """Sections that tile the text; none where it is not sure to be mixed.

    One body must have so many characters at `least`, or it is not worth it.
    """
    if kind in WHOLE or len(text) < least:
        return ()
    if kind is Kind.JSON_LINES and is_json(text.partition("\n")[0]):
        return ()  # a stream of longer documents may be divided
    for splitter in SPLITTERS:
        sections = splitter(text, origin)
        if any(one.origin is not None and one.end - one.start >= least for one in sections):
            return sections
    return ()


__all__ = ["SPLITTERS", "split"]
