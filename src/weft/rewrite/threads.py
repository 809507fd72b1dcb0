"""Threads: the conversations that are remembered, found by the bytes a request begins with.

Bounded by weight: those unused for longest go first. Two conversations that begin alike and part
are two threads. A thread that is taken is gone until its follower is put back, so that no request
waits for another; who finds none begins anew, which takes time and changes nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from weft.rewrite.thread import CHANGED

if TYPE_CHECKING:
    from weft.rewrite.beginning import Prefixes
    from weft.rewrite.thread import Thread

MOST = 24 * 1024 * 1024  # bytes, of all threads together
MOST_ALIKE = 64  # threads of one tenant that are compared with a body

Key = tuple[str, str]  # tenant and dialect


class Threads:
    """Safe to use from many threads of the process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[Key, OrderedDict[int, Thread]] = {}
        self._ages: OrderedDict[int, tuple[Key, int]] = OrderedDict()  # number: key, weight
        self._weight = 0
        self._next = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._ages)

    def take(self, key: Key, prefixes: Prefixes) -> tuple[Thread, int] | None:
        """The thread that a body goes on with, and how many of its steps hold."""
        with self._lock:
            alike = list(reversed(self._known.get(key, {}).items()))[:MOST_ALIKE]
        best: tuple[int, Thread, int] | None = None
        # Those that begin alike are found in one pass, from the shortest beginning on.
        begun = {
            number
            for number, thread in sorted(alike, key=_first_end)
            if prefixes.begins_with(thread.begun[0])
        }
        for number, thread in alike:
            if number not in begun or (best is not None and len(thread.steps) <= best[2]):
                continue  # it cannot hold longer
            steps = thread.agrees(prefixes)
            if steps and (best is None or steps > best[2]):
                best = number, thread, steps
        if best is None:
            return None
        number, thread, steps = best
        if steps >= len(thread.steps) - CHANGED:
            with self._lock:
                self._drop(number)
        return thread, steps

    def put(self, key: Key, thread: Thread) -> None:
        """Remember a thread as the newest."""
        weight = thread.weight
        if not thread.steps or weight > self._most // 2:
            return
        with self._lock:
            self._next += 1
            self._known.setdefault(key, OrderedDict())[self._next] = thread
            self._ages[self._next] = key, weight
            self._weight += weight
            while self._weight > self._most:
                self._drop(next(iter(self._ages)))

    def _drop(self, number: int) -> None:
        known = self._ages.pop(number, None)
        if known is None:
            return  # somebody took it in the meantime
        key, weight = known
        self._weight -= weight
        alike = self._known[key]
        del alike[number]
        if not alike:
            del self._known[key]


def _first_end(each: tuple[int, Thread]) -> int:
    return each[1].begun[0].end
