"""An `Errand` runs a coroutine, and a `Bell` wakes it: at once, not through the event loop's queue.

A task of asyncio that waits for bytes is woken by the queue of the loop: a future, a callback and
one more turn of the loop, twice for each exchange. An errand is resumed at the end of the very call
that brought the bytes (`Desk.run`), and never within it, so a parser's callback may ring as often
as it likes and the coroutine sees what the whole batch brought.

    waits for a          is resumed
    -----------------    --------------------------------------------------------------
    `Bell`               by the desk, when the call under way is over
    future or task       by the loop, as any task would be

A coroutine under an errand is in no task: what needs one (timeouts, task groups, libraries that ask
for the current task) is given one, `await in_task(...)`. Cancelling is as with a task.

Nothing of HTTP here, and no sockets.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator

T = TypeVar("T")


class Bell:
    """What an errand waits on. It has those methods of a future that whoever wakes needs."""

    __slots__ = ("_errand", "_rung")

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._rung = False

    def done(self) -> bool:
        """Whether it was rung."""
        return self._rung

    def set_result(self, _: None) -> None:
        """Ring it."""
        self._rung = True
        errand = self._errand
        if errand.waits is self:
            errand.desk.call(errand)

    def __await__(self) -> Generator[Bell, None, None]:
        """Wait until it is rung."""
        while not self._rung:
            yield self


Waiter = Bell | asyncio.Future[None]


class Desk:
    """Where the errands of one thread are resumed, one after the other."""

    __slots__ = ("_due", "expected", "running")

    def __init__(self) -> None:
        self._due: deque[Errand] = deque()
        self.running: Errand | None = None
        self.expected = False  # `run` will be called: whoever has set it has promised so

    def waiter(self) -> Waiter:
        """Something that whoever is running now can wait on, errand or task."""
        errand = self.running
        return asyncio.get_running_loop().create_future() if errand is None else Bell(errand)

    def call(self, errand: Errand) -> None:
        """Resume this one soon."""
        if errand.called:
            return
        errand.called = True
        self._due.append(errand)
        if not self.expected:
            self.expected = True
            asyncio.get_running_loop().call_soon(self.run)

    def run(self) -> None:
        """Resume those that were called, and those that they call."""
        if self.running is not None:
            return  # called by an errand: the desk is at it already
        due = self._due
        try:
            while due:
                due.popleft().step()
        finally:
            self.expected = False


class _Here(threading.local):
    desk: Desk | None = None


_HERE = _Here()


def desk() -> Desk:
    """The desk of this thread."""
    found = _HERE.desk
    if found is None:
        found = _HERE.desk = Desk()
    return found


class Errand:
    """One coroutine under way. `on_end` is called once, with what it failed with, if it did."""

    __slots__ = ("_cancelled", "_coroutine", "_on_end", "called", "desk", "waits")

    def __init__(
        self,
        coroutine: Coroutine[Any, Any, None],
        on_end: Callable[[BaseException | None], None],
    ) -> None:
        self._coroutine: Coroutine[Any, Any, None] | None = coroutine
        self._on_end = on_end
        self._cancelled = False  # to be told at the next step
        self.called = False  # it stands in the desk's row
        self.waits: object = None
        self.desk = desk()
        self.desk.call(self)

    def done(self) -> bool:
        """Whether it is over."""
        return self._coroutine is None

    def cancel(self) -> None:
        """End it where it waits, by `CancelledError`."""
        if self._coroutine is None:
            return
        waits = self.waits
        if isinstance(waits, asyncio.Future) and waits.cancel():
            return
        self._cancelled = True
        self.desk.call(self)

    def uncancel(self) -> None:
        """Being cancelled is dealt with, as with a task; here nothing was counted."""
        self._cancelled = False

    def step(self) -> None:
        """Let it go on to where it waits next."""
        self.called = False
        coroutine = self._coroutine
        if coroutine is None:
            return
        desk = self.desk
        desk.running = self
        self.waits = None
        try:
            if self._cancelled:
                self._cancelled = False
                waits = coroutine.throw(asyncio.CancelledError())
            else:
                waits = coroutine.send(None)
        except StopIteration:
            self._over(None)
        except (KeyboardInterrupt, SystemExit) as stop:
            self._over(stop)
            raise
        except BaseException as fault:  # noqa: BLE001 - whoever began the errand is told
            self._over(fault)
        else:
            self.waits = waits
            if waits.__class__ is not Bell:
                self._wait(waits)
        finally:
            desk.running = None

    def _over(self, fault: BaseException | None) -> None:
        self._coroutine = None
        # Told after the step, as the end of a task is: what is called may begin other errands.
        on_end = self._on_end
        del self._on_end
        on_end(fault)

    def _wait(self, waits: object) -> None:
        """Go on when a future is done, or in the next turn of the loop."""
        if waits is None:  # `asyncio.sleep(0)`
            asyncio.get_running_loop().call_soon(self.desk.call, self)
            return
        future = cast("asyncio.Future[object]", waits)
        future._asyncio_future_blocking = False  # noqa: SLF001 - the protocol of those who await
        future.add_done_callback(self._woken)
        if self._cancelled and future.cancel():
            self._cancelled = False

    def _woken(self, _: asyncio.Future[object]) -> None:
        self.desk.call(self)


def running() -> Errand | asyncio.Task[Any] | None:
    """Who is running now: what to cancel to end it."""
    return desk().running or asyncio.current_task()


async def in_task(
    coroutine: Coroutine[Any, Any, T], discard: Callable[[T], object] | None = None
) -> T:
    """Run this in a task, wherever we are; being cancelled is handed on to it.

    `discard` is given a result that came when it was too late to take it.
    """
    if desk().running is None and asyncio.current_task() is not None:
        return await coroutine
    task = asyncio.get_running_loop().create_task(coroutine)
    try:
        return await task
    except asyncio.CancelledError:
        if discard is not None and task.done() and not task.cancelled() and not task.exception():
            discard(task.result())
        raise


__all__ = ["Bell", "Desk", "Errand", "Waiter", "desk", "in_task", "running"]
