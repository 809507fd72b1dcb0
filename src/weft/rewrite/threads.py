"""Threads: the conversations that are remembered, found by the bytes a request begins with.

Bounded by weight: those unused for longest go first. Two conversations that begin alike and part
are two threads. A thread that is taken is gone until its follower is put back, so that no request
waits for another; who finds none begins anew, which takes time and changes nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

from weft.rewrite.thread import CHANGED

if TYPE_CHECKING:
    from weft.rewrite.beginning import Prefixes, Upto
    from weft.rewrite.thread import Thread

MOST = 24 * 1024 * 1024  # bytes, of all threads together
MOST_ALIKE = 64  # beginnings, and threads, of one tenant that are compared with a body

Key = tuple[str, str]  # tenant and dialect
_NOBODY: OrderedDict[Upto, dict[int, Thread]] = OrderedDict()


class Threads:
    """Safe to use from many threads of the process."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        # Those that begin with the same first item, by what tells that; the newest come last.
        self._known: dict[Key, OrderedDict[Upto, dict[int, Thread]]] = {}
        self._ages: OrderedDict[int, tuple[Key, Upto, int]] = OrderedDict()  # and the weight
        self._weight = 0
        self._next = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._ages)

    def take(self, key: Key, prefixes: Prefixes) -> tuple[Thread, int] | None:
        """The thread that a body goes on with, and how many of its steps hold."""
        best: tuple[int, Thread, int] | None = None
        for number, thread in self._alike(key, prefixes):
            if best is not None and len(thread.steps) <= best[2]:
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
        first = thread.begun[0]
        with self._lock:
            self._next += 1
            known = self._known.setdefault(key, OrderedDict())
            known.setdefault(first, {})[self._next] = thread
            known.move_to_end(first)
            self._ages[self._next] = key, first, weight
            self._weight += weight
            while self._weight > self._most:
                self._drop(next(iter(self._ages)))

    def _alike(self, key: Key, prefixes: Prefixes) -> list[tuple[int, Thread]]:
        """The threads whose first item this body begins with, the newest first."""
        with self._lock:
            firsts = list(islice(reversed(self._known.get(key, _NOBODY)), MOST_ALIKE))
        likely = [first for first in firsts if prefixes.may_begin_with(first)]
        # The shortest first: so all are found in one pass.
        begun = [first for first in sorted(likely, key=_end) if prefixes.begins_with(first)]
        found: list[tuple[int, Thread]] = []
        with self._lock:
            for first in begun:
                if first in (known := self._known.get(key, _NOBODY)):
                    found += known[first].items()
        return sorted(found, key=_number, reverse=True)[:MOST_ALIKE]

    def _drop(self, number: int) -> None:
        known = self._ages.pop(number, None)
        if known is None:
            return  # somebody took it in the meantime
        key, first, weight = known
        self._weight -= weight
        begun = self._known[key]
        alike = begun[first]
        del alike[number]
        if not alike:
            del begun[first]
        if not begun:
            del self._known[key]


def _end(first: Upto) -> int:
    return first.end


def _number(each: tuple[int, Thread]) -> int:
    return each[0]
