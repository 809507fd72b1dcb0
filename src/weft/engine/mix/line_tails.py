"""Lines that end with a JSON document: a log that says what was sent and received.

Only documents that are long enough to be worth a form of their own.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from weft.engine.detect.json_document import is_json
from weft.engine.mix.section import Section, plain, tiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weft.engine.model import Origin

LONG = 1000  # characters of a document
MOST = 32  # lines; where there are more, forms of lines know better
BEFORE = 400  # characters of a line before it, at most

_LONG_LINE = re.compile(rf"^[^\n]{{{LONG},}}", re.MULTILINE)
_TAIL = re.compile(r'[^\n{\[]*?(?=[{\[][{\["])|[^\n]{1,400}?[ =:](?=\{"|\[[{\["])')


def split_tails(text: str, origin: Origin) -> tuple[Section, ...]:
    """The documents as bodies, and the lines between them."""
    # A single sign is found much faster than two.
    if "{" not in text or ('{"' not in text and "[{" not in text):
        return ()
    tails = list(islice(_tails(text), MOST + 1))
    if not 0 < len(tails) <= MOST:
        return ()
    document = plain(origin)
    bodies: list[Section] = []
    done = 0
    for line, start, end in tails:
        bodies += (Section(done, line, origin), Section(start, end, document))
        done = end
    bodies.append(Section(done, len(text), origin))
    return tiled(bodies, len(text))


def _tails(text: str) -> Iterator[tuple[int, int, int]]:
    """Where such a line begins, and the document in it, its line end included."""
    for line in _LONG_LINE.finditer(text):
        tail = _TAIL.match(line[0], 0, BEFORE + 2)
        if tail is None or not tail.end():
            continue
        start = line.start() + tail.end()
        if is_json(text[start : line.end()]):
            yield line.start(), start, min(line.end() + 1, len(text))


__all__ = ["split_tails"]
