"""XML outline: elements held together by indentation, records of one shape as rows, repeats named.

    [XML as an outline: name: text is an element, and ends where its indentation does]
    dependency
      groupId: junit
      optional/

What `elements.outline` writes is folded further as YAML is: by `records.rows` and `records.again`.
XML that is one long line is broken first, and the note says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Literal

from weft.engine import line_ends
from weft.engine.detect.xml_document import is_xml
from weft.engine.elements import flat, outline
from weft.engine.model import Exactness, Kind
from weft.engine.records import again, rows, shape
from weft.engine.records.notes import SLOT, XML_OUTLINE
from weft.engine.tokens import count

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOTE = re.compile(
    re.escape(XML_OUTLINE) + r"(?:; one line(?: below line (\d))?(?P<one>))?(?P<crlf>; CR LF)?\]"
)
MUCH = 0.8  # of the characters; rows that save more are not doubted


class XmlOutline:
    """Leaves out what indentation says of XML."""

    name: ClassVar[str] = "xml_outline"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.XML})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.BYTES

    def owns(self, text: str) -> bool:
        """Whether this text begins with the note of this form."""
        return text.startswith(XML_OUTLINE)

    def fold(self, text: str) -> str | None:
        """The outline under its note."""
        ends = line_ends.plain(text)
        if ends is None or not is_xml(text):
            return None
        body, crlf = ends
        lines = body.split("\n")
        note = XML_OUTLINE
        if broken := flat.broken(lines):
            above, lines = broken
            note += f"; one line below line {above}" if above else "; one line"
        note += "; CR LF]" if crlf else "]"
        written = outline.write(lines)
        if written is None:
            return None
        plain = "\n".join((note, *written))
        return min(_ways(plain), key=count)

    def unfold(self, text: str) -> str:
        """The XML again. Only for what `fold` gave."""
        note, _, rest = rows.unfold(again.unfold(text)).partition("\n")
        found = _NOTE.fullmatch(note)
        if found is None:
            raise ValueError("not an outline")
        lines = outline.read(rest.split("\n"))
        if found["one"] is not None:
            lines = flat.whole(lines, int(found[1] or 0))
        return ("\r\n" if found["crlf"] else "\n").join(lines)


def _ways(plain: str) -> Iterator[str]:
    """The outline as it is, with rows, with repeats, with both."""
    yield plain
    by_rows = None if SLOT in plain else rows.fold(plain, shape.outline, shape.depth)
    if by_rows is not None:
        yield by_rows
        if (shorter := again.fold(by_rows)) is not None:
            yield shorter
    doubted = by_rows is None or len(by_rows) > MUCH * len(plain)
    if doubted and (shorter := again.fold(plain)) is not None:
        yield shorter


__all__ = ["XmlOutline"]
