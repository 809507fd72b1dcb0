"""Deadline: the time that one request may take, whatever the texts in it. A `Limit` of the engine.

After it, every form offers nothing, and what was found until then counts. It also tells how long
each form took.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weft.engine.limit import Limit

T = TypeVar("T")


class OverTime(Exception):
    """The time for this request is over."""


class Deadline:
    """Begins when it is made. `limit` bounds the work of one form."""

    def __init__(self, seconds: float, now: Callable[[], float], limit: Limit) -> None:
        self.now = now
        self._until = now() + seconds
        self._limit = limit
        self._taken: dict[str, float] = {}

    @property
    def over(self) -> bool:
        """Whether it has passed."""
        return self.now() > self._until

    def __call__(self, name: str, work: Callable[[], T], /) -> T:
        """Run the work of a form, if there is time."""
        begun = self.now()
        if begun > self._until:
            raise OverTime("the time for this request was over")
        try:
            return self._limit(name, work)
        finally:
            self._taken[name] = self._taken.get(name, 0.0) + self.now() - begun

    def taken(self) -> Mapping[str, float]:
        """How long each form took since this was asked last."""
        taken, self._taken = self._taken, {}
        return taken
