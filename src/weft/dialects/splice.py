"""New texts written into a JSON body, by byte ranges: every other byte stays the client's.

Two steps. `find` walks the body once along the paths that are asked for and gives the byte range
of each string; `replace` puts new strings in these ranges. The body is never written out from
objects, so odd white space, field orders, duplicate keys, big numbers and escapes outlive it.

Rules of this file:
- What is found is checked: a range is only given if it is a string that says the expected text.
- Of duplicate keys the last one counts, as with every parser that providers use; so it is the
  last one that is rewritten.
- Not JSON, a path that leads nowhere, another text than expected: that path is left out, which
  leaves the body as it is there. Nothing here raises on bytes from outside.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from weft.dialects.slot import Path

# One token of JSON. The alternatives of a string cannot match the same bytes, so it is linear.
_TOKEN = re.compile(
    rb'[\s,:]*(?:("[^"\\]*(?:\\.[^"\\]*)*")|([\[{])|([\]}])|[^\s,:\[\]{}"]+)', re.DOTALL
)
_STRING, _OPENING, _CLOSING = 1, 2, 3
MAX_DEPTH = 500  # deeper than any request; what lies below is not looked into


class _Node:
    """Asked paths as a tree: children by key or index, and whether a path ends here."""

    __slots__ = ("children", "path")

    def __init__(self) -> None:
        self.children: dict[str | int, _Node] = {}
        self.path: Path | None = None


def find(body: bytes, expected: Mapping[Path, str]) -> dict[Path, Span]:
    """Where in the body the strings at these paths stand, quotes included."""
    found: dict[Path, Span] = {}
    _walk(body, _tree(expected), found)
    return {path: span for path, span in found.items() if _says(body, span, expected[path])}


def replace(body: bytes, texts: Iterable[tuple[Span, str]]) -> bytes:
    """The body with new texts in these ranges, which must not overlap."""
    pieces: list[bytes] = []
    end = 0
    for span, text in sorted(texts, key=lambda pair: pair[0].start):
        if span.start < end:
            raise ValueError(f"ranges overlap at byte {span.start}")
        pieces += (body[end : span.start], quoted(text))
        end = span.end
    return b"".join((*pieces, body[end:]))


def quoted(text: str) -> bytes:
    """A JSON string. A lone surrogate, which UTF-8 does not know, is written as an escape."""
    try:
        return json.dumps(text, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(text).encode()


def _tree(paths: Iterable[Path]) -> _Node:
    root = _Node()
    for path in paths:
        node = root
        for step in path:
            node = node.children.setdefault(step, _Node())
        node.path = path
    return root


def _says(body: bytes, span: Span, text: str) -> bool:
    try:
        return bool(json.loads(body[span.start : span.end]) == text)
    except ValueError:
        return False


def _walk(body: bytes, root: _Node, found: dict[Path, Span]) -> None:
    """Follow the paths through the tokens. Stops at the first byte that is not JSON's."""
    open_: list[_Container] = []
    at = 0
    while token := _TOKEN.match(body, at):
        at = token.end()
        here = open_[-1] if open_ else None
        if token.lastindex == _CLOSING:
            if here is None:
                return
            open_.pop()
        elif token.lastindex == _STRING and here and here.takes_key:
            here.key = _key(token[_STRING])
            continue
        else:
            node = here.next() if here else root
            if token.lastindex == _OPENING:
                if len(open_) == MAX_DEPTH:
                    return
                open_.append(_Container(node, is_object=token[_OPENING] == b"{"))
                continue
            if node is not None and node.path is not None and token.lastindex == _STRING:
                found[node.path] = Span(token.start(_STRING), token.end(_STRING))
        if not open_:
            return


class _Container:
    """An object or array that is being walked. `node` is `None` where no path leads into it."""

    __slots__ = ("index", "is_object", "key", "node")

    def __init__(self, node: _Node | None, *, is_object: bool) -> None:
        self.node = node
        self.is_object = is_object
        self.key: str | None = None
        self.index = -1

    @property
    def takes_key(self) -> bool:
        """Whether a string that comes next is a key."""
        return self.is_object and self.key is None

    def next(self) -> _Node | None:
        """The node of the value that comes next."""
        step: str | int | None = self.key
        if self.is_object:
            self.key = None
        else:
            step = self.index = self.index + 1
        return None if self.node is None or step is None else self.node.children.get(step)


def _key(raw: bytes) -> str:
    try:
        return str(json.loads(raw))
    except ValueError:
        return ""
