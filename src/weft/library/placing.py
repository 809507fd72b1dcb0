"""New texts put into copies: the way to a text is copied, everything else is shared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from weft.dialects.slot import Path

T = TypeVar("T")


def placed(whole: T, texts: Mapping[Path, str]) -> T:
    """The same, with these texts at these paths. Nothing that was given is changed."""
    copied: dict[Path, Any] = {}
    result: Any = whole
    for path, text in texts.items():
        result = _copy(copied, (), result)
        node = result
        for depth, step in enumerate(path[:-1], 1):
            node[step] = _copy(copied, path[:depth], node[step])
            node = node[step]
        node[path[-1]] = text
    return result  # type: ignore[no-any-return]


def _copy(copied: dict[Path, Any], path: Path, node: Any) -> Any:
    """A shallow copy of the node at this path, made once. A mapping of any sort becomes a dict."""
    if path not in copied:
        copied[path] = dict(node) if isinstance(node, Mapping) else list(node)
    return copied[path]
