"""The slow way through a body: token by token, along the paths that are asked for.

It is right where the quick one (`members`) is unsure: of a key that stands twice the last one
counts, as with every parser that providers use. Stops at the first byte that is not JSON's; what
was found before it is found.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from weft.engine.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def walk(body: bytes, paths: Iterable[Path]) -> dict[Path, Span]:
    """Where the strings at these paths stand, quotes included."""
    found: dict[Path, Span] = {}
    _walk(body, _tree(paths), found)
    return found


def _tree(paths: Iterable[Path]) -> _Node:
    root = _Node()
    for path in paths:
        node = root
        for step in path:
            node = node.children.setdefault(step, _Node())
        node.path = path
    return root


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
