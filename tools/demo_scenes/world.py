"""The incident, played through: two workers, one outbox, one slow mail relay.

The rules are those of the code in `tree`: a worker leases a batch, sends it row by row, and
loses rows whose lease ran out while the relay held its answer back. Times are milliseconds
since 06:00:00 UTC on the day of the incident.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from demo_scenes.dice import Dice

START = datetime(2025, 3, 12, 6, 0, 0, tzinfo=UTC)
LEASE = 30_000
BATCH = 20
ROWS = 150
GREYLISTED_PERCENT = 8
CRASH_PAUSE = 11_400
IDLE_PAUSE = 2_000
END = 420_000
KINDS = ("due-soon", "due-soon", "due-soon", "overdue", "reserved")
WORKERS = ("reminder-worker-0", "reminder-worker-1")


def stamp(at: int) -> str:
    """A time as the relay and the API write it."""
    return (START + timedelta(milliseconds=at)).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def log_stamp(at: int) -> str:
    """A time as Python's logging writes it."""
    return (START + timedelta(milliseconds=at)).strftime("%Y-%m-%d %H:%M:%S,%f")[:-3]


@dataclass
class Row:
    """A row of the outbox."""

    id: int
    loan: int
    kind: str
    due: date
    address: str
    greylisted: bool
    state: str = "ready"
    holder: str = ""
    until: int = 0
    attempts: int = 0


@dataclass(frozen=True)
class Line:
    """A line (or a traceback) in a worker's log."""

    at: int
    worker: str
    level: str
    logger: str
    text: str

    def __str__(self) -> str:
        return f"{log_stamp(self.at)} {self.level:<7} {self.logger} {self.text}"


@dataclass(frozen=True)
class Delivery:
    """A message the relay accepted."""

    at: int
    id: str
    key: str
    row: int
    loan: int
    kind: str
    due: date
    worker: str
    address: str
    latency: int


@dataclass
class Incident:
    """What happened."""

    rows: list[Row]
    lines: list[Line] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    crashes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WORKERS, 0))

    def sent_twice(self) -> list[list[Delivery]]:
        """The deliveries of each reminder that left more than once."""
        by_row: dict[int, list[Delivery]] = {}
        for each in self.deliveries:
            by_row.setdefault(each.row, []).append(each)
        return [found for _, found in sorted(by_row.items()) if len(found) > 1]


def _outbox() -> list[Row]:
    dice = Dice("outbox")
    rows = []
    loan = 88_190
    for number in range(ROWS):
        loan += dice.between(1, 9)
        kind = dice.pick(KINDS)
        due = {"due-soon": 14, "overdue": 10, "reserved": 12}[kind]
        rows.append(
            Row(
                id=412_300 + number,
                loan=loan,
                kind=kind,
                due=date(2025, 3, due),
                address=f"member-{dice.between(1000, 9899)}@members.lendery.example",
                greylisted=dice.below(100) < GREYLISTED_PERCENT,
            )
        )
    return rows


class _Play:
    def __init__(self) -> None:
        self.incident = Incident(_outbox())
        self.dice = Dice("relay")
        self.events: list[tuple[int, int, str, Row | None, int]] = []
        self.batches: dict[str, list[Row]] = {worker: [] for worker in WORKERS}
        self.count = 0

    def at(self, when: int, worker: str, row: Row | None = None, began: int = 0) -> None:
        self.count += 1
        heapq.heappush(self.events, (when, self.count, worker, row, began))

    def log(self, at: int, worker: str, level: str, logger: str, text: str) -> None:
        self.incident.lines.append(Line(at, worker, level, f"lendery.{logger}", text))

    def up(self, at: int, worker: str) -> None:
        text = f"worker {worker} up, batch={BATCH} lease={LEASE // 1000}s relay_timeout=45s"
        self.log(at, worker, "INFO", "reminders.worker", text)
        self.at(at + 40, worker)

    def take(self, now: int, worker: str) -> None:
        free = [
            row
            for row in self.incident.rows
            if row.state == "ready" or (row.state == "leased" and row.until < now)
        ][:BATCH]
        for row in free:
            if row.holder and row.holder != worker:
                text = (
                    f"row={row.id} lease of {row.holder} ran out at {stamp(row.until)}, taking over"
                )
                self.log(now, worker, "WARNING", "reminders.outbox", text)
            row.state, row.holder, row.until = "leased", worker, now + LEASE
            row.attempts += 1
        self.batches[worker] = free
        if free:
            self.send(now, worker)
        elif now < END:
            self.at(now + IDLE_PAUSE, worker)

    def send(self, now: int, worker: str) -> None:
        row = self.batches[worker].pop(0)
        slow = row.greylisted and row.attempts == 1
        latency = self.dice.between(31_200, 44_300) if slow else self.dice.between(180, 1900)
        self.at(now + latency, worker, row, now)

    def answer(self, now: int, worker: str, row: Row, began: int) -> None:
        key = f"loan-{row.loan}/{row.kind}/{row.due:%Y%m%d}/{worker}"
        relay_id = f"m-{self.dice.hex(12)}"
        self.incident.deliveries.append(
            Delivery(now, relay_id, key, row.id, row.loan, row.kind, row.due, worker, row.address,
                     now - began)
        )  # fmt: skip
        if row.holder != worker or row.state != "leased":
            self.crash(now, worker, row, key, relay_id)
            return
        row.state = "sent"
        text = f"row={row.id} loan={row.loan} kind={row.kind} sent relay_id={relay_id}"
        self.log(now, worker, "INFO", "reminders.worker", text)
        if self.batches[worker]:
            self.send(now + 3, worker)
        else:
            self.at(now + 5, worker)

    def crash(self, now: int, worker: str, row: Row, key: str, relay_id: str) -> None:
        text = f"row={row.id} key={key} relay_id={relay_id} accepted, but the lease is gone"
        self.log(now, worker, "ERROR", "reminders.worker", text)
        self.incident.crashes[worker] += 1
        self.batches[worker] = []
        self.up(now + CRASH_PAUSE + self.dice.between(0, 900), worker)

    def run(self) -> Incident:
        self.up(120, WORKERS[0])
        self.up(900, WORKERS[1])
        while self.events:
            now, _, worker, row, began = heapq.heappop(self.events)
            if row is None:
                self.take(now, worker)
            else:
                self.answer(now, worker, row, began)
        self.incident.lines.sort(key=lambda line: line.at)
        return self.incident


def play() -> Incident:
    """Let it happen."""
    return _Play().run()
