"""A wall clock that does not jump while a process lives.

It reads the wall once and counts on with the clock of the machine, which also counts while the
machine sleeps. Whoever sets the wall clock right, or wrong, does not expire what is in use.

What it cannot do: know better than the wall at the start. A process started under a wrong wall
clock takes that time for true until it ends. Under a clock that is behind, it sees entries as
younger than they are, and keeps them longer. Under one that is ahead by more than the idle time, it
sees everything as expired. It does not trust times in the store over the wall: one entry from
such a process would make everything after it look old for good.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Linux keeps a clock that counts sleep under its own name; elsewhere the monotonic clock does.
_MACHINE: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def machine_time() -> float:
    """Seconds since some moment before this process, sleep included."""
    return time.clock_gettime(_MACHINE)


class SteadyClock:
    """Wall time at the start, plus what has passed since."""

    __slots__ = ("_ahead", "_elapsed")

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        elapsed: Callable[[], float] = machine_time,
    ) -> None:
        self._elapsed = elapsed
        self._ahead = wall() - elapsed()

    def __call__(self) -> float:
        """Seconds since 1970, never less than before."""
        return self._ahead + self._elapsed()


def steady(clock: Callable[[], float]) -> Callable[[], float]:
    """This clock, made steady if it is the wall clock. A clock of one's own stays as it is."""
    return SteadyClock() if clock is time.time else clock


__all__ = ["SteadyClock", "steady"]
