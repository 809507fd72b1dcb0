"""The watchdog ends loops, leaves the rest alone, and leaves nothing behind."""

from __future__ import annotations

import threading

import pytest

from weft.gateway.watchdog import Overran, Watchdog


def forever() -> None:
    while True:
        sum(range(10))


def stubborn() -> None:
    """Swallows what it can, once."""
    swallowed = False
    while True:
        try:
            forever()
        except BaseException:  # hostile on purpose
            if swallowed:
                raise
            swallowed = True


def test_gives_what_the_work_gives() -> None:
    assert Watchdog(5)("form", lambda: 42) == 42


def test_passes_on_what_the_work_raises() -> None:
    with pytest.raises(KeyError, match="x"):
        Watchdog(5)("form", lambda: {}["x"])


@pytest.mark.parametrize("work", [forever, stubborn])
def test_ends_a_loop(work: object) -> None:
    with pytest.raises(Overran, match="longer than"):
        Watchdog(0.05)("form", work)


def test_serves_many_threads_at_once_and_stops_only_those_that_loop() -> None:
    watchdog = Watchdog(0.2)
    outcomes: list[str] = []

    def run(work: object) -> None:
        try:
            watchdog("form", work)
            outcomes.append("done")
        except Overran:
            outcomes.append("stopped")

    works = [forever, lambda: None] * 4
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done"] * 4 + ["stopped"] * 4


def test_work_that_ends_as_its_time_ends_leaves_no_exception_behind() -> None:
    watchdog = Watchdog(0.001)
    stop = threading.Event()
    ended = []
    for _ in range(400):
        try:
            watchdog("form", lambda: stop.wait(0.001))
            ended.append("done")
        except Overran:
            ended.append("stopped")
    # Anything still on its way would surface here, outside of any watch.
    for _ in range(100_000):
        pass
    assert len(ended) == 400
