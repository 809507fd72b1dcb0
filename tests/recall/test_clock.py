"""A clock that goes on evenly, whatever happens to the wall clock."""

from __future__ import annotations

import time

from weft.recall.clock import SteadyClock, steady


def test_the_wall_is_read_once() -> None:
    wall, elapsed = iter([1000.0]), iter([5.0, 5.0, 65.0])
    clock = SteadyClock(lambda: next(wall), lambda: next(elapsed))
    assert clock() == 1000.0
    assert clock() == 1060.0


def test_it_begins_with_the_time_of_day_and_goes_forward() -> None:
    before = time.time()
    clock = SteadyClock()
    assert before - 1 <= clock() <= clock() <= time.time() + 1


def test_only_the_wall_clock_is_made_steady() -> None:
    assert isinstance(steady(time.time), SteadyClock)
    assert steady(time.monotonic) is time.monotonic
