"""What the workers and the database have to say about the incident: logs, a traceback, a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from demo_scenes.world import log_stamp

if TYPE_CHECKING:
    from demo_scenes.checkout import Checkout
    from demo_scenes.world import Delivery, Incident, Line

PACKAGES = "/usr/local/lib/python3.12/site-packages"
HEALTH_EVERY = 10_000


def worker_log(files: Checkout, incident: Incident, worker: str, limit: int) -> str:
    """The first lines of a worker's log: its work, its crashes, the health probe between."""
    entries: list[tuple[int, str]] = []
    for line in incident.lines:
        if line.worker == worker:
            text = f"{line}\n"
            entries.append((line.at, text + crash(files, line) if line.level == "ERROR" else text))
    end = max(at for at, _ in entries)
    probe = 'lendery.metrics "GET /healthz HTTP/1.1" 200 -'
    entries += [
        (at, f"{log_stamp(at)} DEBUG   {probe}\n") for at in range(4_000, end, HEALTH_EVERY)
    ]
    text = "".join(text for _, text in sorted(entries, key=lambda entry: entry[0]))
    return "".join(text.splitlines(keepends=True)[:limit])


def crash(files: Checkout, line: Line) -> str:
    """The traceback that ends a worker."""
    worker = "src/lendery/reminders/worker.py"
    outbox = "src/lendery/reminders/outbox.py"
    row = line.text.split()[0].removeprefix("row=")

    def frame(path: str, text: str, name: str, code: str, marks: str = "") -> str:
        place = f"{PACKAGES}/{path.removeprefix('src/')}"
        shown = f'  File "{place}", line {files.line(path, text)}, in {name}\n    {code}\n'
        return shown + (f"    {marks}\n" if marks else "")

    where = frame(
        worker,
        "self._outbox.done(",
        "_send",
        "self._outbox.done(row, relay_id, datetime.now(UTC))",
    )
    lost = f"LeaseLost: row {row} is no longer leased to {line.worker}\n"
    return (
        "Traceback (most recent call last):\n"
        '  File "<frozen runpy>", line 198, in _run_module_as_main\n'
        '  File "<frozen runpy>", line 88, in _run_code\n'
        + frame(worker, "    main()", "<module>", "main()")
        + frame(worker, "    worker.run()", "main", "worker.run()")
        + frame(worker, "if not self.step()", "run", "if not self.step():", "       ^^^^^^^^^^^")
        + frame(worker, "self._send(row)", "step", "self._send(row)")
        + where
        + frame(
            outbox,
            "raise LeaseLost(",
            "done",
            'raise LeaseLost(f"row {row.id} is no longer leased to {self._worker}")',
        )
        + f"lendery.reminders.outbox.{lost}"
    )


def last_crash(files: Checkout, incident: Incident, worker: str) -> str:
    """`kubectl logs --previous --tail=30`: how the last life of a worker ended."""
    lines = [line for line in incident.lines if line.worker == worker]
    at = max(number for number, line in enumerate(lines) if line.level == "ERROR")
    before = "".join(f"{line}\n" for line in lines[at - 8 : at + 1])
    return before + crash(files, lines[at])


def takeovers(incident: Incident) -> str:
    """The warnings and errors of both workers, as `grep -hE 'WARNING|ERROR' | sort` gives them."""
    return "".join(f"{line}\n" for line in incident.lines if line.level in {"WARNING", "ERROR"})


def twice_table(incident: Incident) -> str:
    """`psql`: every reminder of that morning the relay has more than one message for."""
    heads = ("row", "loan", "kind", "due_on", "attempts", "messages", "workers", "ms_first",
             "ms_last", "state")  # fmt: skip
    rows = [_twice(incident, pair) for pair in incident.sent_twice()]
    return _table(heads, rows)


def _twice(incident: Incident, pair: list[Delivery]) -> tuple[str, ...]:
    first = pair[0]
    row = next(row for row in incident.rows if row.id == first.row)
    workers = ",".join(each.worker[-1] for each in pair)
    return (str(row.id), str(row.loan), row.kind, row.due.isoformat(), str(row.attempts),
            str(len(pair)), workers, str(pair[0].latency), str(pair[-1].latency),
            row.state)  # fmt: skip


def outbox_table(incident: Incident) -> str:
    """`psql`: what the outbox says of the rows that were leased more than once."""
    heads = ("id", "loan_id", "kind", "due_on", "state", "attempts", "leased_by", "sent_at")
    sent = {each.row: each for each in incident.deliveries}
    rows = [
        (str(row.id), str(row.loan), row.kind, row.due.isoformat(), row.state, str(row.attempts),
         row.holder, log_stamp(sent[row.id].at).replace(",", "."))
        for row in incident.rows
        if row.attempts > 1
    ]  # fmt: skip
    return _table(heads, rows)


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(line[at]) for line in [heads, *rows]) for at in range(len(heads))]
    numbers = [all(row[at].isdigit() for row in rows) for at in range(len(heads))]
    heading = " | ".join(head.center(width) for head, width in zip(heads, widths, strict=True))
    shown = [f" {heading} ", "+".join("-" * (width + 2) for width in widths)]
    for row in rows:
        cells = zip(row, widths, numbers, strict=True)
        told = " | ".join(
            cell.rjust(width) if number else cell.ljust(width) for cell, width, number in cells
        )
        shown.append(f" {told.rstrip()}")
    return "".join(f"{line}\n" for line in shown) + f"({len(rows)} rows)\n\n"
