"""A watch looks at what it watches, and only while there is something."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from weft.wire.watch import LONGEST, SHORTEST, Watch

if TYPE_CHECKING:
    from h1_peer import Play


class Seen:
    def __init__(self) -> None:
        self.times: list[float] = []

    def look(self, now: float) -> None:
        self.times.append(now)


def test_it_looks_and_tells_the_time(play: Play) -> None:
    async def scenario() -> None:
        watch, seen = Watch([0.1, 5]), Seen()
        before = watch.now
        watch.add(seen)
        while len(seen.times) < 3:
            await asyncio.sleep(0.01)
        watch.drop(seen)
        assert before < seen.times[0] < seen.times[1] < seen.times[2] <= watch.now

    play(scenario())


def test_it_rests_when_there_is_nothing(play: Play) -> None:
    async def scenario() -> None:
        watch, seen = Watch([0.08]), Seen()
        watch.add(seen)
        watch.drop(seen)
        await asyncio.sleep(0.05)
        stopped = watch.now
        await asyncio.sleep(0.05)
        assert watch.now == stopped
        watch.add(seen)
        assert watch.now > stopped
        watch.drop(seen)

    play(scenario())


def test_its_period_fits_the_shortest_time(play: Play) -> None:
    async def scenario() -> None:
        assert Watch([600, 75])._period == LONGEST
        assert Watch([0.8, 75])._period == 0.1
        assert Watch([0])._period == SHORTEST

    play(scenario())
