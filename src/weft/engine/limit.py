"""Limit: runs the work of a form, and may watch it or give up on it.

The engine has no clock. A rim that has one passes a limit: it learns the name of the form whose
work it runs, so it can tell how long each took, and it can stop the work by raising. What raises is
a form that offers nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Limit(Protocol):
    """Runs a piece of work, and may give up on it by raising an `Exception`."""

    def __call__(self, name: str, work: Callable[[], T], /) -> T:
        """Run the work of the form of this name."""


def unlimited(_name: str, work: Callable[[], T], /) -> T:
    """Let it run as long as it takes."""
    return work()


__all__ = ["Limit", "unlimited"]
