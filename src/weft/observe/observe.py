"""Observe: listens in one worker, and answers for all.

    listen  appends the event to a queue, and returns: 1 µs
    ask     has a function called with a `View`, by the thread; gives a future

Everything else is done by one thread that owns the book: it counts, packs explanations and writes,
at most every `PAUSE` seconds, and before it answers. It sleeps while nothing happens. No lock is
held where the disk is waited for, so a disk that hangs makes nobody wait but who asks.

What cannot be written is kept and written later; the journal is told once, and the failures are
counted. What waits is bounded: beyond it an exchange is counted at once and not explained.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from weft.observe.book import FAULTS, Book, Worker
from weft.observe.gathered import Gathered
from weft.observe.log import closing, line
from weft.observe.tally import merge
from weft.observe.view import View

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from weft.gateway.events import Exchanged
    from weft.gateway.journal import Journal
    from weft.observe.book import Pages
    from weft.observe.view import Run

PAUSE = 0.4  # seconds that events are gathered before they are written
AFTER_FAILURE = 5.0  # and after a write has failed
HURRY = 64  # events that wait; with more they are not gathered longer
MOST_WAITING = 256  # events; they hold texts
_GENTLE = 0.0002  # seconds between two events, in which the event loop gets its turn
_LAST = 2.0  # seconds that the last write may take

Result = TypeVar("Result")


class Closed(Exception):
    """Nobody answers any more."""


class Observe:
    """One worker's ear, made after the fork. `path` is the book that workers share, if any."""

    def __init__(
        self,
        path: Path | None,
        run: Run,
        pid: int,
        *,
        now: Callable[[], float],
        journal: Journal,
    ) -> None:
        self.run = run
        self.worker = Worker(run.name, pid, now())
        self._path = path
        self._now = now
        self._journal = journal
        self._book: Book | None = None
        self._events: deque[Exchanged] = deque()
        self._calls: deque[Callable[[], None]] = deque()
        self._gathered = Gathered()
        self._trouble = ""
        self._wake, self._hurry = threading.Event(), threading.Event()
        self._closing = False
        self._wake.set()  # to enter itself in the book
        self._hurry.set()
        self._thread = threading.Thread(target=self._work, name="weft-observe", daemon=True)
        self._thread.start()

    def listen(self, event: Exchanged) -> None:
        """Take an exchange in. Returns at once, and never fails."""
        waiting = len(self._events)
        if waiting >= MOST_WAITING:
            self._count(event)
        else:
            self._events.append(event)
        if not self._wake.is_set():
            self._wake.set()
        if waiting >= HURRY:
            self._hurry.set()

    def ask(self, call: Callable[[View], Result]) -> Future[Result]:
        """Have this called with what there is to see, in the thread that sees it."""
        return self._ask(lambda: call(self._view()))

    def explanation(self, request_id: str) -> Future[bytes | None]:
        """The packed explanation of an exchange."""
        return self._ask(lambda: self._explanation(request_id))

    def recent(self, most: int) -> Future[list[bytes]]:
        """Summaries of the newest exchanges, as JSON."""
        return self._ask(lambda: self._open().recent(self._now(), most))

    def close(self) -> None:
        """Write what is left, and stop. Does not wait long."""
        self._closing = True
        self._wake.set()
        self._hurry.set()
        self._thread.join(_LAST)
        if self._thread.is_alive():
            self._journal.warn(f"the last numbers are lost: {self._path} takes too long to write")

    # ── What follows runs in the thread ──────────────────────────────────────────────────

    def _work(self) -> None:
        while not self._closing:
            self._wake.wait()
            self._hurry.wait(AFTER_FAILURE if self._trouble else PAUSE)
            self._wake.clear()
            self._hurry.clear()
            self._turn()
        self._turn(ended=True)
        if self._book is not None:
            self._book.close()
        mine = self._gathered.all()
        if mine.exchanges:
            self._journal.info(closing(self.worker.pid, mine), pid=self.worker.pid)

    def _turn(self, *, ended: bool = False) -> None:
        # Who asked before this moment sees every exchange that ended before it.
        calls = [self._calls.popleft() for _ in range(len(self._calls))]
        while self._take():
            if not (calls or ended):
                time.sleep(_GENTLE)
        self._write(ended=ended)
        for call in calls:
            call()

    def _take(self) -> bool:
        """Count the next event, and pack what explains it; whether there was one."""
        try:
            event = self._events.popleft()
        except IndexError:
            return False
        self._count(event)
        try:
            self._gathered.keep(event)
            self._tell(event)
        except Exception as error:  # noqa: BLE001  # no event may end the thread
            self._fault(f"an exchange is not explained, and it is our fault: {error!r}")
        return True

    def _count(self, event: Exchanged) -> None:
        try:
            self._gathered.count(event)
        except Exception as error:  # noqa: BLE001  # nor fail an exchange
            self._fault(f"an exchange is not counted, and it is our fault: {error!r}")

    def _fault(self, message: str) -> None:
        self._journal.error(message)
        self._gathered.fault()

    def _tell(self, event: Exchanged) -> None:
        if self._journal.says("debug"):
            message, fields = line(event)
            if message:
                self._journal.debug(message, **fields)

    def _write(self, *, ended: bool) -> None:
        new, records = self._gathered.take(), list(self._gathered.records)
        try:
            self._open().write(self.worker, self._now(), new, records, ended=ended)
        except FAULTS as error:
            self._gathered.failed(new)
            self._failed(error)
        else:
            self._gathered.wrote(new)
            self._trouble = ""

    def _open(self) -> Book:
        if self._book is None:
            self._book = Book(self._path)
            self._book.fold(self.run.name, self._now())
        return self._book

    def _failed(self, error: Exception) -> None:
        if not self._trouble:
            self._journal.error(
                f"the numbers in {self._path} cannot be written: {error}. They are kept in memory "
                "until they can; if the file is damaged, stop Weft and move it away"
            )
        self._trouble = f"{self._path} cannot be written: {error}"
        self._wake.set()  # to try again, though nothing may happen

    def _view(self) -> View:
        pages, trouble = self._pages()
        new, mine = self._gathered.new(), self._gathered.all()
        return View(
            now=self._now(),
            started=self.run,
            run=mine if pages is None else merge(new, *(each.tally for each in pages.entries)),
            lifetime=mine if pages is None else merge(new, pages.lifetime),
            since=self.run.begun if pages is None else min(self.run.begun, pages.since),
            entries=() if pages is None else pages.entries,
            trouble=self._trouble or trouble,
        )

    def _pages(self) -> tuple[Pages | None, str]:
        try:
            return self._open().read(self.run.name), ""
        except FAULTS as error:
            return None, f"{self._path} cannot be read: {error}"

    def _explanation(self, request_id: str) -> bytes | None:
        waiting = self._gathered.explanation(request_id)
        return waiting or self._open().explanation(request_id, self._now())

    def _ask(self, call: Callable[[], Result]) -> Future[Result]:
        future: Future[Result] = Future()

        def answer() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(call())
            except BaseException as error:  # noqa: BLE001  # whoever asked is told
                future.set_exception(error)

        if self._closing or not self._thread.is_alive():
            future.set_exception(Closed("this worker is stopping"))
            return future
        self._calls.append(answer)
        self._wake.set()
        self._hurry.set()
        return future
