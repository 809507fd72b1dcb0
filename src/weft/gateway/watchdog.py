"""Watchdog: ends a piece of pure work that runs too long, in whatever thread it runs.

The engine has no clock, so a form that never ends could hold a request for ever. `Watchdog` is a
`engine.limit.Limit`: it runs the work in the calling thread and has one timer thread
throw `Overran` into it after the allowed time.

What it can do: end anything that comes back to the interpreter, such as a loop written in Python.
What it can't: interrupt one single call into C. Forms therefore use no backtracking regular
expression on a text whose worst case they have not bounded.

Why it is safe: the exception is thrown only while the work is under way, decided under one lock,
and taken back under the same lock where the work ended in that very instant, so it can never
surface in somebody else's code. The lock is a plain `Lock`: the interpreter delivers no exception
between taking it and entering the `with` block. Calls do not nest within a thread.
"""

from __future__ import annotations

import ctypes
import heapq
import itertools
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Overran(Exception):
    """The work took longer than it may."""


class _Stop(BaseException):
    """What is thrown into the thread. Not an `Exception`, so that the work does not catch it."""


@dataclass(order=True, slots=True)
class _Watch:
    """One piece of work under way."""

    deadline: float
    number: int
    thread: int = field(compare=False)
    over: bool = field(default=False, compare=False)
    thrown: bool = field(default=False, compare=False)


class Watchdog:
    """Runs work for `seconds` at most. One instance serves any number of threads."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._numbers = itertools.count()
        self._watches: list[_Watch] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._timer: threading.Thread | None = None

    def __call__(self, _name: str, work: Callable[[], T], /) -> T:
        """Run the work; `Overran` if it took too long."""
        watch = self._begin()
        try:
            try:
                return work()
            finally:
                self._end(watch)
        except _Stop:
            self._end(watch)
            raise Overran(f"took longer than {self.seconds:g} s") from None

    def _begin(self) -> _Watch:
        watch = _Watch(time.monotonic() + self.seconds, next(self._numbers), threading.get_ident())
        with self._lock:
            heapq.heappush(self._watches, watch)
            first = self._watches[0] is watch
            if self._timer is None or not self._timer.is_alive():
                self._timer = threading.Thread(target=self._patrol, name="watchdog", daemon=True)
                self._timer.start()
        if first:
            self._wake.set()
        return watch

    def _end(self, watch: _Watch) -> None:
        with self._lock:
            watch.over = True
            if watch.thrown:
                _throw(watch.thread, None)

    def _patrol(self) -> None:
        while True:
            self._wake.clear()
            self._wake.wait(self._bite())

    def _bite(self) -> float | None:
        """Stop what is overdue; say how long the next watch has left."""
        with self._lock:
            while self._watches:
                watch = self._watches[0]
                left = watch.deadline - time.monotonic()
                if left > 0 and not watch.over:
                    return left
                heapq.heappop(self._watches)
                if not watch.over:
                    watch.thrown = True
                    _throw(watch.thread, _Stop)
                    # Work may swallow even this; then it gets it again.
                    watch.deadline += self.seconds
                    heapq.heappush(self._watches, watch)
            return None


def _throw(thread: int, exception: type[BaseException] | None) -> None:
    """Throw into a thread at its next bytecode; `None` takes back what has not arrived."""
    what = ctypes.py_object(exception) if exception else ctypes.py_object()
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), what)
