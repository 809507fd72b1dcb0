"""Seals: ids and signatures that follow from what they stand for, so the same is always the same.

A signature that comes back with another text is recognised, as providers do.
"""

from __future__ import annotations

import base64
import hashlib

_SECRET = b"the scripted model signs its thoughts"
_EITHER = str.maketrans("-_", "+/")


def ident(prefix: str, *parts: str | bytes) -> str:
    """An id in a provider's manner."""
    return prefix + _digest(b"id", *parts).hexdigest()[:24]


def signature(text: str) -> str:
    """The seal of a thought."""
    return base64.b64encode(_digest(_SECRET, text).digest() * 2).decode()


def sealed(text: str) -> str:
    """A thought that nobody can read but who wrote it, and who knows it again."""
    data = text.encode("utf-8", "surrogatepass")
    return base64.b64encode(_digest(_SECRET, b"sealed", text).digest() + data[::-1]).decode()


def is_whole(seal: str) -> bool:
    """Whether a sealed thought came back as it went out, in either alphabet of base64."""
    try:
        data = base64.b64decode(seal.translate(_EITHER), validate=True)
    except ValueError:
        return False
    size = hashlib.blake2b().digest_size
    text = data[size:][::-1].decode("utf-8", "surrogatepass")
    return data[:size] == _digest(_SECRET, b"sealed", text).digest()


def _digest(*parts: str | bytes) -> hashlib.blake2b:
    state = hashlib.blake2b()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big") + data)
    return state
