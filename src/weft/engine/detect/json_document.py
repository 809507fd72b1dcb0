"""JSON: one object or array and nothing else.

That is by the letter of RFC 8259: no NaN, no byte order mark, no trailing comma. Nesting deeper
than `MAX_DEPTH` is text to us, so that no parser meets its own limit and every machine answers the
same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 128

_OPENS = re.compile(r'[ \t\r\n]*(?:\{[ \t\r\n]*["}]|\[[ \t\r\n]*(?:[\[{"\]0-9-]|true|false|null))')
_LAST = 64  # characters in which a document ends, but for rare ones
_TO_SQUARE = bytes.maketrans(b"{}", b"[]")
_NOT_STRUCTURE = bytes(byte for byte in range(256) if byte not in b'[]{}"')


def is_json(text: str) -> bool:
    """Whether the text is one JSON object or array, white space around it allowed."""
    if not _OPENS.match(text) or not _closes(text):
        return False
    data = text.encode("utf-8", "replace")  # a lone surrogate is no reason to refuse a string
    return _is_valid(data) and _is_shallow(data)


def _closes(text: str) -> bool:
    """Whether the last sign can be a document's: cheaper than to read it."""
    last = text[-_LAST:].rstrip(" \t\r\n") or text.rstrip(" \t\r\n")
    return last[-1:] in ("]", "}")


def _is_valid(data: bytes) -> bool:
    try:
        _skimmer()(data)
    except RecursionError:
        return False
    except msgspec.DecodeError:
        return rb"\ud" in data.lower() and _is_valid(_without_surrogate_escapes(data))
    return True


@cache
def _skimmer() -> Callable[[bytes], object]:
    """Reads a document without making objects of it."""
    return msgspec.json.Decoder(msgspec.Raw).decode


def _without_surrogate_escapes(data: bytes) -> bytes:
    r"""As valid as it was, but without `\ud800` and the like: JSON has them, the reader does not.

    A `\ud` behind an escaped backslash is no escape; to change it there does no harm.
    """
    return data.replace(rb"\ud", rb"\u0").replace(rb"\uD", rb"\u0")


def _is_shallow(data: bytes) -> bool:
    """Whether a valid document nests no deeper than `MAX_DEPTH`."""
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH:
        return True
    unescaped = data.replace(rb"\\", b"").replace(rb"\"", b"")
    # Two quotes side by side say nothing about what is inside or outside of strings.
    structure = unescaped.translate(_TO_SQUARE, _NOT_STRUCTURE).replace(b'""', b"")
    brackets = b"".join(structure.split(b'"')[::2])
    for _ in range(MAX_DEPTH):  # each round takes away the innermost level
        if not brackets:
            return True
        brackets = brackets.replace(b"[]", b"")
    return not brackets


__all__ = ["MAX_DEPTH", "is_json"]
