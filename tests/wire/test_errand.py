"""Errands: woken at the end of the call that rang, cancelled as a task would be."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weft.wire.errand import Errand, desk, in_task, running

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from weft.wire.errand import Waiter

    Play = Callable[[Coroutine[Any, Any, None]], None]


class Told:
    """An errand's end, as whoever began it is told."""

    def __init__(self, work: Coroutine[object, object, None]) -> None:
        self.faults: list[BaseException | None] = []
        self.errand = Errand(work, self.faults.append)


def test_it_goes_on_when_the_call_that_rang_is_over_and_not_before(play: Play) -> None:
    async def scenario() -> None:
        seen: list[str] = []
        bells: list[Waiter] = []

        async def work() -> None:
            bells.append(desk().waiter())
            await bells[0]
            seen.append("woken")

        here = desk()
        here.expected = True  # a call begins
        told = Told(work())
        here.run()
        assert (len(bells), seen) == (1, [])
        here.expected = True
        bells[0].set_result(None)
        bells[0].set_result(None)
        assert seen == []
        here.run()  # and is over
        assert seen == ["woken"]
        assert told.faults == [None]
        assert told.errand.done()

    play(scenario())


def test_a_bell_rung_outside_of_any_call_is_answered_by_the_loop(play: Play) -> None:
    async def scenario() -> None:
        bells: list[Waiter] = []

        async def work() -> None:
            bells.append(desk().waiter())
            await bells[0]

        told = Told(work())
        await asyncio.sleep(0)
        bells[0].set_result(None)
        assert told.faults == []
        await asyncio.sleep(0)
        assert told.faults == [None]

    play(scenario())


def test_futures_tasks_and_sleep_can_be_waited_for_too(play: Play) -> None:
    async def scenario() -> None:
        future = asyncio.get_running_loop().create_future()
        seen: list[object] = []

        async def work() -> None:
            seen.append(await future)
            await asyncio.sleep(0)
            await asyncio.sleep(0.001)
            seen.append(await in_task(named()))

        async def named() -> str:
            task = asyncio.current_task()
            async with asyncio.timeout(5):
                await asyncio.sleep(0)
            return "in a task" if task is not None else "in none"

        told = Told(work())
        future.set_result("future")
        while not told.faults:
            await asyncio.sleep(0.001)
        assert (seen, told.faults) == (["future", "in a task"], [None])

    play(scenario())


@pytest.mark.parametrize("waits", ["bell", "future", "task"])
def test_cancelling_ends_it_where_it_waits(play: Play, waits: str) -> None:
    async def scenario() -> None:
        ended: list[str] = []

        async def work() -> None:
            try:
                if waits == "task":
                    await in_task(asyncio.sleep(60))
                elif waits == "future":
                    await asyncio.get_running_loop().create_future()
                else:
                    await desk().waiter()
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise

        told = Told(work())
        await asyncio.sleep(0.01)
        told.errand.cancel()
        told.errand.cancel()
        await asyncio.sleep(0.01)
        assert ended == ["cancelled"]
        assert isinstance(told.faults[0], asyncio.CancelledError)

    play(scenario())


def test_an_errand_that_cancels_itself_is_cancelled_where_it_waits_next(play: Play) -> None:
    async def scenario() -> None:
        async def work() -> None:
            mine = running()
            assert mine is not None
            mine.cancel()
            await asyncio.sleep(60)

        told = Told(work())
        await asyncio.sleep(0.01)
        assert isinstance(told.faults[0], asyncio.CancelledError)

    play(scenario())


def test_it_can_deal_with_being_cancelled_and_go_on(play: Play) -> None:
    async def scenario() -> None:
        async def work() -> None:
            try:
                await desk().waiter()
            except asyncio.CancelledError:
                await asyncio.sleep(0.001)

        told = Told(work())
        await asyncio.sleep(0)
        told.errand.cancel()
        await asyncio.sleep(0.02)
        assert told.faults == [None]

    play(scenario())


def test_what_it_fails_with_is_told(play: Play) -> None:
    async def scenario() -> None:
        async def work() -> None:
            raise KeyError("why")

        told = Told(work())
        await asyncio.sleep(0)
        assert isinstance(told.faults[0], KeyError)

    play(scenario())


def test_a_result_that_comes_too_late_is_discarded(play: Play) -> None:
    async def scenario() -> None:
        made: list[str] = []
        discarded: list[str] = []

        async def dial() -> str:
            await asyncio.sleep(0)
            made.append("connection")
            # After the result is there, before the errand is told of it.
            asyncio.get_running_loop().call_soon(told.errand.cancel)
            return "connection"

        async def work() -> None:
            await in_task(dial(), discarded.append)

        told = Told(work())
        await asyncio.sleep(0.01)
        assert made == discarded == ["connection"]
        assert isinstance(told.faults[0], asyncio.CancelledError)

    play(scenario())


def test_outside_of_errands_a_waiter_is_a_future(play: Play) -> None:
    async def scenario() -> None:
        assert isinstance(desk().waiter(), asyncio.Future)
        assert running() is asyncio.current_task()

    play(scenario())
