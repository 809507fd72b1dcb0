"""Bytes in, bytes out: a text, or the body of a request, shortened.

Of a body only the strings that are rewritten change: they are spliced into the client's bytes. A
text that is not UTF-8 comes through as lone surrogates and goes out as the bytes it was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from weft.dialects import shape, splice
from weft.library import request as requests
from weft.library.calls import carry_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.dialects.slot import Path
    from weft.engine.model import Origin
    from weft.library.compressed import Compressed
    from weft.library.setup import Setup


def compress_bytes(
    place: Setup,
    data: bytes,
    origin: Origin,
    *,
    model: str | None = None,
    budget: int | None = None,
    as_text: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[bytes, Compressed[Any]]:
    """The shortened bytes, and what became of each text in them."""
    body = None if as_text else parsed(data)
    given: Any = text_of(data) if body is None else body
    request = requests.of(given, origin)
    result = carry_out(place, given, request, model=model, budget=budget, progress=progress)
    if body is None:
        return bytes_of(result.messages), result
    return _spliced(data, result), result


def parsed(data: bytes) -> Mapping[str, Any] | None:
    """The request, if these bytes are one: an object with a model and items of a conversation."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, Mapping):
        return None
    dialect = shape.of_body(body)
    if dialect is None or not ("model" in body or dialect.key == "contents"):
        return None
    return body if all(isinstance(item, Mapping) for item in body[dialect.key]) else None


def text_of(data: bytes) -> str:
    """Bytes as text, whatever they are."""
    return data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """Text as bytes again. Half a character that no byte stands for goes out as it can."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _spliced(data: bytes, result: Compressed[Any]) -> bytes:
    found = splice.find(data, result.originals)
    return splice.replace(
        data, [(span, _at(result.messages, path)) for path, span in found.items()]
    )


def _at(node: Any, path: Path) -> str:
    for step in path:
        node = node[step]
    return str(node)


__all__ = ["bytes_of", "compress_bytes", "parsed", "text_of"]
