"""Views: what a text was read as, kept while one rendering lasts, so that forms share the reading.

A function that reads a text (its lines and their shapes, its document) is made a view. Within
`views()` its last answers are given again for the same arguments; outside, nothing is kept. So a
reading that takes many times the room of its text is gone when the rendering is done, and threads
that render at the same time do not push out each other's.

Answers are shared: nobody may change them. What raises is not kept.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

_kept: ContextVar[dict[object, dict[tuple[Any, ...], Any]] | None] = ContextVar(
    "kept", default=None
)


@contextmanager
def views() -> Iterator[None]:
    """Keep what is read within. A rendering within a rendering shares what the outer one keeps."""
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def view(keep: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Make a function of hashable arguments a view, whose last `keep` answers are kept."""

    def viewed(read: Callable[P, T]) -> Callable[P, T]:
        @wraps(read)
        def look(*args: P.args, **kwargs: P.kwargs) -> T:
            kept = _kept.get()
            if kept is None or kwargs:
                return read(*args, **kwargs)
            mine = kept.setdefault(read, {})
            if args in mine:
                return cast("T", mine[args])
            answer = read(*args, **kwargs)
            while len(mine) >= keep:
                del mine[next(iter(mine))]
            mine[args] = answer
            return answer

        return look

    return viewed


__all__ = ["view", "views"]
