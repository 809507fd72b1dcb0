"""The supervisor: several worker processes, started, watched, restarted, and ended together.

It forks before there is an event loop, so a worker is a copy of a process with one thread and
nothing going on, and shares its memory. It waits in one place, for a byte in a pipe: written by a
signal, or by a worker that is ready. When it dies itself, even by force, its workers see the end of
another pipe and stop.

    a worker ends                        then
    ---------------------------------    --------------------------------------------------
    with 2 (misconfigured)               all are stopped: starting it again would not help
    before the stop, any other way       another takes its place, after a pause that doubles
    after the stop                       the supervisor ends with the largest code of all

A terminal, and systemd, tell a stop to every process of theirs. So a worker takes only the first
for itself, and that there was a second it is told by another signal, `NOW`.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

    from weft.gateway.journal import Journal

MISCONFIGURED = 2
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 10.0  # seconds until a dead worker is replaced
STEADY = 30.0  # seconds after which a worker's death is no longer one of a series
STOPS = (signal.SIGTERM, signal.SIGINT)
PASSED_ON = (*STOPS, signal.SIGHUP)
NOW = signal.SIGUSR1
HEEDED = (*PASSED_ON, NOW)  # by a worker
_KILLED = 128  # and the number of the signal, as shells have it


@dataclass(frozen=True, slots=True)
class Line:
    """What connects a worker to its supervisor: tell it that one is ready, hear that it is gone."""

    ready: int
    alive: int

    def is_ready(self) -> None:
        """Say so."""
        os.write(self.ready, b"r")


@dataclass(slots=True)
class _Place:
    """A place for one worker. Without a pid it is empty until `due`."""

    pid: int = 0
    since: float = 0.0
    pause: float = 0.0
    due: float = 0.0


class Supervisor:
    """Keeps `count` processes running `work`, which gets the number of its place.

    `ready` is called once, when all of them are; `stopping` once, before they are told to stop.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[int, Line], int],
        journal: Journal,
        *,
        ready: Callable[[], None],
        stopping: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._work = work
        self._journal = journal
        self._ready = ready
        self._stopping = stopping
        self._clock = clock
        self._places = [_Place() for _ in range(count)]
        self._awaited = count
        self._stops = 0
        self._code = 0
        self._signals: list[int] = []

    def run(self) -> int:
        """Start all, watch over them, and say how they ended."""
        self._wake, wake = os.pipe()
        alive, self._alive = os.pipe()
        self._line = Line(wake, alive)
        for end in (self._wake, wake):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in (*PASSED_ON, signal.SIGCHLD):
            signal.signal(number, self._noted)
        while True:
            self._fill()
            if self._stops and not any(place.pid for place in self._places):
                return self._code
            self._wait()

    def _noted(self, number: int, _frame: object) -> None:
        if number != signal.SIGCHLD:
            self._signals.append(number)

    def _fill(self) -> None:
        """Start what is missing and due."""
        now = self._clock()
        for number, place in enumerate(self._places):
            if not place.pid and not self._stops and place.due <= now:
                place.pid, place.since = self._start(number), now

    def _start(self, place: int) -> int:
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal that met the supervisor's handlers in its copy would be lost: it waits.
        signal.pthread_sigmask(signal.SIG_BLOCK, HEEDED)
        pid = os.fork()
        if not pid:
            self._become_worker(place)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HEEDED)
        return pid

    def _become_worker(self, place: int) -> NoReturn:
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (*HEEDED, signal.SIGCHLD):
                # What comes before the worker listens itself ends it: it has begun nothing yet.
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HEEDED)
            os.close(self._wake)
            os.close(self._alive)
            code = self._work(place, self._line)
            sys.stderr.flush()
        except Exception as error:  # noqa: BLE001  # a fork may not return into its parent's code
            self._journal.error(f"a worker failed: {error!r}")
        finally:
            os._exit(code)

    def _wait(self) -> None:
        select.select([self._wake], [], [], self._patience())
        try:
            told = os.read(self._wake, 4_096)
        except BlockingIOError:  # nothing but a place that is due
            told = b""
        if self._awaited and not self._stops:
            # A signal writes its number, which is never that of this letter.
            self._awaited -= told.count(b"r")
            if self._awaited <= 0:
                self._awaited = 0
                self._ready()
        while self._signals:
            self._heed(self._signals.pop(0))
        self._bury()

    def _patience(self) -> float | None:
        dues = [place.due for place in self._places if not place.pid]
        return max(0.0, min(dues) - self._clock()) if dues and not self._stops else None

    def _heed(self, number: int) -> None:
        if number in STOPS:
            self._stops += 1
            if self._stops == 1:
                self._stopping()
            else:
                number = NOW
        for place in self._places:
            if place.pid:
                os.kill(place.pid, number)

    def _bury(self) -> None:
        """See who has died."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            place = next((each for each in self._places if each.pid == pid), None)
            if place is not None:
                place.pid = 0
                self._died(place, pid, os.waitstatus_to_exitcode(status))

    def _died(self, place: _Place, pid: int, code: int) -> None:
        if self._stops:
            ended_as_told = -code in (*STOPS, NOW)
            self._code = max(self._code, 0 if ended_as_told else abs(code) + _KILLED * (code < 0))
        elif code == MISCONFIGURED:
            self._code = MISCONFIGURED
            self._heed(signal.SIGTERM)
        else:
            now = self._clock()
            steady = now - place.since > STEADY
            place.pause = FIRST_PAUSE if steady else min(LONGEST_PAUSE, place.pause * 2)
            place.pause = max(place.pause, FIRST_PAUSE)
            place.due = now + place.pause
            how = f"by signal {-code}" if code < 0 else f"with code {code}"
            self._journal.error(
                f"worker {pid} ended {how}; another starts in {place.pause:g} s", pid=pid
            )
