"""Compact JSON: the same document without the white space between its tokens.

It is done on the text, not by reading and writing the document: number text, key order, duplicate
keys and string escapes stay byte for byte. Only white space outside strings goes.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from weft.engine.detect import is_json
from weft.engine.model import Exactness, Kind

CHUNK = 1 << 16  # bytes; bounds the memory that splitting takes

# Stand for an escaped backslash and an escaped quote while strings are told apart.
# JSON has no control characters but white space, so these occur in no document.
_BACKSLASH = b"\x00"
_QUOTE = b"\x01"
_WHITE_SPACE = b" \t\r\n"


class CompactJson:
    """Takes white space away."""

    name: ClassVar[str] = "compact_json"
    kinds: ClassVar[frozenset[Kind]] = frozenset({Kind.JSON})
    loses: ClassVar[Literal[False]] = False
    exactness: ClassVar[Exactness] = Exactness.JSON

    def fold(self, text: str) -> str | None:
        """The document without white space, if it had any."""
        if not is_json(text):
            return None
        shorter = _compact(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
        return shorter if len(shorter) < len(text) else None

    def unfold(self, text: str) -> str:
        """The same document: white space carried nothing."""
        return text


def _compact(document: bytes) -> bytes:
    marked = document.replace(rb"\\", _BACKSLASH).replace(rb"\"", _QUOTE)
    chunks = []
    in_string = False
    for at in range(0, len(marked), CHUNK):
        parts = marked[at : at + CHUNK].split(b'"')
        # Every other part stands between strings.
        between = slice(in_string, None, 2)
        if parts[between]:
            parts[between] = b'"'.join(parts[between]).translate(None, _WHITE_SPACE).split(b'"')
        chunks.append(b'"'.join(parts))
        in_string ^= len(parts) % 2 == 0
    return b"".join(chunks).replace(_QUOTE, rb"\"").replace(_BACKSLASH, rb"\\")


__all__ = ["CompactJson"]
