"""A JSON text without the white space between its tokens, done on bytes: nothing is parsed.

Number text, key order, duplicate keys and string escapes stay byte for byte. Only for what is JSON:
where a text is none, nobody can tell what stands in strings.
"""

from __future__ import annotations

CHUNK = 1 << 16  # bytes; bounds the memory that splitting takes

# Stand for an escaped backslash and an escaped quote while strings are told apart.
# JSON has no control characters but white space, so these occur in no document.
_BACKSLASH = b"\x00"
_QUOTE = b"\x01"
_WHITE_SPACE = b" \t\r\n"


def tight(document: bytes) -> bytes:
    """The document without white space outside of strings."""
    escapes = b"\\" in document
    marked = document
    if escapes:
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
    short = b"".join(chunks)
    return short.replace(_QUOTE, rb"\"").replace(_BACKSLASH, rb"\\") if escapes else short


__all__ = ["CHUNK", "tight"]
